"""What a notice tells: all of GDPR Art. 13 and 14 that the policy or the law says, and no more."""

from __future__ import annotations

import re

import pytest

from tests.policies.manifests import POLICIES
from tests.policy.notice.shipped import SHIPPED, loaded, notices, sentences, written
from tests.support.plain import read_yaml, write_yaml
from troth.assembly.law import load_law_book
from troth.assembly.notices import notice_page
from troth.assembly.policies import LoadedPolicy, load_text
from troth.errors import InputError
from troth.policy.pages.page import Page
from troth.policy.pages.page import sentences as read_out


def told(made: LoadedPolicy, layer: str = "full", language: str = "en") -> str:
    return " ".join(read_out(notice_page(made, layer, language)))


def row(page: Page, address: str) -> str:
    """The words of the table row, list point or paragraph that bears an address."""
    for section in page.sections:
        for block in section.blocks:
            for each in block.rows:
                lines = [line for cell in each.cells for line in cell]
                if address == each.anchor or address in {line.anchor for line in lines}:
                    return " ".join(line.plain for line in lines)
            for group in block.groups:
                if address in {line.anchor for line in group}:
                    return " ".join(line.plain for line in group)
    raise AssertionError(f"no anchor {address}")


def edited(name: str, **sections: object) -> LoadedPolicy:
    data = read_yaml((POLICIES / f"{name}.yaml").read_text(encoding="utf-8"))
    text = write_yaml({**data, **sections})
    return load_text(text, f"{name}.yaml", law=load_law_book())


@pytest.mark.parametrize("name", SHIPPED)
def test_the_full_notice_answers_every_item_of_articles_13_and_14(name: str) -> None:
    keys = {section.key for section in notices(name)["full"].sections}
    assert {
        "controller", "purposes", "withdrawal", "recipients", "retention", "rights", "complaint",
        "automated", "sources", "categories", "collection", "sensitive", "changes",
    } <= keys  # fmt: skip
    assert ("minors" in keys) == (loaded(name).required().minors is not None)
    assert ("cookies" in keys) == (name != "intermind")


def test_controller_officer_and_contact_stand_first() -> None:
    page = notice_page(loaded("intexsoft"))
    assert "IntexSoft Ltd" in row(page, "controller:2")
    assert "+375 152 55 05 55" in row(page, "controller/contact")
    assert "We have a data protection officer." in row(page, "controller/dpo")


def test_a_contact_that_nobody_can_use_is_not_printed() -> None:
    said = told(loaded("integrica"))
    assert "The policy names no address to write to." in said
    assert "@" not in said


def test_a_ground_that_the_policy_does_not_name_is_told_as_not_named() -> None:
    page = notice_page(loaded("integrica"))
    assert "The policy names no ground. We apply: a contract with you." in row(
        page, "purposes/support"
    )
    consent = row(notice_page(loaded("soft-ok")), "purposes/statistics")
    assert "Ground: your consent." in consent
    assert "names no ground" not in consent


def test_a_ground_by_source_names_the_sources_of_each() -> None:
    said = row(notice_page(loaded("altexsoft")), "purposes/role-applied")
    assert "Ground: your consent, for data from: application." in said
    assert "Ground: our legitimate interests, for data from: " in said
    assert "recruitment of staff" in said


def test_a_dead_safeguard_is_told_as_dead_and_carries_nothing() -> None:
    said = row(notice_page(loaded("altexsoft")), "transfers/google-analytics")
    assert "Privacy Shield" in said
    assert "It does not hold under the law of today." in said
    assert "So we do not send data there on this ground." in said


def test_a_safeguard_that_stands_is_told_as_one() -> None:
    made = written(
        recipients={"host": {"name": "Host", "place": ["IN"], "transfer": "scc",
                             "receives": ["contact"]}}
    )  # fmt: skip
    said = row(notice_page(made), "transfers/host")
    assert "Safeguard: standard contractual clauses (GDPR Art. 46)." in said
    assert "does not hold" not in said


def test_periods_are_those_that_run_and_a_default_is_told_as_one() -> None:
    page = notice_page(loaded("integrica"))
    assert "6 months" in row(page, "retention/inactive-account")
    assert "your last activity" in row(page, "retention/inactive-account")
    vague = row(page, "retention/financial-documents")
    assert "as legal requirements say" in vague
    assert "That is our default, not a term of the policy." in vague


def test_silence_on_keeping_is_told_as_our_default() -> None:
    said = told(loaded("soft-ok"))
    assert "On the data below the policy sets no time. So we apply a default:" in said
    assert "Contact details: 12 months, counted from the day we took it in." in said


def test_the_answer_time_says_whether_it_is_promised_or_the_laws() -> None:
    assert "We promise an answer within 30 days." in told(loaded("intexsoft"), "rights")
    assert "The law gives us one month to answer." in told(loaded("altexsoft"), "rights")


def test_a_right_that_only_the_law_gives_is_told_as_the_laws() -> None:
    page = notice_page(loaded("integrica"), "rights")
    assert "The law gives you this right." in row(page, "rights/objection")
    assert "The law gives you this right." not in row(page, "rights/access")


def test_consent_by_browsing_is_not_told_as_consent_in_strict_mode() -> None:
    strict = told(loaded("altexsoft"), "cookies")
    assert "All else waits for your yes." in strict
    assert "takes your use of the site as a yes" not in strict
    faithful = told(edited("altexsoft", mode="faithful"), "cookies")
    assert "The text takes your use of the site as a yes." in faithful


def test_a_form_tells_of_its_own_purposes_data_and_recipients_only() -> None:
    page = notice_page(loaded("altexsoft"), "form:newsletter-signup")
    anchors = page.anchors()
    assert {
        "purposes/newsletter",
        "collection/newsletter-signup",
        "recipients/mailchimp",
    } <= anchors
    assert not any(each.startswith("purposes/") and "newsletter" not in each for each in anchors)
    assert "recipients/rb2b" not in anchors
    assert {"controller", "rights", "complaint", "withdrawal"} <= anchors


def test_what_must_be_given_is_told_at_the_form() -> None:
    made = written(
        sources={"site": {"kind": "direct"}},
        collection={
            "contact": {
                "from": "person", "source": "site", "for": ["support"],
                "fields": {"email": {"category": "contact", "required": True}},
                "if-not-given": "we cannot answer",
            }
        },
    )  # fmt: skip
    said = told(made, "form:contact")
    assert "You must give: email address." in said
    assert "If you do not: we cannot answer." in said


def test_applicants_have_a_notice_of_their_own_where_there_is_hiring() -> None:
    page = notice_page(loaded("altexsoft"), "recruitment")
    assert {"purposes/role-applied", "retention/unsuccessful-candidates"} <= page.anchors()
    assert "purposes/newsletter" not in page.anchors()
    with pytest.raises(InputError, match="no notice `recruitment`") as refused:
        notice_page(loaded("soft-ok"), "recruitment")
    assert refused.value.code == "notice/no-layer"


@pytest.mark.parametrize("layer", ["form:nothing", "cookie", "", "form:"])
def test_an_unknown_layer_is_refused_with_the_nearest(layer: str) -> None:
    with pytest.raises(InputError) as refused:
        notice_page(loaded("altexsoft"), layer)
    assert refused.value.help


def test_the_date_stands_where_the_policy_puts_it() -> None:
    assert notices("altexsoft")["full"].stamp_at == "top"
    assert notices("integrica")["full"].stamp_at == "bottom"
    assert notices("soft-ok")["full"].stamp is None


@pytest.mark.parametrize("name", SHIPPED)
def test_every_address_a_sentence_names_is_one_of_the_manifest(name: str) -> None:
    manifest = loaded(name).parsed.manifest
    assert manifest is not None
    sections = {each.replace("_", "-") for each in type(manifest).model_fields}
    for notice in notices(name).values():
        for sentence in sentences(notice):
            assert not sentence.address or sentence.address.split("/")[0] in sections


def test_a_key_without_a_word_is_shown_as_it_is_and_marked_as_the_manifests() -> None:
    made = written(
        categories={"shoe-sizes": {"items": ["left-shoe"]}},
        purposes={"fitting-shoes": {"kind": "service", "uses": ["shoe-sizes"]}},
    )
    page = notice_page(made, "full", "de")
    [spans] = [
        line.spans
        for section in page.sections
        if section.key == "categories"
        for block in section.blocks
        for each in block.rows
        for line in each.cells[0]
    ]
    assert [(span.text, span.foreign) for span in spans] == [("Shoe sizes", True)]


@pytest.mark.parametrize(("language", "words"), [
    ("de", "Wir fragen Sie zuerst bei"), ("fr", "Nous vous demandons d’abord pour"),
])  # fmt: skip
def test_another_language_says_the_same_promises(language: str, words: str) -> None:
    english = notice_page(loaded("altexsoft"))
    other = notice_page(loaded("altexsoft"), "full", language)
    assert other.anchors() == english.anchors()
    assert words in " ".join(read_out(other))


def test_dates_places_and_periods_are_said_in_the_language() -> None:
    page = notice_page(loaded("altexsoft"), "full", "de")
    assert page.stamp is not None
    assert page.stamp.plain == "Stand: 22. August 2024"
    assert "Vereinigte Staaten" in row(page, "recipients/google-analytics")
    assert "12 Monate" in row(page, "retention/usage")


def test_marks_of_another_language_cannot_be_forged_by_a_manifest() -> None:
    made = written(controller={"name": "A\ue000B\ue001C", "says": "x \ue001 y", "law": ["GDPR"]})
    assert not re.search("[\ue000\ue001]", told(made))


def test_a_forms_notice_is_short_and_keeps_to_the_forms_own_data() -> None:
    full = len(told(loaded("altexsoft")).split())
    short = told(loaded("altexsoft"), "form:newsletter-signup")
    assert len(short.split()) < full / 10
    page = notice_page(loaded("altexsoft"), "form:newsletter-signup")
    kept = row(page, "retention/consent-data")
    assert kept.startswith("Contact details ")
    assert "applicants" not in kept


def test_an_extension_is_told_with_its_limit() -> None:
    said = row(notice_page(loaded("intexsoft")), "retention/contact-form")
    assert "With your leave, 12 months longer. Never more than 3 years in all." in said
