"""The promise table: every promise and every side stands in it, and nothing is silently green."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.engines.grounds import Ground, on_memory
from tests.engines.living import POLICIES, kept, living
from troth.assembly.law import load_law_book
from troth.assembly.platform import build_platform
from troth.assembly.policies import load_policy, load_text
from troth.assembly.proof import prove_platform
from troth.engines.probes.controls import CONTROLS, control_for
from troth.engines.probes.observation import NOT_EXERCISED
from troth.engines.proof.prove import PromiseTable
from troth.engines.proof.report import proof_page

NAMES = sorted(path.stem for path in POLICIES.glob("*.yaml"))
ROOT = Path(__file__).resolve().parents[2]


def proved(ground: Ground, name: str = "intexsoft", submissions: int = 3) -> PromiseTable:
    with living(ground, name) as troth:
        for number in range(submissions):
            kept(troth, number)
        troth.evidence.checkpoint()
        return prove_platform(troth, troth.clock.now(), seed=7)


@pytest.mark.parametrize("name", NAMES)
def test_a_store_in_which_nothing_happened_keeps_nothing_and_breaks_nothing(name: str) -> None:
    with living(on_memory(), name) as troth:
        table = prove_platform(troth, troth.clock.now())
    ours = [one for one in table.promises if one.section != "store"]
    assert {one.address for one in ours} == {one.address for one in troth.policy.promises}
    assert {one.state for one in ours} == {"unproven"}
    for one in table.promises:
        for facet in one.facets:
            assert facet.state != "broken"
            assert facet.state == "kept" or (
                facet.reason == NOT_EXERCISED
                or facet.reason.startswith(("waits-for: ", "evidence-missing: "))
            )


@pytest.mark.parametrize("name", NAMES)
def test_every_side_of_every_promise_has_a_control_or_names_what_it_waits_for(name: str) -> None:
    policy = load_policy(POLICIES / f"{name}.yaml").required()
    for promise in policy.promises:
        for facet in promise.facets:
            control = control_for(policy, promise, facet)
            assert control in CONTROLS, f"{promise.address}/{facet}"
            assert bool(control.probe) != bool(control.waits_for)


def test_a_promise_is_as_good_as_its_worst_side(ground: Ground) -> None:
    table = proved(ground)
    worst = ("broken", "unproven", "kept")
    for one in table.promises:
        assert one.state == min((facet.state for facet in one.facets), key=worst.index)
    form = next(one for one in table.promises if one.address == "collection/contact-form")
    assert (form.state, form.reason) == ("kept", "")
    assert not table.broken


def test_the_table_is_json_with_the_shape_that_stays(ground: Ground) -> None:
    table = proved(ground)
    read = json.loads(json.dumps(table.as_json()))
    assert read["promises"]
    for one in read["promises"]:
        assert {"address", "state", "control", "probe", "evidence"} <= one.keys()
        assert one["state"] in {"kept", "broken", "unproven"}
        assert one["control"]
        assert (one["state"] == "kept") == (one["reason"] == "")
        assert bool(one["evidence"]) or one["state"] == "unproven"
    assert read["counts"] == {
        state: sum(one["state"] == state for one in read["promises"]) for state in read["counts"]
    }


def test_the_same_store_proves_the_same_twice(ground: Ground) -> None:
    with living(ground) as troth:
        kept(troth)
        now = troth.clock.now()
        assert prove_platform(troth, now, seed=3) == prove_platform(troth, now, seed=3)


def test_no_value_of_a_person_reaches_the_table_or_the_page(ground: Ground) -> None:
    table = proved(ground)
    shown = json.dumps(table.as_json()) + proof_page(table)
    assert "person1@example.org" not in shown
    assert "hello 1" not in shown


class Outline(HTMLParser):
    """Reads a page strictly: what opens must close in order."""

    VOID = frozenset(("meta", "br", "link", "img"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_without_scripts_and_holds_every_promise() -> None:
    table = proved(on_memory())
    page = proof_page(table)
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    assert outline.seen.isdisjoint({"script", "link", "img", "iframe", "object"})
    assert re.findall(r"(?:src|href)=\"(?!#)", page) == []
    assert "url(" not in page
    assert "@import" not in page
    for one in table.promises:
        assert outline.ids.count(one.address) == 1


def test_the_page_escapes_what_the_manifest_says() -> None:
    text = (POLICIES / "intexsoft.yaml").read_text("utf-8")
    loud = text.replace("The feedback form of the website", "<script>alert(1)</script>")
    assert loud != text
    policy = load_text(loud, "loud.yaml", law=load_law_book()).required()
    with on_memory().opened() as laid:
        table = prove_platform(build_platform(laid, policy), laid.clock.now())
    assert "<script>" not in proof_page(table)
    assert "&lt;script&gt;" in proof_page(table)


def test_the_page_of_promises_is_what_the_code_says() -> None:
    checked = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "pages" / "promises.py"), "--check"], check=False
    )
    assert checked.returncode == 0, "run `make docs`"
