"""IntexSoft's manifest says what the published text says: its figures and its silences."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.policies import manifests
from troth.policy.syntax.manifest import Manifest

NAME, NUMBER = "intexsoft", "000"
SILENT = {"usage", "device", "page-tags", "log", "referral"}
"""The five categories on whose keeping the text says nothing."""


@pytest.fixture(scope="module")
def policy() -> Manifest:
    return manifests.read(NAME)


def test_the_controller_is_reached_by_post_phone_and_fax_and_has_no_email(policy: Manifest) -> None:
    controller = policy.controller
    assert controller.legal_name == "IntexSoft Ltd"
    assert controller.name_variants == ["IntesSoft Ltd."]
    assert controller.address == "Bogutskogo 5, Floor 4, 230002 Grodno, Republic of Belarus"
    assert controller.contact is not None
    assert controller.contact.phone == "+375 152 55 05 55"
    assert controller.contact.fax == "+375 152 55 55 05"
    assert controller.contact.email is None
    assert controller.seat == "BY"
    assert controller.representative is None


def test_an_officer_is_appointed_without_a_channel_of_its_own(policy: Manifest) -> None:
    assert policy.controller.dpo is not None
    assert policy.controller.dpo.named
    assert policy.controller.dpo.contact is None


def test_the_text_is_of_29_may_2018_and_binds_on_acceptance(policy: Manifest) -> None:
    assert policy.revision is not None
    assert policy.revision.dated == date(2018, 5, 29)
    assert policy.revision.effective == "acceptance"


def test_belarusian_rules_and_gdpr_apply_and_europeans_are_addressed(policy: Manifest) -> None:
    assert policy.controller.law == ["BY", "GDPR"]
    assert policy.controller.addresses_people_in == ["EU"]


def test_it_speaks_of_customers_visitors_and_account_holders(policy: Manifest) -> None:
    assert set(policy.people) == {"customer", "visitor", "account-holder"}


def test_data_of_customers_is_told_apart_from_data_in_custody(policy: Manifest) -> None:
    assert {key: each.custody for key, each in policy.processor_of.items()} == {
        "transferred-data": "transferred-by-customer",
        "custodian-data": "custodian",
    }
    assert policy.purposes["customer-task"].role == "processor"
    assert policy.purposes["customer-task"].uses == ["project"]
    uses = [each for each in policy.purposes.values() if "project" in each.uses]
    assert uses == [policy.purposes["customer-task"]]


def test_every_category_holds_exactly_the_items_the_text_names(policy: Manifest) -> None:
    assert {key: set(each.items) for key, each in policy.categories.items()} == {
        "contact": {"email", "message"},
        "usage": {"page", "click", "time", "language"},
        "device": {
            "ip-address", "os-version", "device-type", "system", "performance", "browser-type",
            "uuid", "inferred-location",
        },
        "page-tags": {"usage-statistics", "user-statistics"},
        "log": {"ip-address", "isp", "file", "os-version", "device-type", "time"},
        "referral": {"referrer", "campaign"},
        "cookies": {"visitor-id", "security-cookie"},
        "project": {"task-data"},
    }  # fmt: skip


def test_contact_data_comes_from_a_web_form_or_from_dated_talks_with_sales(
    policy: Manifest,
) -> None:
    sources = {key for key, each in policy.sources.items() if "contact" in (each.gives or ())}
    assert sources == {"web-form", "sales-interaction"}
    assert policy.sources["sales-interaction"].needs == ["date"]


def test_the_identifier_of_a_device_is_taken_from_mobile_devices_only(policy: Manifest) -> None:
    forms = [key for key, form in policy.collection.items() if "uuid" in form.fields]
    assert forms == ["mobile-device-report"]
    assert policy.sources["ip-inference"].kind == "derived"


def test_the_history_of_use_has_two_grounds_and_cookies_the_consent_of_using_the_sites(
    policy: Manifest,
) -> None:
    grounded = {key: each for key, each in policy.purposes.items() if each.basis}
    history = grounded.pop("improve-service")
    assert history.basis == "legitimate-interests"
    assert history.stated_bases == ["consent", "legitimate-interests"]
    assert set(grounded) == {
        "recognise-visitors", "survey-metrics", "ease-of-use", "personalised-content",
        "improvement-by-cookies", "web-analytics",
    }  # fmt: skip
    assert {each.basis for each in grounded.values()} == {"consent"}
    assert {each.consent_as_written for each in grounded.values()} == {"by-use"}


def test_the_interests_are_named_and_tied_to_no_purpose(policy: Manifest) -> None:
    assert [each.interest for each in policy.interests.values()] == [
        "improving the experience of the service",
        "developing new products and features of the service",
        "delivering and optimising the services where a cookie is essential to them",
    ]
    assert all(each.for_ is None for each in policy.interests.values())
    assert all(each.interest is None for each in policy.purposes.values())


def test_marketing_goes_on_until_opt_out_and_contact_data_serves_two_more_ends(
    policy: Manifest,
) -> None:
    assert policy.purposes["marketing"].opt_in == "until-opt-out"
    assert policy.purposes["marketing"].opt_out is None
    assert policy.collection["contact-form"].for_ == [
        "inquiry",
        "service-information",
        "marketing",
    ]


def test_log_data_has_its_own_closed_list_of_uses(policy: Manifest) -> None:
    uses = {key for key, each in policy.purposes.items() if "log" in each.uses}
    assert uses == {
        "browser-presentation", "abuse-monitoring", "troubleshoot", "product-development",
        "recommendations", "aggregate-trends", "bug-fixing", "legal-requests", "fraud-prevention",
    }  # fmt: skip
    aggregate = policy.purposes["aggregate-trends"].aggregate
    assert aggregate is not None
    assert aggregate.anonymised_input


def test_device_referral_and_tag_data_serve_what_the_text_gives(policy: Manifest) -> None:
    def uses(category: str) -> set[str]:
        every = {"legal-requests", "fraud-prevention"}
        return {key for key, each in policy.purposes.items() if category in each.uses} - every

    assert uses("device") == {
        "improve-service", "geolocation", "troubleshoot", "browser-presentation",
    }  # fmt: skip
    assert uses("referral") == {"campaign-success", "integration-success", "referral-success"}
    assert uses("page-tags") == {"campaign-success", "email-measurement", "web-analytics"}


def test_two_vendors_are_named_and_no_place_or_opt_out_of_anybody(policy: Manifest) -> None:
    named = {each.name for each in policy.recipients.values() if each.name}
    assert named == {"Google Analytics", "Yandex.Metrica"}
    assert policy.recipients["yandex-metrica"].name_variants == ["Yandex.Metric"]
    for each in policy.recipients.values():
        assert each.place is None
        assert each.opt_out is None
        assert each.transfer is None


def test_legal_requests_and_fraud_disclose_only_on_a_request_or_a_case(policy: Manifest) -> None:
    assert policy.recipients["legal-requesters"].needs == ["legal-request"]
    assert policy.recipients["fraud-case-parties"].needs == ["case"]


def test_data_goes_to_belarus_under_the_name_of_a_framework_nobody_joined(
    policy: Manifest,
) -> None:
    assert policy.transfers["belarus"].to == ["BY"]
    assert policy.transfers["belarus"].mechanism == "privacy-shield"
    assert policy.transfers["belarus"].named_only


def test_cookies_have_six_reasons_and_expire_by_a_document_that_is_absent(
    policy: Manifest,
) -> None:
    cookies = policy.cookies
    assert cookies is not None
    assert cookies.for_ is not None
    assert set(cookies.for_) - {"recognise-visitors"} == {
        "survey-metrics", "ease-of-use", "site-security", "personalised-content",
        "improvement-by-cookies", "web-analytics",
    }  # fmt: skip
    assert cookies.entries == {}
    assert cookies.durations == "elsewhere"
    assert cookies.consent_as_written == "by-use"
    assert cookies.opt_out == "browser"
    assert not policy.documents["cookies-policy"].present


def test_the_contact_form_is_kept_a_year_prolonged_by_permission_to_three(
    policy: Manifest,
) -> None:
    rule = policy.retention["contact-form"]
    assert rule.keeps == ["contact"]
    assert rule.collected_by == ["contact-form"]
    assert (rule.for_, rule.from_, rule.then) == ("P1Y", "collection", "erase")
    assert rule.extend is not None
    assert (rule.extend.by, rule.extend.on, rule.extend.at_most) == ("P1Y", "permission", "P3Y")


def test_project_data_and_cookies_are_kept_as_other_papers_say(policy: Manifest) -> None:
    assert policy.retention["project-data"].until == "agreement-end"
    assert policy.retention["project-data"].set_by == "agreement"
    assert policy.retention["cookies"].set_by == "document"


def test_five_categories_have_no_period_and_get_none_here(policy: Manifest) -> None:
    kept = {category for rule in policy.retention.values() for category in rule.keeps}
    assert set(policy.categories) - kept == SILENT
    assert policy.settings is None


def test_seven_rights_and_confirmation_are_answered_within_30_days(policy: Manifest) -> None:
    rights = policy.rights
    assert rights is not None
    assert set(rights.offer) == {
        "confirmation", "access", "restriction", "rectification", "erasure", "objection",
        "withdrawal", "portability",
    }  # fmt: skip
    assert rights.answer_within == "P30D"
    assert rights.extension is False
    assert rights.contact_first
    assert rights.limited_to
    assert rights.exceptions


def test_minors_are_under_18_or_a_higher_age_and_their_data_may_go_unannounced(
    policy: Manifest,
) -> None:
    minors = policy.minors
    assert minors is not None
    assert (minors.under, minors.raise_by_residence) == (18, True)
    assert (minors.do, minors.duty) == ("refuse-and-erase", "may")
    assert minors.without_notice
    assert minors.knowingly
    assert (minors.report_to, minors.reporters) == ("dpo", "anyone")
    assert policy.sensitive is None


def test_material_changes_are_sent_to_account_holders_and_others_marked_on_the_page(
    policy: Manifest,
) -> None:
    assert policy.changes is not None
    assert policy.changes.notify == {"material": "account-holders", "minor": "page"}


def test_security_stands_in_papers_the_text_does_not_carry(policy: Manifest) -> None:
    assert policy.security == {}
    assert {key for key, each in policy.documents.items() if not each.present} == {
        "cookies-policy", "security-statement", "sales-form",
    }  # fmt: skip


def test_data_lives_in_log_files_and_on_the_device(policy: Manifest) -> None:
    assert policy.systems["web-server-logs"].holds == ["log"]
    assert policy.storage["visitor-device"].holds == ["cookies"]


def test_complaints_go_to_the_company_then_the_officer_then_an_authority(
    policy: Manifest,
) -> None:
    assert policy.disputes is not None
    assert policy.disputes.contact_first
    assert policy.disputes.escalate_to == "dpo"
    assert policy.disputes.authority == "after-complaint"


def test_what_the_text_asserts_of_itself_is_kept_as_a_claim(policy: Manifest) -> None:
    assert {each.kind for each in policy.claims.values()} == {
        "consent-by-use", "grounds-identified", "certified",
        "essential-includes-optimising", "reads-device-id", "feature-of-other-business",
    }  # fmt: skip


def test_the_officer_is_never_named(policy: Manifest) -> None:
    after = manifests.seed_text(NUMBER).split("(DPO):", 1)[1].strip().splitlines()[0]
    name = re.findall(r"\w+", after)
    assert name
    assert not set(map(str.lower, name)) & set(manifests.words(manifests.text_of(NAME)))
