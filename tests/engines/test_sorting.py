"""Messages are sorted by words that are data: what asks for a right is no mere question."""

from __future__ import annotations

from datetime import date

import pytest

from troth.assembly.law import load_law_book
from troth.core.requests import RIGHTS
from troth.engines.correspondence.phrases import Phrases
from troth.engines.correspondence.sorting import Sorted, sort
from troth.mail.incoming import read_message

PHRASES = Phrases(load_law_book(), date(2026, 3, 2))
DESK = "privacy@company.example"


def sorted_of(text: str, subject: str = "hello", to: str = "info@company.example",
              offered: frozenset[str] = frozenset(RIGHTS), **headers: str) -> Sorted:  # fmt: skip
    """Sort one message."""
    head = {"From": "ann@mail.example", "To": to, "Subject": subject,
            "Content-Type": "text/plain; charset=utf-8", **headers}  # fmt: skip
    lines = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in head.items())
    rights = [right for right in RIGHTS if right in offered]
    return sort(read_message(f"{lines}\n{text}".encode()), PHRASES, contact=DESK, offered=rights)


@pytest.mark.parametrize(
    ("text", "right", "language"),
    [
        ("Please send me a copy of all the data you hold about me.", "access", "en"),
        ("What data do you have about me?", "access", "en"),
        ("Kindly DELETE my   personal\ninformation.", "erasure", "en"),
        ("I want to be forgotten: forget me!", "erasure", "en"),
        ("My surname is misspelled, please correct my record.", "rectification", "en"),
        ("Stop sending me your newsletters", "objection", "en"),
        ("I hereby withdraw my consent.", "withdrawal", "en"),
        ("I ask for data portability.", "portability", "en"),
        ("Ich bitte um Auskunft über meine gespeicherten Daten.", "access", "de"),
        ("Bitte löschen Sie alle meine Daten.", "erasure", "de"),
        ("Ich widerspreche der Werbung.", "objection", "de"),
        ("Hiermit widerrufe ich meine Einwilligung.", "withdrawal", "de"),
        ("Je demande l’accès à mes données.", "access", "fr"),
        ("Merci de supprimer mes données.", "erasure", "fr"),
        ("Je ne souhaite plus recevoir vos offres", "objection", "fr"),
        ("Прошу видалити мої персональні дані.", "erasure", "uk"),
        ("Надайте копію моїх персональних даних", "access", "uk"),
        ("Quiero una copia de mis datos", "access", "es"),
        ("Proszę usunąć wszystkie moje dane", "erasure", "pl"),
    ],
)
def test_a_request_is_known_by_its_words_in_each_language(
    text: str, right: str, language: str
) -> None:
    found = sorted_of(text)
    assert (found.kind, found.right, found.language) == ("request", right, language)


@pytest.mark.parametrize(
    "text",
    [
        "What does it cost to build a shop?",
        "Can you export a report from the demo to PDF?",
        "Please delete the second line of the offer.",
        "Please stop by our office on Monday.",
        "Könnten Sie uns die Unterlagen senden?",
        "Please send me the data sheet.",
        "Thanks!\n\nOn Mon, 2 Mar 2026 at 10:00, Desk <privacy@company.example> wrote:\n"
        "> You can ask us to delete my data",
        "Danke!\n\nAm Mo., 2. März 2026 um 10:00 Uhr schrieb Büro <b@company.example>:\n"
        "Löschen Sie meine Daten",
        "Thank you\n-- \nDelete my data Ltd, GDPR experts",
    ],
)
def test_a_mere_question_is_none(text: str) -> None:
    assert sorted_of(text).kind == "correspondence"


@pytest.mark.parametrize(
    "text",
    [
        "Delete the data of my client Ann, please.",
        "On behalf of my mother: delete my data.",
        "Send me a copy of my data and delete my account.",
        "Is your product GDPR compliant?",
        "Restriction of processing, please.",
    ],
)
def test_what_only_somebody_can_tell_is_left_to_somebody(text: str) -> None:
    assert sorted_of(text).kind == "may-be-request"


def test_what_goes_to_the_privacy_desk_is_looked_at_whatever_it_says() -> None:
    assert sorted_of("Hello?", to=DESK).kind == "may-be-request"
    assert sorted_of("Hello?").kind == "correspondence"


def test_a_right_that_is_not_offered_here_is_left_to_somebody() -> None:
    asked = "I ask for data portability."
    assert sorted_of(asked, offered=frozenset(("access",))).kind == "may-be-request"


@pytest.mark.parametrize("text", ["please remove me", "STOP", "abmelden bitte", "désabonner"])
def test_an_answer_that_says_little_else_stops_and_one_that_says_more_does_not(text: str) -> None:
    answers = {"In_Reply_To": "<1@company.example>"}
    assert sorted_of(text, **answers).kind == "stop"
    longer = f"{text}. By the way, we would like to order twelve more of the large ones in blue"
    assert sorted_of(longer, **answers).kind == "correspondence"


def test_a_code_confirms_only_with_a_yes_and_never_by_a_program() -> None:
    subject = "Re: [#ABCD-EFGH-0000] Company: is this request yours?"
    assert sorted_of("Yes", subject).token == "ABCD-EFGH-0000"
    assert sorted_of("Yes", subject).kind == "confirmation"
    assert sorted_of("I am away until Monday.", subject).kind == "correspondence"
    assert sorted_of("Yes", subject, Auto_Submitted="auto-replied").kind == "automatic"
    assert sorted_of("Yes", subject, Precedence="bulk").kind != "confirmation"


def test_a_way_out_is_found_in_an_address_or_a_subject() -> None:
    token = "0a" * 32
    for given in (
        {"to": f"news+unsubscribe-{token}@company.example"},
        {"subject": f"unsubscribe {token}"},
        {"subject": f"Unsubscribe={token.upper()}", "From": ""},
    ):
        found = sorted_of("", **given)
        assert (found.kind, found.token) == ("unsubscription", token)
