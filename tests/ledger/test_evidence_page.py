"""The page `docs/formats/evidence-log.md` says what the rooms do: its example is executed."""

import re
from datetime import UTC, datetime
from pathlib import Path

from troth.ledger import checkpoint as heads
from troth.ledger import note as notes
from troth.ledger import tiles, tree, verify, witness
from troth.ledger.commitment import commit
from troth.ledger.verify import verify_entry

PAGE = (Path(__file__).parents[2] / "docs" / "formats" / "evidence-log.md").read_text()
ENTRIES = [b"fact 0", b"fact 1", b"fact 2"]


def block(name: str) -> str:
    """The text of a fenced block of the page."""
    found = re.search(rf"```{name}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


SHOWN = dict(re.findall(r"^(\w+) += (\S+)$", block("worked-example"), re.MULTILINE))
RAW = {name: bytes.fromhex(value) for name, value in SHOWN.items() if name != "time"}
HEAD = block("checkpoint")


def test_the_tree_of_the_example_has_these_hashes_and_proofs() -> None:
    grown = tree.CompactRange()
    nodes = grown.extend([tree.leaf_hash(entry) for entry in ENTRIES])
    known = {(level, index): digest for level, index, digest in nodes}
    leaves = [RAW["leaf_0"], RAW["leaf_1"], RAW["leaf_2"]]
    assert nodes == [*((0, at, leaf) for at, leaf in enumerate(leaves)), (1, 0, RAW["node_1_0"])]
    assert grown.root() == RAW["root"]

    def read(level: int, index: int) -> bytes:
        return known[level, index]

    assert tree.inclusion_proof(2, 3, read) == [RAW["node_1_0"]]
    assert tree.inclusion_proof(0, 3, read) == [RAW["leaf_1"], RAW["leaf_2"]]
    assert tree.consistency_proof(1, 3, read) == [RAW["leaf_1"], RAW["leaf_2"]]
    assert tiles.encode_entries(ENTRIES) == RAW["entries"]


def test_the_head_of_the_example_is_signed_and_cosigned() -> None:
    head = heads.verify_checkpoint(HEAD, origin="example.com/log", public_key=RAW["log_key"])
    assert (head.size, head.root) == (3, RAW["root"])
    note = notes.parse_note(HEAD)
    assert [one.key_id for one in note.signatures] == [RAW["key_id"], RAW["witness_id"]]
    at = heads.verify_cosignature(
        note.text, note.signatures[1], name="witness.example", public_key=RAW["witness_key"]
    )
    assert at == datetime.fromtimestamp(int(SHOWN["time"]), UTC)


def test_the_entry_of_the_example_stands_under_its_head() -> None:
    found = verify_entry(
        entry=b"fact 2",
        index=2,
        proof=[RAW["node_1_0"]],
        checkpoint=HEAD,
        origin="example.com/log",
        public_key=RAW["log_key"],
    )
    assert found == []


def test_the_commitment_of_the_example_comes_out() -> None:
    assert commit(RAW["salt"], RAW["person"], RAW["detail"]) == RAW["commitment"]


def test_the_answers_of_a_witness_are_those_of_the_table() -> None:
    rows = re.findall(r"^\| ([a-z-]+) \| (\d{3}) \|", PAGE, re.MULTILINE)
    assert {outcome: int(status) for outcome, status in rows} == witness.STATUS


def test_every_code_of_the_check_stands_on_the_page() -> None:
    written = set(re.findall(r'"(verify/[a-z-]+)"', Path(verify.__file__).read_text()))
    assert len(written) >= 12
    assert [code for code in sorted(written) if code not in PAGE] == []
