"""The rule of a witness: sign a tree head only when it grows out of the last one signed.

C2SP tlog-witness. A witness keeps one small state for each log and answers `add-checkpoint`.
Whoever runs it needs no trust in the log: the log cannot show it a shortened or rewritten past
without being refused, and everybody who trusts the witness is protected with it.

This room decides and stores nothing. The caller must compare and store the state in one step, or
two requests at once could roll the log back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from troth.errors import InputError, TrothError
from troth.ledger import checkpoint, tree
from troth.ledger import note as notes

PROOF_LIMIT: Final = 63

Outcome = Literal[
    "accepted", "malformed", "unknown-log", "bad-signature", "rollback", "conflict", "bad-proof"
]

STATUS: Final[dict[Outcome, int]] = {
    "accepted": 200,
    "malformed": 400,
    "rollback": 400,
    "bad-signature": 403,
    "unknown-log": 404,
    "conflict": 409,
    "bad-proof": 422,
}

_OLD: Final = re.compile("old (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessState:
    """The last tree head of one log that this witness signed."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCheckpoint:
    """A request: the size we are believed to know, the proof from there, the new signed head."""

    old_size: int
    proof: tuple[bytes, ...]
    note: str

    def encode(self) -> str:
        """Return the body of the HTTP request."""
        hashes = "".join(f"{notes.b64(step)}\n" for step in self.proof)
        return f"old {self.old_size}\n{hashes}\n{self.note}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessVerdict:
    """What the witness answers.

    `state` is the new state to store and `text` the text to cosign, when accepted. `known_size`
    is the size the witness holds, which a conflict tells the log.
    """

    outcome: Outcome
    known_size: int
    state: WitnessState | None = None
    text: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the head may be cosigned, once the new state is stored."""
        return self.outcome == "accepted"

    @property
    def status(self) -> int:
        """The HTTP status that says so."""
        return STATUS[self.outcome]


def parse_add_checkpoint(body: str) -> AddCheckpoint:
    """Return the request that an HTTP body states.

    Raises:
        InputError: `witness/malformed`.
    """
    head, gap, note = body.partition("\n\n")
    first, *rest = head.split("\n")
    old = _OLD.fullmatch(first)
    proof = [notes.unb64(line) for line in rest]
    steps = tuple(step for step in proof if step is not None and len(step) == tree.HASH_BYTES)
    if not gap or not old or len(steps) != len(rest) or len(steps) > PROOF_LIMIT:
        raise InputError("witness/malformed", "the request is no old size, proof and tree head")
    return AddCheckpoint(old_size=int(old[1]), proof=steps, note=note)


def consider(
    state: WitnessState | None, request: AddCheckpoint, *, origin: str, public_key: bytes
) -> WitnessVerdict:
    """Decide on a request about the log `origin`, whose key the witness was given beforehand.

    Args:
        state: What was signed last for this log; None when nothing was.
        request: The request.
        origin: The log's origin.
        public_key: The log's Ed25519 key, 32 bytes.
    """
    known = state.size if state else 0
    try:
        head = checkpoint.verify_checkpoint(request.note, origin=origin, public_key=public_key)
    except TrothError as error:
        return WitnessVerdict(outcome=_blame(error.code), known_size=known)
    outcome = _judge(state, request, head)
    if outcome != "accepted":
        return WitnessVerdict(outcome=outcome, known_size=known)
    return WitnessVerdict(
        outcome="accepted",
        known_size=head.size,
        state=WitnessState(origin=origin, size=head.size, root=head.root),
        text=head.text(),
    )


def _judge(
    state: WitnessState | None, request: AddCheckpoint, head: checkpoint.Checkpoint
) -> Outcome:
    known = state.size if state else 0
    if request.old_size > head.size:
        return "rollback"
    if request.old_size != known:
        return "conflict"
    root = state.root if state else tree.EMPTY_ROOT
    if known == head.size and root != head.root:
        return "conflict"
    holds = tree.verify_consistency(
        old_size=known,
        new_size=head.size,
        old_root=root,
        new_root=head.root,
        proof=request.proof,
    )
    return "accepted" if holds else "bad-proof"


def _blame(code: str) -> Outcome:
    if code == "checkpoint/wrong-origin":
        return "unknown-log"
    if code in ("checkpoint/unsigned", "checkpoint/bad-signature"):
        return "bad-signature"
    return "malformed"
