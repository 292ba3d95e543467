"""Programs: what every driver does alike with webhooks, deliveries and kept outcomes."""

from __future__ import annotations

from dataclasses import replace

from tests.storage.rows import id_of
from troth.storage.ports import DataStore
from troth.storage.program_rows import DeliveryRow, ReplyRow, WebhookRow
from troth.storage.signin_rows import TokenRow

SHOP = WebhookRow(
    hook=id_of("shop"), name="shop", url="https://shop.example/", events=("erased",), made_at=1
)
CALL = ReplyRow(call=id_of("call") * 2, sent=id_of("sent") * 2, status=0, answer="", at=5)


def delivery(name: str, hook: bytes = SHOP.hook, at: int = 1) -> DeliveryRow:
    return DeliveryRow(
        number=0, delivery=id_of(name), hook=hook, event="erased", body="{}", at=at, tries=0,
        next_at=at,
    )  # fmt: skip


def test_a_webhook_is_written_in_place_of_the_older_row(data: DataStore) -> None:
    with data.unit() as unit:
        unit.put_webhook(SHOP)
        unit.put_webhook(replace(SHOP, hook=id_of("crm"), name="crm", events=(), made_at=0))
        unit.put_webhook(replace(SHOP, ended_at=9))
    with data.read() as reader:
        assert [(one.name, one.events, one.ended_at) for one in reader.webhooks()] == [
            ("crm", (), None),
            ("shop", ("erased",), 9),
        ]


def test_what_is_due_is_claimed_once_and_in_order(data: DataStore) -> None:
    with data.unit() as unit:
        unit.add_deliveries([delivery("a"), delivery("b"), delivery("later", at=50)])
    with data.unit() as unit:
        claimed = unit.claim_deliveries(10, 40, 9)
        assert [(one.delivery, one.next_at) for one in claimed] == [
            (id_of("a"), 40),
            (id_of("b"), 40),
        ]
        assert unit.claim_deliveries(10, 40, 9) == []
    with data.unit() as unit:
        assert [one.delivery for one in unit.claim_deliveries(40, 90, 1)] == [id_of("a")]


def test_a_delivery_that_is_over_is_claimed_no_more_and_goes_with_time(data: DataStore) -> None:
    with data.unit() as unit:
        unit.add_deliveries([delivery("a"), delivery("b", at=2)])
        first, second = unit.claim_deliveries(5, 6, 9)
        unit.note_delivery(replace(first, tries=1, next_at=None, outcome="delivered"))
        unit.note_delivery(replace(second, tries=1, next_at=30, outcome="status-500"))
    with data.unit() as unit:
        assert unit.waiting() == unit.waiting(SHOP.hook) == 1
        assert unit.waiting(id_of("other")) == 0
        assert [one.outcome for one in unit.deliveries(SHOP.hook, 9)] == ["status-500", "delivered"]
        assert unit.delete_deliveries(1) == 0
        assert unit.delete_deliveries(99) == 1
        assert unit.delete_deliveries(0, SHOP.hook) == 1
        assert list(unit.deliveries(SHOP.hook, 9)) == []


def test_a_call_is_claimed_once_until_it_is_forgotten(data: DataStore) -> None:
    with data.unit() as unit:
        assert unit.claim_reply(CALL)
        assert not unit.claim_reply(replace(CALL, sent=bytes(32)))
        unit.put_reply(replace(CALL, status=201, answer="{}"))
    with data.unit() as unit:
        assert unit.reply(CALL.call) == replace(CALL, status=201, answer="{}")
        assert unit.delete_replies(5) == 0
        assert unit.delete_replies(6) == 1
        assert unit.claim_reply(CALL)
        unit.delete_reply(CALL.call)
        assert unit.reply(CALL.call) is None


def test_a_token_keeps_its_end(data: DataStore) -> None:
    row = TokenRow(token=id_of("t") * 2, name="shop", roles=("collect",), made_at=1, until=9)
    with data.unit() as unit:
        unit.put_token(row)
    with data.read() as reader:
        assert reader.token(row.token) == row
