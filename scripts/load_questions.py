"""What is asked of the service under load, and what must still be true of it afterwards.

Every writing call has a key of its own, so whoever hears nothing asks again under the same key.
What was acknowledged goes on a list; the list is compared with the store when the load has ended.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.load import asking

TEXT = hashlib.sha256(b"Send me the newsletter").hexdigest()
SHARES = {"submission": 40, "decision": 20, "notice": 15, "consent": 15, "withdrawal": 5,
          "request": 5}  # fmt: skip
"""How often each is asked, of a hundred questions."""


@dataclass(frozen=True, slots=True)
class Question:
    """One call: its kind, what goes over the wire, and whom or what it is about."""

    kind: str
    wire: bytes
    about: str = ""


@dataclass(slots=True)
class Acknowledged:
    """What the service said it had done.

    Attributes:
        persons: By the address handed in, the person's id.
        consenting: Persons who are yet to say something; each says one thing only.
        consents: By person, whether the newsletter is allowed to them.
        requests: Ids of requests that were opened.
    """

    persons: dict[str, str] = field(default_factory=dict)
    consenting: list[str] = field(default_factory=list)
    consents: dict[str, bool] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def note(self, question: Question, body: bytes) -> None:
        """Write down what an answer of success says."""
        if question.kind == "submission":
            person = str(json.loads(body)["person"])
            self.persons[question.about] = person
            self.consenting.append(person)
        elif question.kind == "consent":
            self.consents[question.about] = True
        elif question.kind == "withdrawal":
            self.consents[question.about] = False
        elif question.kind == "request":
            self.requests.append(str(json.loads(body)["request"]))


def questions(tokens: Sequence[str], seed: int, known: Acknowledged) -> Iterator[Question]:
    """Yield questions without end, about people whom the service knows by then."""
    dice = random.Random(seed)
    kinds, weights = list(SHARES), list(SHARES.values())
    number = 0
    while True:
        number += 1
        kind = dice.choices(kinds, weights)[0]
        token = tokens[number % len(tokens)]
        if kind == "notice":
            yield Question(kind, asking("GET", "/notice"))
            continue
        if kind != "submission" and not known.consenting:
            kind = "submission"
        yield _writing(kind, f"{seed}-{number}", token, dice, known)


def _writing(
    kind: str, name: str, token: str, dice: random.Random, known: Acknowledged
) -> Question:
    if kind == "submission":
        address = f"{name}@people.example"
        data = {"email": address, "message": f"Message {name}"}
        return called(kind, "/submissions", {"form": "contact-form", "data": data}, token, name,
                      address)  # fmt: skip
    if kind in {"consent", "withdrawal"}:
        # Each person says one thing, so that the last word is known.
        person = known.consenting.pop(dice.randrange(len(known.consenting)))
        body = {"person": person, "purpose": "newsletter"}
        if kind == "consent":
            return called(kind, "/consents", body | {"text": TEXT}, token, name, person)
        return called(kind, "/consents/withdrawals", body, token, name, person)
    person = dice.choice(known.consenting)
    if kind == "decision":
        asked = {"purpose": "newsletter", "categories": ["contact"], "person": person}
        return called(kind, "/decisions", asked, token, name, person)
    return called("request", "/requests", {"right": "access", "person": person}, token, name,
                  person)  # fmt: skip


def called(
    kind: str, path: str, body: dict[str, object], token: str, key: str, about: str
) -> Question:
    """Return a call of the programming interface under a key."""
    headers = [
        ("content-type", "application/json"),
        ("authorization", f"Bearer {token}"),
        ("idempotency-key", key),
    ]
    wire = asking("POST", f"/api/v1{path}", json.dumps(body).encode(), headers)
    return Question(kind, wire, about)
