"""The way out that every message of marketing carries: by link, by message, and in its words.

The words of such a message say where it stands (`{{unsubscribe}}`), or it does not leave. A notice
that the law or a contract asks for may show one too; there it says that it ends promotion alone.
The token belongs to the message: sent again, it is the same.

ePrivacy Directive Art. 13(2) and 13(4); GDPR Art. 7(3), 21(2)-(4); RFC 2369, RFC 8058.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from troth.engines.accounts.links import Links
from troth.engines.accounts.sessions import token_hash
from troth.storage.message_rows import MessageRow

PLACE: Final = "{{unsubscribe}}"
MISSING: Final = "UNSUBSCRIBE_MISSING"
"""Why a message of marketing does not leave that shows no way out."""
MARKETING: Final = "marketing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How to leave by one message; empty where it has no way out.

    Attributes:
        link: The address of RFC 8058; empty where no site is named.
        mail: The `mailto:` of RFC 2369.
        words: What stands in the message in the place of `{{unsubscribe}}`.
    """

    link: str = ""
    mail: str = ""
    words: str = ""

    def put_into(self, body: str) -> str:
        """Return a body with the way out in its place."""
        return body.replace(PLACE, self.words)


class WaysOut:
    """Makes the ways out of messages.

    Args:
        links: Keeps what each of them opens.
        secret: 32 bytes that this store alone knows.
    """

    def __init__(self, *, links: Links, secret: bytes) -> None:
        self._links = links
        self._secret = secret

    def of(
        self, row: MessageRow, purpose: str, sender: str, site: str, now: datetime, *, shown: bool
    ) -> Leaving:
        """Return the way out of one message, and keep what it opens.

        Args:
            row: The message.
            purpose: What it ends; of a message that is no marketing, all promotion.
            sender: The address that messages come from and go to.
            site: Where people reach the site; empty where none is served.
            now: When it is made.
            shown: Whether the words of the message show one.
        """
        marketing = row.kind == MARKETING
        if row.person is None or not (marketing or shown):
            return Leaving()
        token = hmac.digest(self._secret, b"way-out/" + row.message, hashlib.sha256).hex()
        ends = purpose if marketing else MARKETING
        self._links.note("unsubscribe", token_hash(token), now, owner=row.person, about=ends)
        link = f"{site}/unsubscribe/{token}" if site else ""
        mail = f"mailto:{sender}?subject={quote(f'unsubscribe {token}')}"
        if marketing:
            return Leaving(link=link, mail=mail, words=link or mail)
        # 'All our e-mails' would promise too much: what is owed goes on being sent.
        return Leaving(words=f"{link or mail} (this ends promotion; messages like this one remain)")
