"""The laws of the decision, on random policies and questions.

Each law is a sentence of `docs/laws.md`; the sentence is the name of its test.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from tests.policies_support import NOW, PURPOSES, cases, plain_cases
from tests.reference import decide as reference
from troth.core.standing import NOBODY
from troth.policy.decide import decide, decide_in_full
from troth.policy.question import Question
from troth.policy.tables import build, permit

modest = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
either = cases() | plain_cases()


@modest
@given(either)
def test_the_decision_agrees_with_its_naive_reference(case):
    policy, question = case
    decision = decide(policy, question)
    codes, bound = reference.decide(policy, question)
    event(f"allowed={decision.allowed}")
    assert codes == set(decision.codes)
    assert decision.allowed == (not codes)
    assert bound == set(decision.purposes)


@modest
@given(either)
def test_the_masks_never_allow_what_the_full_decision_refuses(case):
    policy, question = case
    try:
        quick = permit(build(policy), question)
    except KeyError:
        quick = None
    event(f"quick={quick is not None}")
    if quick is not None:
        assert quick == decide_in_full(policy, question)


@modest
@given(either)
def test_the_same_question_has_the_same_answer(case):
    policy, question = case
    assert decide(policy, question) == decide(replace(policy), replace(question))


@modest
@given(either)
def test_an_answer_names_an_address_and_a_refusal_a_reason(case):
    policy, question = case
    decision = decide(policy, question)
    assert decision.addresses
    assert bool(decision.reasons) == (not decision.allowed)


NARROWING = st.sampled_from(
    (
        "withdraw",
        "restrict",
        "object",
        "object-all",
        "no-marketing",
        "minor",
        "suppress",
        "not-tell",
        "forget",
    )
)


def narrowed(question: Question, how: str, purpose: str) -> Question:
    """Return the question with the person's standing narrowed in one way."""
    old = question.standing
    left = {key: lapse for key, lapse in old.consents.items() if key != purpose}
    new = {
        "withdraw": replace(old, consents=left, withdrawn=old.withdrawn | {purpose}),
        "restrict": replace(old, restricted=True),
        "object": replace(old, objected=old.objected | {purpose}),
        "object-all": replace(old, objected=old.objected | {"*"}),
        "no-marketing": replace(old, marketing_objection=True),
        "minor": replace(old, minor=True),
        "suppress": replace(old, suppressed=True),
        "not-tell": replace(old, untold=old.untold | {purpose}),
        "forget": replace(old, consents=left),
    }[how]
    return replace(question, standing=new)


@modest
@given(either, NARROWING, st.sampled_from(PURPOSES))
def test_a_withdrawal_restriction_or_objection_never_turns_no_into_yes(case, how, purpose):
    policy, question = case
    before = decide(policy, question)
    after = decide(policy, narrowed(question, how, purpose))
    assert before.allowed or not after.allowed


@modest
@given(
    either,
    st.sampled_from(
        (
            "purpose",
            "form",
            "source",
            "recipient",
            "property",
            "system",
            "basis",
            "channel",
            "role",
            "entity",
        )
    ),
)
def test_anything_unknown_is_refused(case, part):
    policy, question = case
    assume(question.action != "store" or part not in ("basis", "channel", "role"))
    assume(part != "purpose" or not any(each.ad_hoc_purposes for each in policy.forms.values()))
    assert not decide(policy, replace(question, **{part: "unheard-of"}))


@modest
@given(either, st.sampled_from(("categories", "fields")))
def test_an_unknown_category_or_field_is_refused_or_dropped(case, part):
    policy, question = case
    decision = decide(policy, replace(question, **{part: ("email", "contact", "unheard-of")}))
    assert not decision or decision.drops[-1:] == ("unheard-of",)


@modest
@given(either)
def test_the_empty_standing_allows_no_use_that_rests_on_consent(case):
    policy, question = case
    assume(question.action in ("use", "disclose"))
    decision = decide(policy, replace(question, standing=NOBODY))
    assert decision.basis != "consent"


@modest
@given(either)
def test_an_objection_to_marketing_is_absolute(case):
    policy, question = case
    standing = replace(question.standing, marketing_objection=True)
    shown = dict.fromkeys(("consent", "order", "law", "case", "public-interest"), "id-1")
    decision = decide(policy, replace(question, standing=standing, shown=shown))
    if question.action != "store":
        assert not any(
            policy.purposes[key].marketing for key in decision.purposes if key in policy.purposes
        )


@modest
@given(either)
def test_a_restriction_leaves_storage_open(case):
    policy, question = case
    stored = replace(question, action="store")
    restricted = replace(stored, standing=replace(stored.standing, restricted=True))
    assert decide(policy, stored) == decide(policy, restricted)


@modest
@given(
    either, st.text(max_size=80), st.sampled_from(("purpose", "form", "source", "role", "system"))
)
def test_the_decision_answers_whatever_is_asked(case, text, part):
    policy, question = case
    decision = decide(policy, replace(question, **{part: text}, categories=(text,), fields=(text,)))
    assert isinstance(decision.allowed, bool)


@modest
@given(either)
def test_an_instant_without_a_zone_keeps_no_consent_alive(case):
    policy, question = case
    naive = datetime.combine(NOW.date(), NOW.time())
    consents = {key: NOW.replace(year=2030) for key in PURPOSES}
    standing = replace(question.standing, consents=consents)
    decision = decide(policy, replace(question, at=naive, standing=standing, action="use"))
    assert decision.basis != "consent"
