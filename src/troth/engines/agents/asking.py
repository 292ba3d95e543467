"""Taking in what a machine passes on, and saying where it stands, without saying who is known.

The person's own proof decides, as for every other request: what an agent says of an address being
verified is its own word and moves nothing. Only where staff recorded this agent's mandate for this
very person does the request go on at once. Until somebody was verified, the answer is the same for
whoever is known and whoever is not, its day included.

GDPR Art. 12(2)-(3), 12(6), 80(1); 11 CCR 7063 (authorised agents).
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

import msgspec

from troth.core.facts import fact
from troth.core.names import Identifier
from troth.core.periods import from_micros, to_micros
from troth.core.requests import Right
from troth.engines.agents.telling import follow
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.programs.agent_rows import AgentRow
from troth.engines.rights.mandates import is_bound, unauthorised
from troth.engines.rights.opening import Opening
from troth.engines.rights.register import Declined, Entry
from troth.engines.rights.requests import Requests
from troth.errors import InputError, StateError, TrothError
from troth.storage.ports import DataReader, DataStore
from troth.storage.program_rows import ReplyRow

Stand = Literal["waiting", "working", "done", "refused", "withdrawn"]
"""Where a request stands, as far as an agent is told; `waiting` is for who asks to be shown."""

_OURS: Final = "agent-request/"
_THEIRS: Final = "agent-said/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A request as a machine passed it on.

    Attributes:
        theirs: What the agent calls it; empty where it gives no name.
        identifier: How the person is known; it is not kept.
        residence: Where the law that is invoked applies; empty where none is.
        callbacks: Where the agent is told of it.
        address: Where our site is reached, for what it is told later.
        version: Of the protocol, where its answers differ by it.
    """

    right: Right
    theirs: str
    identifier: Identifier
    residence: str
    callbacks: tuple[str, ...]
    address: str
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is remembered of where a request came from."""

    agent: str
    protocol: str
    theirs: str
    residence: str
    address: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a request stands, for the agent that passed it on.

    Attributes:
        kept: Where it came from.
        ground: Why it was refused; empty otherwise.
        expected: Before this instant the answer is due.
        extended: The reason of an extension; empty without.
    """

    request: bytes
    kept: Kept
    right: Right
    stand: Stand
    ground: str
    received: datetime
    expected: datetime
    extended: str

    @property
    def number(self) -> str:
        """The request's id as these protocols spell ids."""
        return str(uuid.UUID(bytes=self.request))


class MachineIntake:
    """Takes in requests of agents and tells where they stand."""

    def __init__(self, *, data: DataStore, evidence: EvidenceLog, requests: Requests) -> None:
        self._data = data
        self._evidence = evidence
        self._requests = requests

    def ask(
        self, agent: AgentRow, asking: Asking, message: bytes, now: datetime
    ) -> Standing | Declined:
        """Take a request in, once for each message and each name the agent gives.

        Args:
            agent: Who passes it on.
            asking: What was passed on.
            message: What makes the message one of a kind, such as its signature.
            now: When it arrived; the term runs from here.

        Raises:
            InputError: `agents/other-request` for a name that was given to something else.
            StateError: `agents/under-way` while the same message is being taken in.
        """
        known = self._said(agent, asking.theirs) if asking.theirs else None
        if known is not None:
            return self._same(known, asking, now)
        place = asking.theirs.encode() if asking.theirs else message
        call = _digest(b"ask", agent, place)
        claim = ReplyRow(call=call, sent=call, status=0, answer="", at=to_micros(now))
        with self._data.unit() as unit:
            first = unit.claim_reply(claim)
            before = None if first else unit.reply(call)
        if not first:
            return self._again(agent, before, asking, now)
        try:
            opened = self._opened(agent, asking, call, now)
        except TrothError:
            self._forget(call)
            raise
        if isinstance(opened, Declined):
            self._forget(call)
            return opened
        return self._standing(opened.row.request, self._kept(opened.row.request), now)

    def find(self, agent: AgentRow, written: str, now: datetime) -> Standing | None:
        """Return where a request stands, by our id of it; None unless it is this agent's."""
        try:
            request = uuid.UUID(written).bytes
        except ValueError:
            return None
        return self._owned(agent, request, now)

    def find_named(self, agent: AgentRow, theirs: str, now: datetime) -> Standing | None:
        """Return where a request stands, by the agent's own name for it; None without."""
        request = self._said(agent, theirs)
        return None if request is None else self._owned(agent, request, now)

    def withdraw(self, standing: Standing, now: datetime) -> Standing | Declined:
        """Take a request back, as long as nothing was decided."""
        if standing.stand == "withdrawn":
            return standing
        after = self._requests.withdraw(standing.request, now)
        if isinstance(after, Declined):
            return after
        return self._standing(standing.request, standing.kept, now)

    def of(self, request: bytes, now: datetime) -> Standing:
        """Return where a request of an agent stands.

        Raises:
            InputError: `requests/unknown`.
        """
        return self._standing(request, self._kept(request), now)

    # -- taking in ------------------------------------------------------------------------------

    def _opened(
        self, agent: AgentRow, asking: Asking, call: bytes, now: datetime
    ) -> Entry | Declined:
        opening = Opening(
            asked=asking.right, received_at=now, asker="agent", channel="machine",
            # What an agent says of itself is a claim; nothing rests on it.
            mandate=f"{agent.protocol}/{agent.agent}", claimed=True, residence=asking.residence,
        )  # fmt: skip
        entry = self._requests.open(opening, now, identifier=asking.identifier)
        if isinstance(entry, Declined):
            return entry
        request, at = entry.row.request, to_micros(now)
        kept = Kept(
            agent=agent.agent, protocol=agent.protocol, theirs=asking.theirs,
            residence=asking.residence, address=asking.address, version=asking.version,
        )  # fmt: skip
        mandate = self._mandate(agent, entry)
        noted = fact(
            "agent-asked", at, request=request, agent=agent.agent, protocol=agent.protocol,
            way="mandate" if mandate else "waits",
        )  # fmt: skip
        with self._data.unit() as unit:
            unit.put_reply(ReplyRow(call=call, sent=call, status=201, answer=request.hex(), at=at))
            unit.set_meta(_OURS + request.hex(), msgspec.json.encode(kept).decode())
            if asking.theirs:
                unit.set_meta(_theirs(agent, asking.theirs), request.hex())
            follow(unit, agent, request, asking.callbacks, now)
            self._evidence.append(unit, noted)
        if not mandate:
            return entry
        return self._requests.verify(
            request, "staff-attested", now, mandate=mandate, actor="system"
        )

    def _mandate(self, agent: AgentRow, entry: Entry) -> str:
        """Return the mandate by which this agent speaks for this person; empty without any."""
        person = entry.row.person
        if person is None:
            return ""
        day, at = entry.received.date(), f"rights/{entry.row.asked}"
        with self._data.read() as reader:
            return next(
                (
                    one
                    for one in agent.mandates
                    if is_bound(reader, one)
                    and unauthorised(reader, "agent", one, person, day, at) is None
                ),
                "",
            )

    def _again(
        self, agent: AgentRow, before: ReplyRow | None, asking: Asking, now: datetime
    ) -> Standing:
        if before is None or not before.answer:
            raise StateError(
                "agents/under-way",
                "this message is being taken in, or was cut short",
                help="ask again later, under another name where it was cut short",
            )
        return self._same(bytes.fromhex(before.answer), asking, now)

    def _same(self, request: bytes, asking: Asking, now: datetime) -> Standing:
        standing = self.of(request, now)
        if standing.right != asking.right:
            raise InputError(
                "agents/other-request",
                "another request came under this name before",
                help="a name belongs to one request; choose another for another",
            )
        return standing

    def _forget(self, call: bytes) -> None:
        with self._data.unit() as unit:
            unit.delete_reply(call)

    # -- where it stands ------------------------------------------------------------------------

    def _said(self, agent: AgentRow, theirs: str) -> bytes | None:
        with self._data.read() as reader:
            found = reader.meta(_theirs(agent, theirs))
        return None if found is None else bytes.fromhex(found)

    def _owned(self, agent: AgentRow, request: bytes, now: datetime) -> Standing | None:
        with self._data.read() as reader:
            kept = read_kept(reader, request)
        if kept is None or (kept.agent, kept.protocol) != (agent.agent, agent.protocol):
            return None
        return self._standing(request, kept, now)

    def _kept(self, request: bytes) -> Kept:
        with self._data.read() as reader:
            kept = read_kept(reader, request)
        if kept is None:
            raise InputError(
                "requests/unknown",
                "no agent passed on this request",
                help="`troth request list --all` lists requests",
            )
        return kept

    def _standing(self, request: bytes, kept: Kept, now: datetime) -> Standing:
        shown = self._requests.show(request, now)
        if shown.entry.case.state == "joined" and shown.duplicate_of is not None:
            # One answer for both: what counts is where the first of them stands.
            shown = self._requests.show(shown.duplicate_of, now)
        case, row = shown.entry.case, shown.entry.row
        if case.verified:
            expected = from_micros(row.due_at)
        else:
            # A day that came from where somebody is known to live would tell that they are known.
            expected = self._requests.due_for_anybody(request, kept.residence, now)
        return Standing(
            request=request,
            kept=kept,
            right=case.right,
            stand=_stand(shown.entry),
            ground=case.ground.partition(":")[0] if case.outcome == "refused" else "",
            received=shown.entry.received,
            expected=expected,
            extended=case.extended_for,
        )


def spelled(at: datetime) -> str:
    """Return an instant as these protocols spell it (RFC 3339, in UTC)."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def read_kept(reader: DataReader, request: bytes) -> Kept | None:
    """Return what is remembered of where a request came from; None unless from an agent."""
    kept = reader.meta(_OURS + request.hex())
    return None if kept is None else msgspec.json.decode(kept, type=Kept)


def _stand(entry: Entry) -> Stand:
    case = entry.case
    if case.state == "withdrawn":
        return "withdrawn"
    if case.state in ("answered", "closed"):
        return "refused" if case.outcome == "refused" else "done"
    return "working" if case.verified or case.outcome else "waiting"


def _theirs(agent: AgentRow, theirs: str) -> str:
    return _THEIRS + _digest(b"name", agent, theirs.encode()).hex()


def _digest(what: bytes, agent: AgentRow, part: bytes) -> bytes:
    named = f"{agent.protocol}/{agent.agent}".encode()
    return hashlib.sha256(b"\x00".join((b"agent", what, named, part))).digest()
