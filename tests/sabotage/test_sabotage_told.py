"""Sabotage of telling people: a version that somebody was not told of, or told of too late.

A store of its own, healthy first; each act breaks exactly the promise of how changes are told.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.engines.grounds import Ground, on_sqlite
from tests.engines.living import POLICIES, submit
from tests.engines.told import TAKEN_ON
from troth.assembly.platform import Platform, build_platform
from troth.assembly.policies import load_policy
from troth.assembly.post import open_post
from troth.assembly.proof import prove_platform
from troth.assembly.ruling import draft_of
from troth.core.periods import to_micros
from troth.engines.intake.submission import Receipt
from troth.engines.publication.announcing import Sending
from troth.engines.publication.publishing import Issued
from troth.storage.rows import AccessRow
from troth.storage.version_rows import NoticeRow

Edit = Callable[[dict], object]
FOUR = tuple(f"{name}@mail.example" for name in ("ann", "bob", "cyd", "dan"))
FORM = {"altexsoft": "contact-form", "integrica": "contact-form", "intexsoft": "registration"}


def longer(data: dict) -> None:
    data["retention"]["inactive-account"]["more-than"] = "P9M"


def panel(data: dict) -> None:
    data["purposes"]["panel"] = {
        "kind": "research", "uses": ["contact"], "basis": "legitimate-interests",
        "interest": "better services",
    }  # fmt: skip


def fewer_rights(data: dict) -> None:
    data["rights"]["offer"].remove("portability")


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return on_sqlite(tmp_path)


def first(ground: Ground, name: str) -> None:
    """Open a company, and let four people come."""
    path = POLICIES / f"{name}.yaml"
    with ground.opened() as laid:
        house = build_platform(laid, load_policy(path).required())
        house.publishing.publish(house.policy, path.read_text(), path.name, ground.clock.now())
        for address in FOUR:
            assert isinstance(submit(house, FORM[name], {"email": address}), Receipt)
    ground.clock.pass_(days=1)


@contextmanager
def second(ground: Ground, name: str, edit: Edit, drop: Path | None) -> Iterator[Platform]:
    """Publish a second version, tell people by a folder of messages, and let two days pass."""
    data = yaml.safe_load((POLICIES / f"{name}.yaml").read_text())
    data["revision"]["dated"] = str(ground.clock.now().date())
    edit(data)
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    with ground.opened() as laid:
        draft = draft_of(laid.data, text, "second.yaml")
        house = build_platform(laid, draft.policy)
        assert isinstance(house.publishing.issue(draft, TAKEN_ON, ground.clock.now()), Issued)
        if drop is not None:
            door = open_post(smtp=None, drop=drop, environment={})
            how = Sending(sender="privacy@company.example", found=())
            house.announcing.carry_out(
                house.announcing.campaign(), door, how, ground.clock.pass_(minutes=1)
            )
        ground.clock.pass_(days=2)
        yield house


@contextmanager
def healthy(
    ground: Ground, folder: Path, name: str = "integrica", edit: Edit = longer
) -> Iterator[Platform]:
    first(ground, name)
    with second(ground, name, edit, folder / "out") as house:
        assert state(house) == "kept", reason(house)
        yield house


def changes(house: Platform) -> dict[str, tuple[str, str]]:
    table = prove_platform(house, house.clock.now(), seed=1)
    return {
        one.address: (one.state, one.reason)
        for one in table.promises
        if one.address.startswith("changes/") or one.state == "broken"
    }


def state(house: Platform) -> str:
    return changes(house)["changes/material"][0]


def reason(house: Platform) -> str:
    return changes(house)["changes/material"][1]


def only_broken(house: Platform, words: str, address: str = "changes/material") -> None:
    """Claim that this promise alone is broken, for one reason."""
    broken = {one: why for one, (is_, why) in changes(house).items() if is_ == "broken"}
    assert broken.keys() == {address}
    assert words in broken[address]


def notices(house: Platform) -> list[NoticeRow]:
    with house.data.read() as reader:
        return list(reader.notices(house.announcing.campaign().campaign))


def noted(house: Platform, **other: object) -> None:
    """Write one notice anew, as somebody beside the engine would."""
    with house.data.unit() as unit:
        unit.put_notices([replace(notices(house)[0], **other)])


def test_people_who_were_not_written_to_break_the_promise(ground: Ground) -> None:
    first(ground, "integrica")
    with second(ground, "integrica", longer, None) as house:
        only_broken(house, "people to be told by message who were not")


def test_a_version_of_today_breaks_nothing_while_its_messages_leave(ground: Ground) -> None:
    first(ground, "integrica")
    with second(ground, "integrica", longer, None) as house:
        ground.clock.pass_(days=-2)
        assert state(house) == "unproven"


def test_a_person_left_off_the_list_breaks_the_promise(ground: Ground, tmp_path: Path) -> None:
    with healthy(ground, tmp_path) as house:
        run_sql(ground, "DELETE FROM notices WHERE person = ?", notices(house)[0].person)
        only_broken(house, "not on the list of those to be told")


def test_a_message_that_left_too_late_breaks_the_promise(ground: Ground, tmp_path: Path) -> None:
    with healthy(ground, tmp_path) as house:
        noted(house, tried_at=to_micros(ground.clock.now()))
        only_broken(house, "told after the version had taken effect")


@pytest.mark.parametrize("left", ["queued", "sending", "uncertain"])
def test_a_message_of_which_nobody_knows_breaks_the_promise(
    ground: Ground, tmp_path: Path, left: str
) -> None:
    with healthy(ground, tmp_path) as house:
        noted(house, state=left)
        only_broken(house, "people to be told by message who were not")


def test_a_notice_that_says_told_without_a_fact_breaks_the_promise(
    ground: Ground, tmp_path: Path
) -> None:
    first(ground, "integrica")
    with second(ground, "integrica", longer, None) as house:
        at = to_micros(ground.clock.now()) - 2 * 86_400_000_000
        with house.data.unit() as unit:
            unit.put_notices([replace(one, state="sent", tried_at=at) for one in notices(house)])
        only_broken(house, "of whom the log knows nothing")


def test_a_version_that_was_made_light_of_breaks_the_promise(
    ground: Ground, tmp_path: Path
) -> None:
    with healthy(ground, tmp_path) as house:
        run_sql(ground, "UPDATE versions SET weight = 'minor' WHERE version = 2")
        only_broken(house, "published as minor that weigh more")


def test_a_text_that_was_changed_afterwards_breaks_the_promise(
    ground: Ground, tmp_path: Path
) -> None:
    with healthy(ground, tmp_path) as house:
        run_sql(ground, "UPDATE policies SET manifest = manifest || '# ' WHERE policy <> ?",
                house.policy.hash)  # fmt: skip
        only_broken(house, "not the one that was published")


def test_who_came_back_and_was_shown_nothing_breaks_the_promise(ground: Ground) -> None:
    """AltexSoft tells at the next login or use."""
    first(ground, "altexsoft")
    with second(ground, "altexsoft", fewer_rights, None) as house:
        assert state(house) == "unproven"
        back, shown = (one.person for one in notices(house)[:2])
        house.announcing.seen(shown, ground.clock.now())
        for person in (back, shown):
            sent = submit(house, "contact-form", {"email": FOUR[0]}, person=person)
            assert isinstance(sent, Receipt)
            if person == shown:
                assert state(house) == "broken"
        only_broken(house, "came back and were shown nothing")
        house.announcing.seen(back, ground.clock.now())
        assert state(house) == "kept"


def test_a_use_for_a_purpose_nobody_has_accepted_breaks_the_promise(
    ground: Ground, tmp_path: Path
) -> None:
    """IntexSoft's versions take effect for each person when they accept."""
    with healthy(ground, tmp_path, "intexsoft", panel) as house:
        person, other = (one.person for one in notices(house)[:2])
        house.acceptance.answer(other, "accepted", ground.clock.now())
        ground.clock.pass_(minutes=1)
        peek(house, other)
        assert state(house) == "kept"
        peek(house, person)
        only_broken(house, "a purpose that the person had not accepted")


def run_sql(ground: Ground, statement: str, *values: object) -> None:
    """Run one statement the way somebody with the file would."""
    file = ground.data_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute(statement, values).rowcount == 1
        connection.commit()


def peek(house: Platform, person: bytes) -> None:
    row = AccessRow(
        access=house.entropy.bytes(16), person=person, who="staff-7", role="", purpose="panel",
        categories=("contact",), allowed=True, reason="consent", records=1,
        at=to_micros(house.clock.now()),
    )  # fmt: skip
    with house.data.unit() as unit:
        unit.add_accesses([row])
