"""Every mistake at every collection point is refused, and keeps nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.policies.manifests import POLICIES
from troth.assembly.platform import Platform, open_platform
from troth.engines.intake.submission import Refusal, Submission
from troth.policy.compiled import Form
from troth.rehearsal.behaviour import Caller, submission
from troth.rehearsal.chance import Chance
from troth.rehearsal.mistakes import MISTAKES
from troth.rehearsal.people import synthetic_person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = [path.stem for path in sorted(POLICIES.glob("*.yaml"))]


def house(name: str, place: Path) -> Platform:
    return open_platform(
        str(place / "gate.db"), manifest=POLICIES / f"{name}.yaml", rehearsal=True, environment={}
    )


def good(platform: Platform, form: Form, number: int) -> Submission:
    caller = Caller(person=synthetic_person(3, number, 2026), session=None, willing=True)
    return submission(platform.policy, form, caller, NOW, Chance(3, form.key, number))


def mistaken(platform: Platform) -> Iterator[tuple[str, Submission]]:
    for form in platform.policy.forms.values():
        for mistake in MISTAKES:
            bad = mistake(platform.policy, form, good(platform, form, 1))
            if bad is not None:
                yield mistake.__name__, bad


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_is_refused_and_leaves_no_record(name: str, tmp_path: Path) -> None:
    platform = house(name, tmp_path)
    try:
        made = list(mistaken(platform))
        answers = platform.intake.receive_many([bad for _, bad in made])
        with platform.data.read() as reader:
            kept = reader.count_records()
            people = list(reader.all_persons())
    finally:
        platform.close()
    let_in = [
        (kind, bad.form)
        for (kind, bad), answer in zip(made, answers, strict=True)
        if not isinstance(answer, Refusal)
    ]
    assert let_in == []
    assert kept == 0
    assert people == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_what_a_form_asks_for_is_let_in_but_where_the_policy_refuses_its_own_form(
    name: str, tmp_path: Path
) -> None:
    platform = house(name, tmp_path)
    try:
        forms = list(platform.policy.forms.values())
        answers = platform.intake.receive_many([good(platform, form, 2) for form in forms])
    finally:
        platform.close()
    codes = Counter(code for a in answers if isinstance(a, Refusal) for code in a.codes)
    # A text may forbid a kind of data and ask for it elsewhere: the stricter sentence holds.
    assert set(codes) <= {"SENSITIVE"}, codes
    assert sum(codes.values()) <= 3


def test_every_kind_of_mistake_can_be_made_somewhere(tmp_path: Path) -> None:
    made: set[str] = set()
    for name in NAMES:
        place = tmp_path / name
        place.mkdir()
        platform = house(name, place)
        made |= {kind for kind, _ in mistaken(platform)}
        platform.close()
    # No shipped text marks a field of a form as required, so nothing can be left out.
    assert {mistake.__name__ for mistake in MISTAKES} - made <= {"required_missing"}
