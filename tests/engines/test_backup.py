"""A restored backup forgets nothing that people were promised: erasure, restriction, correction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.engines.grounds import Ground
from tests.engines.living import consent, kept, living, submit, values_of
from troth.engines.backup import MARK, needs_replay
from troth.engines.intake.submission import Receipt
from troth.errors import StateError
from troth.ledger.verify import verify_bundle


class Tiles:
    """Where a log is published: a dictionary with the manners of a bucket."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def write(self, path: str, content: bytes) -> None:
        self.files[path] = content

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)


@pytest.fixture
def tiles() -> Tiles:
    return Tiles()


def test_a_backup_is_marked_and_the_living_store_is_not(ground: Ground, tmp_path: Path) -> None:
    with living(ground) as troth:
        kept(troth)
        troth.backups.make(str(tmp_path / "backup"), troth.clock.now())
        with troth.data.read() as reader:
            assert not needs_replay(reader)
        troth.data.load_backup(str(tmp_path / "backup"))
        with troth.data.read() as reader:
            assert needs_replay(reader)


def test_a_restore_erases_again_who_was_erased_and_restricts_again_who_was_restricted(
    ground: Ground, tmp_path: Path, tiles: Tiles
) -> None:
    with living(ground) as troth:
        erased, restricted, corrected = (kept(troth, number) for number in range(3))
        ground.clock.pass_(days=1)
        troth.backups.make(str(tmp_path / "backup"), troth.clock.now())
        now = ground.clock.pass_(days=1)
        troth.standing.restrict(restricted.person, "a", now)
        troth.rectification.rectify(corrected.kept[1].record, "the right words", now)
        plan = troth.erasure.plan([erased.person], now)
        troth.erasure.carry_out(plan.plan, now)
        troth.vault.epoch(now)
        late = kept(troth, 99)
        size = troth.evidence.publish(tiles)

        done = troth.backups.restore(str(tmp_path / "backup"), now, log=tiles)

        assert (done.erased_again, done.replayed, done.lost) == (1, 2, 1)
        assert troth.standing.read(restricted.person, now).restricted
        assert values_of(troth, corrected.person) == ["person2@example.org", "the right words"]
        with troth.data.read() as reader:
            known = reader.persons([erased.person, late.person])
        assert known == {}
        bundle = troth.evidence.bundle()
        assert len(bundle.entries) > size
        assert verify_bundle(bundle) == []


def test_a_published_log_of_another_store_is_refused_and_the_gate_stays_shut(
    ground: Ground, tmp_path: Path, tiles: Tiles
) -> None:
    with living(ground) as troth:
        kept(troth)
        troth.backups.make(str(tmp_path / "backup"), troth.clock.now())
        kept(troth, 2)
        troth.evidence.publish(tiles)
        entries = next(path for path in tiles.files if "entries" in path)
        body = bytearray(tiles.files[entries])
        body[-20] ^= 1
        tiles.files[entries] = bytes(body)
        with pytest.raises(StateError):
            troth.backups.restore(str(tmp_path / "backup"), troth.clock.now(), log=tiles)
        with troth.data.read() as reader:
            assert needs_replay(reader)


def test_replaying_a_store_that_needs_none_is_refused(ground: Ground) -> None:
    with living(ground) as troth:
        with pytest.raises(StateError) as refused:
            troth.backups.replay(troth.clock.now())
        assert refused.value.code == "restore/not-needed"


def test_a_replay_cut_short_is_done_again(ground: Ground, tmp_path: Path, tiles: Tiles) -> None:
    with living(ground) as troth:
        one = kept(troth)
        troth.backups.make(str(tmp_path / "backup"), troth.clock.now())
        now = ground.clock.pass_(hours=1)
        troth.consents.withdraw(one.person, "marketing", now)
        troth.evidence.publish(tiles)
        troth.data.load_backup(str(tmp_path / "backup"))
        with troth.data.read() as reader:
            mark = reader.meta(MARK)
        troth.backups.replay(now, log=tiles)
        with troth.data.unit() as unit:
            unit.set_meta(MARK, mark or "")
        again = troth.backups.replay(now, log=tiles)
        assert again.facts == 0
        assert [event.action for event in troth.consents.show(one.person)] == ["withdraw"]


def test_a_restore_tells_consents_of_one_instant_apart_by_whom_they_name(
    ground: Ground, tmp_path: Path, tiles: Tiles
) -> None:
    with living(ground, "altexsoft") as troth:
        now = troth.clock.now()
        (person,) = troth.vault.create_persons(1, now)
        troth.consents.give(person, consent("newsletter"), now)
        troth.backups.make(str(tmp_path / "backup"), now)
        troth.consents.give(person, replace(consent("newsletter"), recipient="mailchimp"), now)
        troth.evidence.publish(tiles)
        troth.backups.restore(str(tmp_path / "backup"), ground.clock.pass_(hours=1), log=tiles)
        named = [event.recipient for event in troth.consents.show(person)]
        assert sorted(named) == ["", "mailchimp"]


def test_a_restore_keeps_what_a_duty_keeps_of_who_was_erased_and_brings_back_no_more(
    ground: Ground, tmp_path: Path, tiles: Tiles
) -> None:
    """The part that stays lies under a new key, which the backup is older than."""
    with living(ground, "integrica") as troth:
        given = submit(troth, "contact-form", {"first-name": "Ann", "email": "ann@mail.example"})
        assert isinstance(given, Receipt)
        person = given.person
        billed = submit(troth, "invoice", {"invoice": "No. 7, 120 EUR"}, person=person)
        assert isinstance(billed, Receipt)
        ground.clock.pass_(days=1)
        troth.backups.make(str(tmp_path / "backup"), troth.clock.now())
        now = ground.clock.pass_(days=1)
        plan = troth.erasure.plan([person], now)
        receipt = troth.erasure.carry_out(plan.plan, now)
        assert sum(len(part.records) for part in receipt.plan.kept) == 1
        troth.evidence.publish(tiles)

        troth.backups.restore(str(tmp_path / "backup"), now, log=tiles)

        assert values_of(troth, person) == ["No. 7, 120 EUR"]
        assert troth.standing.read(person, now).restricted
        assert verify_bundle(troth.evidence.bundle()) == []
