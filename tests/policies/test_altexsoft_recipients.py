"""The recipients of AltexSoft are those of its text: who, what, where and on which condition."""

from __future__ import annotations

import pytest

from tests.policies import manifests
from troth.policy.syntax.manifest import Manifest

NAME = "altexsoft"
USAGE_ANALYTICS_COOKIES = ["usage", "analytics", "cookies"]
LISTED = {
    "google-analytics": ("Google LLC", ["US"], USAGE_ANALYTICS_COOKIES),
    "google-tag-manager": ("Google LLC", ["US"], USAGE_ANALYTICS_COOKIES),
    "google-ads": ("Google LLC", ["US"], USAGE_ANALYTICS_COOKIES),
    "gosquared": ("Go Squared Ltd.", ["GB"], USAGE_ANALYTICS_COOKIES),
    "microsoft-clarity": (
        "Microsoft Corporation",
        [
            "any",
            "AU",
            "AT",
            "BR",
            "CA",
            "FI",
            "FR",
            "DE",
            "HK",
            "IN",
            "IE",
            "JP",
            "KR",
            "LU",
            "MY",
            "NL",
            "SG",
            "ZA",
            "GB",
            "US",
        ],
        [*USAGE_ANALYTICS_COOKIES, "session-events"],
    ),
    "fathom": ("Conva Ventures Inc.", ["CA", "US", "DE", "SI"], ["request-headers"]),
    "rb2b": ("GetEmails, LLC", ["US"], ["usage", "cookies", "identified-visitor"]),
    "linkedin-analytics": (
        "LinkedIn Ireland Unlimited Company",
        ["IE"],
        USAGE_ANALYTICS_COOKIES,
    ),
    "mailchimp": ("The Rocket Science Group LLC", ["US"], None),
}
"""The nine services of the text's list: company, place, data."""


@pytest.fixture(scope="module")
def policy() -> Manifest:
    return manifests.read(NAME)


@pytest.mark.parametrize("key", LISTED)
def test_a_listed_service_has_its_company_place_data_and_links(policy: Manifest, key: str) -> None:
    company, places, data = LISTED[key]
    recipient = policy.recipients[key]
    assert (recipient.company, recipient.place, recipient.receives) == (company, places, data)
    assert recipient.privacy_policy
    assert recipient.opt_out
    assert recipient.listed


def test_nine_services_are_listed_and_four_are_named_elsewhere(policy: Manifest) -> None:
    named = {key: each for key, each in policy.recipients.items() if each.name}
    assert {key for key, each in named.items() if each.listed} == set(LISTED)
    assert {key for key, each in named.items() if not each.listed} == {
        "hotjar", "google-call-tracking", "zoho-crm", "azure",
    }  # fmt: skip
    for key in ("hotjar", "google-call-tracking"):
        assert named[key].company is None
        assert named[key].place is None
        assert named[key].receives is None


def test_five_services_fly_the_privacy_shield_and_five_use_data_for_themselves(
    policy: Manifest,
) -> None:
    recipients = policy.recipients.items()
    assert {key for key, each in recipients if each.transfer == "privacy-shield"} == {
        "google-analytics", "google-tag-manager", "google-ads", "microsoft-clarity", "mailchimp",
    }  # fmt: skip
    assert {key for key, each in recipients if each.own_purposes} == {
        "google-analytics", "google-tag-manager", "google-ads", "microsoft-clarity",
        "linkedin-analytics",
    }  # fmt: skip


def test_rb2b_sees_us_traffic_only_and_fathom_keeps_europeans_out_of_america(
    policy: Manifest,
) -> None:
    rb2b, fathom = policy.recipients["rb2b"], policy.recipients["fathom"]
    assert rb2b.regions_only == ["US"]
    assert rb2b.ccpa_opt_out
    assert sum(bool(each.ccpa_opt_out) for each in policy.recipients.values()) == 1
    assert fathom.places_except == {"CA": ["EEA"], "US": ["EEA"]}
    assert fathom.cookies is False


def test_five_kinds_of_insiders_bill_after_signing_and_six_recruit(policy: Manifest) -> None:
    billing = [each for each in policy.recipients.values() if each.for_ == ["billing"]]
    assert {each.kind for each in billing} == {
        "subsidiaries", "affiliates", "employees", "subcontractors", "consultants",
    }  # fmt: skip
    assert all(each.needs == ["terms"] for each in billing)
    recruiting = {
        each.kind for key, each in policy.recipients.items() if key.startswith("recruiting-")
    }
    assert recruiting == {each.kind for each in billing} | {"clients"}


def test_other_sharing_needs_an_order_a_request_a_deal_consent_or_anonymity(
    policy: Manifest,
) -> None:
    assert {
        key: each.needs
        for key, each in policy.recipients.items()
        if each.needs and each.needs != ["terms"]
    } == {
        "statistics-recipients": ["anonymised"],
        "courts": ["order"],
        "authorities": ["legal-request"],
        "acquirer": ["reorganisation"],
        "marketing-partners": ["consent"],
        "public": ["consent"],
    }
