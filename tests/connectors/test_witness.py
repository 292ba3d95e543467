"""A real witness over HTTP on this machine: it signs what continues and refuses what rewrites."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Thread

import httpx
import pytest

from troth.connectors.witness import Witness, ask_witness, serve_witness
from troth.errors import InputError, OutsideError
from troth.ledger.checkpoint import Checkpoint, sign_checkpoint, verify_cosignature
from troth.ledger.note import parse_signature, public_key_of
from troth.ledger.tree import CompactRange, consistency_proof, leaf_hash, root_from_leaves
from troth.ledger.witness import AddCheckpoint

ORIGIN = "troth.example/log"
KEY = sha256(b"a log of this test").digest()
LEAVES = [f"entry {number}".encode() for number in range(12)]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class FixedClock:
    def now(self) -> datetime:
        return NOW


class CountedEntropy:
    def bytes(self, count: int) -> bytes:
        return sha256(b"witness").digest()[:count]


def witness_in(folder: Path) -> Witness:
    return Witness(
        folder=folder,
        name="witness.example",
        logs={ORIGIN: public_key_of(KEY)},
        clock=FixedClock(),
        entropy=CountedEntropy(),
    )


def head(leaves: list[bytes], key: bytes = KEY) -> str:
    root = root_from_leaves(leaves)
    return sign_checkpoint(Checkpoint(origin=ORIGIN, size=len(leaves), root=root), key)


def request(old: int, leaves: list[bytes]) -> AddCheckpoint:
    nodes: dict[tuple[int, int], bytes] = {}
    for level, index, digest in CompactRange().extend([leaf_hash(leaf) for leaf in leaves]):
        nodes[level, index] = digest
    proof = consistency_proof(old, len(leaves), lambda level, index: nodes[level, index])
    return AddCheckpoint(old_size=old, proof=tuple(proof), note=head(leaves))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[str, Witness]]:
    witness = witness_in(tmp_path)
    server = serve_witness(witness, host="127.0.0.1", port=0)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", witness
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_head_that_continues_the_last_is_cosigned(running: tuple[str, Witness]) -> None:
    url, witness = running
    ask_witness(url, request(0, LEAVES[:5]))
    line = ask_witness(url, request(5, LEAVES))
    text = head(LEAVES).split("\n\n")[0] + "\n"
    signed_at = verify_cosignature(
        text, parse_signature(line), name="witness.example", public_key=witness.public_key
    )
    assert signed_at == NOW


def test_a_rewritten_log_is_refused(running: tuple[str, Witness]) -> None:
    url, _ = running
    ask_witness(url, request(0, LEAVES[:5]))
    rewritten = [b"another past", *LEAVES[1:]]
    with pytest.raises(OutsideError) as refused:
        ask_witness(url, request(5, rewritten))
    assert refused.value.code == "witness/refused"


def test_a_rolled_back_log_is_told_the_size_the_witness_knows(
    running: tuple[str, Witness],
) -> None:
    url, _ = running
    ask_witness(url, request(0, LEAVES))
    with pytest.raises(InputError) as behind:
        ask_witness(url, request(0, LEAVES[:4]))
    assert (behind.value.code, behind.value.help) == ("witness/behind", "12")


def test_an_unknown_log_and_a_foreign_key_get_no_signature(
    running: tuple[str, Witness],
) -> None:
    url, _ = running
    foreign = head(LEAVES, sha256(b"another key").digest())
    bodies = {
        "other origin": request(0, LEAVES).encode().replace(ORIGIN, "other.example/log"),
        "other key": AddCheckpoint(old_size=0, proof=(), note=foreign).encode(),
        "nonsense": "old ?\n\n",
    }
    codes = {
        name: httpx.post(f"{url}/add-checkpoint", content=body).status_code
        for name, body in bodies.items()
    }
    assert codes == {"other origin": 404, "other key": 403, "nonsense": 400}


def test_a_restarted_witness_remembers_what_it_signed(tmp_path: Path) -> None:
    assert witness_in(tmp_path).add_checkpoint(request(0, LEAVES).encode()).status == 200
    again = witness_in(tmp_path)
    assert again.add_checkpoint(request(0, LEAVES[:4]).encode()).status == 409
    assert again.public_key == witness_in(tmp_path).public_key


def test_a_damaged_memory_is_a_clear_fault_and_signs_nothing(tmp_path: Path) -> None:
    witness = witness_in(tmp_path)
    witness.add_checkpoint(request(0, LEAVES).encode())
    next(tmp_path.glob("*.head.json")).write_text("{}")
    with pytest.raises(OutsideError) as fault:
        witness.add_checkpoint(request(0, LEAVES).encode())
    assert fault.value.code == "witness/state-damaged"


def test_a_witness_that_does_not_answer_is_named() -> None:
    with pytest.raises(OutsideError) as fault:
        ask_witness("http://127.0.0.1:9", request(0, LEAVES))
    assert fault.value.code == "witness/unreachable"
