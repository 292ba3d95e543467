"""What no command offers: the door that developers use, and the files as a thief would see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.register.program import clock
from troth.assembly.platform import Platform, open_platform
from troth.assembly.policies import load_policy
from troth.assembly.signing_in import build_signing_in
from troth.core.facts import Fact, decode
from troth.core.names import Identifier
from troth.core.periods import to_micros
from troth.engines.disclosure.disclosure import Handover
from troth.engines.purpose import PurposeRefused
from troth.engines.rights.opening import Opening
from troth.engines.rights.register import Entry
from troth.engines.staff.access import Answer, Look
from troth.errors import TrothError
from troth.policy.changes import changes
from troth.storage.rows import ClockRow, DisclosureRow

NOW = "2026-03-02T10:00:00+00:00"


@dataclass(slots=True)
class Inside:
    """A company's manifest and store, opened by its own developers."""

    manifest: Path
    folder: Path
    store: str
    keys: str | None = None

    def look(self, person: str, purpose: str, at: str = NOW, **also: object) -> Answer:
        """Let staff or a program look at a person's data for a purpose; the look is recorded."""
        with self.open(at) as house:
            asked = {"who": "desk-1", **also}
            look = Look(person=bytes.fromhex(person), purpose=purpose, **asked)
            return house.access.read(look, clock(at).now())

    def closed(self, person: str, purpose: str, at: str = NOW, **also: Any) -> tuple[str, ...]:
        """Try to open a block for a purpose; return the codes for which it stays closed."""
        with self.open(at) as house:
            try:
                with house.purpose(purpose, bytes.fromhex(person), **also):
                    return ()
            except PurposeRefused as refused:
                return refused.codes

    def logged(self, kind: str, at: str = NOW) -> list[Fact]:
        """Return the facts of a kind that are in the log, oldest first."""
        with self.open(at) as house, house.data.read() as reader:
            return [decode(row.body) for row in reader.facts_of(kind)]

    def close_account(self, person: str, at: str) -> None:
        """Close a person's account, as the company's own website would."""
        with self.open(at) as house, house.data.unit() as unit:
            closed = to_micros(clock(at).now())
            row = ClockRow(person=bytes.fromhex(person), clock="account-closed", at=closed)
            unit.touch([row])

    def object_to(self, person: str, purpose: str, at: str) -> None:
        """Take down an objection without a request, as a preference page would."""
        with self.open(at) as house:
            house.standing.object(bytes.fromhex(person), purpose, clock(at).now())

    def handed_in_a_case(
        self, person: str, recipient: str, purpose: str, *categories: str, case: str, at: str
    ) -> tuple[list[str], set[str]]:
        """Hand data over in a breach case; return the codes against it, and the fields handed."""
        handover = Handover(
            person=bytes.fromhex(person),
            recipient=recipient,
            purpose=purpose,
            categories=categories,
            shown={"breach": case, "case": case},
        )
        with self.open(at) as house:
            handed = house.disclosures.hand_over(handover, clock(at).now())
            return [one.code for one in handed.refused], {name for _, name, _ in handed.values}

    def suppress(self, address: str, at: str = NOW) -> None:
        """Keep for good that an address is not to be written to."""
        with self.open(at) as house:
            never = Identifier("email", address)
            house.identity.suppress(never, "do-not-contact", "purposes/offers", clock(at).now())

    def blocked(self, address: str, at: str = NOW) -> set[str]:
        """Return the grounds on which an address is refused."""
        with self.open(at) as house:
            return set(house.identity.blocked([Identifier("email", address)], clock(at).now()))

    def ends(self, person: str, at: str = NOW) -> dict[str, int | None]:
        """Return record → the instant at which it ends, of everything held of a person."""
        with self.open(at) as house, house.data.read() as reader:
            rows = reader.records(reader.aliases(bytes.fromhex(person)))
            return {row.record.hex(): row.expires_at for row in rows}

    def hand_over(
        self,
        person: str,
        recipient: str,
        purpose: str,
        *categories: str,
        fields: tuple[str, ...] = (),
        at: str = NOW,
    ) -> list[str]:
        """Hand a person's data to a recipient; return the codes for which it stays here."""
        handover = Handover(
            person=bytes.fromhex(person),
            recipient=recipient,
            purpose=purpose,
            categories=categories,
            fields=fields,
        )
        with self.open(at) as house:
            handed = house.disclosures.hand_over(handover, clock(at).now())
            return [reason.code for reason in handed.refused]

    def informed(self, person: str, asked: datetime, answers: list[datetime]) -> list[str]:
        """Answer as many requests for information, one at each instant; return their ids."""
        opening = Opening(asked="information", person=bytes.fromhex(person), received_at=asked)
        made: list[str] = []
        with self.open(asked.isoformat()) as house:
            # Each is written down once the one before was answered; all arrived on one day.
            for now, at in zip([asked, *answers], answers, strict=False):
                opened = house.requests.open(opening, now)
                assert isinstance(opened, Entry)
                house.requests.verify(opened.row.request, "confirmed-link", at)
                house.requests.run_through(opened.row.request, at, actor="staff")
                made.append(opened.row.request.hex())
        return made

    def link(self, person: str, at: str = NOW) -> str:
        """Make the link by which a page hands a package over; return its token."""
        with self.open(at) as house:
            links = build_signing_in(house).links
            return links.make("package", clock(at).now(), owner=bytes.fromhex(person))

    def follow(self, token: str, at: str = NOW) -> str | None:
        """Use such a link; return whose package it opens, or None."""
        with self.open(at) as house:
            opened = build_signing_in(house).links.use(token, "package", clock(at).now())
            return None if opened is None or opened.owner is None else opened.owner.hex()

    def changes_to(self, newer: Inside) -> dict[str, tuple[str, str]]:
        """Return address → (was, is) of what differs in another company's policy."""
        old, new = (load_policy(one.manifest).required() for one in (self, newer))
        return {one.address: (one.was, one.now) for one in changes(old, new)}

    def sources_of(self, person: str) -> set[str]:
        """Return where what is stored of a person came from, a customer's own data too."""
        with self.open() as house, house.data.read() as reader:
            activities = reader.activities()
            rows = reader.records(reader.aliases(bytes.fromhex(person)))
            return {activities[row.activity].source for row in rows}

    def ledger(self, person: str, at: str = NOW) -> list[tuple[str, tuple[str, ...], str]]:
        """Return (recipient, items, ground) of each disclosure of somebody's data, in order."""
        with self.open(at) as house, house.data.read() as reader:
            mine = [r for r in reader.all_disclosures() if r.person.hex() == person]
        return [(row.recipient, row.items, row.ground) for row in sorted(mine, key=_when)]

    def refused_by_the_gate(self, at: str = NOW) -> list[tuple[str, str]]:
        """Return (code, address) of every refusal that the log holds, in order."""
        with self.open(at) as house, house.data.read() as reader:
            facts = [decode(row.body) for row in reader.facts_of("refused")]
        return [(str(one["code"]), str(one["address"])) for one in facts]

    def count_records(self) -> int:
        """Return how many items the store holds."""
        with self.open() as house, house.data.read() as reader:
            return reader.count_records()

    def everything_written(self) -> str:
        """Return all bytes of all files of the company's folder but the manifest, as text."""
        files = [one for one in sorted(self.folder.rglob("*")) if one.is_file()]
        given = (self.manifest, self.folder / "submission.json")
        return "".join(one.read_bytes().decode("latin-1") for one in files if one not in given)

    def copied(self, folder: Path, person: str, at: str = NOW) -> list[bytes | None] | str:
        """Open what copies of a store's files hold of a person; else why they do not open."""
        store = f"sqlite:///{folder / 'data.db'}"
        try:
            copy = open_platform(store, manifest=self.manifest, clock=clock(at), restoring=True)
        except TrothError as fault:
            return fault.code
        with closing(copy), copy.data.read() as reader:
            return copy.vault.open_values(reader.records([bytes.fromhex(person)]))

    @contextmanager
    def open(self, at: str = NOW) -> Iterator[Platform]:
        """Open the house the way a developer does, with its clock standing at an instant."""
        house = open_platform(self.store, self.keys, manifest=self.manifest, clock=clock(at))
        try:
            yield house
        finally:
            house.close()


def _when(row: DisclosureRow) -> int:
    return row.at
