"""A rehearsed company publishes versions of its own policy, by its own rules of change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from email.message import EmailMessage

import pytest

from tests.policies.manifests import POLICIES
from tests.rehearsal.conftest import PEOPLE
from troth.assembly.law import load_law_book
from troth.assembly.policies import LoadedPolicy, load_text
from troth.assembly.ruling import beside
from troth.policy.differences.demands import demand
from troth.rehearsal.outbox import Outbox
from troth.rehearsal.report import render_report
from troth.rehearsal.result import Rehearsed
from troth.rehearsal.revisions import revised, weights_of

Lived = Callable[[str], Rehearsed]
NAMES = sorted(PEOPLE)


def loaded(text: str, name: str) -> LoadedPolicy:
    return load_text(text, f"{name}.yaml", law=load_law_book())


@pytest.mark.parametrize("name", NAMES)
def test_each_next_version_compiles_and_weighs_what_it_was_made_to_weigh(name: str) -> None:
    text = (POLICIES / f"{name}.yaml").read_text(encoding="utf-8")
    before = loaded(text, name)
    weights = weights_of(before.required())
    assert {"editorial", *before.required().changes.notify} <= {*weights}
    assert len(weights) > 1
    for weight in weights:
        old = before.required()
        text = revised(text, weight, old, date(2026, 6, 1))
        after = loaded(text, name)
        assert after.diagnostics == ()
        found = beside(before, after)
        assert demand(old, after.required(), found).weight == weight
        assert (after.required().dated == date(2026, 6, 1)) is bool(
            old.dated or old.changes.date_shown
        )
        before = after


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_promise_to_tell_of_changes_is_kept_by_the_end(lived: Lived, name: str) -> None:
    told = {str(one["address"]): one["state"] for one in lived(name).promises}
    promised = {address for address in told if address.startswith("changes/")}
    policy = loaded((POLICIES / f"{name}.yaml").read_text(encoding="utf-8"), name).required()
    assert promised == {f"changes/{weight}" for weight in policy.changes.notify}
    assert {told[address] for address in promised} <= {"kept"}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_report_shows_each_version_with_who_was_told(lived: Lived, name: str) -> None:
    year = lived(name)
    counts = year.totals()
    first, *later = year.versions
    assert (first.version, first.concerned) == (1, 0)
    assert [one.version for one in later] == list(range(2, 2 + counts["versions"]))
    assert counts["versions-withheld"] == 0
    assert sum(one.written for one in later) == counts["told"]
    assert sum(one.shown for one in later) == counts["shown"]
    assert max(one.concerned for one in later) > 0
    page = render_report(year)
    for one in year.versions:
        assert f'<th scope="row" class="n">{one.version}</th><td class="day">{one.on}</td>' in page


@pytest.mark.slow
def test_where_acceptance_binds_most_people_accept_and_some_decline(lived: Lived) -> None:
    counts = lived("intexsoft").totals()
    assert counts["accepted"] > counts["declined"] > 0


@pytest.mark.slow
def test_where_going_on_is_agreement_it_is_written_down(lived: Lived) -> None:
    assert lived("soft-ok").totals()["continued"] > 0
    assert lived("integrica").totals()["continued"] == 0


def test_the_outbox_puts_some_letters_off_once_and_some_mailboxes_are_gone() -> None:
    outbox, ends = Outbox(), []
    for number in range(400):
        message = EmailMessage()
        message["To"] = f"person-{number}@example.org"
        ends.append([outbox.send(message).outcome for _ in range(2)])
    assert [one for one in ends if "later" in one] == [["later", "sent"]] * sum(
        one[0] == "later" for one in ends
    )
    assert {tuple(one) for one in ends} == {
        ("sent", "sent"), ("later", "sent"), ("refused", "refused"),
    }  # fmt: skip
