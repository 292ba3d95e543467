"""The decision, case by case, as a company, a person or an authority would ask it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest

from tests.policies_support import NOW, policy_of
from troth.core.standing import Standing
from troth.policy.compiled import (
    Category,
    Form,
    FormField,
    Minors,
    Purpose,
    Recipient,
    SensitiveStance,
    Source,
    System,
)
from troth.policy.decide import decide
from troth.policy.decide_data import NEED_CODES
from troth.policy.nearest import nearest, quoted
from troth.policy.question import Code, Question
from troth.policy.syntax.who import Need


def category(key, *items, sensitive=()):
    return Category(
        key=key, items=frozenset(items), sensitive=frozenset(sensitive), open_ended=False, dpv=None
    )


def purpose(key, basis, *uses, **changes):
    plain = Purpose(
        key=key,
        kind="service",
        uses=frozenset(uses),
        basis=basis,
        basis_by="said",
        basis_by_source={},
        consent_needed=basis == "consent",
        affirmative=True,
        interest=None,
        balancing=None,
        law=None,
        marketing=False,
        channels=frozenset(),
        roles=None,
        cell_minimum=None,
        anonymised_input=False,
        identified=True,
        processor=False,
        precision=None,
    )
    return replace(plain, **changes)


def source(key, *needs, gives=None):
    return Source(key=key, kind="direct", gives=gives, needs=frozenset(needs), max_age=None)


def form(key, purposes, required=(), **changes):
    fields = {
        name: FormField(
            name=name,
            category=home,
            item=name,
            required=name in required,
            type="text",
            max_bytes=1000,
            identifies=None,
        )
        for name, home in (("email", "contact"), ("name", "contact"), ("message", "letters"))
    }
    plain = Form(
        key=key,
        origin="person",
        source="website",
        fields=fields,
        purposes=tuple(purposes),
        property="site",
        system=None,
        identity=True,
        extra_fields="reject",
        needs=frozenset(),
        activity=False,
        contact=False,
        processor=None,
        creates_account=False,
        double_opt_in=False,
        ad_hoc_purposes=False,
    )
    return replace(plain, **changes)


def recipient(key, *receives, **changes):
    plain = Recipient(
        key=key,
        name=key,
        role=None,
        receives=frozenset(receives),
        purposes=None,
        places=(),
        regions_only=None,
        regions_except=frozenset(),
        transfer=None,
        transfer_valid=True,
        needs=frozenset(),
        own_purposes=False,
    )
    return replace(plain, **changes)


def keyed(*entries):
    return {entry.key: entry for entry in entries}


POLICY = policy_of(
    categories=keyed(
        category("contact", "email", "name"),
        category("letters", "message"),
        category("logs", "ip"),
        category("location", "device-location"),
        category("identity", "passport-number", sensitive=("identifying-number",)),
    ),
    sources=keyed(
        source("website"),
        source("tiktok", "interaction-reference"),
        source("phone", "device-permission"),
    ),
    purposes=keyed(
        purpose("support", "contract", "contact", "letters"),
        purpose("newsletter", "consent", "contact", marketing=True, channels=frozenset(("email",))),
        purpose("updates", "contract", "contact"),
        purpose("security", "legitimate-interests", "logs", roles=frozenset(("ops",))),
        purpose("statistics", "legitimate-interests", "logs", cell_minimum=5),
        purpose("ad-targeting", "consent", "logs", identified=False),
        purpose("nearest-office", "consent", "location"),
        purpose("task", "contract", "contact", processor=True),
        purpose("analytics", "legitimate-interests", "logs", balancing="required"),
        purpose(
            "recruiting",
            "consent",
            "contact",
            basis_by_source={"tiktok": "legitimate-interests"},
        ),
    ),
    forms=keyed(
        form("contact-form", ("support", "newsletter"), required=("email",)),
        form("strict-newsletter", ("newsletter",)),
        form("stripped", ("support",), extra_fields="strip"),
        form("client-upload", ("task",), processor="client-data"),
        form("job", ("support",), ad_hoc_purposes=True),
    ),
    recipients=keyed(
        recipient("mailer", "contact", purposes=frozenset(("newsletter",))),
        recipient("us-ads", "contact", regions_only=frozenset(("US",))),
        recipient("old-shield", "contact", transfer_valid=False),
        recipient("police", "contact", needs=frozenset(("legal-request",))),
        recipient("counsel", "contact", needs=frozenset(("case",))),
    ),
    systems=keyed(
        System(
            key="crm",
            kind="crm",
            vendor=None,
            places=(),
            holds=frozenset(("contact",)),
            on_device=False,
        )
    ),
    staff_roles={"ops": frozenset(("support",)), "marketing": frozenset(("newsletter",))},
    sensitive=SensitiveStance(
        refused=frozenset(("health", "identifying-number")),
        admitted=frozenset((("identifying-number", "job", "passport-number"),)),
        provenance="said",
    ),
)
CONSENTED = Standing(consents={"newsletter": None})


def ask(action="use", **parts):
    policy = parts.pop("policy", POLICY)
    decision = decide(policy, Question(action=action, at=NOW, **parts))
    return decision.codes


def use(**parts):
    return ask("use", **({"purpose": "support", "categories": ("contact",)} | parts))


def newsletter(**parts):
    return use(**({"purpose": "newsletter"} | parts))


def collect(**parts):
    return ask("collect", **({"form": "contact-form", "fields": ("email",)} | parts))


def disclose(to, **parts):
    return ask(
        "disclose", **({"purpose": "support", "categories": ("contact",), "recipient": to} | parts)
    )


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


class TestThePerson:
    """D11: the standing is read on every decision."""

    def test_a_consent_stands_until_it_lapses_or_is_withdrawn(self):
        lapsed, later = NOW, NOW + timedelta(seconds=1)
        assert newsletter() == ("CONSENT_REQUIRED",)
        assert newsletter(standing=Standing(consents={"newsletter": later})) == ()
        assert newsletter(standing=Standing(consents={"newsletter": lapsed})) == (
            "CONSENT_EXPIRED",
        )
        assert newsletter(standing=Standing(withdrawn=frozenset(("newsletter",)))) == (
            "CONSENT_WITHDRAWN",
        )

    def test_a_withdrawn_consent_is_not_replaced_by_another_basis(self):
        assert use(standing=Standing(withdrawn=frozenset(("support",)))) == ("CONSENT_WITHDRAWN",)

    def test_an_objection_to_marketing_leaves_updates_alone(self):
        objecting = replace(CONSENTED, marketing_objection=True)
        assert newsletter(standing=objecting) == ("OPTED_OUT",)
        assert use(purpose="updates", standing=objecting) == ()

    def test_a_general_objection_reaches_what_rests_on_interests(self):
        objecting = Standing(objected=frozenset(("*",)))
        logs = {"purpose": "security", "categories": ("logs",), "role": "ops"}
        assert use(**logs, standing=objecting) == ("OBJECTED",)
        assert use(standing=objecting) == ()
        assert use(standing=Standing(objected=frozenset(("support",)))) == ("OBJECTED",)

    @pytest.mark.parametrize("ground", ["consent", "case", "protection-of-another"])
    def test_restricted_data_is_stored_and_used_on_the_grounds_of_the_law_only(self, ground):
        restricted = Standing(restricted=True)
        assert use(standing=restricted) == ("RESTRICTED",)
        assert use(standing=restricted, shown={ground: "id-1"}) == ()
        stored = ask("store", categories=("contact",), system="crm", standing=restricted)
        assert stored == ()

    def test_who_is_not_to_be_contacted_is_not(self):
        silent = replace(CONSENTED, suppressed=True)
        assert newsletter(standing=silent) == ("SUPPRESSED",)
        assert use(standing=silent) == ()
        assert use(standing=silent, channel="phone") == ("SUPPRESSED",)

    def test_a_channel_the_purpose_does_not_name_is_refused(self):
        assert newsletter(standing=CONSENTED, channel="email") == ()
        assert newsletter(standing=CONSENTED, channel="phone") == ("CHANNEL_UNDECLARED",)
        assert use(channel="pigeon") == ("CHANNEL_UNDECLARED",)

    def test_a_policy_in_force_on_acceptance_asks_for_the_accepted_version(self):
        policy = replace(POLICY, effective="acceptance", hash="v2")
        assert use(policy=policy, standing=Standing(accepted="v2")) == ()
        assert use(policy=policy, standing=Standing(accepted="v1")) == ("NOT_ACCEPTED",)
        assert use(policy=policy) == ()


def born(years, days=0):
    return date(NOW.year - years, NOW.month, NOW.day) + timedelta(days=days)


def with_minors(under, applies_to="services", raised=None):
    rule = Minors(
        under=under,
        raise_by_residence=raised or {},
        applies_to=applies_to,
        erase=True,
        without_notice=False,
    )
    return replace(POLICY, minors=rule, hash=f"minors-{under}-{applies_to}-{raised}")


class TestMinors:
    """`minors.*`: full on the birthday, raised by residence, never lowered."""

    AGES = (born(16, 1), born(16), born(18, 1), born(18))

    @pytest.mark.parametrize(
        ("under", "expected"),
        [(16, (False, True, True, True)), (18, (False, False, False, True))],
    )
    def test_the_age_is_full_on_the_birthday(self, under, expected):
        policy = with_minors(under)
        taken = tuple(
            collect(policy=policy, standing=Standing(born=day)) == () for day in self.AGES
        )
        assert taken == expected

    def test_the_residence_raises_the_age_and_never_lowers_it(self):
        policy = with_minors(18, raised={"BH": 21, "XX": 13})
        assert collect(policy=policy, standing=Standing(born=born(19), residence="BH")) == (
            "MINOR",
        )
        assert collect(policy=policy, standing=Standing(born=born(19), residence="XX")) == ()
        assert collect(policy=policy, standing=Standing(born=born(17), residence="XX")) == (
            "MINOR",
        )

    def test_the_day_is_that_of_the_person(self):
        policy, standing = with_minors(18), Standing(born=born(18, 1))
        assert collect(policy=policy, standing=standing) == ("MINOR",)
        tomorrow = NOW.date() + timedelta(days=1)
        assert collect(policy=policy, standing=standing, day=tomorrow) == ()

    def test_a_rule_for_data_stops_collection_and_one_for_services_stops_use_as_well(self):
        known = Standing(minor=True)
        assert collect(policy=with_minors(16, "data"), standing=known) == ("MINOR",)
        assert use(policy=with_minors(16, "data"), standing=known) == ()
        assert use(policy=with_minors(18), standing=known) == ("MINOR",)

    def test_a_silent_policy_asks_for_no_age(self):
        assert collect(standing=Standing(born=born(15))) == ()


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
