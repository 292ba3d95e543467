"""Where messages arrive, as the operator has set it up: a folder or a mailbox.

The password of a mailbox comes from `TROTH_IMAP_PASSWORD`, or from a file that its owner alone may
read; it stands in no address, no command and no error (OWASP ASVS 5.0, 13.3).
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from troth.connectors.inbox import Inbox
from troth.connectors.inbox_drop import DropInbox
from troth.connectors.inbox_imap import SECONDS, ImapInbox, read_mailbox
from troth.errors import InputError

INBOX: Final = "TROTH_INBOX"
PASSWORD: Final = "TROTH_IMAP_PASSWORD"
PASSWORD_FILE: Final = "TROTH_IMAP_PASSWORD_FILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """An inbox, and what it is called: two places never share their numbers."""

    inbox: Inbox
    account: str


def open_inbox(
    named: str | None,
    *,
    password_file: Path | None = None,
    environment: Mapping[str, str],
    seconds: float = SECONDS,
) -> Arrivals | None:
    """Return the inbox that was set up; None where none was.

    Args:
        named: A folder or `imaps://user@host/INBOX`; None for `TROTH_INBOX`.
        password_file: Holds the password of a mailbox; before the environment.
        environment: The process's.
        seconds: How long to wait for any answer of a server.

    Raises:
        InputError: `mail/no-folder`, `mail/open-secret`, `mail/no-password`, and those of
            `read_mailbox`.
    """
    chosen = named or environment.get(INBOX)
    if not chosen:
        return None
    if "://" not in chosen:
        folder = Path(chosen)
        if not folder.is_dir():
            raise InputError(
                "mail/no-folder",
                "there is no such folder for messages that arrive",
                help="make it first: a plain folder for `.eml` files, or a Maildir",
            )
        return Arrivals(inbox=DropInbox(folder), account="folder")
    mailbox = read_mailbox(chosen, _password(password_file, environment), seconds=seconds)
    account = f"{mailbox.user}@{mailbox.host}/{mailbox.folder}"
    return Arrivals(inbox=ImapInbox(mailbox), account=account)


def _password(file: Path | None, environment: Mapping[str, str]) -> str:
    named = environment.get(PASSWORD_FILE)
    path = file or (Path(named) if named else None)
    password = environment.get(PASSWORD, "") if path is None else _held(path)
    if not password:
        raise InputError(
            "mail/no-password",
            "there is no password for the mailbox",
            help=f"put it into {PASSWORD}, or name a file that holds it",
        )
    return password


def _held(path: Path) -> str:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise InputError(
                "mail/open-secret",
                "others may read the password of the mailbox",
                help="take their permissions: `chmod 600`",
            )
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
