"""One company: a manifest, a store of its own, and the commands its people would type."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from tests.register.inside import NOW, Inside
from tests.register.program import CONSENT_TEXT, Ran, options, troth


class Company(Inside):
    """A company under test."""

    __slots__ = ()

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

    def consent(self, act: str, person: str, purpose: str, at: str = NOW, **also: object) -> Ran:
        """`troth consent give`, `confirm`, `withdraw` or `receipt`."""
        text = ["--text", CONSENT_TEXT] if act == "give" else []
        return self._run("consent", act, person, purpose, *text, *options(also), at=at)

    def policy(self, act: str, *given: object, at: str = NOW, **also: object) -> Ran:
        """`troth policy list`, `diff`, `announce`, `accept`..."""
        return self._run("policy", act, *map(str, given), *options(also), at=at)

    def publish(self, newer: Inside, at: str = NOW, **also: object) -> Ran:
        """`troth policy publish`: another text takes the place of this company's own."""
        done = self._run("policy", "publish", str(newer.manifest), *options(also), at=at)
        if done.code == 0:
            self.manifest = newer.manifest
        return done

    def consents(self, person: str, at: str = NOW) -> dict:
        """`troth consent show`: every event, and what stands."""
        return self._run("consent", "show", person, at=at).said

    def text(self, words: str, purpose: str, at: str = NOW, **also: object) -> str:
        """`troth consent publish`: put a text into the register; return its hash."""
        file = self.folder / "text.txt"
        file.write_text(words, encoding="utf-8")
        told = options({"purpose": purpose, **also})
        return self._run("consent", "publish", str(file), *told, at=at).said["published"]["text"]

    def audience(self, purpose: str, *categories: str, at: str = NOW, **also: object) -> Ran:
        """`troth consent audience`: whom a purpose may reach; hand it over with `commit=True`."""
        told = options({"category": categories, **also})
        return self._run("consent", "audience", purpose, *told, at=at)

    def upkeep(self, act: str, *given: str, at: str = NOW, **also: object) -> Ran:
        """`troth consent coverage`, `expire`, `retire`, `verify-guardian`."""
        return self._run("consent", act, *given, *options(also), at=at)

    def sweep(self, at: str, commit: bool = True) -> dict[str, int]:
        """`troth retention sweep`: what went, or would go, by the rule that says so."""
        done = self._run("retention", "sweep", *options({"commit": commit}), at=at)
        return done.said["by_rule"]

    def retention(self, act: str, *given: str, at: str = NOW, **also: object) -> Ran:
        """`troth retention event`, `extend`, `explain`, `recompute`..."""
        return self._run("retention", act, *given, *options(also), at=at)

    def obligation(self, act: str, *given: str, at: str = NOW, **also: object) -> Ran:
        """`troth obligation open`, `close` or `list`."""
        return self._run("obligation", act, *given, *options(also), at=at)

    def hold(self, act: str, *given: str, at: str = NOW, **also: object) -> Ran:
        """`troth hold place`, `release` or `list`."""
        return self._run("hold", act, *given, *options(also), at=at)

    def prove(self, at: str = NOW) -> Ran:
        """`troth prove`: every promise kept, broken or unproven."""
        return self._run("prove", at=at)

    def export(self, person: str, at: str = NOW) -> dict:
        """`troth subject export`: the answer to what is held."""
        return self._run("subject", "export", person, at=at).said

    def plan(self, person: str, at: str = NOW) -> dict:
        """`troth subject erase`: what it would do."""
        return self._run("subject", "erase", person, at=at).said

    def erase(self, person: str, at: str = NOW) -> dict:
        """`troth subject erase --commit`: the receipt."""
        return self._run("subject", "erase", person, "--commit", at=at).said

    def request(self, act: str, *given: str, at: str = NOW, **also: object) -> Ran:
        """`troth request open`, `show`, `advance`, `answer`..."""
        return self._run("request", act, *given, *options(also), at=at)

    def mandate(self, by: str, at: str = NOW, **also: object) -> str:
        """`troth request mandate`: a paper that was seen, dated the first of March 2026."""
        paper = self.folder / "mandate.pdf"
        paper.write_bytes(f"mandate of an {by}".encode())
        told = {"by": by, "document": str(paper), "dated": "2026-03-01", **also}
        return self.request("mandate", at=at, **told).said["mandate"]

    def subject(self, act: str, *given: str, at: str = NOW, **also: object) -> Ran:
        """`troth subject show`, `disclose`, `rectify`, `object`..."""
        return self._run("subject", act, *given, *options(also), at=at)

    def recipient(self, act: str, *given: str, at: str = NOW, **also: object) -> Ran:
        """`troth recipient sign`, `require` or `list`: what recipients have signed."""
        return self._run("recipient", act, *given, *options(also), at=at)

    def extract(self, act: str, table: str, at: str = NOW, **also: object) -> Ran:
        """`troth extract report` or `release`: a table that is to lead to nobody."""
        file = self.folder / "extract.csv"
        file.write_text(table, encoding="utf-8")
        return self._run("extract", act, str(file), *options(also), at=at)

    def client(self, act: str, *given: str, at: str = NOW, **also: object) -> Ran:
        """`troth client agree`, `instruct`, `forward`, `end`..."""
        return self._run("client", act, *given, *options(also), at=at)

    def document(self, act: str, *given: object, at: str = NOW, **also: object) -> Ran:
        """`troth document publish`, `accept`, `show`..."""
        return self._run("document", act, *map(str, given), *options(also), at=at)

    def correspondence(self, act: str, *given: object, at: str = NOW, **also: object) -> Ran:
        """`troth correspondence receive`, `reply`, `send`, `list`...; letters go into a folder."""
        if act in ("reply", "send", "release", "deliver"):
            also = {"drop": str(self.folder / "outbox"), "from": "desk@company.example"} | also
        if act == "receive":
            also = {"policy": str(self.manifest)} | also
        return self._run("correspondence", act, *map(str, given), *options(also), at=at)

    def letters(self) -> list[EmailMessage]:
        """Every letter that left, in the order of its date."""
        files = (self.folder / "outbox").glob("*.eml")
        found = [message_from_bytes(file.read_bytes(), policy=SMTP) for file in files]
        return sorted(found, key=lambda letter: letter["Date"].datetime)

    def testimonial(self, act: str, *given: str, at: str = NOW) -> Ran:
        """`troth testimonial enter`, `publish`, `withdraw` or `list`."""
        return self._run("testimonial", act, *given, at=at)

    def evidence(self, act: str, at: str = NOW) -> Ran:
        """`troth evidence checkpoint`, `verify`..."""
        return self._run("evidence", act, at=at)

    def held(self, person: str, at: str = NOW) -> dict[str, dict]:
        """Return field → what is held in it, of one person."""
        return {one["field"]: one for one in self.export(person, at)["data"]}

    def _run(self, *command: str, at: str) -> Ran:
        return troth(*command, *options({"store": self.store, "keys": self.keys}), at=at)
