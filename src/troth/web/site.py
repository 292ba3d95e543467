"""What every page and endpoint is given: the running platform and how it is reached.

One `Site` lives as long as the process. Nothing of a visitor is kept in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from jinja2 import Environment

from troth.assembly.platform import Platform
from troth.assembly.signing_in import SigningIn
from troth.engines.consents.consents import Given
from troth.engines.correspondence.sending import Mailing
from troth.engines.intake.submission import Receipt, Refusal, Submission
from troth.law.book import LawBook
from troth.mail.door import MailDoor
from troth.storage.program_rows import ReplyRow
from troth.storage.rows import ConsentRow
from troth.storage.signin_rows import TokenRow
from troth.web.aside import Aside
from troth.web.mailed import Mailed
from troth.web.post import Post
from troth.web.press import Press
from troth.web.together import Together


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A policy being served.

    Attributes:
        platform: The policy's running engines.
        doors: What lets people, staff and programs in.
        book: The law packs.
        address: Where people reach the site, scheme and host, without a slash at the end.
        pages: The templates.
        secret: 32 random bytes that sign what a browser hands back; kept in the key store, so that
            every process of one site has the same.
        post: Sends letters that carry links.
        press: Keeps the pages that everybody reads alike.
        showing: Looks up the tokens that programs show at the same time.
        collecting: Takes in submissions that programs hand over at the same time.
        consenting: Writes down consents that programs hand over at the same time.
        claiming: Claims calls that carry a key and come at the same time.
        settling: Keeps what such calls led to.
        forms_a_minute: How many forms are taken from one address in a minute.
        second_factor: Whether staff who reach personal data come in by two factors.
        aside: Does what takes longer than a page may.
        mail: Knows how the reading of messages goes.
    """

    platform: Platform
    doors: SigningIn
    book: LawBook
    address: str
    pages: Environment
    secret: bytes
    post: Post
    press: Press
    showing: Together[str, TokenRow | None]
    collecting: Together[Submission, Receipt | Refusal]
    consenting: Together[tuple[bytes, Given], ConsentRow]
    claiming: Together[ReplyRow, tuple[bool, ReplyRow | None]]
    settling: Together[ReplyRow, None]
    forms_a_minute: int = 60
    second_factor: bool = True
    aside: Aside = field(default_factory=Aside)
    mail: Mailed = field(default_factory=Mailed)

    @property
    def secure(self) -> bool:
        """Whether people reach the site by TLS: cookies are then bound to it."""
        return self.address.startswith("https://")

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock that the engines go by."""
        return self.platform.clock.now

    def close(self) -> None:
        """Finish what was begun."""
        for one in (self.showing, self.claiming, self.collecting, self.consenting, self.settling):
            one.close()
        self.aside.close()
        self.post.close()

    def mailing(self, door: MailDoor | None = None) -> Mailing:
        """Return how letters leave from here: by the site's own door, where no other is given."""
        return Mailing(door=door or self.post.door, sender=self.post.sender, site=self.address)
