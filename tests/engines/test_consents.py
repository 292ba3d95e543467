"""Consent as it is taken: every way in which it is none, what follows a withdrawal, receipts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engines.grounds import Ground, on_memory
from tests.engines.living import POLICIES, TEXT
from troth.assembly.platform import Platform, build_platform
from troth.assembly.policies import load_policy
from troth.engines.consents.consents import Given
from troth.engines.consents.receipts import KIND, check_receipt
from troth.engines.consents.standing import Change
from troth.engines.disclosure.disclosure import Handover
from troth.engines.evidence.signed_document import canonical
from troth.engines.purpose import PurposeRefused
from troth.errors import InputError, StateError, TrothError
from troth.ledger.note import unb64

WORDS = "Yes, send me the newsletter by e-mail, once a month."
DAY = timedelta(days=1)


@contextmanager
def altex(ground: Ground | None = None, mode: str = "strict") -> Iterator[tuple[Platform, bytes]]:
    """Open a platform under a policy that rests on consent, with one person in it."""
    policy = replace(load_policy(POLICIES / "altexsoft.yaml").required(), mode=mode)
    with (ground or on_memory()).opened() as laid:
        troth = build_platform(laid, policy)
        yield troth, troth.vault.create_persons(1, troth.clock.now())[0]


def code_of(troth: Platform, person: bytes, given: Given) -> str:
    """Return the code with which a consent is refused; nothing may be kept of it."""
    before = troth.consents.show(person)
    with pytest.raises(TrothError) as refused:
        troth.consents.give(person, given, troth.clock.now())
    assert troth.consents.show(person) == before
    return refused.value.code


def open_for(troth: Platform, person: bytes, purpose: str = "newsletter") -> bool:
    try:
        with troth.purpose(purpose, person):
            return True
    except PurposeRefused:
        return False


@pytest.mark.parametrize("method", ["by-use", "pre-ticked", "bundled", "by-continuing"])
def test_what_is_no_act_is_refused_or_recorded_and_never_counts(method) -> None:
    given = Given(purpose="newsletter", text_hash=TEXT, method=method)
    with altex() as (troth, person):
        assert code_of(troth, person, given) == "consent/not-affirmative"
    with altex(mode="faithful") as (troth, person):
        event = troth.consents.give(person, given, troth.clock.now())
        assert (event.action, event.method) == ("record-only", method)
        assert troth.consents.active(person, troth.clock.now()) == {}
        assert not open_for(troth, person)


@pytest.mark.parametrize("text", ["", "yes", "0" * 64, "G" * 64])
def test_no_text_is_no_consent(text) -> None:
    with altex() as (troth, person):
        given = Given(purpose="newsletter", text_hash=text)
        assert code_of(troth, person, given) == "consent/no-text"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text_hash": TEXT}, "consent/text-unpublished"),
        ({"purpose": "analytics"}, "consent/text-for-another-purpose"),
        ({"recipient": "google-analytics"}, "consent/text-names-another"),
        ({"language": "de"}, "consent/text-in-another-language"),
        ({"layout": "checkout"}, "consent/text-in-another-layout"),
    ],
)
def test_a_consent_reaches_as_far_as_its_published_text(changed, code) -> None:
    with altex() as (troth, person):
        text = troth.texts.publish(
            WORDS, purpose="newsletter", language="en", layout="footer", now=troth.clock.now()
        ).text
        given = Given(purpose="newsletter", text_hash=text, layout="footer")
        assert code_of(troth, person, replace(given, **changed)) == code
        event = troth.consents.give(person, given, troth.clock.now())
        assert (event.text_hash, event.channel) == (text, "web/footer")
        assert open_for(troth, person)


def test_a_replaced_text_is_refused_and_whoever_agreed_to_it_is_asked_again() -> None:
    ground = on_memory()
    with altex(ground) as (troth, person):
        now = troth.clock.now()
        old = troth.texts.publish(WORDS, purpose="newsletter", language="en", now=now).text
        given = Given(purpose="newsletter", text_hash=old)
        troth.consents.give(person, given, now)
        new = troth.texts.publish(
            WORDS + " Partners too.",
            purpose="newsletter",
            language="en",
            replaces=old,
            now=ground.clock.pass_(days=1),
        ).text
        assert not open_for(troth, person)
        states = troth.consents.state(person, troth.clock.now())
        assert states["newsletter", ""].state == "superseded"
        assert code_of(troth, person, given) == "consent/text-replaced"
        ground.clock.pass_(days=1)
        troth.consents.give(person, replace(given, text_hash=new), troth.clock.now())
        assert open_for(troth, person)


def test_the_same_words_cannot_ask_for_two_purposes() -> None:
    with altex() as (troth, _):
        now = troth.clock.now()
        one = troth.texts.publish(WORDS, purpose="newsletter", language="en", now=now)
        two = troth.texts.publish(WORDS, purpose="newsletter", language="en", now=now)
        assert one == two
        with pytest.raises(InputError, match="published for `newsletter`"):
            troth.texts.publish(WORDS, purpose="analytics", language="en", now=now)
        assert list(troth.texts.texts()) == [one.text]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Given(purpose="billing", text_hash=TEXT), "consent/not-asked"),
        (Given(purpose="newsleter", text_hash=TEXT), "consent/unknown-purpose"),
        (
            Given(purpose="newsletter", text_hash=TEXT, recipient="nobody"),
            "consent/unknown-recipient",
        ),
        (
            Given(purpose="newsletter", text_hash=TEXT, method="parental", guardian=" "),
            "consent/guardian-unverified",
        ),
    ],
)
def test_a_consent_for_nothing_declared_or_by_a_forged_parent_is_refused(given, code) -> None:
    with altex() as (troth, person):
        assert code_of(troth, person, given) == code


def test_a_consent_from_the_future_or_over_before_it_began_is_refused() -> None:
    with altex() as (troth, person):
        now = troth.clock.now()
        given = Given(purpose="newsletter", text_hash=TEXT)
        late = replace(given, said_at=now + DAY)
        assert code_of(troth, person, late) == "consent/said-in-the-future"
        assert code_of(troth, person, replace(given, until=now)) == "consent/over-already"


def test_sensitive_data_needs_an_express_statement() -> None:
    policy = load_policy(POLICIES / "altexsoft.yaml").required()
    health = replace(policy.categories["contact"], sensitive=frozenset({"health"}))
    sensitive = replace(policy, categories={**policy.categories, "contact": health})
    with on_memory().opened() as laid:
        troth = build_platform(laid, sensitive)
        person = troth.vault.create_persons(1, troth.clock.now())[0]
        button = Given(purpose="newsletter", text_hash=TEXT, method="button")
        assert code_of(troth, person, button) == "consent/not-explicit"
        troth.consents.give(person, replace(button, method="signature"), troth.clock.now())


@pytest.mark.parametrize(
    ("country", "age", "alone"),
    [("AT", 13, False), ("AT", 14, True), ("DE", 15, False), ("DE", 16, True), ("US", 13, True)],
)
def test_a_child_consents_alone_from_the_age_of_its_country(country, age, alone) -> None:
    with altex() as (troth, person):
        now = troth.clock.now()
        born = now.date().replace(year=now.year - age).isoformat()
        troth.standing.change(person, Change(kind="born", value=born), now)
        troth.standing.change(person, Change(kind="residence", value=country), now)
        given = Given(purpose="newsletter", text_hash=TEXT)
        if alone:
            troth.consents.give(person, given, now)
        else:
            assert code_of(troth, person, given) == "consent/parent-needed"
            check = troth.consents.verify_guardian("document", now)
            parent = replace(given, method="parental", guardian=check)
            assert troth.consents.give(person, parent, now).method == "parental"


def test_a_double_opt_in_is_nothing_until_it_is_confirmed_in_time() -> None:
    ground = on_memory()
    with altex(ground) as (troth, person):
        given, now = Given(purpose="newsletter", text_hash=TEXT), troth.clock.now()
        troth.consents.ask(person, given, now, now + 2 * DAY)
        assert not open_for(troth, person)
        ground.clock.pass_(days=1)
        troth.consents.confirm(person, "newsletter", troth.clock.now())
        assert open_for(troth, person)
        troth.consents.withdraw(person, "newsletter", ground.clock.pass_(days=1))
        troth.consents.ask(person, given, troth.clock.now(), troth.clock.now() + DAY)
        ground.clock.pass_(days=1)
        with pytest.raises(StateError, match="waits for an answer"):
            troth.consents.confirm(person, "newsletter", troth.clock.now())
        assert not open_for(troth, person)


def test_a_withdrawal_holds_at_once_and_an_older_yes_that_comes_in_late_revives_nothing(
    ground: Ground,
) -> None:
    with altex(ground) as (troth, person):
        given, now = Given(purpose="newsletter", text_hash=TEXT), troth.clock.now()
        troth.consents.give(person, given, now)
        assert open_for(troth, person)
        troth.consents.withdraw(person, "newsletter", ground.clock.pass_(seconds=1))
        assert not open_for(troth, person)
        late = replace(given, said_at=now, method="button")
        troth.consents.give(person, late, ground.clock.pass_(days=1))
        assert not open_for(troth, person)
        codes = []
        with troth.data.read() as reader:
            codes = [row.reason for row in reader.accesses([person])]
        assert codes == ["CONSENT_WITHDRAWN"] * 2


def test_withdrawing_is_never_refused_even_where_nothing_was_given() -> None:
    with altex() as (troth, person):
        troth.consents.withdraw(person, "newsletter", troth.clock.now())
        troth.consents.withdraw(person, "newsletter", troth.clock.now())
        with pytest.raises(InputError, match="no purpose"):
            troth.consents.withdraw(person, "newsleter", troth.clock.now())


def test_a_consent_lapses_by_itself_and_is_written_down_once(ground: Ground) -> None:
    with altex(ground) as (troth, person):
        now = troth.clock.now()
        given = Given(purpose="newsletter", text_hash=TEXT, until=now + 10 * DAY)
        troth.consents.give(person, given, now)
        ground.clock.pass_(days=10)
        assert not open_for(troth, person)
        assert troth.consents.expire(troth.clock.now()) == {"newsletter": 1}
        assert troth.consents.expire(troth.clock.now()) == {}
        renewed = replace(given, until=now + 90 * DAY)
        troth.consents.give(person, renewed, ground.clock.pass_(days=1))
        assert open_for(troth, person)
        assert troth.consents.expire(troth.clock.now()) == {}


def test_a_consent_that_names_a_recipient_opens_nothing_for_another() -> None:
    policy = load_policy(POLICIES / "altexsoft.yaml").required()
    like = replace(
        next(iter(policy.recipients.values())),
        receives=frozenset({"contact"}), purposes=frozenset({"third-party-marketing"}),
        needs=frozenset(), transfer_valid=True, regions_only=None, regions_except=frozenset(),
    )  # fmt: skip
    named = {key: replace(like, key=key, name=key) for key in ("p", "q")}
    with on_memory().opened() as laid:
        troth = build_platform(laid, replace(policy, recipients={**policy.recipients, **named}))
        now = troth.clock.now()
        person = troth.vault.create_persons(1, now)[0]
        given = Given(purpose="third-party-marketing", text_hash=TEXT, recipient="p")
        troth.consents.give(person, given, now)

        def handed(to: str) -> list[str]:
            one = Handover(
                person=person, recipient=to, categories=("contact",), purpose=given.purpose
            )
            return [reason.code for reason in troth.disclosures.hand_over(one, now).refused]

        assert (handed("p"), handed("q")) == ([], ["CONSENT_REQUIRED"])
        assert not open_for(troth, person, given.purpose)
        troth.consents.withdraw(person, given.purpose, now, "p")
        assert handed("p") == ["CONSENT_WITHDRAWN"]


def test_global_privacy_control_objects_to_advertising_and_gives_no_consent() -> None:
    with altex() as (troth, person):
        now = troth.clock.now()
        troth.consents.give(person, Given(purpose="advertising", text_hash=TEXT), now)
        assert open_for(troth, person, "advertising")
        closed = troth.signals.receive(person, "gpc", now)
        assert {"advertising", "retargeting"} <= set(closed)
        assert not open_for(troth, person, "advertising")
        assert troth.signals.receive(person, "gpc", now) == ()
        assert set(troth.consents.active(person, now)) == {"advertising"}


def test_a_guarded_function_runs_only_while_its_purpose_is_open() -> None:
    with altex() as (troth, person):
        sent: list[str] = []

        @troth.purposes.guard("newsletter")
        def send(person: bytes, letter: str) -> None:
            sent.append(letter)

        with pytest.raises(PurposeRefused) as refused:
            send(person, "one")
        assert refused.value.codes == ("CONSENT_REQUIRED",)
        now = troth.clock.now()
        troth.consents.give(person, Given(purpose="newsletter", text_hash=TEXT), now)
        send(letter="two", person=person)
        troth.standing.restrict(person, "a", now)
        with pytest.raises(PurposeRefused) as refused:
            send(person, "three")
        assert refused.value.codes == ("RESTRICTED",)
        assert sent == ["two"]


def test_a_receipt_stands_by_itself_and_no_byte_of_it_can_be_changed() -> None:
    with altex() as (troth, person):
        now = troth.clock.now()
        text = troth.texts.publish(WORDS, purpose="newsletter", language="en", now=now).text
        troth.consents.give(person, Given(purpose="newsletter", text_hash=text), now)
        issued = json.loads(json.dumps(troth.receipts.issue(person, "newsletter", now)))
    key = unb64(issued["proof"]["public_key"]) or b""
    assert check_receipt(issued, [key]) == key
    assert issued["dpv:hasConsentStatus"] == "dpv:ConsentGiven"
    assert issued["pii_processing"]["dpv:hasNotice"]["notice_words"] == WORDS
    assert [one["event_type"] for one in issued["events"]] == ["give"]
    for name in [key for key in issued if key not in ("proof", "schema_version", "@type")]:
        forged = {**issued, name: issued[name] * 2 if isinstance(issued[name], list) else "0" * 64}
        if canonical(KIND, forged) != canonical(KIND, issued):
            with pytest.raises(InputError) as refused:
                check_receipt(forged, [key])
            assert refused.value.code in ("receipt/altered", "receipt/malformed")
    with pytest.raises(InputError, match="not trusted"):
        check_receipt(issued, [bytes(32)])


def test_a_receipt_is_taken_over_once_and_revives_nothing() -> None:
    with altex() as (old, person):
        now = old.clock.now()
        old.consents.give(person, Given(purpose="newsletter", text_hash=TEXT), now)
        issued = old.receipts.issue(person, "newsletter", now)
        somebody = old.vault.create_persons(1, now)[0]
        with pytest.raises(InputError, match="another person's"):
            old.receipts.take(issued, somebody, now)
        assert old.receipts.take(issued, person, now) == 0
        old.consents.withdraw(person, "newsletter", now + DAY)
    key = unb64(issued["proof"]["public_key"])
    ground = on_memory()
    with altex(ground) as (new, person):
        now = ground.clock.pass_(days=3)
        with pytest.raises(InputError, match="not trusted"):
            new.receipts.take(issued, person, now)
        assert new.receipts.take(issued, person, now, [key]) == 1
        assert new.receipts.take(issued, person, now, [key]) == 0
        assert open_for(new, person)
    with altex(ground) as (new, person):
        new.consents.withdraw(person, "newsletter", now)
        new.receipts.take(issued, person, ground.clock.pass_(days=1), [key])
        assert not open_for(new, person)


def test_every_code_of_the_page_is_one_that_is_raised() -> None:
    root = Path(__file__).resolve().parents[2]
    page = (root / "docs" / "consent.md").read_text(encoding="utf-8")
    said = {part for part in page.split("`") if part.startswith("consent/")}
    engines = (root / "src" / "troth" / "engines").glob("consents/*.py")
    written = "".join(path.read_text(encoding="utf-8") for path in engines)
    assert len(said) >= 12
    assert {code for code in said if f'"{code}"' not in written} == set()


def test_many_consents_at_once_leave_what_each_would_leave_alone() -> None:
    given = Given(purpose="newsletter", text_hash=TEXT)
    with altex() as (troth, one):
        other, third = troth.vault.create_persons(2, troth.clock.now())
        now = troth.clock.now()
        troth.consents.give(one, given, now)
        troth.consents.give_many([(other, given), (third, given)], now)
        rows = [replace(troth.consents.show(p)[0], event=0, person=b"") for p in (one, other)]
        assert rows[0] == rows[1]
        assert all(open_for(troth, person) for person in (one, other, third))
        journal = troth.vault.read_journal(now)
        assert {entry.person for entry in journal if entry.kind == "consent"} == {one, other, third}


def test_one_consent_that_is_none_lets_none_of_many_in() -> None:
    good = Given(purpose="newsletter", text_hash=TEXT)
    with altex() as (troth, one):
        (other,) = troth.vault.create_persons(1, troth.clock.now())
        with pytest.raises(InputError) as refused:
            troth.consents.give_many(
                [(one, good), (other, replace(good, method="pre-ticked"))], troth.clock.now()
            )
        assert refused.value.code == "consent/not-affirmative"
        assert troth.consents.show(one) == troth.consents.show(other) == []
