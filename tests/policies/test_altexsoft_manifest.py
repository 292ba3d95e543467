"""AltexSoft's manifest says what the published text says: its figures and its silences."""

from __future__ import annotations

from datetime import date

import pytest

from tests.policies import manifests
from troth.policy.syntax.manifest import Manifest

NAME = "altexsoft"
MARKETING_DATA = {"contact", "profile", "usage", "location", "analytics"}


@pytest.fixture(scope="module")
def policy() -> Manifest:
    return manifests.read(NAME)


def test_the_controller_is_a_nevada_corporation_seated_in_california(policy: Manifest) -> None:
    controller = policy.controller
    assert controller.legal_name == "AltexSoft Inc."
    assert (controller.legal_form, controller.registered_in) == ("corporation", "US-NV")
    assert controller.seat == "US"
    assert controller.address == "654 Matsonia Dr, Foster City, CA 94404, US"
    assert controller.contact is not None
    assert controller.contact.email == "legal@altexsoft.com"
    assert controller.contact.phone is None


def test_no_officer_and_no_representative_are_named(policy: Manifest) -> None:
    assert policy.controller.dpo is None
    assert policy.controller.representative is None


def test_the_text_is_of_22_august_2024_and_says_not_when_it_takes_effect(policy: Manifest) -> None:
    assert policy.revision is not None
    assert policy.revision.dated == date(2024, 8, 22)
    assert policy.revision.effective is None


def test_four_sources_four_social_networks_and_rb2b_feed_it(policy: Manifest) -> None:
    kinds = {key: each.kind for key, each in policy.sources.items()}
    assert kinds["website"] == kinds["electronic-messages"] == "direct"
    assert kinds["public-sources"] == "public"
    assert kinds["clients"] == "client"
    assert policy.accounts is not None
    assert policy.accounts.social_sign_in == ["facebook", "linkedin", "twitter", "telegram"]
    assert policy.accounts.stores_passwords is False
    for network in policy.accounts.social_sign_in:
        assert policy.sources[network].needs == ["consent"]
        assert policy.sources[network].gives == ["third-party-account"]
        fields = policy.collection[f"{network}-connection"].fields
        assert set(fields) == {"account-email", "current-location", "profile-photo", "profile-url"}
        assert policy.collection[f"{network}-connection"].extra_fields == "strip"
    assert policy.sources["rb2b"].regions_only == ["US"]


def test_recruiting_has_direct_agency_public_check_provider_and_referral_sources(
    policy: Manifest,
) -> None:
    sources = policy.purposes["role-applied"].basis_by_source or {}
    assert {key: policy.sources[key].kind for key in sources} == {
        "application": "direct",
        "recruitment-agencies": "third-party",
        "job-networks": "public",
        "candidate-check-providers": "third-party",
        "data-providers": "third-party",
        "referral-program": "third-party",
    }
    assert not policy.sources["data-providers"].named


def test_forms_take_seven_named_fields(policy: Manifest) -> None:
    assert set(policy.collection["website-form"].fields) == {
        "name", "email", "organisation", "phone", "photo", "cv", "social-profile",
    }  # fmt: skip


def test_every_category_holds_exactly_the_items_the_text_names(policy: Manifest) -> None:
    items = {key: set(each.items) for key, each in policy.categories.items()}
    assert items["usage"] == {
        "pages-viewed", "referral-source", "ip-address", "browser-type", "device-identifiers",
        "visit-dates", "time-on-site",
    }  # fmt: skip
    assert items["analytics"] == {"browser", "referrer", "visit-time", "approximate-location"}
    assert items["cookies"] == {
        "cookie-id", "ip-address", "device-id", "client-id", "email-cookie", "name-cookie",
        "time-cookie",
    }  # fmt: skip
    assert items["correspondence"] == {
        "form-message", "chat-message", "email-message", "text-message",
    }  # fmt: skip
    assert items["candidate-contact"] == {"name", "address", "email", "phone"}
    assert items["bank-account"] | items["tax-number"] | items["tax-status"] == {
        "bank-account", "national-tax-number", "tax-status",
    }  # fmt: skip
    assert items["identified-visitor"] == {
        "name", "email", "phone", "job-title", "employer", "location",
    }  # fmt: skip


def test_open_lists_are_marked_and_usage_is_called_anonymous(policy: Manifest) -> None:
    assert {key for key, each in policy.categories.items() if each.open_ended} == {
        "contact", "analytics", "third-party-account", "usage", "cookies", "public-information",
        "client-supplied",
    }  # fmt: skip
    assert {key: each.called for key, each in policy.categories.items() if each.called} == {
        "usage": "anonymous",
        "analytics": "anonymous",
    }


def test_the_crm_takes_six_kinds_of_data(policy: Manifest) -> None:
    assert set(policy.purposes["relationship-management"].uses) - {"profile"} == {
        "contact", "public-information", "mail-responses", "usage", "correspondence",
        "staff-notes",
    }  # fmt: skip
    assert policy.purposes["relationship-management"].opt_out == "contact"
    assert policy.collection["staff-note"].from_ == "staff"


def test_services_rest_on_consent_and_contract_and_analytics_on_interest_and_consent(
    policy: Manifest,
) -> None:
    stated = {key: each.stated_bases for key, each in policy.purposes.items() if each.stated_bases}
    assert stated == {
        "service-provision": ["consent", "contract"],
        "testimonials": ["consent", "contract"],
        "analytics": ["legitimate-interests", "consent"],
        "visitor-identification": ["legitimate-interests", "consent"],
    }
    # GDPR Art. 13(1)(d): the text claims the interest and never says what it is.
    assert policy.purposes["analytics"].interest is None


def test_marketing_has_five_aims_that_all_rest_on_consent(policy: Manifest) -> None:
    for key in (
        "marketing-management", "advertising", "content-improvement", "newsletter",
        "in-house-research",
    ):  # fmt: skip
        assert policy.purposes[key].basis == "consent"
        assert set(policy.purposes[key].uses) >= MARKETING_DATA
    newsletter = policy.purposes["newsletter"]
    assert newsletter.marketing
    assert newsletter.channels == ["email"]
    assert (newsletter.opt_in, newsletter.opt_out) == ("where-law-requires", "link")
    assert policy.purposes["mail-tracking"].uses == ["mail-responses"]


def test_the_text_names_no_ground_for_nine_uses(policy: Manifest) -> None:
    assert {
        key
        for key, each in policy.purposes.items()
        if each.basis is None and each.basis_by_source is None
    } == {
        "support", "get-in-touch", "relationship-management", "legal-disclosures", "billing",
        "personnel-record", "nearest-representative", "location-needs", "aggregate-statistics",
    }  # fmt: skip


def test_candidates_own_data_rests_on_consent_and_the_rest_on_recruiting_staff(
    policy: Manifest,
) -> None:
    recruiting = [each for each in policy.purposes.values() if each.kind == "recruitment"]
    assert len(recruiting) == 6
    for purpose in recruiting:
        grounds = dict(purpose.basis_by_source or {})
        assert grounds.pop("application") == "consent"
        assert set(grounds.values()) == {"legitimate-interests"}
        assert purpose.interest == "recruitment of staff"
    assert policy.collection["application"].ad_hoc_purposes


def test_location_needs_leave_from_the_device_and_finds_the_closest_representative(
    policy: Manifest,
) -> None:
    form = policy.collection["device-location"]
    assert form.needs == ["device-permission"]
    assert form.for_ == ["nearest-representative", "location-needs"]


def test_data_of_clients_is_processed_under_their_agreement_and_nowhere_else(
    policy: Manifest,
) -> None:
    assert policy.processor_of["client-data"].needs == ["agreement"]
    assert policy.collection["client-import"].needs == ["agreement"]
    using = [key for key, each in policy.purposes.items() if "client-supplied" in each.uses]
    assert using == ["client-services"]
    assert policy.purposes["client-services"].role == "processor"


def test_cookies_are_accepted_by_browsing_under_a_banner_with_one_button(policy: Manifest) -> None:
    cookies = policy.cookies
    assert cookies is not None
    assert cookies.consent_as_written == "by-use"
    assert cookies.banner_buttons == ["accept-all"]
    assert cookies.opt_out == "both"
    assert cookies.durations == "elsewhere"
    assert cookies.blocking_degrades
    assert {key: each.use for key, each in cookies.entries.items()} == {
        "measurement": "analytics",
        "content-improvement": "analytics",
        "retargeting": "marketing",
        "customisation": "preferences",
        "convenience": "preferences",
    }


def test_general_data_lasts_twelve_months_after_use_or_as_long_as_consent(policy: Manifest) -> None:
    in_use, consent = policy.retention["while-in-use"], policy.retention["consent-data"]
    assert (in_use.for_, in_use.from_, in_use.unless) == ("P12M", "last-activity", ["legal-duty"])
    assert consent.until == "consent-withdrawn"
    assert {"contact", "profile"} <= set(in_use.keeps) & set(consent.keeps)


def test_forms_and_chats_go_yearly_and_silence_of_over_twelve_months_ends_support(
    policy: Manifest,
) -> None:
    yearly, silence = policy.retention["forms-and-chats"], policy.retention["support-silence"]
    assert yearly.collected_by == ["contact-form", "live-chat"]
    assert (yearly.for_, yearly.from_, yearly.every) == ("P1Y", "collection", "P1Y")
    assert yearly.unless == []
    assert (silence.more_than, silence.for_, silence.from_) == ("P12M", None, "last-contact")
    contacts = {key for key, each in policy.collection.items() if each.contact}
    assert set(silence.collected_by or []) == contacts


def test_usage_for_analytics_lasts_at_most_twelve_months_from_collection(policy: Manifest) -> None:
    rule = policy.retention["usage"]
    assert "usage" in rule.keeps
    assert (rule.for_, rule.from_, rule.unless) == ("P12M", "collection", ["legal-duty"])


def test_candidates_are_kept_for_no_figure_at_all(policy: Manifest) -> None:
    for key in ("unsuccessful-candidates", "personnel-record"):
        rule = policy.retention[key]
        assert rule.as_written
        assert (rule.for_, rule.more_than, rule.from_) == (None, None, "decision")


def test_the_text_says_nothing_on_keeping_six_kinds_of_data(policy: Manifest) -> None:
    kept = {category for rule in policy.retention.values() for category in rule.keeps}
    assert set(policy.categories) - kept == {
        "public-information", "client-supplied", "candidate-photo", "identity-documents",
        "candidate-checks", "background-check",
    }  # fmt: skip


def test_eight_rights_are_offered_without_a_reply_time(policy: Manifest) -> None:
    rights = policy.rights
    assert rights is not None
    assert rights.offer == [
        "information", "access", "rectification", "erasure", "restriction", "notification",
        "portability", "objection",
    ]  # fmt: skip
    assert rights.answer_within is None
    assert rights.channels == ["email", "link", "reply", "contact"]
    assert len(rights.restriction_grounds) == 4
    assert rights.ends_with_expiry
    assert rights.notify_recipients
    assert rights.not_for == ["exchanges under a service agreement"]
    assert policy.purposes["testimonials"].opt_out == "contact"


def test_no_data_is_taken_of_anybody_under_sixteen(policy: Manifest) -> None:
    assert policy.minors is not None
    assert (policy.minors.under, policy.minors.applies_to) == (16, "data")
    assert policy.minors.do == "refuse"


def test_fourteen_sensitive_kinds_are_refused(policy: Manifest) -> None:
    assert policy.sensitive is not None
    assert policy.sensitive.stance == "refuse"
    assert len(set(policy.sensitive.kinds)) == len(policy.sensitive.kinds) == 14
    assert policy.sensitive.exceptions == []


def test_recruiting_contradicts_the_refusal_in_four_places(policy: Manifest) -> None:
    assert policy.sensitive is not None
    assert [
        (each.admits, each.collection, each.field) for each in policy.sensitive.contradicted_by
    ] == [
        ("identifying-number", "identity-check", "identity-document"),
        ("biometric", "identity-check", "photograph"),
        ("criminal", "background-check", "background-result"),
        ("financial-account", "hire", "bank-account"),
    ]
    for each in policy.sensitive.contradicted_by:
        field = policy.collection[each.collection or ""].fields[each.field or ""]
        assert each.admits in policy.categories[field.category].sensitive
    assert policy.categories["tax-number"].sensitive == ["identifying-number"]


def test_access_is_limited_and_the_website_is_encrypted(policy: Manifest) -> None:
    kinds = {key: each.kind for key, each in policy.security.items()}
    assert kinds["limited-access"] == "access-control"
    assert kinds["staff-confidentiality"] == "confidentiality"
    assert kinds["controlled-servers"] == "controlled-environment"
    assert kinds["https"] == "encryption-in-transit"
    assert kinds["entry-submission-access"] == "technical"
    assert policy.security["technical-measures"].against == [
        "unauthorised-processing", "unlawful-processing", "accidental-loss", "destruction",
        "damage",
    ]  # fmt: skip


def test_zoho_azure_mailchimp_and_the_device_hold_the_data(policy: Manifest) -> None:
    assert {key: each.kind for key, each in {**policy.systems, **policy.storage}.items()} == {
        "zoho-crm": "crm",
        "azure": "cloud",
        "mailchimp": "mail",
        "device": "device",
    }
    assert policy.systems["zoho-crm"].place is None
    assert policy.systems["azure"].place is None


def test_a_change_that_cuts_rights_is_notified_or_shown_at_login(policy: Manifest) -> None:
    assert policy.changes is not None
    assert policy.changes.notify == {
        "material": "notify-or-login",
        "minor": "page",
        "new-purpose": "each-person",
    }
    assert policy.changes.date_shown == "top"


def test_the_list_of_contents_the_agreement_and_the_addendum_cannot_be_reached(
    policy: Manifest,
) -> None:
    absent = {key for key, each in policy.documents.items() if not each.present}
    assert absent == {
        "contents-list", "service-agreement", "addendum", "internal-security-policies",
    }  # fmt: skip
    assert policy.documents["cookie-policy"].present


def test_it_asserts_ten_kinds_of_things_of_itself(policy: Manifest) -> None:
    assert {each.kind for each in policy.claims.values()} == {
        "never-sells", "always-accurate", "non-identifying-shared-freely", "matching-reserved",
        "foreign-policy-applies", "vendor-terms-followed", "open-ended-place",
        "pseudonymised-called-anonymous", "region-limit-not-guaranteed", "vendor-compliant",
    }  # fmt: skip


def test_it_is_silent_on_complaints_and_law_that_keeps_data_longer(policy: Manifest) -> None:
    assert policy.disputes is None
    assert policy.legal_exceptions == {}
