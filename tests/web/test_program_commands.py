"""`troth token` and `troth webhooks`, and what they open and tell on a served site."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.connectors.test_webhook_carrier import receiver
from tests.register.program import troth
from tests.web.served import Served, serving
from troth.client import Client, Refused, sent
from troth.engines.programs.tokens import SCOPES


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("programs")) as served:
        yield served


def run(site: Served, *arguments: str) -> dict[str, object]:
    ran = troth(*arguments, "--store", str(site.outbox.parent / "data.db"))
    assert ran.code == 0, ran
    return ran.said


def test_a_token_made_at_the_terminal_opens_its_scope_until_it_is_ended(site: Served) -> None:
    made = run(site, "token", "make", "shop", "--scope", "decide")
    with Client(site.address, str(made["token"])) as client:
        assert client.policy().controller == "AltexSoft"
        with pytest.raises(Refused) as no:
            client.promises()
        assert no.value.status == 403
        listed = run(site, "token", "list")["tokens"]
        assert [(one["name"], one["scopes"], one["holds"]) for one in listed] == [
            ("shop", ["decide"], True)
        ]
        assert str(made["token"]) not in json.dumps(listed)
        run(site, "token", "end", "shop")
        with pytest.raises(Refused) as no:
            client.policy()
    assert no.value.status == 401
    assert run(site, "token", "list")["tokens"][0]["holds"] is False


def test_scopes_are_listed_and_a_misspelt_one_is_not_taken(site: Served) -> None:
    said = troth("token", "scopes").said
    assert set(said["scopes"]) == set(SCOPES)
    store = str(site.outbox.parent / "data.db")
    no = troth("token", "make", "crm", "--scope", "colect", "--store", store)
    assert no.code == 2
    assert "collect" in json.dumps(no.said)
    over = troth(
        "token", "make", "crm", "--scope", "collect", "--until", "2020-01-01", "--store", store
    )
    assert over.code == 2


def test_a_webhook_is_told_once_it_is_there_and_never_after_its_end(site: Served) -> None:
    token = run(site, "token", "make", "form", "--scope", "collect")["token"]
    with receiver() as (address, got), Client(site.address, str(token)) as client:
        added = run(site, "webhooks", "add", "crm", f"{address}/a", "--event", "collected")
        assert str(added["secret"]).startswith("whsec_")
        data: dict[str, str | bool | int | float | sent.File | None] = {
            "email": "hook@mail.example", "message": "Hello",
        }  # fmt: skip
        kept = client.collect(sent.Submission(form="contact-form", data=data))
        assert run(site, "webhooks", "deliver") == {"delivered": 1, "failed": 0, "waiting": 0}
        told = json.loads(got[0][1])
        assert (told["type"], told["data"]["about"]) == ("collected", [kept.person])
        assert "hook@mail.example" not in got[0][1].decode()
        listed = run(site, "webhooks", "list")["webhooks"]
        assert [(one["waiting"], one["last"]) for one in listed] == [(0, "delivered")]
        assert run(site, "webhooks", "end", "crm")["forgotten"] == 0
        client.collect(sent.Submission(form="contact-form", data=data))
        assert run(site, "webhooks", "deliver")["delivered"] == 0
        assert len(got) == 1


def test_a_receiver_that_does_not_take_it_ends_the_command_with_a_fault(site: Served) -> None:
    token = run(site, "token", "make", "form-2", "--scope", "collect")["token"]
    with receiver() as (address, _), Client(site.address, str(token)) as client:
        run(site, "webhooks", "add", "away", f"{address}/elsewhere", "--event", "collected")
        client.collect(
            sent.Submission(form="contact-form", data={"email": "x@mail.example", "message": "Hi"})
        )
        store = str(site.outbox.parent / "data.db")
        ran = troth("webhooks", "deliver", "--store", store)
        assert (ran.code, ran.said["waiting"]) == (1, 1)
        assert run(site, "webhooks", "list")["webhooks"][-1]["last"] == "status-302"
        assert run(site, "webhooks", "end", "away")["forgotten"] == 1
