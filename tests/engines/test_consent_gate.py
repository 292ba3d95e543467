"""A form's consents go the way of all consents, and bad ones leave nothing half-changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.engines.grounds import Ground, on_memory
from tests.engines.living import POLICIES, TEXT, submit
from troth.assembly.platform import Platform, build_platform
from troth.assembly.policies import load_policy
from troth.engines.consents.consents import Given
from troth.engines.intake.submission import Receipt, Refusal
from troth.engines.purpose import PurposeRefused
from troth.engines.subjects.declared import Declared
from troth.errors import InputError, TrothError
from troth.policy.compiled import FormField, Policy

WORDS = "Yes, send me the newsletter by e-mail, once a month."
DAY = timedelta(days=1)
FORM = "newsletter-signup"
MAIL = {"email": "ada@mail.example"}
GIVEN = Given(purpose="newsletter", text_hash=TEXT)


def asking_for_age(policy: Policy) -> Policy:
    """Return a policy whose newsletter asks for a date of birth and a country."""
    form = policy.forms[FORM]
    plain = form.fields["name"]
    added: dict[str, FormField] = {
        "born": replace(plain, name="born", type="birth-date"),
        "country": replace(plain, name="country", type="country"),
    }
    form = replace(form, fields={**form.fields, **added})
    return replace(policy, forms={**policy.forms, FORM: form}, minors=None)


@contextmanager
def house(ground: Ground | None = None) -> Iterator[Platform]:
    policy = asking_for_age(load_policy(POLICIES / "altexsoft.yaml").required())
    with (ground or on_memory()).opened() as laid:
        yield build_platform(laid, policy)


def untouched(troth: Platform) -> bool:
    """Whether no record, no consent, no person and no standing came to be."""
    with troth.data.read() as reader:
        rows = [*reader.all_consents(), *reader.all_persons(), *reader.all_standing()]
        return reader.count_records() == 0 and not rows


def open_for(troth: Platform, person: bytes) -> bool:
    try:
        with troth.purpose("newsletter", person):
            return True
    except PurposeRefused:
        return False


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (replace(GIVEN, method="pre-ticked"), "consent/not-affirmative"),
        (replace(GIVEN, purpose="newsleter"), "consent/unknown-purpose"),
        (replace(GIVEN, purpose="billing"), "consent/not-asked"),
        (replace(GIVEN, recipient="nobody"), "consent/unknown-recipient"),
        (replace(GIVEN, text_hash="0" * 64), "consent/no-text"),
        (replace(GIVEN, method="parental", guardian="f" * 32), "consent/guardian-unverified"),
        (replace(GIVEN, method="parental"), "consent/guardian-unverified"),
    ],
)
def test_a_form_is_refused_with_the_ground_on_which_its_consent_is_none(given, code) -> None:
    with house() as troth:
        answer = submit(troth, FORM, MAIL, given)
        assert isinstance(answer, Refusal)
        assert answer.reasons[0].code == code
        assert untouched(troth)
        with troth.data.read() as reader:
            assert [row.code for row in reader.refusals()] == [code]


def test_a_form_takes_a_consent_only_for_a_text_that_is_published_and_in_use() -> None:
    with house() as troth:
        now = troth.clock.now()
        text = troth.texts.publish(WORDS, purpose="newsletter", language="en", now=now).text
        unpublished = submit(troth, FORM, MAIL, GIVEN)
        assert isinstance(unpublished, Refusal)
        assert unpublished.codes[0] == "consent/text-unpublished"
        assert untouched(troth)
        shown = replace(GIVEN, text_hash=text)
        receipt = submit(troth, FORM, MAIL, shown)
        assert isinstance(receipt, Receipt)
        assert troth.texts.withdraw(text, now + DAY) == 1
        assert troth.consents.active(receipt.person, now + DAY) == {}
        after = submit(troth, FORM, MAIL, shown)
        assert isinstance(after, Refusal)
        assert after.codes[0] == "consent/text-withdrawn"
        assert troth.texts.withdraw(text, now + DAY) == 0


def test_a_consent_that_names_a_recipient_does_not_open_the_form_itself() -> None:
    with house() as troth:
        named = replace(GIVEN, recipient="mailchimp")
        answer = submit(troth, FORM, MAIL, named)
        assert isinstance(answer, Refusal)
        assert "CONSENT_REQUIRED" in answer.codes
        assert untouched(troth)


@pytest.mark.parametrize(
    ("country", "years", "alone"), [("AT", 13, False), ("AT", 14, True), ("DE", 15, False)]
)
def test_a_child_at_a_form_consents_alone_from_the_age_of_its_country(
    country, years, alone
) -> None:
    with house() as troth:
        today = troth.clock.now().date()
        born = today.replace(year=today.year - years).isoformat()
        told = {**MAIL, "born": born, "country": country}
        answer = submit(troth, FORM, told, GIVEN)
        if not alone:
            assert isinstance(answer, Refusal)
            assert answer.codes[0] == "consent/parent-needed"
            assert untouched(troth)
            check = troth.consents.verify_guardian("signed-form", troth.clock.now())
            parent = replace(GIVEN, method="parental", guardian=check)
            answer = submit(troth, FORM, told, parent)
        assert isinstance(answer, Receipt)
        assert open_for(troth, answer.person)


def test_one_check_of_a_parent_serves_one_child(ground: Ground) -> None:
    with house(ground) as troth:
        now = troth.clock.now()
        check = troth.consents.verify_guardian("document", now)
        parent = replace(GIVEN, method="parental", guardian=check)
        kit = submit(troth, FORM, {"email": "kit@mail.example"}, parent)
        assert isinstance(kit, Receipt)
        lou = submit(troth, FORM, {"email": "lou@mail.example"}, parent)
        assert isinstance(lou, Refusal)
        assert lou.codes[0] == "consent/guardian-unverified"
        # The same child's next consent may rest on the same check.
        again = replace(parent, purpose="content-improvement")
        assert troth.consents.give(kit.person, again, now).method == "parental"


def test_of_a_birth_date_no_more_is_kept_than_decisions_need() -> None:
    """The month of a child's birth, until it is of age; of everybody else nothing."""
    ground = on_memory()
    with house(ground) as troth:
        now = troth.clock.now()
        grown = submit(troth, FORM, {**MAIL, "born": "1980-04-17", "country": "AT"}, GIVEN)
        young = submit(troth, FORM, {**MAIL, "born": "2010-02-03", "country": "AT"}, GIVEN)
        assert isinstance(grown, Receipt)
        assert isinstance(young, Receipt)
        assert troth.standing.read(grown.person, now).born is None
        assert troth.standing.read(grown.person, now).residence == "AT"
        assert troth.standing.read(young.person, now).born == date(2010, 2, 28)
        with troth.data.read() as reader:
            kept = {row.value for row in reader.all_standing() if row.kind == "born"}
        assert kept == {"2010-02-28"}
        ground.clock.at = now.replace(year=2026, month=3, day=1, hour=0)
        assert troth.standing.read(young.person, ground.clock.at).born is None


def test_a_session_cannot_make_a_known_child_older_and_staff_can_correct_it() -> None:
    with house() as troth:
        now = troth.clock.now()
        check = troth.consents.verify_guardian("document", now)
        parent = replace(GIVEN, method="parental", guardian=check)
        told = {**MAIL, "born": "2014-02-03", "country": "DE"}
        kit = submit(troth, FORM, told, parent)
        assert isinstance(kit, Receipt)
        older = submit(troth, FORM, {**told, "born": "1990-02-03"}, GIVEN, person=kit.person)
        assert isinstance(older, Refusal)
        assert older.codes[0] == "consent/parent-needed"
        kinds = troth.declarations.declare(kit.person, Declared(born=date(1990, 2, 3)), now)
        assert kinds == ("born",)
        assert troth.standing.read(kit.person, now).born is None
        assert submit(troth, FORM, MAIL, GIVEN, person=kit.person)


def test_a_clock_set_back_adds_no_yes_and_loses_no_withdrawal(ground: Ground) -> None:
    with house(ground) as troth:
        now = troth.clock.now()
        (person,) = troth.vault.create_persons(1, now)
        troth.consents.give(person, GIVEN, now)
        ground.clock.at = now - DAY
        for refused in (
            lambda: troth.consents.give(person, GIVEN, now - DAY),
            lambda: troth.consents.ask(person, GIVEN, now - DAY, now + DAY),
            lambda: troth.consents.confirm(person, "newsletter", now - DAY),
        ):
            with pytest.raises(InputError) as told:
                refused()
            assert told.value.code == "consent/clock-set-back"
        session = submit(troth, FORM, MAIL, GIVEN, person=person)
        assert isinstance(session, Refusal)
        assert session.codes[0] == "consent/clock-set-back"
        assert len(troth.consents.show(person)) == 1
        troth.consents.withdraw(person, "newsletter", now - DAY)
        assert not open_for(troth, person)
        ground.clock.at = now + DAY
        assert not open_for(troth, person)


def test_an_older_yes_that_comes_in_late_revives_nothing() -> None:
    ground = on_memory()
    with house(ground) as troth:
        now = troth.clock.now()
        (person,) = troth.vault.create_persons(1, now)
        troth.consents.give(person, GIVEN, now)
        troth.consents.withdraw(person, "newsletter", ground.clock.pass_(days=1))
        late = replace(GIVEN, said_at=now + DAY / 2)
        troth.consents.give(person, late, ground.clock.pass_(days=1))
        assert not open_for(troth, person)


def test_a_withdrawal_and_a_lapse_end_what_stood_on_the_consent_alone(ground: Ground) -> None:
    with house(ground) as troth:
        now = troth.clock.now()
        receipt = submit(troth, FORM, MAIL, GIVEN)
        assert isinstance(receipt, Receipt)
        done = troth.consents.withdraw(receipt.person, "newsletter", now + DAY)
        assert done.records_due == 1
        brief = submit(troth, FORM, MAIL, replace(GIVEN, until=now + DAY))
        assert isinstance(brief, Receipt)
        after = ground.clock.pass_(days=2)
        assert [row.purpose for row in troth.consents.lapsed(after)] == ["newsletter"]
        assert troth.consents.expire(after) == {"newsletter": 1}
        assert troth.consents.lapsed(after) == []
        assert sum(troth.retention.sweep(after).by_rule.values()) == 2
        with troth.data.read() as reader:
            assert reader.count_records() == 0


def test_a_withdrawal_toward_one_recipient_leaves_the_consent_to_the_purpose() -> None:
    with house() as troth:
        now = troth.clock.now()
        receipt = submit(troth, FORM, MAIL, GIVEN)
        assert isinstance(receipt, Receipt)
        done = troth.consents.withdraw(receipt.person, "newsletter", now, "mailchimp")
        assert done.records_due == 0
        assert open_for(troth, receipt.person)


def test_what_nobody_may_declare_is_refused() -> None:
    with house() as troth:
        now = troth.clock.now()
        (person,) = troth.vault.create_persons(1, now)
        wrong = [Declared(residence="Austria"), Declared(born=now.date() + DAY)]
        for each in wrong:
            with pytest.raises(TrothError):
                troth.declarations.declare(person, each, now)
        for contract, until in (("C 1; DROP", None), ("C-1", now)):
            with pytest.raises(TrothError):
                troth.declarations.party_to(person, contract, now, until)
        with troth.data.read() as reader:
            assert list(reader.all_standing()) == []
