"""The decision at the gate, in use, at the way out: what a company would ask."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from tests.policies_support import NOW
from tests.policy.example_company import CONSENTED, POLICY, ask, collect, disclose, newsletter, use
from troth.core.standing import Standing
from troth.policy.decide import decide
from troth.policy.decide_data import NEED_CODES
from troth.policy.nearest import nearest, quoted
from troth.policy.question import Code, Question
from troth.policy.syntax.who import Need


class TestAtTheGate:
    """`collection.gate`, `collection.*`: what may be taken in."""

    def test_a_consented_datum_is_taken_without_a_form(self):
        parts = {"form": None, "source": "website", "purpose": "newsletter", "basis": "consent"}
        assert collect(**parts, shown={"consent": "c-1"}) == ()
        assert collect(**parts) == ("CONSENT_REQUIRED",)

    def test_without_purpose_or_basis_or_with_an_undeclared_purpose_it_is_refused(self):
        parts = {"form": None, "source": "website", "shown": {"consent": "c-1"}}
        assert collect(**parts, basis="consent") == ("NO_PURPOSE",)
        assert collect(**parts, purpose="newsletter") == ("NO_BASIS",)
        assert collect(**parts, purpose="credit-scoring") == ("PURPOSE_UNDECLARED",)
        assert collect(**parts, purpose="newsletter", basis="contract") == ("BASIS_MISMATCH",)

    def test_an_unconsented_purpose_of_a_form_does_not_bind_but_does_not_stop_the_others(self):
        question = Question(action="collect", at=NOW, form="contact-form", fields=("email",))
        assert decide(POLICY, question).purposes == ("support",)
        ticked = replace(question, consents_now=frozenset(("newsletter",)))
        assert decide(POLICY, ticked).purposes == ("support", "newsletter")

    def test_a_form_that_serves_only_a_consent_needs_it(self):
        assert collect(form="strict-newsletter") == ("CONSENT_REQUIRED",)

    def test_a_missing_required_field_is_named_and_an_optional_one_is_not(self):
        assert collect() == ()
        assert collect(fields=("name",)) == ("REQUIRED_FIELD_MISSING",)

    def test_an_extra_field_is_refused_or_dropped_as_the_form_says(self):
        assert collect(fields=("email", "salary")) == ("FIELD_UNDECLARED",)
        assert collect(fields=("email", "passport-number")) == ("FIELD_NOT_NEEDED",)
        question = Question(
            action="collect", at=NOW, form="stripped", fields=("email", "passport-number")
        )
        assert decide(POLICY, question).drops == ("passport-number",)

    def test_a_field_without_a_form_must_be_an_item_of_its_category(self):
        parts = {"form": None, "source": "website", "purpose": "support", "basis": "contract"}
        assert collect(**parts, fields=("email",)) == ()
        assert collect(**parts, fields=("shoe-size",), categories=("contact",)) == (
            "FIELD_UNDECLARED",
        )

    def test_sources_are_declared_or_refused_and_show_what_they_need(self):
        parts = {"form": None, "purpose": "updates", "basis": "contract"}
        assert collect(**parts, source="tiktok", shown={"interaction-reference": "i-1"}) == ()
        assert collect(**parts, source="tiktok") == ("INTERACTION_REQUIRED",)
        assert collect(**parts, source="data-broker-x") == ("SOURCE_UNDECLARED",)
        assert collect(**parts) == ("SOURCE_UNDECLARED",)

    def test_a_location_needs_the_permission_of_the_device(self):
        parts = {
            "form": None,
            "fields": ("device-location",),
            "source": "phone",
            "purpose": "nearest-office",
            "basis": "consent",
            "consents_now": frozenset(("nearest-office",)),
        }
        assert collect(**parts) == ("DEVICE_PERMISSION_DENIED",)
        granted = Standing(device_permissions=frozenset(("location",)))
        assert collect(**parts, standing=granted) == ()

    def test_client_data_needs_its_agreement(self):
        assert collect(form="client-upload", fields=("email",)) == ("AGREEMENT_MISSING",)
        assert collect(form="client-upload", fields=("email",), shown={"agreement": "a"}) == ()

    def test_another_property_is_out_of_scope(self):
        assert collect(property="site") == ()
        assert collect(property="site-unknown") == ("PROPERTY_NOT_IN_SCOPE",)

    def test_the_basis_can_depend_on_the_source(self):
        parts = {"form": None, "purpose": "recruiting", "shown": {"interaction-reference": "i"}}
        assert collect(**parts, source="tiktok", basis="legitimate-interests") == ()
        assert collect(**parts, source="website", basis="consent") == ("CONSENT_REQUIRED",)

    def test_a_purpose_stated_at_the_form_binds_only_what_came_with_it(self):
        stated = {"form": "job", "purpose": "conference-pool", "basis": "contract"}
        assert collect(**stated) == ()
        later = stated | {"categories": ("contact",)}
        assert use(**later, collected_for=frozenset(("conference-pool",))) == ()
        assert use(**later, collected_for=frozenset(("support",))) == ("PURPOSE_UNDECLARED",)
        assert use(**later) == ("PURPOSE_UNDECLARED",)


class TestSensitiveKinds:
    """GDPR Art. 9, 10 and the kinds a policy adds."""

    def test_a_refused_kind_is_stopped_and_an_admitted_door_is_open(self):
        asked = {"form": None, "source": "website", "purpose": "support", "basis": "contract"}
        codes = collect(**asked, fields=(), categories=("identity",))
        assert codes == ("SENSITIVE", "PURPOSE_NOT_DECLARED_FOR_FIELD")

    def test_what_a_scan_finds_is_stopped_at_the_field_that_does_not_admit_it(self):
        health = frozenset(("health",))
        assert collect(found={"email": health}) == ("SENSITIVE",)
        assert collect(found={"email": frozenset(("criminal",))}) == ()
        number = {"passport-number": frozenset(("identifying-number",))}
        assert collect(form="job", found=number) == ()
        assert collect(found=number) == ("SENSITIVE",)

    def test_what_is_dropped_is_not_held_against_the_rest(self):
        fields = ("email", "note")
        health = {"note": frozenset(("health",))}
        assert collect(form="stripped", fields=fields, found=health) == ()


class TestUse:
    """GDPR Art. 5(1)(b): only for what was declared and bound."""

    def test_a_declared_purpose_may_use_its_categories_only(self):
        assert use() == ()
        assert use(categories=("logs",)) == ("PURPOSE_NOT_DECLARED_FOR_FIELD",)
        assert use(purpose=None) == ("NO_PURPOSE",)
        assert use(categories=()) == ("CATEGORY_UNDECLARED",)

    def test_data_collected_for_support_is_not_used_for_marketing(self):
        bound = frozenset(("support",))
        assert set(newsletter(collected_for=bound)) == {"PURPOSE_INCOMPATIBLE", "CONSENT_REQUIRED"}
        assert newsletter(collected_for=bound, standing=CONSENTED) == ()
        assert newsletter(collected_for=bound, shown={"order": "17"}) == ()

    def test_a_use_under_an_order_rests_on_legal_obligation(self):
        question = Question(
            action="use",
            at=NOW,
            purpose="newsletter",
            categories=("contact",),
            shown={"order": "17"},
        )
        assert decide(POLICY, question).basis == "legal-obligation"

    def test_roles_read_for_their_purposes_only(self):
        logs = {"purpose": "security", "categories": ("logs",)}
        assert use(**logs, role="ops") == ()
        assert use(**logs, role="marketing") == ("ROLE",)
        assert use(**logs) == ("ROLE",)
        assert use(role="ops") == ()
        assert use(role="marketing") == ("ROLE",)
        assert use(role="janitor") == ("ROLE",)

    def test_impersonal_and_aggregated_purposes_take_nothing_else(self):
        granted = Standing(consents={"ad-targeting": None})
        ads = {"purpose": "ad-targeting", "categories": ("logs",), "standing": granted}
        assert use(**ads) == ("IDENTIFIED_TECHNICAL_DATA",)
        assert use(**ads, identified=False) == ()
        assert use(purpose="statistics", categories=("logs",)) == ("AGGREGATE_ONLY",)
        assert use(purpose="statistics", categories=("logs",), aggregate=True) == ()

    def test_an_interest_whose_balancing_is_asked_for_needs_its_record(self):
        logs = {"purpose": "analytics", "categories": ("logs",)}
        assert use(**logs) == ("LI_ASSESSMENT_MISSING",)
        assert use(**logs, shown={"balancing": "lia-1"}) == ()
        assert use(**logs, policy=replace(POLICY, mode="faithful", hash="faithful")) == ()

    def test_client_data_stays_inside_its_agreement(self):
        parts = {"form": "client-upload", "shown": {"agreement": "a1"}}
        agreed = Standing(customer_agreements=frozenset(("a1",)))
        assert use(**parts, purpose="task", standing=agreed) == ()
        assert use(**parts) == ("OUTSIDE_AGREEMENT",)
        assert use(form="client-upload", purpose="task") == ("AGREEMENT_MISSING",)
        other = Standing(customer_agreements=frozenset(("a2",)))
        assert use(**parts, purpose="task", standing=other) == ("OUTSIDE_AGREEMENT",)


class TestDisclosure:
    """GDPR Art. 13(1)(e)-(f), 44: to whom, what, for what, where."""

    def test_a_recipient_receives_its_categories_for_its_purposes(self):
        assert disclose("mailer", purpose="newsletter", standing=CONSENTED) == ()
        assert disclose("mailer") == ("RECIPIENT_PURPOSE",)
        assert disclose("hotjar") == ("RECIPIENT_UNDECLARED",)
        assert disclose(None) == ("RECIPIENT_UNDECLARED",)
        assert disclose("counsel", categories=("letters",), shown={"case": "k"}) == (
            "RECIPIENT_CATEGORY",
        )

    def test_regions_open_and_close_and_an_unknown_region_closes(self):
        assert disclose("us-ads", region="US-CA") == ()
        assert disclose("us-ads", region="DE") == ("RECIPIENT_REGION",)
        assert disclose("us-ads") == ("RECIPIENT_REGION",)

    def test_a_region_that_is_named_does_not_do_away_with_a_known_residence(self):
        lives = {place: Standing(residence=place) for place in ("DE", "US-CA")}
        assert disclose("us-ads", region="US", standing=lives["DE"]) == ("RECIPIENT_REGION",)
        assert disclose("us-ads", region="DE", standing=lives["US-CA"]) == ("RECIPIENT_REGION",)
        assert disclose("us-ads", standing=lives["US-CA"]) == ()

    def test_a_transfer_on_a_dead_framework_stops_in_strict_mode(self):
        assert disclose("old-shield") == ("TRANSFER_INVALID",)
        faithful = replace(POLICY, mode="faithful", hash="faithful")
        assert disclose("old-shield", policy=faithful) == ()

    def test_an_authority_shows_its_request_and_counsel_a_case(self):
        assert disclose("police") == ("LEGAL_REQUEST_REQUIRED",)
        assert disclose("police", shown={"legal-request": "r-1"}) == ()
        assert disclose("counsel") == ("CASE_REQUIRED",)


class TestStorage:
    """`storage.systems-register`: written only where declared."""

    def test_a_category_is_written_to_the_systems_that_hold_it(self):
        assert ask("store", categories=("contact",), system="crm") == ()
        assert ask("store", categories=("letters",), system="crm") == ("STORAGE_UNDECLARED",)
        assert ask("store", categories=("contact",), system="azure-2") == ("STORAGE_UNDECLARED",)
        assert ask("store", categories=("contact",)) == ("STORAGE_UNDECLARED",)


class TestTheAnswer:
    """What a caller reads."""

    def test_all_reasons_are_given_each_with_its_address(self):
        decision = decide(
            POLICY,
            Question(
                action="disclose",
                at=NOW,
                purpose="newsletter",
                categories=("logs",),
                recipient="mailer",
                standing=Standing(restricted=True),
            ),
        )
        assert not decision
        assert set(decision.codes) == {
            "CONSENT_REQUIRED",
            "RESTRICTED",
            "RECIPIENT_CATEGORY",
            "PURPOSE_NOT_DECLARED_FOR_FIELD",
        }
        assert set(decision.addresses) == {
            "purposes/newsletter",
            "rights/restriction",
            "recipients/mailer",
        }

    def test_an_allowing_answer_names_the_way_in_the_purpose_and_the_way_out(self):
        question = Question(
            action="disclose",
            at=NOW,
            purpose="newsletter",
            categories=("contact",),
            form="contact-form",
            recipient="mailer",
            system="crm",
            standing=CONSENTED,
        )
        decision = decide(POLICY, question)
        assert decision.addresses == (
            "collection/contact-form",
            "purposes/newsletter",
            "recipients/mailer",
            "systems/crm",
        )
        assert decision.basis == "consent"

    def test_the_nearest_known_name_is_offered(self):
        question = Question(action="use", at=NOW, purpose="newletter", categories=("contact",))
        assert decide(POLICY, question).reasons[0].help == "did you mean `newsletter`?"

    def test_every_need_of_the_language_has_a_code_of_its_own(self):
        assert set(get_args(Need)) == set(NEED_CODES)
        assert set(NEED_CODES.values()) <= set(get_args(Code))

    def test_an_unknown_action_is_refused(self):
        assert ask("sell", categories=("contact",)) == ("ACTION_UNKNOWN",)

    def test_help_stays_short_whatever_is_asked(self):
        assert nearest("x" * 10_000, ("a", "b")) == "known: `a`, `b`"
        assert nearest("x", ()) == "the policy declares none"
        assert len(quoted("x" * 10_000)) < 60

    def test_two_policies_with_one_hash_are_not_confused(self):
        question = Question(action="use", at=NOW, purpose="support", categories=("contact",))
        assert decide(POLICY, question)
        assert not decide(replace(POLICY, purposes={}), question)
        assert decide(replace(POLICY), question)
