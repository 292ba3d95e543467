"""Intermind's manifest says what the published text says: its facts and its silences."""

from __future__ import annotations

import pytest

from tests.policies import manifests
from troth.policy.syntax.manifest import Manifest

THREATS = [
    "access", "deletion", "alteration", "blocking", "copying", "distribution", "third-party-acts",
]  # fmt: skip


@pytest.fixture(scope="module")
def policy() -> Manifest:
    return manifests.read("intermind")


def test_the_controller_has_a_name_a_form_unnamed_affiliates_and_a_contact_that_is_cut(
    policy: Manifest,
) -> None:
    controller = policy.controller
    assert controller.legal_name == "Intermind S.a.r.l."
    assert controller.affiliates == "unnamed"
    assert controller.law == ["LU"]
    assert controller.address is None
    assert controller.dpo is None
    assert controller.contact is not None
    assert controller.contact.masked
    assert controller.contact.email is None
    assert controller.contact.phone is None


def test_the_scope_is_said_twice_and_differently(policy: Manifest) -> None:
    assert len(policy.scope) == 3
    assert "group" in policy.scope[0]
    assert "only" in policy.scope[1]
    assert "links" in policy.scope[2]


def test_registration_takes_seven_fields_and_marks_the_required_ones(policy: Manifest) -> None:
    form = policy.collection["registration"]
    assert list(form.fields) == [
        "name", "surname", "postal-address", "phone", "email", "company", "position",
    ]  # fmt: skip
    assert form.required_marked
    assert form.creates_account
    assert all(field.required is None for field in form.fields.values())


@pytest.mark.parametrize(
    ("form", "purpose"),
    [
        ("software-info-request", "software-info"),
        ("webinar-application", "webinar"),
        ("technical-support-application", "support"),
    ],
)
def test_an_application_serves_its_own_purpose_and_feedback_but_no_offers(
    policy: Manifest, form: str, purpose: str
) -> None:
    assert policy.collection[form].for_ == [purpose, "feedback"]
    assert list(policy.collection[form].fields) == policy.categories["contact"].items


def test_five_things_reach_the_statistics_files_by_themselves(policy: Manifest) -> None:
    form = policy.collection["statistics-files"]
    assert set(form.fields) == {"ip-address", "cookie", "browser", "time", "url"}
    assert form.for_ == ["site-administration", "visit-statistics"]
    assert form.system == "statistics-files"
    assert policy.systems["statistics-files"].holds == ["log"]
    assert policy.purposes["visit-statistics"].aggregate is not None


def test_the_catch_all_category_admits_nothing_until_a_field_is_declared(
    policy: Manifest,
) -> None:
    assert policy.categories["other"].items == []
    assert {key for key, each in policy.categories.items() if each.open_ended} == {"other"}


def test_data_comes_from_the_user_by_itself_and_from_affiliates(policy: Manifest) -> None:
    assert {key: each.kind for key, each in policy.sources.items()} == {
        "user": "direct",
        "website": "automatic",
        "affiliates": "third-party",
    }


def test_offers_stand_apart_from_updates_so_that_one_can_be_stopped(policy: Manifest) -> None:
    assert policy.purposes["offers"].marketing
    assert policy.purposes["offers"].opt_out is None
    assert not policy.purposes["updates"].marketing
    assert policy.purposes["offers"].clause == policy.purposes["updates"].clause == "2.1.1; 2.1.3"


def test_every_purpose_of_clause_2_is_there_and_none_has_a_ground(policy: Manifest) -> None:
    of_clause_2 = {key for key, each in policy.purposes.items() if (each.clause or "")[0] == "2"}
    assert of_clause_2 == {
        "offers", "improve-service", "updates", "feedback", "research", "product-development",
    }  # fmt: skip
    assert all(each.basis is None for each in policy.purposes.values())
    assert {each.kind for each in policy.claims.values()} == {
        "consent-by-use", "consent-bundled", "truth-presumed", "capacity-not-monitored",
        "text-defect", "nothing-collected", "scope-contradiction", "undefined-term",
        "open-ended-purpose", "encryption-partial",
    }  # fmt: skip


def test_four_conditions_of_disclosure_and_nobody_named(policy: Manifest) -> None:
    assert {key: each.needs for key, each in policy.recipients.items() if each.needs} == {
        "by-consent": ["consent"],
        "by-law": ["legal-request"],
        "assignee": ["reorganisation", "agreement"],
        "breach-remedy": ["breach", "case"],
    }
    assert all(each.name is None for each in policy.recipients.values())
    assert policy.recipients["affiliates"].role == "affiliate"


def test_the_account_lets_people_change_data_and_settings_and_is_the_only_right(
    policy: Manifest,
) -> None:
    assert policy.accounts is not None
    assert policy.accounts.edit
    assert policy.accounts.confidentiality_settings
    assert policy.accounts.page == "Account information"
    assert policy.rights is not None
    assert policy.rights.offer == ["rectification"]
    assert policy.rights.channels == ["account"]
    assert policy.rights.answer_within is None


def test_measures_stand_against_seven_threats(policy: Manifest) -> None:
    assert policy.security["organisational-measures"].against == THREATS
    assert policy.security["technical-measures"].against == THREATS
    assert {each.kind for each in policy.security.values()} == {
        "confidentiality", "organisational", "technical", "encryption-in-transit", "physical",
        "review",
    }  # fmt: skip


def test_a_new_version_applies_from_publication_unless_it_says_otherwise(
    policy: Manifest,
) -> None:
    assert policy.revision is not None
    assert policy.revision.effective == "unless-stated"
    assert policy.revision.dated is None
    assert policy.changes is not None
    assert policy.changes.notify == {}


def test_two_papers_are_pointed_to_and_missing(policy: Manifest) -> None:
    assert {key: each.present for key, each in policy.documents.items()} == {
        "user-agreement": False,
        "current-version": False,
    }


def test_where_the_text_is_silent_the_manifest_is(policy: Manifest) -> None:
    assert policy.retention == {}
    assert policy.transfers == {}
    assert policy.minors is None
    assert policy.sensitive is None
    assert policy.cookies is None
    assert policy.disputes is None
    assert policy.settings is None
