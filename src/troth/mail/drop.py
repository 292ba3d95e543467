"""Messages as files in a folder, for another program to send: one file a message, whole or not.

A message is written under its Message-ID, so the same message is the same file. GDPR Art. 32: the
folder holds addresses; it is made readable by its owner only.
"""

from __future__ import annotations

import os
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

from troth.mail.door import Delivery


class FileDrop:
    """A folder for messages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> Delivery:
        """Write one message."""
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        path = self._folder / f"{name}.eml"
        part = path.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if path.exists():
                return Delivery(outcome="sent")
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            return Delivery(outcome="closed")
        return Delivery(outcome="sent")

    def close(self) -> None:
        """Nothing is held open."""
