"""How the tests of rights ask: a request opened, led to its answer, and a refusal read."""

from __future__ import annotations

import json

from tests.register.company import Company
from tests.register.inside import NOW
from tests.register.program import Ran


def asked(house: Company, right: str, person: str | None, at: str = NOW, **also: object) -> dict:
    """Open a request and return it as `troth request open` prints it."""
    if not (house.folder / "data.db").exists():
        with house.open(at):
            """The store begins, under the company's policy."""
    ran = house.request("open", right=right, person=person, at=at, **also)
    assert ran.code == 0, ran.said or ran.words
    return ran.said


def shown(house: Company, request: str, at: str = NOW) -> dict:
    return house.request("show", request, at=at).said


def carried(house: Company, request: str, at: str = NOW) -> dict:
    """Lead a verified request to where its answer can be written; every system says done."""
    for _ in range(5):
        now = shown(house, request, at)
        for step in now["steps"]:
            if step["step"].startswith("ask/"):
                house.request("advance", request, step=step["step"], outcome="done", at=at)
        if now["state"] not in ("verified", "collecting", "decided"):
            return now
        if now["state"] == "decided" and now["outcome"] == "refused":
            return now
        ran = house.request("advance", request, commit=True, at=at)
        assert ran.code == 0, ran.said
    return shown(house, request, at)


def answered(house: Company, request: str, at: str = NOW, **also: object) -> dict:
    """Lead a verified request to its answer and return what the person is handed.

    None of the five texts says whether machines decide, and none of their seats has an authority of
    the Union: staff says both where an answer lacks them.
    """
    carried(house, request, at)
    ran = house.request("answer", request, at=at, **also)
    if ran.code == 2 and refusal(ran) == "ANSWER_INCOMPLETE":
        lacks = ran.said["refused"]["why"]
        said = {"h: ": "h=none", "f: ": "f=IE"}
        state = [word for letter, word in said.items() if letter in lacks]
        ran = house.request("answer", request, at=at, state=state, **also)
    assert ran.code == 0, ran.said or ran.words
    return ran.said


def fulfilled(
    house: Company, right: str, person: str, at: str = NOW, **also: object
) -> tuple[dict, dict]:
    """Ask from a confirmed session and return (the answer, the request afterwards)."""
    request = asked(house, right, person, at, session=True, **also)["request"]
    answer = answered(house, request, at)
    return answer, shown(house, request, at)


def refusal(ran: Ran) -> str:
    """Return the code of a refusal, which has changed nothing and exits with 2."""
    assert ran.code == 2, (ran.code, ran.said)
    told = ran.said.get("refused") or ran.said.get("error") or {}
    if told:
        return str(told["code"])
    return ran.codes[0] if ran.codes else json.dumps(ran.words)
