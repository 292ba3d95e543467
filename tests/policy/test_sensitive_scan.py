"""The content scan knows each kind by a sample and lets ordinary business pass."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.policy.sensitive_scan import (
    KINDS,
    SensitiveKind,
    is_card_number,
    is_iban,
    scan,
    scan_fields,
)
from troth.policy.sensitive_words import WORDING
from troth.policy.syntax import entry

SAMPLES = [
    ("identifying-number", "My passport number is AB1234567."),
    ("identifying-number", "passport_scan_2026.pdf"),
    ("identifying-number", "SSN: 078-05-1120"),
    ("identifying-number", "National insurance no QQ 12 34 56 C"),
    ("identifying-number", "tax id 3184710691"),
    ("identifying-number", "driver's licence D1234567"),
    ("financial-account", "Please pay to DE89 3704 0044 0532 0130 00 as usual"),
    ("financial-account", "iban gb82west12345698765432"),
    ("financial-account", "card 4111 1111 1111 1111, exp 12/29"),
    ("financial-account", "My bank account number is 12345678"),
    ("racial-ethnic-origin", "I am black and often treated differently"),
    ("racial-ethnic-origin", "Ethnicity: Roma"),
    ("racial-ethnic-origin", "She is of African descent"),
    ("political-opinions", "I always vote for Labour"),
    ("political-opinions", "He is a member of the Communist Party"),
    ("political-opinions", "I'm a committed socialist."),
    ("religious-philosophical-beliefs", "I am a practising Catholic"),
    ("religious-philosophical-beliefs", "My religion forbids work on Saturday"),
    ("religious-philosophical-beliefs", "Ethical veganism is why I decline"),
    ("religious-philosophical-beliefs", "I believe in reincarnation"),
    ("trade-union-membership", "Here is my union card"),
    ("trade-union-membership", "I am a member of the metal workers' union"),
    ("trade-association", "member of the bakers' guild"),
    ("trade-association", "Chamber of commerce membership 2026"),
    ("professional-association", "I am a fellow of the Institute of Chartered Accountants"),
    ("professional-association", "Bar association card attached"),
    ("health", "I have diabetes"),
    ("health", "She was diagnosed with breast cancer"),
    ("health", "I'm pregnant, so no travel in May"),
    ("health", "my medical certificate.pdf"),
    ("mental-health", "I suffer from depression"),
    ("mental-health", "my therapist said I should rest"),
    ("genetic", "My DNA test results came back"),
    ("genetic", "carrier of the BRCA1 mutation"),
    ("biometric", "We took his fingerprint scan at the door"),
    ("biometric", "biometric template enclosed"),
    ("sex-life", "I am gay."),
    ("sex-life", "his sexual orientation came up"),
    ("criminal", "The candidate was suspected of theft"),
    ("criminal", "I have a criminal record"),
    ("criminal", "He served two years in prison"),
]

INNOCENT = [
    "We need the union of sets in this query.",
    "A UNION query over both tables is slow.",
    "That leaves a healthy budget for the second quarter.",
    "The European Union rules apply from May.",
    "Please send the invoice to our accounts team, number 2026-00417.",
    "Call me on +375 152 55 05 55 after ten.",
    "Order 4111-2222 was shipped on 2026-05-20.",
    "We are looking for a black box testing team.",
    "Our white paper is on the website.",
    "The race condition appears under load.",
    "This party of twelve would like a table.",
    "A third party hosts our logs.",
    "Could you share your view on the new dashboard?",
    "The board voted for the new budget.",
    "The system suffers from memory leaks.",
    "We have a stroke animation in the SVG.",
    "The patient management software needs a quote.",
    "We build software for cancer research institutes.",
    "Our hospital client wants a health check of the server.",
    "The orthodox approach is a monolith.",
    "I am conservative in my estimates.",
    "We take a liberal view of deadlines.",
    "I'm Christian from the sales team at Acme.",
    "Sign in with your fingerprint is not needed.",
    "The genetic algorithm converges in 40 steps.",
    "Move the DNA of the brand into the design.",
    "Project gene needs two developers.",
    "Please suspend the criminal-justice module demo.",
    "We offer fraud detection for banks.",
    "He is guilty of missing the stand-up.",
    "The convict font looks odd on the landing page.",
    "Our passport.js integration fails with error 401.",
    "The meeting room is on floor 4, building 12.",
    "Version 12.4.1 fails on build 20260520123456.",
    "Tracking number 1Z999AA10123456784 for the parcel.",
    "We are a member of the same group of companies.",
    "I believe in testing early.",
    "The association between tables is many to many.",
    "It was a straight answer, thanks.",
    "The trans-Atlantic cable adds 80 ms.",
    "Depression of the key is handled by the firmware.",
    "Migration therapy, we call it, when the old CRM goes.",
    "We accept credit card payments and bank transfers.",
    "A professional association could be a customer for us.",
    "Our guild of front-end developers meets on Friday.",
    "I am blind to colour themes, choose for me.",
]


@pytest.mark.parametrize(("kind", "text"), SAMPLES, ids=[text for _, text in SAMPLES])
def test_a_sample_of_each_kind_is_recognised(kind, text):
    assert kind in scan(text)


def test_every_kind_of_the_language_has_samples_and_wording():
    assert set(get_args(entry.SensitiveKind)) == set(get_args(SensitiveKind)) == KINDS
    assert {kind for kind, _ in SAMPLES} == KINDS == set(WORDING)


@pytest.mark.parametrize("text", INNOCENT)
def test_an_ordinary_business_sentence_passes(text):
    assert scan(text) == frozenset()


def test_case_line_breaks_and_typographic_quotes_do_not_hide_anything():
    assert "health" in scan("I HAVE\n  DIABETES")
    assert "health" in scan("I’m pregnant")


def test_only_fields_in_which_something_was_found_are_named():
    assert scan_fields({"message": "I have asthma", "name": "Ann"}) == {
        "message": frozenset({"health"})
    }


@pytest.mark.parametrize(
    "text",
    ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "UA213223130000026007233566001"],
)
def test_an_iban_is_known_by_its_check_digits(text):
    assert is_iban(text)
    assert not is_iban(text[:-1] + ("0" if text[-1] != "0" else "1"))


@given(st.integers(10**13, 10**14 - 1))
def test_exactly_one_last_digit_makes_a_card_number(stem):
    assert sum(is_card_number(f"4{stem}{last}") for last in range(10)) == 1
    assert sum(is_card_number(f"4{stem}0{last}") for last in range(10)) == 0


@given(st.text(max_size=300))
def test_the_scan_answers_for_any_text(text):
    assert scan(text) <= KINDS
