"""Extracts that lead to nobody: looked through, reported on by their hash, and only then handed on.

What a text calls anonymous counts for nothing. An extract is a table; it is anonymous when nothing
in it says who somebody is, no column gives one value to one person, and the smallest group in it is
large enough. The report holds for that very file: whoever changes a byte needs another. No extract
is kept here, and the log holds its hash and figures.

GDPR recital 26, Art. 4(1), 4(5); Art. 29 Working Party, Opinion 05/2014.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from ipaddress import ip_address
from typing import Final

import msgspec

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.engines.disclosure.recipient_terms import bound_by
from troth.engines.evidence.evidence import EvidenceLog
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.policy.question import Code, Reason
from troth.storage.ports import DataReader, DataStore

REGISTER: Final = "extract-reports"
SMALLEST: Final = 5
"""How many people a group holds at least, where the policy sets no figure of its own."""
COUNTS: Final = frozenset(("count", "n", "people", "persons", "visitors", "users", "sessions"))
"""Columns that say of how many people a line speaks."""
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE: Final = re.compile(r"\+\d[\d ()./-]{6,}")
_RANDOM: Final = re.compile(r"(?=.*\d)[0-9A-Za-z_-]{8,}")
_POINTS: Final = re.compile(r"(^|[-_ ])(id|uid|uuid|key|hash|token|cookie|pseudonym)s?$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found of one extract. `smallest` is its smallest group, `dropped` what was left out.

    `method` says how it was made to lead to nobody: aggregation, generalisation.
    """

    extract: str
    method: str
    smallest: int
    rows: int
    dropped: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """An extract that may leave, or why it may not. Falsy when it may not."""

    extract: str
    rows: int
    refused: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return not self.refused


class Extracts:
    """Reports on extracts and lets them go."""

    def __init__(self, *, policy: Policy, data: DataStore, evidence: EvidenceLog) -> None:
        self._policy = policy
        self._data = data
        self._evidence = evidence

    def report(
        self, body: bytes, method: str, dropped: Sequence[str], now: datetime
    ) -> Report | Released:
        """Look an extract through and keep what was found, or return what identifies in it.

        Raises:
            InputError: `extract/not-a-table`.
        """
        digest, rows = sha256(body).hexdigest(), _rows(body)
        against = _leads_to_somebody(rows, fewest(self._policy))
        if against:
            return Released(extract=digest, rows=len(rows) - 1, refused=tuple(against))
        made = Report(
            extract=digest,
            method=method,
            smallest=_smallest_group(rows),
            rows=len(rows) - 1,
            dropped=tuple(sorted(dropped)),
            at=to_micros(now),
        )
        with self._data.unit() as unit:
            kept = {**_read(unit), digest: made}
            unit.set_meta(
                REGISTER, msgspec.json.encode([asdict(r) for r in kept.values()]).decode()
            )
            told = fact(
                "extract-reported",
                made.at,
                extract=digest,
                method=method,
                smallest=made.smallest,
                rows=made.rows,
                dropped=len(made.dropped),
            )
            self._evidence.append(unit, told)
        return made

    def release(
        self,
        body: bytes,
        recipient: str,
        purpose: str,
        report: str | None,
        shown: Mapping[str, str],
        now: datetime,
    ) -> Released:
        """Decide whether an extract may go to a recipient, and write it down.

        Args:
            body: The extract, byte by byte.
            report: The hash of the extract that was reported on, or None.
            shown: What is shown besides, need → id.

        Raises:
            InputError: `extract/not-a-table`.
        """
        digest, rows = sha256(body).hexdigest(), _rows(body)
        against = _leads_to_somebody(rows, fewest(self._policy))
        with self._data.read() as reader:
            if not against:
                against += _unreported(_read(reader), digest, report, recipient)
            against += self._of_the_recipient(reader, recipient, purpose, shown, now)
        if against:
            return Released(extract=digest, rows=len(rows) - 1, refused=tuple(against))
        with self._data.unit() as unit:
            told = fact(
                "extract-released",
                to_micros(now),
                extract=digest,
                recipient=recipient,
                purpose=purpose,
                rows=len(rows) - 1,
            )
            self._evidence.append(unit, told)
        return Released(extract=digest, rows=len(rows) - 1)

    def _of_the_recipient(
        self,
        reader: DataReader,
        recipient: str,
        purpose: str,
        shown: Mapping[str, str],
        now: datetime,
    ) -> list[Reason]:
        known = self._policy.recipients.get(recipient)
        if known is None:
            detail = f"`{recipient[:60]}` is not a declared recipient"
            near = nearest(recipient, self._policy.recipients)
            return [_reason("RECIPIENT_UNDECLARED", "recipients", detail, near)]
        at = f"recipients/{recipient}"
        if known.purposes is not None and purpose not in known.purposes:
            detail = f"`{recipient}` receives nothing for `{purpose[:60]}`"
            return [_reason("RECIPIENT_PURPOSE", at, detail)]
        terms = bound_by(reader, self._policy, recipient, purpose, shown, now)
        if terms.against is not None:
            return [terms.against]
        if "agreement" in known.needs and not (terms.agreement or shown.get("agreement")):
            detail = "nothing is shown for `agreement`"
            return [_reason("AGREEMENT_MISSING", at, detail, "`troth recipient sign` keeps one")]
        return []


def fewest(policy: Policy) -> int:
    """Return how many people a group holds at least: the largest figure that the policy sets."""
    said = [each.cell_minimum for each in policy.purposes.values() if each.cell_minimum]
    return max(said, default=SMALLEST)


def _rows(body: bytes) -> list[list[str]]:
    """Return head and lines of a table.

    Raises:
        InputError: `extract/not-a-table`.
    """
    try:
        rows = [row for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) if row]
    except (UnicodeDecodeError, csv.Error):
        rows = []
    if len(rows) < 2 or any(len(row) != len(rows[0]) for row in rows):
        raise InputError(
            "extract/not-a-table",
            "this is no table with a head and lines of the same width",
            help="give comma-separated values in UTF-8, the names of the columns first",
        )
    return rows


def _leads_to_somebody(rows: Sequence[Sequence[str]], smallest: int) -> list[Reason]:
    head, lines = rows[0], rows[1:]
    found = []
    for place, name in enumerate(head):
        values = [line[place].strip() for line in lines]
        what = identifies(name, values)
        if what:
            detail = f"the column `{name[:40]}` leads to people: {what}"
            found.append(_reason("NOT_ANONYMOUS", "recipients", detail, "leave it out"))
    group = _smallest_group(rows)
    if not found and group < smallest:
        detail = f"a line speaks of {group} where at least {smallest} are asked for"
        found.append(_reason("NOT_ANONYMOUS", "recipients", detail, "join small groups"))
    return found


def identifies(name: str, values: Sequence[str]) -> str:
    """Return what in a column leads to somebody (`email`, `phone`, `ip`, `pseudonym`), or nothing.

    Args:
        name: The head of the column.
        values: What stands in it, line by line.
    """
    given = [value for value in values if value]
    if any(_EMAIL.fullmatch(value) for value in given):
        return "email"
    if any(_PHONE.fullmatch(value) for value in given):
        return "phone"
    if any(_is_ip(value) for value in given):
        return "ip"
    # One value for one person is a pseudonym, whatever it is called (GDPR Art. 4(5)).
    apart = len(given) > 1 and len(set(given)) == len(given)
    if given and _POINTS.search(name) and name.lower() not in COUNTS:
        return "pseudonym"
    return "pseudonym" if apart and all(_RANDOM.fullmatch(value) for value in given) else ""


def _is_ip(value: str) -> bool:
    if "." not in value and ":" not in value:
        return False
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _smallest_group(rows: Sequence[Sequence[str]]) -> int:
    """Return of how many people the smallest line speaks; of a line without a figure: how many."""
    head, lines = rows[0], rows[1:]
    for place, name in enumerate(head):
        figures = [line[place].strip() for line in lines]
        if name.strip().lower() in COUNTS and all(one.isdecimal() for one in figures):
            return min(int(one) for one in figures)
    return min(Counter(tuple(line) for line in lines).values())


def _unreported(
    known: Mapping[str, Report], digest: str, report: str | None, recipient: str
) -> list[Reason]:
    at = f"recipients/{recipient}"
    if report is None:
        detail = "no report shows that this extract leads to nobody"
        return [_reason("NOT_ANONYMOUS", at, detail, "`troth extract report` makes one")]
    if report not in known or report != digest:
        detail = "the report is of another extract, or of this one before it was changed"
        return [_reason("REPORT_MISMATCH", at, detail, "report on the extract as it is now")]
    return []


def _reason(code: Code, address: str, detail: str, help: str = "") -> Reason:
    return Reason(code=code, address=address, detail=detail, help=help)


def _read(reader: DataReader) -> dict[str, Report]:
    kept = reader.meta(REGISTER)
    listed = msgspec.json.decode(kept, type=list[Report]) if kept else []
    return {one.extract: one for one in listed}
