"""The decision about a person: consent, objection, restriction, age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.policies_support import NOW
from tests.policy.example_company import CONSENTED, POLICY, ask, collect, newsletter, use
from troth.core.standing import Standing
from troth.policy.compiled import Minors


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

    def test_an_opt_out_of_sale_closes_advertising_and_who_takes_data_for_ends_of_their_own(self):
        opted = replace(CONSENTED, objected=frozenset(("sale",)))
        adverts = replace(POLICY.purposes["newsletter"], kind="advertising")
        advertising = replace(POLICY, purposes={**POLICY.purposes, "newsletter": adverts})
        assert newsletter(standing=opted) == ()
        assert newsletter(policy=advertising, standing=opted) == ("OPTED_OUT",)
        greedy = {k: replace(one, own_purposes=True) for k, one in POLICY.recipients.items()}
        name, served = next((k, r) for k, r in POLICY.recipients.items() if r.role != "authority")
        handed = {"recipient": name, "categories": tuple(sorted(served.receives))[:1]}
        selling = replace(POLICY, recipients=greedy)
        assert "OPTED_OUT" in ask(
            "disclose", policy=selling, standing=opted, **handed, purpose="support"
        )
        assert "OPTED_OUT" not in ask("disclose", standing=opted, **handed, purpose="support")

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
