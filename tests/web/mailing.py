"""People who write e-mails to a served company, and the letters that answer them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from tests.web.served import POLICIES, Served
from troth.assembly.platform import open_platform
from troth.connectors.inbox import Inbox
from troth.connectors.inbox_drop import DropInbox
from troth.core.ports import Clock
from troth.core.requests import Right
from troth.mail.bounces import MARK
from troth.mail.drop import FileDrop
from troth.web.mail_acts import Became
from troth.web.mailroom import Mailroom
from troth.web.serving import site_of


@dataclass(slots=True, kw_only=True)
class Office:
    """A served company whose mail lies in a folder."""

    served: Served
    folder: Path
    inbox: Inbox
    written: int = 0

    def write(self, text: str, sender: str = "ann@mail.example", **headers: str) -> bytes:
        """Lay a message into the folder; return its bytes."""
        return self.lay(message(text, sender, **headers).as_bytes())

    def lay(self, raw: bytes) -> bytes:
        """Lay bytes into the folder."""
        self.written += 1
        (self.folder / f"{self.written:04}.eml").write_bytes(raw)
        return raw

    def read(self) -> list[Became]:
        """Let the company read what arrived."""
        served = self.served
        room = Mailroom(served.site, self.inbox, "folder")
        return room.read(served.platform.clock.now()).taken

    def kinds(self) -> list[str]:
        """Let the company read what arrived; return what each message was."""
        return [one.kind for one in self.read()]

    def lies(self, where: str) -> int:
        """Return how many messages lie in `done` or `refused`."""
        return len(list((self.folder / where).glob("*.eml")))

    def asked(self) -> list[tuple[Right, str, str]]:
        """Return right, state and channel of every request, oldest first."""
        entries = self.served.platform.requests.listed(open_only=False)
        found = sorted(entries, key=lambda one: (one.row.received_at, one.row.asked))
        return [(one.row.asked, one.case.state, one.row.channel) for one in found]


@contextmanager
def office(
    folder: Path, policy: str | Path = "altexsoft", *, clock: Clock | None = None
) -> Iterator[Office]:
    """Open a company that reads its mail; its site listens nowhere."""
    manifest = POLICIES / f"{policy}.yaml" if isinstance(policy, str) else policy
    outbox, inbox = folder / "outbox", folder / "inbox"
    inbox.mkdir()
    platform = open_platform(str(folder / "data.db"), manifest=manifest, clock=clock)
    sender = "" if platform.policy.controller.email else "privacy@company.example"
    site = site_of(platform, "https://privacy.example", FileDrop(outbox), sender)
    served = Served(address=site.address, platform=platform, site=site, outbox=outbox)
    try:
        yield Office(served=served, folder=inbox, inbox=DropInbox(inbox))
    finally:
        site.close()
        platform.close()


def message(text: str, sender: str = "ann@mail.example", **headers: str) -> EmailMessage:
    """Return a message; a header is named with `_` for `-`."""
    made = EmailMessage(policy=SMTP)
    given = {"To": "info@altexsoft.com", "Subject": "hello", "From": sender, **headers}
    for name, value in given.items():
        if value:
            made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def returned(
    letter: EmailMessage, status: str = "5.1.1", action: str = "failed", **brought: str
) -> bytes:
    """Return the report by which a mail server gives a letter back (RFC 3464)."""
    headers = {"To": str(letter["To"]), "Message-ID": str(letter["Message-ID"]),
               MARK: str(letter[MARK]), **brought}  # fmt: skip
    back = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return (
        "From: MAILER-DAEMON@relay.example\r\nTo: legal@altexsoft.com\r\nSubject: Undelivered\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\n\r\nIt did not arrive.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n"
        f"\r\nFinal-Recipient: rfc822; {letter['To']}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"\r\n--B\r\nContent-Type: text/rfc822-headers\r\n\r\n{back}\r\n--B--\r\n"
    ).encode()
