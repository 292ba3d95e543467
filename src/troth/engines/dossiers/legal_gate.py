"""A hand-over that shows a request of this house rests on it: approved, open, and no further.

Separate from the desk that takes requests in, so that no other way to the ledger of disclosures
goes round the second person. GDPR Art. 5(1)(c), 32(4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from troth.engines.dossiers.dossiers import decoded
from troth.policy.compiled import Policy
from troth.policy.question import Reason
from troth.storage.dossier_rows import DossierRow
from troth.storage.ports import DataReader

_OURS: Final = re.compile(r"[0-9a-f]{32}")
_NEEDS: Final = ("legal-request", "order", "authority", "law")


class Shown(Protocol):
    """A hand-over: to whom, what, and what is shown for it, need → id."""

    @property
    def recipient(self) -> str: ...
    @property
    def categories(self) -> tuple[str, ...]: ...
    @property
    def fields(self) -> tuple[str, ...]: ...
    @property
    def shown(self) -> Mapping[str, str]: ...


def against_request(
    policy: Policy, reader: DataReader, persons: Sequence[bytes], asked: Shown
) -> tuple[Reason, ...]:
    """Return why the request that is shown does not carry a hand-over; nothing where it does.

    An id of another house is left to whoever reads the row.

    Args:
        persons: The alias set of whom it is about.
    """
    ids = {asked.shown[need] for need in _NEEDS if _OURS.fullmatch(asked.shown.get(need, ""))}
    for one in sorted(ids):
        row = reader.dossier(bytes.fromhex(one))
        if row is not None and row.kind == "legal-request":
            against = _against(policy, reader, row, persons, asked)
            if against is not None:
                return (against,)
    return ()


def _against(
    policy: Policy, reader: DataReader, row: DossierRow, persons: Sequence[bytes], asked: Shown
) -> Reason | None:
    body, at = decoded(row.body), f"recipients/{asked.recipient}"
    about = {each.person for each in reader.dossier_persons([row.dossier])}
    if row.closed_at is not None:
        return Reason(code="CASE_CLOSED", address=at, detail="the request shown is closed")
    if not body["approved_by"]:
        return Reason(
            code="APPROVAL_MISSING",
            address=at,
            detail="nobody but who took the request in has approved it",
            help="a second person approves it with `troth legal approve`",
        )
    if body["recipient"] != asked.recipient or about.isdisjoint(persons):
        detail = "the request shown is of another recipient or about somebody else"
        return Reason(code="OUT_OF_SCOPE", address=at, detail=detail)
    wide = _wider(policy, body["scope"], asked.categories, asked.fields)
    if not wide:
        return None
    detail = f"the request shown does not reach `{wide[0]}`"
    return Reason(code="OUT_OF_SCOPE", address=at, detail=detail)


def _wider(
    policy: Policy, scope: object, categories: Sequence[str], fields: Sequence[str]
) -> list[str]:
    granted = set(scope) if isinstance(scope, tuple) else set()
    whole = {item for name in granted if name in policy.categories
             for item in policy.categories[name].items}  # fmt: skip
    if fields:
        return [name for name in fields if name not in granted | whole]
    return [name for name in categories if name not in granted]
