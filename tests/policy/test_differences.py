"""Every kind of promise has an order that keeps its laws, and every difference has its mirror."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policies.manifests import POLICIES
from tests.support.plain import read_yaml, write_yaml
from troth.assembly.law import load_law_book
from troth.assembly.policies import LoadedPolicy, load_text
from troth.core.periods import Period
from troth.policy.differences.comparing import Difference, differences, weight_of
from troth.policy.differences.demands import demand
from troth.policy.differences.orders import KINDS, Value, compare, mirror, shorter
from troth.policy.differences.written import leaves

PERIODS = st.builds(
    Period,
    months=st.integers(0, 26),
    days=st.integers(0, 70),
    seconds=st.sampled_from([0, 3600, 86_400]),
)
WORDS = st.sampled_from(
    ["consent", "legitimate-interests", "contract", "page", "none", "each-person", "login-notice",
     "notify-or-login", "erase", "review", "restrict", "marketing", "necessary", "stands",
     "does not stand", "silent", "unconditional", "after-complaint"]
)  # fmt: skip
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.booleans(), st.integers(0, 5), WORDS, PERIODS,
    st.frozensets(st.sampled_from("abc")),
)  # fmt: skip
OF_ONE_TYPE = st.sampled_from(
    [st.booleans(), st.integers(0, 5), WORDS, PERIODS, st.frozensets(st.sampled_from("abc"))]
)
THREE = OF_ONE_TYPE.flatmap(lambda one: st.tuples(*[st.none() | one] * 3)) | st.tuples(
    *[VALUES] * 3
)
SAME = ("same", "wording")


@settings(max_examples=100)
@given(st.sampled_from(sorted(KINDS)), THREE)
def test_the_order_of_every_kind_is_an_order(kind: str, three: tuple[Value, Value, Value]) -> None:
    """Reflexive; mirrored; and transitive in both directions and in likeness."""
    order = KINDS[kind].order
    a, b, c = three
    assert compare(order, a, a) == "same"
    assert compare(order, b, a) == mirror(compare(order, a, b))
    first, second = compare(order, a, b), compare(order, b, c)
    for direction in ("stronger", "weaker"):
        if {first, second} <= {direction, *SAME} and direction in (first, second):
            assert compare(order, a, c) == direction
    if first in SAME and second in SAME:
        assert compare(order, a, c) in SAME


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("P1Y", "P6M", "stronger"),
        ("P6M", "P1Y", "weaker"),
        ("P1M", "P30D", "changed"),
        ("P1M", "P32D", "weaker"),
        ("P12M", "P1Y", "same"),
        ("P1D", "PT24H", "wording"),
        ("P1Y", "P365D", "stronger"),
    ],
)
def test_periods_are_ordered_by_where_they_end_whenever_they_begin(
    old: str, new: str, verdict: str
) -> None:
    assert compare(shorter, Period.parse(old), Period.parse(new)) == verdict


@cache
def written(name: str) -> str:
    return (POLICIES / f"{name}.yaml").read_text(encoding="utf-8")


def loaded(data: dict) -> LoadedPolicy:
    text = write_yaml(data)
    made = load_text(text, "one.yaml", law=load_law_book())
    made.required()
    return made


def between(old: LoadedPolicy, new: LoadedPolicy) -> tuple[Difference, ...]:
    words = [leaves(one.parsed.manifest) for one in (old, new) if one.parsed.manifest]
    return differences(old.required(), new.required(), wording=(words[0], words[1]))


def pair(name: str, edit: Callable[[dict], object]) -> tuple[LoadedPolicy, LoadedPolicy]:
    data = read_yaml(written(name))
    other = copy.deepcopy(data)
    edit(other)
    return loaded(data), loaded(other)


def contact_form(**said: object) -> Callable[[dict], object]:
    return lambda data: data["retention"]["contact-form"].update(said)


EDITS: dict[str, Callable[[dict], object]] = {
    "retention shortened": contact_form(**{"for": "P1M", "more-than": None}),
    "retention lengthened": contact_form(**{"for": "P2Y", "more-than": None}),
    "right dropped": lambda d: d["rights"]["offer"].remove("portability"),
    "purpose added": lambda d: d["purposes"].update(
        extra={"kind": "marketing", "uses": ["contact"], "basis": "consent"}
    ),
    "recipient added": lambda d: d["recipients"].update(
        extra={"name": "Extra", "receives": ["contact"], "role": "processor"}
    ),
    "age lowered": lambda d: d["minors"].update(under=13),
    "typo": lambda d: d["changes"].update(says="Other words"),
    "claim": lambda d: d["claims"].update(extra={"kind": "certified"}),
    "told less": lambda d: d["changes"]["notify"].update(material="page"),
}


@pytest.mark.parametrize(
    ("edit", "address", "verdict", "weight"),
    [
        ("retention shortened", "retention/contact-form/period", "stronger", "material"),
        ("retention lengthened", "retention/contact-form/period", "weaker", "material"),
        ("right dropped", "rights/portability", "weaker", "material"),
        ("purpose added", "purposes/extra", "weaker", "new-purpose"),
        ("recipient added", "recipients/extra", "weaker", "material"),
        ("age lowered", "minors/age/under", "weaker", "material"),
        ("typo", "changes/says", "wording", "editorial"),
        ("told less", "changes/material/told", "weaker", "material"),
    ],
)
def test_a_difference_has_its_verdict_and_its_weight(
    edit: str, address: str, verdict: str, weight: str
) -> None:
    found = between(*pair("intexsoft", EDITS[edit]))
    named = {each.address: each for each in found}
    assert (named[address].verdict, named[address].weight) == (verdict, weight)
    assert weight_of(found) == weight


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(sorted(EDITS)), max_size=4), st.sets(st.sampled_from(sorted(EDITS))))
def test_the_other_way_round_every_difference_is_mirrored(
    first: set[str], second: set[str]
) -> None:
    def edited(names: set[str]) -> LoadedPolicy:
        data = read_yaml(written("intexsoft"))
        for name in sorted(names):
            EDITS[name](data)
        return loaded(data)

    old, new = edited(first), edited(second)
    forth = {each.address: each for each in between(old, new)}
    back = {each.address: each for each in between(new, old)}
    assert forth.keys() == back.keys()
    for address, one in forth.items():
        other = back[address]
        assert (one.was, one.now) == (other.now, other.was)
        assert one.verdict == mirror(other.verdict)


@pytest.mark.parametrize("name", sorted(path.stem for path in POLICIES.glob("*.yaml")))
def test_a_version_does_not_differ_from_itself(name: str) -> None:
    one = loaded(read_yaml(written(name)))
    assert between(one, one) == ()


def test_the_old_text_says_how_its_change_is_told() -> None:
    """A new text cannot take back the promise to tell people of it."""
    old, new = pair("intexsoft", lambda d: (EDITS["told less"](d), EDITS["right dropped"](d)))
    asked = demand(old.required(), new.required(), between(old, new))
    assert (asked.channel, asked.by, asked.source) == (
        "account-holders", "said", "changes/material",
    )  # fmt: skip


def test_a_silent_text_leaves_it_to_the_law() -> None:
    old, new = pair("soft-ok", lambda d: d["purposes"].update(
        extra={"kind": "marketing", "uses": [next(iter(d["categories"]))], "basis": "consent"}
    ))  # fmt: skip
    asked = demand(old.required(), new.required(), between(old, new))
    assert (asked.channel, asked.by, asked.source) == ("each-person", "law", "GDPR Art. 13(3)")
    assert asked.consents == ("extra",)
