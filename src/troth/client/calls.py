"""The client: one method a call of the programming interface.

A call that changes something carries a key of its own, so that trying it again after a broken
connection does nothing twice. What the policy refuses raises `Refused` with every reason; what
cannot be reached raises `OutsideError`. Nothing that is sent or told is logged or kept.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Final, Self, TypeVar

import httpx
import msgspec

from troth.client import sent, told, words
from troth.core.requests import Right
from troth.errors import InputError, OutsideError, StateError

T = TypeVar("T")

TRIES: Final = 3
"""How often a call is tried when nothing, or only `503`, comes back."""


class Refused(InputError):
    """The service said no: `code`, `message`, and `reasons` where the policy says them."""

    def __init__(self, problem: told.Problem) -> None:
        super().__init__(problem.code, problem.title, help=problem.detail)
        self.status = problem.status
        self.reasons = tuple(problem.reasons)


class PurposeClosed(StateError):
    """A purpose is closed for a person; `decision` says why."""

    def __init__(self, purpose: str, decision: told.Decision) -> None:
        first = decision.reasons[0]
        super().__init__("purpose/refused", f"`{purpose}`: {first.detail}", help=first.help)
        self.decision = decision

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all reasons, each once."""
        return tuple(dict.fromkeys(reason.code for reason in self.decision.reasons))


class Client:
    """A connection to one site with one token.

    Args:
        address: Where the site is reached, without a path.
        token: As `troth token make` printed it.
        timeout: Seconds for one try.
        transport: Another way to reach it than over the network, for tests.
    """

    def __init__(
        self,
        address: str,
        token: str,
        *,
        timeout: float = 10.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(
            base_url=f"{address.rstrip('/')}/api/v1",
            headers={"authorization": f"Bearer {token}"},
            timeout=timeout,
            transport=transport,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- collecting and deciding ------------------------------------------------------------------

    def collect(self, submission: sent.Submission) -> told.Receipt:
        """Hand over a submission; raises `Refused` where the gate says no."""
        return self._post("/submissions", submission, told.Receipt)

    def nearest(self, person: str, nearby: sent.Nearby) -> told.Representative:
        """Assign whoever is nearest to a person; the position is used for that and not kept."""
        return self._post(
            f"/subjects/{person}/representative", nearby, told.Representative, keyed=False
        )

    def decide(self, question: sent.Question) -> told.Decision:
        """Ask whether something may be done."""
        return self._post("/decisions", question, told.Decision, keyed=False)

    @contextmanager
    def purpose(
        self,
        name: str,
        person: str,
        *,
        role: str | None = None,
        channel: str | None = None,
        shown: Mapping[str, str] | None = None,
    ) -> Iterator[told.Decision]:
        """Run a block only while a purpose is open for a person.

        Raises:
            PurposeClosed: on entering, with the reasons; the attempt is on record.
        """
        entering = sent.Entering(
            purpose=name, person=person, role=role, channel=channel, shown=dict(shown or {})
        )
        decision = self._post("/entries", entering, told.Decision, keyed=False)
        if not decision.allowed:
            raise PurposeClosed(name, decision)
        yield decision

    def policy(self) -> told.PolicyInForce:
        """Return which policy runs."""
        return self._get("/policy", told.PolicyInForce)

    # -- consent ----------------------------------------------------------------------------------

    def give_consent(self, given: sent.Consenting) -> told.ConsentEvent:
        """Write a consent down, or ask for one."""
        return self._post("/consents", given, told.ConsentEvent)

    def withdraw_consent(
        self, person: str, purpose: str, recipient: str = "", by_channel: str = ""
    ) -> told.Withdrawal:
        """Withdraw a consent; it is never refused."""
        said = sent.Withdrawing(
            person=person, purpose=purpose, recipient=recipient, by_channel=by_channel
        )
        return self._post("/consents/withdrawals", said, told.Withdrawal)

    def consents(self, person: str) -> told.Consents:
        """Return every consent of a person."""
        return self._get(f"/subjects/{person}/consents", told.Consents)

    # -- people -----------------------------------------------------------------------------------

    def find(self, identifier: str) -> Sequence[told.Found]:
        """Return everybody an address, number or `account:…` leads to."""
        asked = sent.Finding(identifier=identifier)
        return self._post("/subjects/find", asked, told.People, keyed=False).persons

    def standing(self, person: str) -> told.Standing:
        """Return what holds for a person."""
        return self._get(f"/subjects/{person}/standing", told.Standing)

    def export(self, person: str) -> told.Export:
        """Return everything held of a person; the look is recorded."""
        return self._get(f"/subjects/{person}/export", told.Export)

    # -- requests ---------------------------------------------------------------------------------

    def open_request(
        self,
        right: Right,
        *,
        person: str | None = None,
        identifier: str | None = None,
        about: str = "",
        received: datetime | None = None,
    ) -> told.Request:
        """Open a rights request of a person, or of whoever has an identifier."""
        opening = sent.RequestOpening(
            right=right, person=person, identifier=identifier, about=about, received=received
        )
        return self._post("/requests", opening, told.Request)

    def request(self, request: str) -> told.Request:
        """Return one request with its history and the derivation of its dates."""
        return self._get(f"/requests/{request}", told.Request)

    def requests(self, *, everything: bool = False) -> Iterator[told.Request]:
        """Yield open requests, the first due first; with `everything` those that are over too."""
        asked = {"everything": "true"} if everything else {}
        for page in self._pages("/requests", told.RequestPage, asked):
            yield from page.items

    def step(self, request: str, step: str, **detail: str) -> told.Stepped:
        """Take one step of a request: `verify`, `proceed`, `extend`, `refuse`, `answer`…"""
        taken = sent.Step(step=step, detail=detail)
        return self._post(f"/requests/{request}/steps", taken, told.Stepped)

    # -- disclosures, promises, evidence ----------------------------------------------------------

    def disclose(self, handover: sent.Handover) -> told.Handed:
        """Have data handed over to a recipient; what comes back may leave."""
        return self._post("/disclosures", handover, told.Handed)

    def disclosures(self, person: str) -> Iterator[told.Disclosure]:
        """Yield to whom a person's data went, the oldest first."""
        path = f"/subjects/{person}/disclosures"
        for page in self._pages(path, told.DisclosurePage, {}):
            yield from page.items

    def promises(self) -> told.Promises:
        """Return every promise as it was proved last."""
        return self._get("/promises", told.Promises)

    def checkpoint(self) -> told.Checkpoint:
        """Return the signed head of the log."""
        return self._get("/evidence/checkpoint", told.Checkpoint)

    def facts(self) -> Iterator[told.Fact]:
        """Yield the log from its beginning."""
        for page in self._pages("/evidence/facts", told.FactPage, {}):
            yield from page.items

    def proof(self, index: int) -> told.Proof:
        """Return the proof that a fact stands under the head."""
        return self._get(f"/evidence/facts/{index}", told.Proof)

    # -- the wire ---------------------------------------------------------------------------------

    def _post(self, path: str, message: words.Sent, kind: type[T], *, keyed: bool = True) -> T:
        headers = {"content-type": "application/json"}
        if keyed:
            headers["idempotency-key"] = uuid.uuid4().hex
        return self._call("POST", path, kind, content=msgspec.json.encode(message), headers=headers)

    def _get(self, path: str, kind: type[T]) -> T:
        return self._call("GET", path, kind)

    def _pages(self, path: str, kind: type[Paged], asked: dict[str, str]) -> Iterator[Paged]:
        cursor: str | None = None
        while True:
            params = asked if cursor is None else {**asked, "cursor": cursor}
            page = self._call("GET", path, kind, params=params)
            yield page
            cursor = page.next
            if cursor is None:
                return

    def _call(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> T:
        for left in reversed(range(TRIES)):
            try:
                answer = self._http.request(
                    method, path, content=content, headers=headers, params=params
                )
            except httpx.TransportError as fault:
                if left:
                    continue
                raise OutsideError(
                    "client/unreachable", "the service does not answer", help=type(fault).__name__
                ) from None
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or not left:
                break
        if answer.is_success:
            return _read(answer.content, kind)
        raise _refused(answer)


Paged = TypeVar("Paged", told.RequestPage, told.DisclosurePage, told.FactPage)


def _read(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.MsgspecError as fault:
        raise OutsideError(
            "client/not-understood",
            "the service answered something else than this client reads",
            help="is it a Troth, and of a version like this one?",
        ) from fault


def _refused(answer: httpx.Response) -> Refused | OutsideError:
    if answer.is_server_error:
        return OutsideError("client/service-fault", f"the service answered {answer.status_code}")
    try:
        return Refused(msgspec.json.decode(answer.content, type=told.Problem))
    except msgspec.MsgspecError:
        return OutsideError(
            "client/not-understood", f"the service answered {answer.status_code} without a reason"
        )
