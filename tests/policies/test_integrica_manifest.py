"""Integrica's manifest says what the published text says: its figures and its silences."""

from __future__ import annotations

from datetime import date

import pytest

from tests.policies import manifests
from troth.policy.syntax.manifest import Manifest

NAME = "integrica"
CALENDAR = {"calendar-ids", "calendar-tokens"}
NETWORKS = ["facebook", "instagram", "tiktok", "youtube"]


@pytest.fixture(scope="module")
def policy() -> Manifest:
    return manifests.read(NAME)


def test_the_controller_has_a_brand_and_an_address_nobody_can_write_to(policy: Manifest) -> None:
    controller = policy.controller
    assert controller.name == "Integrica"
    assert controller.legal_name is None
    assert controller.legal_form is None
    assert controller.register_ is None
    assert controller.address is None
    assert controller.contact is not None
    assert controller.contact.masked
    assert controller.dpo is None
    assert controller.representative is None


def test_gdpr_applies_and_the_seat_is_in_ukraine(policy: Manifest) -> None:
    assert policy.controller.law == ["GDPR"]
    assert policy.controller.seat == "UA"
    assert policy.controller.timezone == "Europe/Kyiv"


def test_the_text_is_of_24_february_2024_and_takes_effect_on_publication(policy: Manifest) -> None:
    assert policy.revision is not None
    assert policy.revision.dated == date(2024, 2, 24)
    assert policy.revision.effective == "publication"


def test_five_words_are_defined_and_processing_has_eleven_operations(policy: Manifest) -> None:
    assert list(policy.definitions) == [
        "personal-data", "processing", "confidentiality", "cookies", "ip-address",
    ]  # fmt: skip
    assert policy.operations is not None
    assert len(set(policy.operations.named)) == len(policy.operations.named) == 11


def test_every_category_holds_exactly_the_items_the_text_names(policy: Manifest) -> None:
    assert {key: set(each.items) for key, each in policy.categories.items()} == {
        "contact": {"first-name", "last-name", "patronymic", "phone", "email"},
        "payments": {"payment-information"},
        "behaviour": {"website-usage", "user-behaviour"},
        "feedback": {"feedback"},
        "device": {"ip-address", "browser-type", "operating-system", "interface-language"},
        "usage": {"visited-pages", "crm-actions", "usage-time", "usage-frequency"},
        "cookies": {
            "authentication-cookie", "settings-cookie", "traffic-cookie", "marketing-cookie",
        },
        "social-interaction": {"interaction"},
        "calls": {"recording"},
        "financial-documents": {"invoice"},
        "calendar-ids": {"event-id", "calendar-id"},
        "calendar-tokens": {"oauth-token"},
    }  # fmt: skip


def test_behaviour_is_filed_under_what_a_person_gives_though_it_is_observed(
    policy: Manifest,
) -> None:
    assert policy.categories["behaviour"].filed_under == "direct"
    assert policy.categories["behaviour"].origin == "automatic"


def test_registration_takes_exactly_five_fields(policy: Manifest) -> None:
    registration = policy.collection["registration"]
    assert set(registration.fields) == set(policy.categories["contact"].items)
    assert registration.creates_account
    assert registration.activity
    assert {"registration", "crm-access", "account-maintenance", "technical-issues"} <= set(
        registration.for_
    )
    assert "newsletter" not in registration.for_


def test_payment_data_comes_only_with_a_payment(policy: Manifest) -> None:
    assert policy.collection["payment"].needs == ["payment"]
    assert policy.sources["payment-operators"].needs == ["payment"]
    assert policy.sources["payment-operators"].kind == "third-party"
    assert not policy.sources["payment-operators"].named
    uses = {key for key, each in policy.purposes.items() if "payments" in each.uses}
    assert uses.isdisjoint({"personalisation", "product-improvement", "newsletter"})


def test_four_social_networks_give_what_an_interaction_shows(policy: Manifest) -> None:
    for network in NETWORKS:
        assert policy.sources[network].needs == ["interaction-reference"]
        assert policy.collection[f"{network}-interaction"].source == network
    given = {key for key, each in policy.sources.items() if each.gives == ["social-interaction"]}
    assert given == set(NETWORKS)


def test_calls_may_be_recorded_and_going_on_is_taken_as_consent(policy: Manifest) -> None:
    calls = policy.purposes["calls"]
    assert (calls.basis, calls.consent_as_written) == ("consent", "by-continuing")
    assert policy.collection["call"].for_ == ["calls"]


def test_seven_purposes_have_no_ground_and_the_rest_are_parts_of_them(policy: Manifest) -> None:
    groundless = {key for key, each in policy.purposes.items() if each.basis is None}
    whole = {key for key in groundless if policy.purposes[key].part_of is None}
    assert whole == {
        "support", "personalisation", "communication", "financial-operations",
        "product-improvement", "rights-and-security", "legal-compliance",
    }  # fmt: skip
    assert {policy.purposes[key].clause for key in whole} == {
        "5.1", "5.2; 4.2", "5.3", "5.4", "5.5", "5.6; 2.5", "5.7",
    }  # fmt: skip
    assert {policy.purposes[key].part_of for key in groundless - whole} == {
        "support", "communication", "financial-operations",
    }  # fmt: skip


def test_a_newsletter_is_ended_by_its_link(policy: Manifest) -> None:
    newsletter = policy.purposes["newsletter"]
    assert newsletter.marketing
    assert newsletter.channels == ["email"]
    assert newsletter.opt_out == "link"
    assert not policy.purposes["communication"].marketing


def test_cookies_serve_four_ends_by_use_alone_and_are_called_impersonal(policy: Manifest) -> None:
    cookies = policy.cookies
    assert cookies is not None
    assert {key: each.use for key, each in cookies.entries.items()} == {
        "authentication": "necessary",
        "settings": "preferences",
        "traffic-analysis": "analytics",
        "marketing-campaigns": "marketing",
    }
    assert cookies.consent_as_written == "by-use"
    assert cookies.opt_out == "browser"
    assert cookies.durations == "silent"
    assert cookies.called_not_personal
    assert policy.categories["cookies"].called == "not-personal"


def test_calendar_data_is_ids_and_tokens_for_events_and_planning_only(policy: Manifest) -> None:
    uses = {key for key, each in policy.purposes.items() if CALENDAR & set(each.uses)}
    assert uses == {"manage-events", "crm-planning"}
    assert policy.sources["google-calendar"].needs == ["consent"]
    assert policy.sources["google-calendar"].gives == ["calendar-ids", "calendar-tokens"]
    assert set(policy.collection["calendar-connection"].fields) == {
        "calendar-id", "event-id", "oauth-token",
    }  # fmt: skip


def test_calendar_data_goes_to_no_third_party(policy: Manifest) -> None:
    unshared = {key for key, each in policy.categories.items() if each.shared is False}
    assert unshared == CALENDAR
    assert not any(CALENDAR & set(each.receives or []) for each in policy.recipients.values())


def test_three_kinds_of_providers_stand_unnamed_beside_authorities(policy: Manifest) -> None:
    assert all(each.name is None for each in policy.recipients.values())
    providers = {key for key, each in policy.recipients.items() if each.clause == "6.1"}
    assert providers == {"hosting-providers", "analytics-services", "payment-systems"}
    assert {key: each.needs for key, each in policy.recipients.items() if key not in providers} == {
        "authorities": ["legal-request"],
        "legal-requesters": ["legal-request"],
        "rights-protection": ["case"],
        "third-parties-by-consent": ["consent"],
    }


def test_an_account_idle_for_more_than_six_months_may_be_emptied(policy: Manifest) -> None:
    rule = policy.retention["inactive-account"]
    assert (rule.more_than, rule.for_, rule.from_) == ("P6M", None, "last-activity")
    assert rule.duty == "may"
    assert rule.unless == ["legal-duty"]
    assert set(rule.keeps) == set(policy.categories) - {"financial-documents"}
    active = {key for key, each in policy.collection.items() if each.activity}
    assert active == {"registration", "crm-action"}


def test_obligations_and_law_keep_data_without_a_figure(policy: Manifest) -> None:
    assert policy.retention["obligations"].until == "obligation-met"
    documents = policy.retention["financial-documents"]
    assert documents.keeps == ["financial-documents"]
    assert documents.as_written
    assert documents.for_ is None
    assert policy.legal_exceptions == {}


def test_calendar_keys_last_no_longer_than_they_are_needed(policy: Manifest) -> None:
    assert policy.retention["calendar"].until == "purpose-end"
    assert set(policy.retention["calendar"].keeps) == CALENDAR


def test_five_rights_are_offered_without_a_reply_time(policy: Manifest) -> None:
    assert policy.rights is not None
    assert policy.rights.offer == [
        "access", "rectification", "erasure", "restriction", "portability",
    ]  # fmt: skip
    assert policy.rights.answer_within is None


def test_the_services_are_not_for_anybody_under_eighteen(policy: Manifest) -> None:
    minors = policy.minors
    assert minors is not None
    assert (minors.under, minors.applies_to, minors.do) == (18, "services", "refuse-and-erase")
    assert minors.duty == "must"
    assert minors.reporters == "parent-guardian"
    assert minors.report_to == "contact"
    assert minors.parental_consent == "verified-may-keep"


def test_it_is_silent_on_sensitive_data_and_on_complaints(policy: Manifest) -> None:
    assert policy.sensitive is None
    assert policy.disputes is None


def test_use_is_taken_as_consent_to_transfers_to_ukraine_and_anywhere(policy: Manifest) -> None:
    assert list(policy.transfers) == ["ukraine-and-partners"]
    transfer = policy.transfers["ukraine-and-partners"]
    assert transfer.to == ["UA", "any"]
    assert transfer.mechanism == "use-as-consent"


def test_data_is_encrypted_restricted_and_checked(policy: Manifest) -> None:
    assert {each.kind for each in policy.security.values()} == {
        "encryption-at-rest", "encryption-in-transit", "access-control", "regular-checks",
        "confidentiality",
    }  # fmt: skip


def test_significant_changes_are_told_separately(policy: Manifest) -> None:
    assert policy.changes is not None
    assert policy.changes.notify == {"material": "each-person", "minor": "page"}
    assert policy.changes.date_shown == "bottom"


def test_it_asserts_compliance_no_sale_and_acceptance_by_use(policy: Manifest) -> None:
    assert sorted(each.kind for each in policy.claims.values()) == [
        "cannot-identify", "compliant", "compliant", "never-sells", "transfer-by-use",
        "use-is-acceptance",
    ]  # fmt: skip
    assert policy.documents["google-api-services-user-data-policy"].present
