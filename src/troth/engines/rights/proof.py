"""The ladder by which somebody shows that a request is theirs: session, link, a question by staff.

A link that was followed shows that an address is reached, and with it who owns it here. What a link
cannot show goes to staff as a question; a copy of an identity document is never asked for. A right
to stop something asks for no proof at all.

GDPR Art. 11(2), 12(2), 12(6); EDPB Guidelines 01/2022, section 3.3 (proportionate identification).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from troth.core.names import Identifier
from troth.core.requests import WITHOUT_PROOF
from troth.engines.rights.register import Entry
from troth.engines.rights.requests import Requests
from troth.engines.subjects.identity import Identity
from troth.storage.ports import DataStore

Shown = Literal["verified", "question", "over"]
"""What following a link has shown: who asks, too little, or nothing that is still asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Leads a request from an address that was shown to the person it belongs to."""

    requests: Requests
    identity: Identity
    data: DataStore

    def followed(self, request: bytes, address: Identifier, now: datetime) -> Shown:
        """Note that somebody follows a link that was sent to `address`.

        Args:
            request: The request they confirm.
            address: Where the link was sent; it is not kept.
            now: When it was followed.
        """
        entry = self.requests.show(request, now).entry
        if entry.case.state != "received":
            return "over"
        if entry.row.asker != "person":
            # Who speaks for somebody else shows by what right; only staff can look at that.
            return self._asked(request, now)
        person = self._owner(address, now)
        if person is None and self.identity.is_shared(address):
            return self._asked(request, now)
        after = self.requests.verify(request, "confirmed-link", now, person=person, actor="asker")
        return "verified" if isinstance(after, Entry) else "over"

    def at_once(self, request: bytes, now: datetime) -> bool:
        """Let a right that asks for no proof hold now; tell whether it does (Art. 7(3), 21(3))."""
        entry = self.requests.show(request, now).entry
        case = entry.case
        if case.right not in WITHOUT_PROOF or case.asker != "person" or entry.row.person is None:
            return False
        if case.state != "received":
            return False
        return isinstance(self.requests.verify(request, "none", now, actor="system"), Entry)

    def belongs(self, request: bytes, address: Identifier, now: datetime) -> bool:
        """Tell whether an address leads to the very person a request is about."""
        person = self.requests.show(request, now).entry.row.person
        if person is None or self.identity.is_shared(address):
            return False
        with self.data.read() as reader:
            family = set(reader.aliases(person))
        return any(
            one.person in family and one.status == "confirmed"
            for one in self.identity.find(address)
        )

    def _owner(self, address: Identifier, now: datetime) -> bytes | None:
        """Return whom an address belongs to, its claimants gathered; None where to nobody alone."""
        if self.identity.is_shared(address):
            return None
        found = self.identity.find(address)
        if not found:
            return None
        confirmed = self.identity.confirm(found[0].person, address, now)
        return confirmed.persons[0] if confirmed.status == "confirmed" else None

    def _asked(self, request: bytes, now: datetime) -> Shown:
        self.requests.ask_identity(request, now)
        return "question"
