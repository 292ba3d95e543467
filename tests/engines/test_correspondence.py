"""Messages in and out at their edges: repeated, forged, refused, cut short, after an erasure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.grounds import Ground
from troth.assembly.answering import letters_of
from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform, build_platform
from troth.assembly.policies import load_text
from troth.core.periods import to_micros
from troth.engines.correspondence.contact import details_in
from troth.engines.correspondence.correspondence import IncomingMessage, Received
from troth.engines.correspondence.outgoing import Sent, Writing
from troth.engines.correspondence.promotion import phrases_in
from troth.engines.correspondence.sending import Mailing
from troth.errors import InputError, StateError
from troth.mail.door import Delivery, Outcome

MANIFEST = """
troth: 1
controller: {name: Harbour, law: [GDPR], contact: {email: privacy@harbour.example}}
revision: {dated: 2025-01-01}
categories:
  contact: {items: [email, phone]}
  letters: {items: [letter]}
sources: {website: {kind: direct}}
purposes:
  support: {kind: support, basis: contract, uses: [contact, letters]}
  news: {kind: marketing, basis: consent, uses: [contact], marketing: true, channels: [email]}
collection:
  letter:
    from: person
    source: website
    fields: {email: {category: contact, type: email}, letter: {category: letters, max-bytes: 4000}}
    for: [support]
sensitive: {stance: refuse}
correspondence:
  answer-within: P7D
  forms: {letter: {channels: [email, form, phone], text: letter}}
  templates: {notice: {kind: service, purpose: support}}
  promotional: {en: [harbour cruise]}
"""
ADA, BOB = "ada@mail.example", "bob@mail.example"


@dataclass
class Door:
    """A relay that answers as it is told, and keeps what it was handed."""

    answers: list[Outcome] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)

    def send(self, message: EmailMessage) -> Delivery:
        outcome = self.answers.pop(0) if self.answers else "sent"
        if outcome in ("sent", "uncertain"):
            self.taken.append(message)
        return Delivery(outcome=outcome)

    def close(self) -> None:
        """Nothing is held open."""


@pytest.fixture
def troth(ground: Ground) -> Iterator[Platform]:
    """A company that takes letters, on each kind of store."""
    policy = load_text(MANIFEST, "harbour.yaml", law=load_law_book()).required()
    with ground.opened() as laid:
        yield build_platform(laid, policy)


def wrote(troth: Platform, text: str, sender: str = ADA, **also: str) -> Received:
    """Let a message come in by e-mail."""
    return troth.correspondence.received(
        IncomingMessage(
            channel="email",
            sender=sender,
            subject="",
            text=text,
            at=troth.clock.now(),
            **also,
        )
    )


def answer(troth: Platform, came: Received, door: Door, text: str = "Yes.") -> Sent:
    """Answer an inquiry."""
    mailing = Mailing(door=door, sender="desk@harbour.example")
    writing = Writing(text=text, who="desk-1")
    inquiry = bytes.fromhex(came.inquiry)
    return letters_of(troth).reply(inquiry, writing, mailing, troth.clock.now())


def state(troth: Platform, came: Received) -> str:
    """Return how an inquiry stands."""
    return troth.correspondence.inquiries.show(bytes.fromhex(came.inquiry)).row.state


def test_the_same_message_twice_is_one(troth: Platform) -> None:
    first = wrote(troth, "Open on Sunday?", message_id="<1@mail.example>")
    again = wrote(troth, "Open on Sunday?", message_id=" 1@mail.example ")
    assert (again.repeated, again.inquiry, again.message) == (True, first.inquiry, first.message)
    assert sorted(again.records) == sorted(first.records)
    other = wrote(troth, "Open on Sunday?", message_id="<2@mail.example>")
    assert (other.repeated, other.inquiry == first.inquiry) == (False, False)
    assert troth.correspondence.inquiries.report(troth.clock.now()).states["received"] == 2


def test_only_the_mailbox_that_a_letter_went_to_goes_on_with_its_inquiry(troth: Platform) -> None:
    """A Message-ID of ours from another address, or an id of a message that came in, is a claim."""
    door = Door()
    came = wrote(troth, "Open on Sunday?", message_id="<1@mail.example>")
    assert answer(troth, came, door).state == "sent"
    (letter,) = door.taken
    ours = str(letter["Message-ID"])
    forged = wrote(troth, "Send me everything", BOB, in_reply_to=ours)
    assert (forged.inquiry == came.inquiry, forged.person == came.person) == (False, False)
    claimed = wrote(troth, "Me again", ADA, in_reply_to="<1@mail.example>")
    assert (claimed.inquiry == came.inquiry, claimed.person == came.person) == (False, False)
    assert state(troth, came) == "answered"
    goes_on = wrote(troth, "And on Monday?", f" {ADA.upper()}", in_reply_to=ours)
    assert (goes_on.inquiry, goes_on.person) == (came.inquiry, came.person)
    assert state(troth, came) == "received"


@pytest.mark.parametrize("text", ["I was diagnosed with diabetes last year.", "x" * 4001, "\x07"])
def test_words_that_may_not_be_kept_leave_an_inquiry_and_no_trace_of_them(
    troth: Platform, text: str
) -> None:
    came = wrote(troth, text, message_id="<1@mail.example>")
    assert (came.person, came.records, len(came.refused) > 0) == (None, (), True)
    found = troth.correspondence.inquiries.show(bytes.fromhex(came.inquiry))
    assert (found.row.state, found.body.refused) == ("received", came.refused[0])
    with pytest.raises(InputError) as nobody:
        answer(troth, came, Door())
    assert nobody.value.code == "message/nobody"
    assert wrote(troth, text, message_id="<1@mail.example>").repeated
    with troth.data.read() as reader:
        assert list(reader.all_persons()) == []


def test_what_did_not_leave_waits_and_leaves_once_under_the_same_id(troth: Platform) -> None:
    door = Door(["closed", "later"])
    came = wrote(troth, "Open on Sunday?")
    made = answer(troth, came, door)
    assert (made.state, state(troth, came)) == ("waiting", "received")
    letters, mailing = letters_of(troth), Mailing(door=door, sender="desk@harbour.example")
    tries = [letters.deliver(mailing, troth.clock.now()) for _ in range(3)]
    assert [[one.state for one in each] for each in tries] == [["waiting"], ["sent"], []]
    (letter,) = door.taken
    assert letter.get_content().strip() == "Yes."
    assert state(troth, came) == "answered"
    goes_on = wrote(troth, "Thanks", in_reply_to=str(letter["Message-ID"]))
    assert goes_on.inquiry == came.inquiry


def test_what_may_have_left_is_not_sent_again_by_itself(troth: Platform) -> None:
    door = Door(["uncertain"])
    came = wrote(troth, "Open on Sunday?")
    assert answer(troth, came, door).state == "uncertain"
    mailing = Mailing(door=door, sender="desk@harbour.example")
    assert letters_of(troth).deliver(mailing, troth.clock.now()) == []
    assert (len(door.taken), state(troth, came)) == (1, "received")


def test_what_broke_on_its_way_is_known_to_have_perhaps_left(troth: Platform) -> None:
    """A process that dies with the letter in its hands sends no second one when it is back."""

    class Cut(Door):
        def send(self, message: EmailMessage) -> Delivery:
            self.taken.append(message)
            raise ConnectionResetError

    came, door = wrote(troth, "Open on Sunday?"), Cut()
    with pytest.raises(ConnectionResetError):
        answer(troth, came, door)
    with troth.data.read() as reader:
        assert [row.direction for row in reader.messages_at("uncertain")] == ["out"]
    mailing = Mailing(door=Door(), sender="desk@harbour.example")
    assert letters_of(troth).deliver(mailing, troth.clock.now()) == []
    assert (len(door.taken), state(troth, came)) == (1, "received")


def test_an_erased_person_leaves_an_inquiry_that_leads_to_nobody(troth: Platform) -> None:
    door = Door()
    came = wrote(troth, "Open on Sunday?", message_id="<1@mail.example>")
    answer(troth, came, door)
    assert came.person is not None
    plan = troth.erasure.plan([bytes.fromhex(came.person)], troth.clock.now())
    troth.erasure.carry_out(plan.plan, troth.clock.now())
    with troth.data.read() as reader:
        rows = reader.messages_in([bytes.fromhex(came.inquiry)])
    assert [(row.person, row.submission) for row in rows] == [(None, None)] * 2
    with pytest.raises(InputError) as nobody:
        answer(troth, came, door)
    assert nobody.value.code == "message/nobody"
    assert wrote(troth, "Open on Sunday?", message_id="<1@mail.example>").repeated
    troth.correspondence.inquiries.close(
        bytes.fromhex(came.inquiry), "erased", "desk-1", troth.clock.now()
    )
    assert state(troth, came) == "closed"


def test_who_is_restricted_is_written_nothing_unasked(
    troth: Platform,
) -> None:
    """GDPR Art. 18(2): restricted data is not used; a service message is refused and not kept."""
    came = wrote(troth, "Open on Sunday?")
    person = bytes.fromhex(came.person or "")
    troth.standing.restrict(person, "a", troth.clock.now())
    mailing = Mailing(door=Door(), sender="desk@harbour.example")
    writing = Writing(text="We move.", who="desk-1")
    made = letters_of(troth).send(person, "notice", writing, mailing, troth.clock.now())
    assert (bool(made), made.codes) == (False, ("RESTRICTED",))


def test_a_phrase_of_the_company_s_own_is_held_until_somebody_else_decides(
    troth: Platform,
) -> None:
    door = Door()
    came = wrote(troth, "Open on Sunday?")
    made = answer(troth, came, door, "Yes, and take a Harbour  Cruise.")
    assert (made.state, made.codes, made.phrases) == (
        "held",
        ("KIND_SUSPECT",),
        ("harbour cruise",),
    )
    letters, mailing = letters_of(troth), Mailing(door=door, sender="desk@harbour.example")
    now = troth.clock.now()
    for who, reason, code in (("desk-1", "fine", "same-person"), ("desk-2", " ", "no-reason")):
        with pytest.raises(InputError) as refused:
            letters.release(made.message, reason, who, mailing, now)
        assert refused.value.code == f"message/{code}"
    assert door.taken == []
    assert (
        letters.release(made.message, "they asked for it", "desk-2", mailing, now).state == "sent"
    )
    assert [(one.kind, one.who) for one in letters.history(made.message)] == [
        ("held", ""), ("waiting", "desk-2"), ("sent", "desk-2"),
    ]  # fmt: skip
    with pytest.raises(StateError) as twice:
        letters.release(made.message, "again", "desk-2", mailing, now)
    assert twice.value.code == "message/not-held"
    assert len(door.taken) == 1


def test_every_inquiry_has_its_term_from_the_last_message_on(
    troth: Platform, ground: Ground
) -> None:
    came, door = wrote(troth, "Open on Sunday?"), Door()
    desk = troth.correspondence.inquiries
    due = ground.clock.pass_(days=7)
    assert [one.id.hex() for one in desk.report(due).overdue] == [came.inquiry]
    answer(troth, came, door)
    assert desk.report(due).overdue == ()
    wrote(troth, "And on Monday?", in_reply_to=str(door.taken[0]["Message-ID"]))
    found = desk.show(bytes.fromhex(came.inquiry))
    assert found.row.due_at == to_micros(due) + 7 * 86_400_000_000
    assert desk.report(due).overdue == ()


INNOCENT = (
    "Your order left today; the invoice is attached.",
    "We discounted that explanation after looking at the log.",
    "The promotional video is not ours.",
    "Ihre Rechnung liegt bei. Das Angebot, um das Sie baten, folgt am Montag.",
    "Votre facture est jointe. Vous avez promu le bon fichier.",
    "Ваш рахунок додано. Ми знайшли помилку.",
)


def test_plain_letters_of_each_language_promote_nothing() -> None:
    policy = load_text(MANIFEST, "harbour.yaml", law=load_law_book()).required()
    day = date(2026, 3, 1)
    found = {words: phrases_in(policy, load_law_book(), words, day) for words in INNOCENT}
    assert {words: phrases for words, phrases in found.items() if phrases} == {}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_known_phrase_is_found_however_it_is_written(data: st.DataObject) -> None:
    """Case, spaces and breaks hide nothing; the words around it neither."""
    book, day = load_law_book(), date(2026, 3, 1)
    policy = load_text(MANIFEST, "harbour.yaml", law=book).required()
    every = sorted(
        {p for one in book.under("promotional-phrases", day).values() for p in one.names()}
    )
    phrase = data.draw(st.sampled_from(every))
    gap = data.draw(st.sampled_from([" ", "  ", "\n", " \t"]))
    turn = data.draw(st.sampled_from([str.upper, str.lower, str.title]))
    around = st.sampled_from(["", "Hello, ", "Thank you. ", "42 "])
    words = f"{data.draw(around)}{gap.join(turn(phrase).split(' '))}{data.draw(around)[:0]}."
    assert " ".join(phrase.casefold().split()) in phrases_in(policy, book, words, day)


@settings(max_examples=80, deadline=None)
@given(before=st.text("abc \n", max_size=8), number=st.integers(10_000_000, 99_999_999))
def test_a_number_in_words_counts_and_a_count_of_things_does_not(before: str, number: int) -> None:
    assert details_in(f"{before} call +49 30 {number}").named
    assert not details_in(f"{before} order {number} has {number % 97} parts").named
