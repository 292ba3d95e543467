"""What an answer lacks is found: each letter of Art. 15 against policy, ledger and what is held."""

from __future__ import annotations

from datetime import date

import pytest

from tests.engines.living import POLICIES
from troth.assembly.law import load_law_book
from troth.assembly.policies import load_policy
from troth.engines.export.parties import EVERYWHERE, Parties
from troth.engines.rights.complete import ART_15, art_15_gaps
from troth.engines.rights.work import Held
from troth.policy.compiled import Policy
from troth.storage.rows import ActivityRow, DisclosureRow, RecordRow

DAY = date(2026, 3, 2)
PERSON = bytes(15) + b"1"
VISITS = ActivityRow(
    activity=1, policy="", form="website-visit", field="pages", category="usage", item="pages",
    purposes=("analytics",), basis="consent", origin="automatic", source="website", recipients=(),
    system="azure", rules=(),
)  # fmt: skip
VISIT = RecordRow(
    person=PERSON, record=bytes(16), submission=bytes(16), activity=1, collected_at=0,
    expires_at=None, rule="retention/usage", keep_until=None, period=b"", purpose_note=None,
    sealed=b"",
)  # fmt: skip
WENT = DisclosureRow(
    disclosure=bytes(16), person=PERSON, recipient="google-analytics", categories=("usage",),
    purpose="analytics", ground="consent", at=0, place="US", safeguard="dpf", items=("pages",),
)  # fmt: skip


@pytest.fixture(scope="module")
def policy() -> Policy:
    """AltexSoft's, which names many recipients, each for its purposes and places."""
    return load_policy(POLICIES / "altexsoft.yaml").required()


def held() -> Held:
    return Held(
        persons=(PERSON,), rows=[VISIT], activities={1: VISITS}, disclosures=[WENT], expired=0
    )


def whole(policy: Policy) -> dict[str, object]:
    """Return an answer that lacks nothing, by the parts that the check looks at."""
    parties = Parties(policy, load_law_book(), DAY)
    possible = parties.possible(frozenset({1}), {1: VISITS}, "DK")
    value = {"category": "usage", "rule": "retention/usage", "origin": "automatic"}
    return {
        "data": [value],
        "purposes": [{"purpose": "analytics"}],
        "recipients": [{"recipient": "google-analytics", "place": ["US"]}],
        "may_receive": list(possible.may_receive),
        "kept_by": list(possible.kept_by),
        "transfers": parties.transfers(possible, [WENT], "DK"),
        "rights": sorted(policy.rights.offered | policy.rights.by_law),
        "complaint": {"authority": "Datatilsynet"},
        "automated_decisions": {"made": "none"},
    }


BLIND = {"data": [{"category": "", "rule": "", "origin": ""}]}
CUTS = [
    ("a", {"purposes": []}),
    ("b", BLIND),
    ("c", {"recipients": []}),
    ("c", {"may_receive": []}),
    ("c", {"kept_by": []}),
    ("d", BLIND),
    ("e", {"rights": ["access", "erasure", "restriction", "objection"]}),
    ("f", {"complaint": {"authority": ""}}),
    ("g", BLIND),
    ("h", {"automated_decisions": {"made": None}}),
    ("h", {"automated_decisions": {"made": "decisions", "logic": "a score"}}),
    ("15(2)", {"transfers": []}),
]


def test_an_answer_that_lacks_nothing_has_no_gap(policy: Policy) -> None:
    assert art_15_gaps(whole(policy), policy, held()) == ()
    assert {letter for letter, _ in CUTS} == set(ART_15)


@pytest.mark.parametrize(("letter", "cut"), CUTS)
def test_what_is_cut_out_of_an_answer_is_missed(
    policy: Policy, letter: str, cut: dict[str, object]
) -> None:
    assert letter in art_15_gaps({**whole(policy), **cut}, policy, held())


def test_who_may_get_the_data_depends_on_where_the_person_lives(policy: Policy) -> None:
    """RB2B gets data of people in the United States only; nobody knows is not there."""
    parties = Parties(policy, load_law_book(), DAY)

    def may(residence: str) -> set[object]:
        found = parties.possible(frozenset({1}), {1: VISITS}, residence)
        return {one["recipient"] for one in found.may_receive}

    other = VISITS.purposes
    assert other == ("analytics",)
    assert "google-analytics" in may("DK") & may("US-CA") & may(EVERYWHERE)
    # It is for identifying visitors, and nothing here was taken in for that.
    assert "rb2b" not in may("US-CA")
    identifying = ActivityRow(
        **{name: getattr(VISITS, name) for name in VISITS.__slots__ if name != "purposes"},
        purposes=("visitor-identification",),
    )
    for residence, there in (("US-CA", True), ("US", True), ("DK", False)):
        found = Parties(policy, load_law_book(), DAY).possible(
            frozenset({1}), {1: identifying}, residence
        )
        assert ("rb2b" in {one["recipient"] for one in found.may_receive}) is there


def test_places_are_those_of_whoever_has_the_data_and_of_nobody_else(policy: Policy) -> None:
    parties = Parties(policy, load_law_book(), DAY)
    possible = parties.possible(frozenset({1}), {1: VISITS}, "DK")
    told = {str(one["recipient"]): one for one in parties.transfers(possible, [WENT], "DK")}
    assert "mailchimp" in {key for key, one in policy.recipients.items() if one.places}
    assert "mailchimp" not in told
    assert "fathom" not in told
    assert told["google-analytics"]["places"] == ["US"]
    assert "dpf" in str(told["google-analytics"]["safeguard"])
