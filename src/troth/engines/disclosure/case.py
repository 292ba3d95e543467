"""A case that is shown for a hand-over: of this house, open, for this party, and no further.

Breaches of terms and suspected frauds open what they name and nothing else: some data, and the
parties that are told of it, such as counsel, a court or a bank. GDPR Art. 5(1)(b)-(c), 6(1)(f).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from troth.engines.disclosure.recipient_terms import PARTY as SHOWN_PARTY
from troth.engines.documents.cases import PARTY, ends_at, over, within
from troth.policy.compiled import Policy
from troth.policy.question import Code, Reason
from troth.storage.case_rows import CaseRow
from troth.storage.ports import DataReader

_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCase:
    """A case of this house, and the parties it lets data go to; empty for whoever is declared.

    `until` is when it ends by itself, where an end was named.
    """

    row: CaseRow
    parties: frozenset[str]
    until: int | None

    @property
    def written(self) -> str:
        """How a row of the ledger names it."""
        return f"case={self.row.matter.hex()}"

    def reaches(self, category: str, item: str) -> bool:
        """Whether a datum lies in its scope."""
        return within(self.row, category, item)


def case_shown(reader: DataReader, shown: Mapping[str, str]) -> ShownCase | None:
    """Return the case that is shown, if it is one of this house's own."""
    for need in ("breach", "case"):
        given = shown.get(need, "")
        row = reader.case(bytes.fromhex(given)) if _ID.fullmatch(given) else None
        if row is not None:
            events = reader.case_events([row.matter])
            parties = frozenset(one.detail for one in events if one.kind == PARTY)
            return ShownCase(row=row, parties=parties, until=ends_at(events))
    return None


def against_case(
    policy: Policy,
    case: ShownCase,
    recipient: str,
    fields: tuple[str, ...],
    shown: Mapping[str, str],
    at: int,
) -> Reason | None:
    """Return why the case that is shown does not carry a hand-over, or None where it does."""
    if over(case.row, at) or (case.until is not None and case.until <= at):
        detail = "the case that is shown is closed, and what it permitted has ended"
        return _reason("CASE_CLOSED", recipient, detail, "")
    party = shown.get(SHOWN_PARTY) or recipient
    if case.parties and party not in case.parties:
        detail = f"the case that is shown lets nothing go to `{party}`"
        return _reason("OUT_OF_SCOPE", recipient, detail, "name a party of the case")
    reached = case.row.categories
    homes = [policy.categories[key] for key in reached if key in policy.categories]
    beyond = sorted({*fields} - {*reached, *(item for home in homes for item in home.items)})
    if not beyond:
        return None
    detail = f"the case that is shown does not reach {', '.join(f'`{one}`' for one in beyond)}"
    return _reason("OUT_OF_SCOPE", recipient, detail, "name only what the case was opened for")


def _reason(code: Code, recipient: str, detail: str, help: str) -> Reason:
    return Reason(code=code, address=f"recipients/{recipient}", detail=detail, help=help)
