"""The soft-ok.net manifest says what the published text says: eight purposes, much silence."""

from __future__ import annotations

import pytest

from tests.policies import manifests
from troth.policy.syntax.manifest import Manifest

THREATS = [
    "access", "destruction", "alteration", "blocking", "copying", "dissemination",
    "third-party-acts",
]  # fmt: skip


@pytest.fixture(scope="module")
def policy() -> Manifest:
    return manifests.read("soft-ok")


def test_the_controller_is_a_webmaster_without_legal_name_address_or_contact(
    policy: Manifest,
) -> None:
    controller = policy.controller
    assert controller.name == "The webmaster of soft-ok.net"
    assert controller.legal_name is None
    assert controller.address is None
    assert controller.contact is None
    assert controller.dpo is None


def test_the_law_is_named_in_a_way_from_which_no_regime_follows(policy: Manifest) -> None:
    assert policy.controller.law == []
    assert policy.controller.law_as_written == "the Federal Law"


def test_application_data_is_marked_where_required_and_sending_it_is_consent(
    policy: Manifest,
) -> None:
    forms = {key: each for key, each in policy.collection.items() if each.source == "application"}
    assert set(forms) == {"application-form", "written-request", "site-forms"}
    assert all(form.consent_by_submitting for form in forms.values())
    assert forms["application-form"].required_marked
    for form in forms.values():
        assert form.for_ == ["information-and-consulting", "identify-party", "support"]


def test_technical_data_is_called_not_personal_while_a_cookie_identifies(
    policy: Manifest,
) -> None:
    technical = policy.categories["technical"]
    assert set(technical.items) == {"cookie", "page", "time-on-page", "software-data"}
    assert technical.called == "not-personal"
    assert technical.identified is False
    assert policy.collection["visit"].fields["cookie"].identifies == "cookie"
    assert policy.cookies is not None
    assert policy.cookies.called_not_personal
    assert policy.cookies.opt_out == "browser"
    assert policy.cookies.consent_as_written == "none"


def test_public_data_has_three_cases(policy: Manifest) -> None:
    assert policy.categories["public"].items == [
        "made-public",
        "to-be-published",
        "to-be-disclosed",
    ]
    assert policy.sources["public-data"].kind == "public"
    assert not policy.sources["public-data"].named


def test_the_catch_all_category_admits_nothing_until_a_field_is_declared(
    policy: Manifest,
) -> None:
    assert policy.categories["other"].items == []
    assert {key for key, each in policy.categories.items() if each.open_ended} == {"other"}


def test_eight_purposes_rest_on_one_bundled_consent(policy: Manifest) -> None:
    assert list(policy.purposes) == [
        "information-and-consulting", "identify-party", "support", "improve-service", "analysis",
        "offers", "ad-targeting", "statistics",
    ]  # fmt: skip
    assert {each.basis for each in policy.purposes.values()} == {"consent"}
    assert {each.consent_as_written for each in policy.purposes.values()} == {"bundled"}
    assert all("technical" in each.uses for each in policy.purposes.values())


def test_marketing_uses_mail_calls_and_messages_and_offers_no_way_out(policy: Manifest) -> None:
    assert policy.purposes["ad-targeting"].channels == ["email", "phone", "message"]
    for key in ("offers", "ad-targeting"):
        assert policy.purposes[key].marketing
        assert policy.purposes[key].opt_out is None
        assert policy.purposes[key].opt_in is None


def test_statistics_take_anonymised_input_only(policy: Manifest) -> None:
    statistics = policy.purposes["statistics"]
    assert statistics.aggregate is not None
    assert statistics.aggregate.anonymised_input
    assert statistics.identified is False


def test_twelve_operations_are_listed_and_three_forms_of_transmitting(policy: Manifest) -> None:
    assert policy.operations is not None
    forms_of_transmitting = {"distribute", "provide", "access"}
    named = policy.operations.named
    assert forms_of_transmitting < set(named)
    assert len(set(named) - forms_of_transmitting) == len(named) - 3 == 12


def test_four_conditions_of_disclosure_and_nobody_named(policy: Manifest) -> None:
    assert {key: each.needs for key, each in policy.recipients.items()} == {
        "by-consent": ["consent"],
        "by-contract": ["agreement"],
        "breach-remedy": ["breach", "case"],
        "statistics-contractor": ["anonymised", "agreement"],
    }
    assert all(each.name is None and each.kind is None for each in policy.recipients.values())


def test_three_kinds_of_measures_stand_against_seven_threats(policy: Manifest) -> None:
    against = {each.kind: each.against for each in policy.security.values()}
    assert against == {
        "confidentiality": [],
        "legal": THREATS,
        "organisational": THREATS,
        "technical": THREATS,
    }


def test_a_claim_before_court_is_compulsory_and_has_no_term_or_address(policy: Manifest) -> None:
    assert policy.disputes is not None
    assert policy.disputes.pretrial_claim
    assert policy.disputes.claim_term is None
    assert policy.disputes.claim_address is None
    assert policy.disputes.authority == "silent"


def test_changes_need_no_consent_and_further_use_is_agreement(policy: Manifest) -> None:
    assert policy.changes is not None
    assert policy.changes.without_consent
    assert policy.changes.continued_use_is_agreement
    assert policy.changes.notify == {}
    assert policy.revision is not None
    assert policy.revision.effective == "unless-stated"
    assert policy.revision.dated is None


def test_what_the_text_asserts_of_itself_is_kept_as_a_claim(policy: Manifest) -> None:
    assert {each.kind for each in policy.claims.values()} == {
        "use-is-acceptance", "consent-by-use", "consent-bundled", "truth-presumed",
        "capacity-not-monitored", "public-data-usable", "impersonal-use", "third-party-interest",
        "anonymised-statistics", "text-defect",
    }  # fmt: skip


def test_where_the_text_is_silent_the_manifest_is(policy: Manifest) -> None:
    assert policy.retention == {}
    assert policy.rights is None
    assert policy.transfers == {}
    assert policy.minors is None
    assert policy.sensitive is None
    assert policy.systems == {}
    assert policy.accounts is None
    assert policy.settings is None
