"""What recipients have signed: which terms, for which purposes, from when, until when.

Terms bind from the instant at which they are kept here: nobody signs for the past. A recipient may
stand for several parties (contractors, consultants, companies of a group), and each of them signs
for itself. Where the policy asks for signed terms first, nothing leaves before; where terms are
kept though the policy does not ask, they bind all the same. Ids are of documents and of parties,
never names of people.

GDPR Art. 28(3), 29, 32(4); 5(2): the register is only added to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.engines.evidence.evidence import EvidenceLog
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.policy.question import Code, Reason
from troth.storage.ports import DataReader, DataStore, DataUnit

REGISTER: Final = "recipient-terms"
"""Setting of the store that holds it: a company has few recipients, and all are read together."""
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
CLAUSES: Final = ("terms", "security", "confidentiality")
PARTY: Final = "party"
"""Under which name it is shown for which party of a recipient data leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Terms that one party has signed.

    Attributes:
        recipient, party: Key of the policy, and which of those it stands for; the key itself where
            the recipient is one party.
        agreement, edition: Id of the document, and which version of it.
        clauses: What it binds to, of `CLAUSES`.
        purposes: What it is for; empty for all that the policy declares.
        at: When it was kept, in microseconds.
        until: First instant at which it is over, or None.
    """

    recipient: str
    party: str
    agreement: str
    edition: str = "1"
    clauses: tuple[str, ...] = CLAUSES
    purposes: tuple[str, ...] = ()
    at: int = 0
    until: int | None = None


class _Register(msgspec.Struct, frozen=True):
    signed: list[Signed]
    required: dict[str, str]


class RecipientTerms:
    """Keeps what recipients sign, and which edition they must have signed."""

    def __init__(self, *, policy: Policy, data: DataStore, evidence: EvidenceLog) -> None:
        self._policy = policy
        self._data = data
        self._evidence = evidence

    def sign(
        self, signed: Signed, now: datetime, *, last: date | None = None, dated: date | None = None
    ) -> Signed:
        """Keep terms as signed now; what was signed before stays readable.

        Args:
            signed: The terms; their instant is given here.
            now: The instant.
            last: The last day on which they hold, where the company is established.
            dated: The day the paper bears; it may not lie before today.

        Raises:
            InputError: `terms/*` for a recipient, purpose, clause, id or day that cannot be.
        """
        zone = ZoneInfo(self._policy.controller.timezone)
        today = now.astimezone(zone).date()
        _refuse(self._policy, signed)
        if dated is not None and dated < today:
            raise InputError(
                "terms/backdated",
                f"terms signed today do not bind since {dated.isoformat()}",
                help="they bind from the moment at which they are kept here",
            )
        if last is not None and last < today:
            raise InputError("terms/over", f"terms that ended on {last.isoformat()} bind nobody")
        over = None if last is None else datetime.combine(last + timedelta(days=1), time(), zone)
        made = Signed(
            recipient=signed.recipient,
            party=signed.party,
            agreement=signed.agreement,
            edition=signed.edition,
            clauses=tuple(sorted(signed.clauses)),
            purposes=tuple(sorted(signed.purposes)),
            at=to_micros(now),
            until=None if over is None else to_micros(over),
        )
        with self._data.unit() as unit:
            register = _read(unit)
            _write(unit, _Register([*register.signed, made], register.required))
            told = fact(
                "terms-signed",
                made.at,
                recipient=made.recipient,
                party=made.party,
                agreement=made.agreement,
                edition=made.edition,
                until=made.until or 0,
            )
            self._evidence.append(unit, told)
        return made

    def require(self, recipient: str, edition: str, now: datetime) -> None:
        """Bind a recipient's parties to an edition: whoever signed another must sign again.

        Raises:
            InputError: `terms/unknown-recipient`, `terms/not-an-id`.
        """
        _refuse(
            self._policy,
            Signed(recipient=recipient, party=recipient, agreement="any", edition=edition),
        )
        with self._data.unit() as unit:
            register = _read(unit)
            _write(unit, _Register(register.signed, {**register.required, recipient: edition}))
            self._evidence.append(
                unit,
                fact("terms-required", to_micros(now), recipient=recipient, edition=edition),
            )

    def signed(self) -> list[Signed]:
        """Return everything that was ever signed, in order."""
        with self._data.read() as reader:
            return _read(reader).signed

    def required(self) -> Mapping[str, str]:
        """Return recipient → the edition that its parties must have signed."""
        with self._data.read() as reader:
            return _read(reader).required


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What terms say to a hand-over: the agreement it rests on, or why nothing leaves."""

    agreement: str = ""
    against: Reason | None = None


def bound_by(
    reader: DataReader,
    policy: Policy,
    recipient: str,
    purpose: str,
    shown: Mapping[str, str],
    now: datetime,
) -> Bound:
    """Return what the register of terms says to a hand-over; nothing where it is silent."""
    known, register, at = policy.recipients.get(recipient), _read(reader), to_micros(now)
    if known is None:
        return Bound()
    party = shown.get(PARTY) or recipient
    mine = [one for one in register.signed if (one.recipient, one.party) == (recipient, party)]
    if not mine and known.signed_first is None:
        return Bound()
    begun = [one for one in mine if one.at <= at]
    asked = register.required.get(recipient)
    against = _missing(begun, party, asked, known.signed_first or frozenset())
    if against:
        return Bound(against=_reason("AGREEMENT_MISSING", recipient, against))
    last = begun[-1]
    if last.until is not None and at >= last.until:
        detail = f"the terms `{last.agreement}` with `{party}` are over"
        return Bound(against=_reason("AGREEMENT_EXPIRED", recipient, detail))
    if last.purposes and purpose not in last.purposes:
        # GDPR Art. 28(3)(a), 29: only on instructions.
        detail = f"`{purpose}` is none of the purposes of the terms `{last.agreement}`"
        return Bound(against=_reason("RECIPIENT_PURPOSE", recipient, detail))
    return Bound(agreement=last.agreement)


def _missing(
    begun: Sequence[Signed], party: str, asked: str | None, clauses: frozenset[str]
) -> str:
    if not begun:
        return f"`{party}` has signed no terms yet"
    last = begun[-1]
    if asked is not None and last.edition != asked:
        return f"`{party}` signed edition `{last.edition}`, and `{asked}` is asked for"
    lacking = sorted(clauses - {*last.clauses, "terms"})
    return f"the terms with `{party}` hold no clause on {lacking[0]}" if lacking else ""


def _reason(code: Code, recipient: str, detail: str) -> Reason:
    return Reason(
        code=code,
        address=f"recipients/{recipient}",
        detail=detail,
        help="`troth recipient sign` keeps what was signed",
    )


def _refuse(policy: Policy, signed: Signed) -> None:
    if signed.recipient not in policy.recipients:
        raise InputError(
            "terms/unknown-recipient",
            f"`{signed.recipient[:60]}` is not a declared recipient",
            help=nearest(signed.recipient, policy.recipients),
        )
    for each in (signed.party, signed.agreement, signed.edition):
        if not NAME.fullmatch(each):
            raise InputError(
                "terms/not-an-id",
                f"`{each[:60]}` is no id",
                help="letters, digits, `.`, `_` and `-`; the log holds no names",
            )
    for purpose in signed.purposes:
        if purpose not in policy.purposes:
            raise InputError(
                "terms/unknown-purpose",
                f"`{purpose[:60]}` is not a declared purpose",
                help=nearest(purpose, policy.purposes),
            )


def _read(reader: DataReader) -> _Register:
    kept = reader.meta(REGISTER)
    return msgspec.json.decode(kept, type=_Register) if kept else _Register([], {})


def _write(unit: DataUnit, register: _Register) -> None:
    listed = {"signed": [asdict(one) for one in register.signed], "required": register.required}
    unit.set_meta(REGISTER, msgspec.json.encode(listed).decode())
