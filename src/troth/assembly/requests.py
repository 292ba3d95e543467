"""Joins the parts of the request engine: law packs, holidays, register, work and answers.

Holidays are fetched when a term is first counted, so that a command that counts none does not wait.
"""

from __future__ import annotations

from datetime import date, datetime

from troth.assembly.foundation import Foundation
from troth.assembly.holiday import FIRST_YEAR, LAST_YEAR, load_calendar
from troth.assembly.law import load_law_book
from troth.assembly.policies import load_text
from troth.core.periods import to_micros
from troth.engines.consents.consents import ConsentEngine
from troth.engines.consents.standing import StandingEngine
from troth.engines.erasure.erasure import Erasure
from troth.engines.export.clarification import Clarifications
from troth.engines.export.export import Export
from troth.engines.intake.identifiers import Identifiers
from troth.engines.rights.answer import Answers
from troth.engines.rights.clock import RequestClock
from troth.engines.rights.erasing import RequestErasure
from troth.engines.rights.journal import RequestJournal
from troth.engines.rights.mandates import Mandates
from troth.engines.rights.register import Register
from troth.engines.rights.requests import Requests
from troth.engines.rights.work import Work
from troth.engines.subjects.rectification import Rectification
from troth.errors import InputError
from troth.law.calendars import UNKNOWN_PLACE, HolidayCalendar
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore


def build_requests(
    laid: Foundation,
    policy: Policy,
    *,
    standing: StandingEngine,
    consents: ConsentEngine,
    erasure: Erasure,
    rectification: Rectification,
    export: Export,
) -> Requests:
    """Join the request engine to an open foundation under one policy."""
    book = load_law_book()
    identifiers = Identifiers(
        policy=policy, data=laid.data, vault=laid.vault, identity=laid.identity
    )
    clock = RequestClock(policy=policy, book=book, calendar=lambda: calendar_of(policy))
    return Requests(
        policy=policy,
        book=book,
        data=laid.data,
        identity=laid.identity,
        standing=standing,
        rectification=rectification,
        clarifications=_clarifications(laid, policy),
        identifiers=identifiers,
        erasure=erasure,
        register=_register(laid, clock),
        work=Work(
            policy=policy,
            book=book,
            data=laid.data,
            standing=standing,
            consents=consents,
            erasing=RequestErasure(
                policy=policy, data=laid.data, identifiers=identifiers, erasure=erasure
            ),
        ),
        answers=Answers(policy=policy, law=book, export=export),
        mandates=Mandates(data=laid.data, evidence=laid.evidence, entropy=laid.entropy),
        entropy=laid.entropy,
    )


def _register(laid: Foundation, clock: RequestClock) -> Register:
    journal = RequestJournal(vault=laid.vault)
    return Register(data=laid.data, evidence=laid.evidence, clock=clock, journal=journal)


def _clarifications(laid: Foundation, policy: Policy) -> Clarifications:
    return Clarifications(
        policy=policy,
        data=laid.data,
        vault=laid.vault,
        evidence=laid.evidence,
        entropy=laid.entropy,
    )


def policy_on(data: DataStore, instant: datetime) -> Policy:
    """Return the policy that ran at an instant, from its own text.

    Raises:
        InputError: `policy/none-then` when none had been published yet.
    """
    with data.read() as reader:
        known = [row for row in reader.policies() if row.published_at <= to_micros(instant)]
    if not known:
        raise InputError(
            "policy/none-then",
            f"no policy ran here on {instant.date()}",
            help="ask about a later day",
        )
    newest = known[-1]
    return load_text(newest.manifest, newest.manifest_name, law=load_law_book()).required()


def calendar_of(policy: Policy) -> HolidayCalendar:
    """Return the holidays of a controller's seat; of an unknown seat only the weekends.

    A roll-over never makes the alarm later: the earliest date, the unrolled one, drives it.
    """
    try:
        return load_calendar(policy.controller.seat or "")
    except InputError:
        return HolidayCalendar(
            place=UNKNOWN_PLACE,
            first=date(FIRST_YEAR, 1, 1),
            last=date(LAST_YEAR, 12, 31),
            holidays={},
        )
