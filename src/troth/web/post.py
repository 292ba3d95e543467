"""The post of the site: letters that carry links, sent one after another beside the answers.

An answer never waits for a relay, so its time does not tell whether a letter was sent at all. What
fails to leave is told by its outcome in the log, never by an address; whoever waits for a link asks
for another.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime

from troth.errors import TrothError
from troth.mail.door import MailDoor, Outcome
from troth.mail.letter import Letter, compose

log = logging.getLogger("troth.post")


class Post:
    """Sends letters in a thread of its own.

    Args:
        door: A relay or a folder.
        sender: The address letters come from; without one nothing can be sent.
        name: What the controller is called.
    """

    def __init__(self, *, door: MailDoor, sender: str, name: str) -> None:
        self._door = door
        self._sender = sender
        self._name = name
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="troth-post")

    @property
    def door(self) -> MailDoor:
        """What letters leave by, for work that `run` does and that minds how each one went."""
        return self._door

    @property
    def name(self) -> str:
        """What the controller is called in letters."""
        return self._name

    @property
    def sender(self) -> str:
        """The address letters come from."""
        return self._sender

    def send(
        self,
        recipient: str,
        subject: str,
        body: str,
        *,
        key: bytes,
        at: datetime,
        language: str = "en",
        unsubscribe: str = "",
    ) -> None:
        """Send a letter, soon.

        Args:
            key: What makes it this letter: the same key is the same message to who receives it.
            unsubscribe: The address of RFC 8058, for marketing and nothing else.
        """
        letter = Letter(
            key=key,
            sender=self._sender,
            sender_name=self._name,
            recipient=recipient,
            subject=subject,
            body=body,
            at=at,
            language=language,
            unsubscribe=unsubscribe,
        )
        self._worker.submit(self._hand_on, letter)

    def deliver(self, letter: Letter) -> Outcome:
        """Send a letter and wait for how it went; for work that no answer waits for.

        Raises:
            InputError: `mail/not-an-address`.
        """
        message = compose(letter)
        return self._worker.submit(self._door.send, message).result().outcome

    def run(self, work: Callable[[], object]) -> None:
        """Do what leads to letters beside the answer: how long it takes tells nobody anything."""
        self._worker.submit(self._do, work)

    def settle(self) -> None:
        """Wait until everything that was asked for so far has been tried."""
        for _ in range(2):
            # Work that was asked for may itself have asked for letters.
            wait([self._worker.submit(lambda: None)])

    def close(self) -> None:
        """Finish what was asked for and let go of the door."""
        self._worker.shutdown(wait=True)
        self._door.close()

    def _hand_on(self, letter: Letter) -> None:
        try:
            outcome = self._door.send(compose(letter)).outcome
        except TrothError as fault:
            log.warning("letter not sent", extra={"code": fault.code})
            return
        if outcome != "sent":
            log.warning("letter not sent", extra={"outcome": outcome})

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except TrothError as fault:
            log.warning("letter not made", extra={"code": fault.code})
