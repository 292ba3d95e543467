"""Links in messages: a consent is confirmed, a message stopped, one's choices are opened.

Whoever uses such a link reads the mailbox it went to. That proves the address (D15): what came in
under it without a session gathers around the one person who has it. Looking at a link does nothing,
since programs that guard mailboxes look at all of them.

GDPR Art. 7(1), 7(3); ePrivacy Directive Art. 13(2); RFC 8058.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth.core.names import Identifier
from troth.engines.accounts.links import Links
from troth.engines.consents.consents import ConsentEngine
from troth.engines.consents.standing import Change, StandingEngine
from troth.engines.intake.identifiers import Identifiers
from troth.engines.subjects.identity import Identity
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore

OPENING = "open"
"""What a link of `choices` narrows to while nobody has used it yet."""
MARKETING = "marketing"
"""All promotion, of whatever purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Whom a link is for, and which purposes it is about."""

    person: bytes
    purposes: tuple[str, ...]


class Invitations:
    """Makes and honours the links of messages."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        identity: Identity,
        consents: ConsentEngine,
        standing: StandingEngine,
        links: Links,
    ) -> None:
        self._policy = policy
        self._data = data
        self._identity = identity
        self._consents = consents
        self._standing = standing
        self._links = links
        self._identifiers = Identifiers(policy=policy, data=data, vault=vault, identity=identity)

    # -- double opt-in --------------------------------------------------------------------------

    def ask_to_confirm(self, person: bytes, form: str, now: datetime) -> str:
        """Return the token of a link by which a person confirms what a form asked for."""
        return self._links.make("confirm-consent", now, owner=person, about=form)

    def waiting(self, token: str, now: datetime) -> Invited | None:
        """Return what a link would confirm; None when it is none, was used, or nothing waits."""
        opened = self._links.look(token, "confirm-consent", now)
        if opened is None or opened.owner is None or not self._there(opened.owner):
            return None
        form = self._policy.forms.get(opened.about)
        states = self._consents.state(opened.owner, now)
        pending = tuple(
            key
            for key in (() if form is None else form.purposes)
            if (key, "") in states and states[key, ""].state == "pending"
        )
        return Invited(person=opened.owner, purposes=pending) if pending else None

    def confirm(self, token: str, now: datetime) -> Invited | None:
        """Confirm what was asked; None as in `waiting`, and for whoever comes second."""
        found = self.waiting(token, now)
        if found is None or self._links.use(token, "confirm-consent", now) is None:
            return None
        person = self.prove(found.person, now)
        for purpose in found.purposes:
            self._consents.confirm(person, purpose, now)
        return Invited(person=person, purposes=found.purposes)

    # -- one click out --------------------------------------------------------------------------

    def way_out(self, person: bytes, purpose: str, now: datetime) -> str:
        """Return the token of a link that stops messages for a purpose, to be put into each."""
        return self._links.make("unsubscribe", now, owner=person, about=purpose)

    def leaving(self, token: str, now: datetime) -> tuple[Invited, bool] | None:
        """Return what a link would stop and whether it is stopped already; None for no link."""
        opened = self._links.look(token, "unsubscribe", now)
        if opened is None or opened.owner is None or not self._there(opened.owner):
            return None
        invited = Invited(person=opened.owner, purposes=(opened.about,))
        return invited, self._stopped(opened.owner, opened.about, now)

    def leave(self, token: str, now: datetime) -> Invited | None:
        """Stop messages for a purpose at once; doing it again changes nothing."""
        found = self.leaving(token, now)
        if found is None:
            return None
        invited, stopped = found
        if not stopped:
            self.stop(invited.person, invited.purposes[0], now)
        return invited

    def stop(self, person: bytes, purpose: str, now: datetime) -> None:
        """Withdraw from a purpose, and object to it where it does not rest on consent alone."""
        known = self._policy.purposes.get(purpose)
        if known is None and purpose == MARKETING:
            # All of it at once, whatever each rests on (GDPR Art. 21(2)-(3)).
            self._standing.object(person, MARKETING, now)
            return
        spoken = any(row.purpose == purpose for row in self._consents.show(person))
        if spoken or (known is not None and known.consent_needed):
            self._consents.withdraw(person, purpose, now)
        if known is not None and not known.consent_needed:
            # GDPR Art. 21(2)-(3) for marketing, 21(1) for the rest.
            self._standing.change(person, Change(kind="objection", about=purpose), now)

    def _stopped(self, person: bytes, purpose: str, now: datetime) -> bool:
        standing = self._standing.read(person, now)
        known = self._policy.purposes.get(purpose)
        if known is None and purpose == MARKETING:
            return standing.marketing_objection
        if known is not None and known.marketing and standing.marketing_objection:
            return True
        # An objection does not lapse with a consent that is given later, nor the other way round.
        ended = standing.withdrawn if known is None or known.consent_needed else standing.objected
        # Who said yes to one channel afterwards is still reached by it.
        opened = any(name == purpose for _, name in standing.by_channel)
        return purpose in ended and not opened

    # -- choices --------------------------------------------------------------------------------

    def openings(self, address: Identifier, now: datetime) -> list[str]:
        """Return tokens of links by which whoever reads a mailbox opens their choices.

        One, for the person who has the address; where it leads to several, one for each of them.
        None for an address nobody gave.
        """
        found = [one for one in self._identity.find(address) if self._there(one.person)]
        sure = [one for one in found if one.status == "confirmed"]
        shared = any(one.status == "shared" for one in found)
        chosen = found if shared else (sure or found)[:1]
        return [self._links.make("choices", now, owner=one.person, about=OPENING) for one in chosen]

    def opened(self, token: str, now: datetime, *, about: str) -> bytes | None:
        """Return whom a link of `choices` is for, and leave it unused."""
        found = self._links.look(token, "choices", now)
        if found is None or found.owner is None or found.about != about:
            return None
        return found.owner if self._there(found.owner) else None

    def enter(self, token: str, now: datetime) -> str | None:
        """Use the link of a message; return the token of the page it leads to."""
        owner = self.opened(token, now, about=OPENING)
        if owner is None or self._links.use(token, "choices", now) is None:
            return None
        return self._links.make("choices", now, owner=self.prove(owner, now))

    # -- whose mailbox --------------------------------------------------------------------------

    def prove(self, person: bytes, now: datetime) -> bytes:
        """Note that a person reads their mailbox; return the person they turned out to be.

        Only where it is plain which address is meant: a person with several proves none of them.
        """
        with self._data.read() as reader:
            family = reader.aliases(person)
        known = {name: sure for _, name, sure in self._identifiers.held(family)
                 if name.kind == "email"}  # fmt: skip
        if len(known) != 1:
            return person
        [(address, _)] = known.items()
        others = [one.person for one in self._identity.find(address) if one.status == "confirmed"]
        # An address that somebody has confirmed already is theirs: this is the same mailbox.
        owner = others[0] if others else person
        self._identity.confirm(owner, address, now)
        return owner

    def _there(self, person: bytes) -> bool:
        with self._data.read() as reader:
            row = reader.person(person)
        return row is not None and not row.hidden
