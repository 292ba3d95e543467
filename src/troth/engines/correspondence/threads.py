"""Reading what was written: by staff, for the purpose of the inquiry; every look recorded (D12).

GDPR Art. 5(1)(b), 32(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth.engines.correspondence.inquiries import Inquiries, Inquiry
from troth.engines.staff.access import Access, Look
from troth.policy.compiled import Policy
from troth.policy.question import Reason
from troth.storage.message_rows import MessageRow
from troth.storage.ports import DataStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One message with its words; None where they are not held, or not for this reader."""

    row: MessageRow
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """An inquiry with its messages, oldest first, and why words of them are not shown."""

    inquiry: Inquiry
    messages: tuple[Read, ...]
    refused: tuple[Reason, ...]


class Threads:
    """Shows staff what people wrote, and what was answered."""

    def __init__(
        self, *, policy: Policy, data: DataStore, access: Access, inquiries: Inquiries
    ) -> None:
        self._policy = policy
        self._data = data
        self._access = access
        self._inquiries = inquiries

    def read(
        self, inquiry: bytes, who: str, role: str | None, now: datetime, *, ticket: str = ""
    ) -> Thread:
        """Return an inquiry as one of the staff may see it.

        Args:
            ticket: The ticket they work on, where the policy asks for one.

        Raises:
            InputError: `dossier/unknown`.
        """
        found = self._inquiries.show(inquiry)
        with self._data.read() as reader:
            rows = tuple(reader.messages_in([inquiry]))
        words, refused = self._words(rows, found.body.purpose, who, role, now, ticket)
        read = tuple(Read(row=row, words=words.get(row.message)) for row in rows)
        return Thread(inquiry=found, messages=read, refused=refused)

    def one(self, row: MessageRow, purpose: str, who: str, role: str | None, now: datetime) -> Read:
        """Return one message, such as one that is held, as one of the staff may see it."""
        words, _ = self._words((row,), purpose, who, role, now)
        return Read(row=row, words=words.get(row.message))

    def _words(
        self,
        rows: tuple[MessageRow, ...],
        purpose: str,
        who: str,
        role: str | None,
        now: datetime,
        ticket: str = "",
    ) -> tuple[dict[bytes, str], tuple[Reason, ...]]:
        forms = self._policy.correspondence.forms
        fields = {(rule.form, rule.text) for rule in forms.values()}
        categories = {self._policy.forms[form].fields[text].category for form, text in fields}
        words: dict[bytes, str] = {}
        refused: dict[Reason, None] = {}
        for person in dict.fromkeys(row.person for row in rows if row.person):
            look = Look(
                person=person,
                purpose=purpose,
                who=who,
                role=role,
                categories=tuple(sorted(categories)),
                shown={"ticket": ticket} if ticket else {},
            )
            answer = self._access.read(look, now)
            refused |= dict.fromkeys(answer.refused)
            seen = {one.record: one.value for one in answer.seen}
            words |= self._of(person, rows, seen, {text for _, text in fields})
        return words, tuple(refused)

    def _of(
        self,
        person: bytes,
        rows: tuple[MessageRow, ...],
        seen: dict[bytes, bytes],
        fields: set[str],
    ) -> dict[bytes, str]:
        wanted = {row.submission: row.message for row in rows if row.submission}
        with self._data.read() as reader:
            activities = reader.activities()
            held = reader.records(reader.aliases(person))
        return {
            wanted[one.submission]: seen[one.record].decode(errors="replace")
            for one in held
            if one.submission in wanted
            and one.record in seen
            and activities[one.activity].field in fields
        }
