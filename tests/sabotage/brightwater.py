"""A small company whose store is healthy: every kind of promise was exercised, none is broken.

Built once through the engines, then copied for each act of sabotage. What a saboteur does, it does
beside the engines: through the doors of storage, or with the database's own SQL.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from tests.engines.grounds import SteppedClock, on_sqlite
from troth.assembly.platform import Platform, build_platform
from troth.assembly.policies import load_policy
from troth.assembly.proof import prove_platform
from troth.core.names import Identifier
from troth.engines.consents.consents import Given
from troth.engines.disclosure.disclosure import Handover
from troth.engines.intake.submission import Receipt, Submission
from troth.engines.proof.prove import PromiseTable
from troth.engines.staff.access import Look
from troth.storage.rows import PersonRow

POLICY = Path(__file__).with_name("policy.yaml")
TEXT = sha256(b"Yes, send me the newsletter.").hexdigest()


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the company, by what they are good for."""

    writers: tuple[bytes, ...]
    readers: tuple[bytes, ...]
    restricted: bytes
    objecting: bytes
    withdrawn: bytes
    erased: bytes


@dataclass(slots=True)
class Company:
    """The company's store in a folder, and the instant at which it stands."""

    folder: Path
    clock: SteppedClock
    cast: Cast

    @contextmanager
    def opened(self) -> Iterator[Platform]:
        ground = on_sqlite(self.folder)
        ground.clock = self.clock
        # Whoever looks for sabotage opens what an ordinary command refuses to work on.
        with ground.opened(examining=True) as laid:
            platform = build_platform(laid, load_policy(POLICY).required())
            with closing(platform.data):
                yield platform

    def sql(self, statement: str, *values: object, store: str = "data") -> int:
        """Run one statement the way somebody with the file would; return rows touched."""
        with closing(sqlite3.connect(self.folder / f"{store}.db")) as connection:
            touched = connection.execute(statement, values).rowcount
            connection.commit()
        return touched

    def number(self, question: str, *values: object) -> int:
        with closing(sqlite3.connect(self.folder / "data.db")) as connection:
            found: int = connection.execute(question, values).fetchone()[0]
        return found

    def table(self) -> PromiseTable:
        with self.opened() as troth:
            return prove_platform(troth, self.clock.now(), seed=1)

    def copied(self, folder: Path) -> Company:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Company(folder, SteppedClock(self.clock.now()), self.cast)


def states(table: PromiseTable) -> dict[str, str]:
    return {promise.address: promise.state for promise in table.promises}


def write(troth: Platform, number: int, message: str = "good morning") -> Receipt:
    """Send the contact form."""
    answer = troth.intake.receive(
        Submission(
            form="contact-form",
            data={"email": f"writer{number}@example.org", "message": message},
            received_at=troth.clock.now(),
        )
    )
    assert isinstance(answer, Receipt), answer
    return answer


def sign_up(troth: Platform, number: int) -> Receipt:
    """Sign up for the newsletter, with a ticked box."""
    answer = troth.intake.receive(
        Submission(
            form="newsletter-form",
            data={"email": f"reader{number}@example.org", "interests": "saws and planes"},
            received_at=troth.clock.now(),
            consents=(Given(purpose="newsletter", text_hash=TEXT),),
        )
    )
    assert isinstance(answer, Receipt), answer
    return answer


def look(troth: Platform, person: bytes, purpose: str = "reply") -> bool:
    """Look at somebody as support staff, or as the mailing program."""
    role = "support-team" if purpose == "reply" else None
    asked = Look(person=person, purpose=purpose, who="staff-7", role=role)
    return bool(troth.access.read(asked, troth.clock.now()).seen)


def build(folder: Path) -> Company:
    """Live fourteen months through the engines; return the company as it then stands."""
    clock = SteppedClock()
    empty = Cast((), (), b"", b"", b"", b"")
    company = Company(folder, clock, empty)
    with company.opened() as troth:
        troth.publishing.publish(troth.policy, POLICY.read_text(), POLICY.name, clock.now())
        _spring(troth)
        clock.pass_(days=215)
        troth.retention.sweep(clock.now())
        clock.pass_(days=200)
        company.cast = _next_year(troth, clock)
        clock.pass_(hours=6)
        troth.retention.sweep(clock.now())
        troth.evidence.checkpoint()
    return company


def _spring(troth: Platform) -> None:
    """People whose data has all gone by the end: periods and sweeps are exercised."""
    now = troth.clock.now()
    gone = [write(troth, number).person for number in range(3)]
    for number in range(2):
        sign_up(troth, number)
    look(troth, gone[0])
    troth.evidence.checkpoint()
    plan = troth.erasure.plan([gone[1]], now)
    troth.erasure.carry_out(plan.plan, now)


def _next_year(troth: Platform, clock: SteppedClock) -> Cast:
    now = clock.now()
    troth.retention.sweep(now)
    writers = [write(troth, number).person for number in range(10, 16)]
    readers = [sign_up(troth, number).person for number in range(20, 24)]
    _minor(troth, clock)
    refused = troth.intake.receive(
        Submission(
            form="contact-form",
            data={"email": "ill@example.org", "message": "I have diabetes, do you deliver?"},
            received_at=now,
        )
    )
    assert not refused
    clock.pass_(hours=1)
    later = clock.now()
    assert look(troth, writers[0])
    assert look(troth, readers[0], "newsletter")
    handed = troth.disclosures.hand_over(
        Handover(
            person=writers[0], recipient="helpdesk", categories=("contact",), purpose="follow-up"
        ),
        later,
    )
    assert handed, handed.refused
    troth.export.assemble(writers[0], later)
    troth.standing.restrict(writers[1], "a", later)
    troth.standing.object(readers[1], "marketing", later)
    troth.consents.withdraw(readers[2], "newsletter", later)
    plan = troth.erasure.plan([writers[2]], later)
    troth.erasure.carry_out(plan.plan, later)
    clock.pass_(hours=1)
    assert not look(troth, writers[1])
    assert not look(troth, readers[1], "newsletter")
    assert not look(troth, readers[2], "newsletter")
    return Cast(
        writers=(writers[0], *writers[3:]),
        readers=(readers[0], readers[3]),
        restricted=writers[1],
        objecting=readers[1],
        withdrawn=readers[2],
        erased=writers[2],
    )


def _minor(troth: Platform, clock: SteppedClock) -> None:
    """Somebody turns out to be twelve: refused from then on, and erased."""
    child = write(troth, 99).person
    troth.identity.confirm(child, Identifier("email", "writer99@example.org"), clock.now())
    clock.pass_(minutes=1)
    troth.minors.learn(child, clock.now())
    clock.pass_(minutes=1)
    again = troth.intake.receive(
        Submission(
            form="contact-form",
            data={"email": "writer99@example.org", "message": "me again"},
            received_at=clock.now(),
            person=child,
        )
    )
    assert not again
    assert troth.minors.confirm(child, clock.now()).state == "erased"


def first_record(troth: Platform, person: bytes, field: str = "email") -> tuple[bytes, bytes]:
    """Return (person, record) of a person's value of a field."""
    with troth.data.read() as reader:
        names = {number: one.field for number, one in reader.activities().items()}
        row = next(row for row in reader.records([person]) if names[row.activity] == field)
    return row.person, row.record


def person_row(person: bytes, at: int) -> PersonRow:
    return PersonRow(person=person, created_at=at)


DAY = timedelta(days=1)
