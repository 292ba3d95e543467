"""The witness: signs only what grows, and says which size it knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.definition import naive_proof, naive_root
from troth.errors import InputError
from troth.ledger import note as notes
from troth.ledger.checkpoint import Checkpoint, sign_checkpoint
from troth.ledger.witness import (
    AddCheckpoint,
    WitnessState,
    WitnessVerdict,
    consider,
    parse_add_checkpoint,
)

SEED = bytes(range(32))
KEY = notes.public_key_of(SEED)
ORIGIN = "example.com/log"
ENTRIES = [bytes([number]) for number in range(40)]


def request(
    old: int, new: int, *, entries: list[bytes] = ENTRIES, origin: str = ORIGIN, seed: bytes = SEED
) -> AddCheckpoint:
    """What an honest log of these entries asks for."""
    head = Checkpoint(origin=origin, size=new, root=naive_root(entries[:new]))
    proof = naive_proof(old, entries[:new]) if 0 < old <= new else []
    return AddCheckpoint(old_size=old, proof=tuple(proof), note=sign_checkpoint(head, seed))


def state_at(size: int) -> WitnessState | None:
    """What a witness remembers after signing the head of this size; nothing at zero."""
    if not size:
        return None
    return WitnessState(origin=ORIGIN, size=size, root=naive_root(ENTRIES[:size]))


def ask(state: WitnessState | None, asked: AddCheckpoint) -> WitnessVerdict:
    """Ask a witness that knows this log."""
    return consider(state, asked, origin=ORIGIN, public_key=KEY)


@given(sizes=st.lists(st.integers(0, 40), min_size=1, max_size=6).map(sorted))
def test_a_log_that_only_grows_is_signed_every_time(sizes: list[int]) -> None:
    state: WitnessState | None = None
    for size in sizes:
        verdict = ask(state, request(state.size if state else 0, size))
        assert (verdict.accepted, verdict.status, verdict.known_size) == (True, 200, size)
        assert verdict.text.startswith(f"{ORIGIN}\n{size}\n")
        state = verdict.state
        assert state == WitnessState(origin=ORIGIN, size=size, root=naive_root(ENTRIES[:size]))


@given(known=st.integers(0, 40), old=st.integers(0, 40), new=st.integers(0, 40))
def test_a_request_from_another_size_conflicts_or_rolls_back(
    known: int, old: int, new: int
) -> None:
    verdict = ask(state_at(known), request(old, new))
    if old > new:
        assert (verdict.outcome, verdict.status) == ("rollback", 400)
    elif old != known:
        assert (verdict.outcome, verdict.status) == ("conflict", 409)
    else:
        assert verdict.accepted
    if not verdict.accepted:
        assert (verdict.known_size, verdict.state, verdict.text) == (known, None, "")


@given(known=st.integers(1, 39), more=st.integers(1, 39), at=st.integers(0, 38))
def test_a_log_that_rewrote_its_past_is_never_signed(known: int, more: int, at: int) -> None:
    new = min(known + more, 40)
    past = list(ENTRIES)
    past[at % known] = b"rewritten"
    verdict = ask(state_at(known), request(known, new, entries=past))
    assert (verdict.outcome, verdict.status) == ("bad-proof", 422)


def test_the_same_size_with_another_root_conflicts() -> None:
    verdict = ask(state_at(7), request(7, 7, entries=[b"other"] * 7))
    assert (verdict.outcome, verdict.status, verdict.known_size) == ("conflict", 409, 7)


def test_a_first_head_needs_no_proof_and_allows_none() -> None:
    good = request(0, 5)
    spare = AddCheckpoint(old_size=0, proof=(bytes(32),), note=good.note)
    assert ask(None, good).accepted
    assert ask(None, spare).outcome == "bad-proof"


def test_an_empty_log_with_a_root_of_its_own_is_refused() -> None:
    head = Checkpoint(origin=ORIGIN, size=0, root=bytes(32))
    asked = AddCheckpoint(old_size=0, proof=(), note=sign_checkpoint(head, SEED))
    assert ask(None, asked).outcome == "conflict"


@pytest.mark.parametrize(
    ("asked", "outcome", "status"),
    [
        (request(0, 5, seed=bytes(32)), "bad-signature", 403),
        (request(0, 5, origin="example.com/other"), "unknown-log", 404),
        (AddCheckpoint(old_size=0, proof=(), note="no note"), "malformed", 400),
        (
            AddCheckpoint(old_size=0, proof=(), note=request(0, 5).note.replace("\n5\n", "\n6\n")),
            "bad-signature",
            403,
        ),
    ],
)
def test_a_head_the_witness_cannot_trust_is_refused(
    asked: AddCheckpoint, outcome: str, status: int
) -> None:
    verdict = ask(None, asked)
    assert (verdict.outcome, verdict.status) == (outcome, status)


@given(old=st.integers(0, 40), new=st.integers(0, 40))
def test_a_request_is_read_back_from_its_body(old: int, new: int) -> None:
    asked = request(old, new)
    assert parse_add_checkpoint(asked.encode()) == asked


HASH = "A" * 43 + "="


@pytest.mark.parametrize(
    "body",
    [
        "",
        "old 5\n",
        "old 05\n\nnote",
        "old -1\n\nnote",
        "new 5\n\nnote",
        "old 5\nAAAA\n\nnote",
        "old 5\nnot base64\n\nnote",
        "old 5\n" + f"{HASH}\n" * 64 + "\nnote",
    ],
)
def test_a_body_of_another_form_is_refused(body: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_add_checkpoint(body)
    assert caught.value.code == "witness/malformed"


def test_a_body_may_carry_sixty_three_hashes() -> None:
    assert len(parse_add_checkpoint("old 5\n" + f"{HASH}\n" * 63 + "\nnote").proof) == 63
