"""A restored backup forgets no request: every later step is taken again, and none twice."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from tests.engines.asking import ask, done, to_the_end
from tests.engines.grounds import Ground
from tests.engines.living import kept, living
from troth.assembly.platform import Platform
from troth.core.periods import to_micros
from troth.core.requests import Right
from troth.engines.backup import MARK
from troth.engines.rights.journal import RequestJournal
from troth.storage.request_rows import RequestEventRow, RequestRow


def register_of(troth: Platform) -> dict[str, Any]:
    """Return every request with its events and steps, by what can be compared."""
    with troth.data.read() as reader:
        return {
            row.request.hex(): {
                **asdict(row),
                "events": [
                    (e.kind, e.actor, e.who, e.detail, e.state, e.at)
                    for e in reader.request_events([row.request])
                ],
                "steps": {s.step: s for s in reader.steps([row.request])},
            }
            for row in reader.requests()
        }


def backed_up(troth: Platform, place: Path) -> str:
    target = str(place / "backup")
    troth.backups.make(target, troth.clock.now())
    return target


@pytest.mark.parametrize("right", ["access", "erasure", "portability"])
def test_what_happened_to_a_request_after_the_backup_is_there_again(
    ground: Ground, tmp_path: Path, right: Right
) -> None:
    with living(ground) as troth:
        person = kept(troth).person
        before = ask(troth, right, person)
        backup = backed_up(troth, tmp_path)
        ground.clock.pass_(days=2)
        to_the_end(troth, before.row.request)
        stood = register_of(troth)
        restored = troth.backups.restore(backup, ground.clock.pass_(hours=1))
        assert register_of(troth) == stood
        assert (restored.requests, restored.requests_broken) == (1, ())


def test_a_request_that_only_came_after_the_backup_is_there_and_leads_to_its_person(
    ground: Ground, tmp_path: Path
) -> None:
    with living(ground) as troth:
        person = kept(troth).person
        backup = backed_up(troth, tmp_path)
        ground.clock.pass_(days=1)
        entry = ask(troth, "access", person)
        troth.backups.restore(backup, ground.clock.pass_(hours=1))
        again = troth.requests.show(entry.row.request, troth.clock.now())
        assert again.entry.row.person == person
        assert to_the_end(troth, entry.row.request).entry.case.state in ("answered", "closed")


def test_the_answer_of_an_erasure_can_still_be_given_after_a_restore(
    ground: Ground, tmp_path: Path
) -> None:
    with living(ground) as troth:
        person = kept(troth).person
        entry = ask(troth, "erasure", person)
        request = entry.row.request
        backup = backed_up(troth, tmp_path)
        now = ground.clock.pass_(days=1)
        while troth.requests.show(request, now).entry.case.state != "carried-out":
            for one in troth.requests.show(request, now).entry.waiting("ask"):
                done(troth.requests.settle(request, one, "done", now))
            done(troth.requests.proceed(request, now))
        troth.backups.restore(backup, ground.clock.pass_(hours=1))
        receipt = to_the_end(troth, request).answer.document["erasure"]
        assert isinstance(receipt, dict)
        assert receipt["found_again"] == 0
        with troth.data.read() as reader:
            assert reader.persons([person]) == {}


def test_the_request_of_a_person_lost_with_the_data_stays_and_leads_to_nobody(
    ground: Ground, tmp_path: Path
) -> None:
    with living(ground) as troth:
        kept(troth)
        backup = backed_up(troth, tmp_path)
        ground.clock.pass_(days=1)
        late = kept(troth, 2).person
        entry = ask(troth, "access", late)
        troth.backups.restore(backup, ground.clock.pass_(hours=1))
        assert troth.requests.show(entry.row.request, troth.clock.now()).entry.row.person is None


def test_a_replay_cut_short_and_done_again_takes_no_step_twice(
    ground: Ground, tmp_path: Path
) -> None:
    with living(ground) as troth:
        entry = ask(troth, "access", kept(troth).person)
        backup = backed_up(troth, tmp_path)
        ground.clock.pass_(days=1)
        to_the_end(troth, entry.row.request)
        stood = register_of(troth)
        troth.data.load_backup(backup)
        with troth.data.read() as reader:
            mark = reader.meta(MARK)
        troth.backups.replay(troth.clock.now())
        with troth.data.unit() as unit:
            unit.set_meta(MARK, mark or "")
        assert troth.backups.replay(troth.clock.now()).requests == 0
        assert register_of(troth) == stood


class Gone(Exception):
    """The process dies where this is raised."""


def journalled_only(troth: Platform, row: RequestRow) -> None:
    """Take a step that is journalled, in a unit of the data store that never ends."""
    now = troth.clock.now()
    lost = RequestEventRow(
        event=0, request=row.request, kind="ask-identity", actor="staff", who="", detail="",
        state="identifying", at=to_micros(now),
    )  # fmt: skip
    with troth.data.unit() as unit:
        unit.update_request(replace(row, state="identifying"))
        unit.add_request_events([lost])
        RequestJournal(vault=troth.vault).keep(unit, row.request, now, new_events=1)
        raise Gone


def test_a_step_that_was_never_acknowledged_is_no_obstacle_to_the_one_that_was(
    ground: Ground, tmp_path: Path
) -> None:
    with living(ground) as troth:
        entry = ask(troth, "access", kept(troth).person, session=False)
        request = entry.row.request
        backup = backed_up(troth, tmp_path)
        ground.clock.pass_(days=1)
        with pytest.raises(Gone):
            journalled_only(troth, entry.row)
        done(troth.requests.verify(request, "confirmed-link", ground.clock.pass_(hours=1)))
        to_the_end(troth, request)
        stood = register_of(troth)
        troth.backups.restore(backup, ground.clock.pass_(hours=1))
        assert register_of(troth) == stood


def test_steps_that_the_journal_does_not_have_are_reported_and_nothing_is_made_up(
    ground: Ground, tmp_path: Path
) -> None:
    with living(ground) as troth:
        entry = ask(troth, "access", kept(troth).person, session=False)
        backup = backed_up(troth, tmp_path)
        known = register_of(troth)
        now = ground.clock.pass_(days=1)
        done(troth.requests.ask_identity(entry.row.request, now))
        with troth.keys.unit() as unit:
            unit.delete_journal([entry.row.request])
        now = ground.clock.pass_(days=1)
        done(troth.requests.verify(entry.row.request, "confirmed-link", now))
        restored = troth.backups.restore(backup, ground.clock.pass_(hours=1))
        assert (restored.requests, restored.requests_broken) == (0, (entry.row.request,))
        assert register_of(troth) == known


def test_nothing_in_the_key_store_says_whose_request_it_was_once_they_are_erased(
    ground: Ground,
) -> None:
    with living(ground) as troth:
        person = kept(troth).person
        request = ask(troth, "erasure", person).row.request
        to_the_end(troth, request)
        with troth.keys.read() as keys:
            about = {row.person for row in keys.journal(0)}
        assert person not in about
        assert request in about
