"""One company: a manifest, a store of its own, and the commands its people would type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.register.program import CONSENT_TEXT, Ran, clock, options, troth
from troth.assembly.platform import Platform, open_platform
from troth.assembly.policies import load_policy
from troth.engines.access import Answer, Look
from troth.policy.changes import changes

NOW = "2026-03-02T10:00:00+00:00"


@dataclass(slots=True)
class Company:
    """A company under test."""

    manifest: Path
    folder: Path
    store: str
    keys: str | None = None

    def check(self) -> Ran:
        """`troth check`."""
        return troth("check", self.manifest)

    def tables(self) -> dict:
        """`troth compile`, as one document."""
        return troth("compile", self.manifest).said

    def decide(self, at: str = NOW, **asked: object) -> Ran:
        """`troth decide`: may this be done?"""
        return troth("decide", self.manifest, "--at", at, *options(asked))

    def collect(self, form: str, data: dict, at: str = NOW, **also: object) -> Ran:
        """`troth collect`: hand one submission to the gate; a large one by way of a file."""
        given = json.dumps(data)
        if len(given) > 100_000:
            (self.folder / "submission.json").write_text(given, encoding="utf-8")
            given = f"@{self.folder / 'submission.json'}"
        told = options({"form": form, **also})
        return self._run("collect", str(self.manifest), "--data", given, *told, at=at)

    def consenting(self, form: str, data: dict, *purposes: str, **also: object) -> Ran:
        """`troth collect` with consent to some purposes, each by an act of its own."""
        return self.collect(form, data, consent=[f"{p}={CONSENT_TEXT}" for p in purposes], **also)

    def consent(self, act: str, person: str, purpose: str, at: str = NOW) -> Ran:
        """`troth consent give` or `withdraw`."""
        text = ["--text", CONSENT_TEXT] if act == "give" else []
        return self._run("consent", act, person, purpose, *text, at=at)

    def sweep(self, at: str, commit: bool = True) -> dict[str, int]:
        """`troth retention sweep`: what went, or would go, by the rule that says so."""
        done = self._run("retention", "sweep", *options({"commit": commit}), at=at)
        return done.said["by_rule"]

    def export(self, person: str, at: str = NOW) -> dict:
        """`troth subject export`: the answer to what is held."""
        return self._run("subject", "export", person, at=at).said

    def plan(self, person: str, at: str = NOW) -> dict:
        """`troth subject erase`: what it would do."""
        return self._run("subject", "erase", person, at=at).said

    def erase(self, person: str, at: str = NOW) -> dict:
        """`troth subject erase --commit`: the receipt."""
        return self._run("subject", "erase", person, "--commit", at=at).said

    def held(self, person: str, at: str = NOW) -> dict[str, dict]:
        """Return field → what is held in it, of one person."""
        return {one["field"]: one for one in self.export(person, at)["data"]}

    def look(self, person: str, purpose: str, at: str = NOW, **also: object) -> Answer:
        """Let staff or a program look at a person's data for a purpose; the look is recorded."""
        with self.open(at) as house:
            asked = {"who": "desk-1", **also}
            look = Look(person=bytes.fromhex(person), purpose=purpose, **asked)
            return house.access.read(look, clock(at).now())

    def changes_to(self, newer: Company) -> dict[str, tuple[str, str]]:
        """Return address → (was, is) of what differs in another company's policy."""
        old, new = (load_policy(one.manifest).required() for one in (self, newer))
        return {one.address: (one.was, one.now) for one in changes(old, new)}

    def count_records(self) -> int:
        """Return how many items the store holds."""
        with self.open() as house, house.data.read() as reader:
            return reader.count_records()

    def everything_written(self) -> str:
        """Return all bytes of all files of the company's folder but the manifest, as text."""
        files = [one for one in sorted(self.folder.rglob("*")) if one.is_file()]
        given = (self.manifest, self.folder / "submission.json")
        return "".join(one.read_bytes().decode("latin-1") for one in files if one not in given)

    @contextmanager
    def open(self, at: str = NOW) -> Iterator[Platform]:
        """Open the house the way a developer does, with its clock standing at an instant."""
        house = open_platform(self.store, self.keys, manifest=self.manifest, clock=clock(at))
        try:
            yield house
        finally:
            house.close()

    def _run(self, *command: str, at: str) -> Ran:
        return troth(*command, *options({"store": self.store, "keys": self.keys}), at=at)
