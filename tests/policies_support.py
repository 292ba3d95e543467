"""Random small policies and questions about them, for the laws of the decision.

Policies are built directly as compiled values: small name spaces, so that questions hit them, and
every switch thrown both ways. `questions` also asks for names nobody declared.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from random import Random
from typing import Any

from hypothesis import strategies as st

from troth.core.standing import NOBODY, Standing
from troth.policy.compiled import (
    Category,
    Controller,
    Form,
    FormField,
    Minors,
    Policy,
    Purpose,
    Recipient,
    RightsOffer,
    SensitiveStance,
    Source,
    System,
)
from troth.policy.question import LEGAL_BASES, Question

CATEGORIES = ("contact", "usage", "health")
ITEMS = ("email", "name", "page", "diagnosis")
SOURCES = ("website", "client", "public")
PURPOSES = ("support", "newsletter", "analytics")
FORMS = ("signup", "import")
RECIPIENTS = ("mailer", "authority")
SYSTEMS = ("crm", "cloud")
ROLES = ("ops", "sales")
KINDS = ("health", "criminal")
REGIONS = ("DE", "US", "US-CA")
NEEDS = ("agreement", "consent", "case", "order", "interaction-reference", "device-permission",
         "anonymised")  # fmt: skip
SHOWN = (*NEEDS, "contract", "law", "balancing", "public-interest")
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def some(names: tuple[str, ...], least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names), min_size=least)


def rarely() -> st.SearchStrategy[bool]:
    return st.sampled_from((False, False, False, True))


def few(names: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.just(frozenset()) | some(names)


class Dice:
    """Throws the switches of a policy. One number makes one policy, which keeps drawing cheap."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def pick(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def some(self, names: tuple[str, ...], least: int = 0) -> frozenset[str]:
        return frozenset(self.chance.sample(names, self.chance.randint(least, len(names))))

    def few(self, names: tuple[str, ...]) -> frozenset[str]:
        return self.some(names) if self.rarely() else frozenset()

    def rarely(self) -> bool:
        return self.chance.random() < 0.25

    def first_and(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return names if self.chance.random() < 0.7 else names[:1]


def category(dice: Dice, key: str) -> Category:
    return Category(
        key=key,
        items=dice.some(ITEMS),
        sensitive=dice.some(KINDS) if key == "health" else frozenset(),
        open_ended=False,
        dpv=None,
        identified=not dice.rarely(),
    )


def source(dice: Dice, key: str) -> Source:
    gives = dice.some(CATEGORIES) if dice.rarely() else None
    return Source(key=key, kind="direct", gives=gives, needs=dice.few(NEEDS), max_age=None)


def purpose(dice: Dice, key: str) -> Purpose:
    bases = sorted(LEGAL_BASES)
    return Purpose(
        key=key,
        kind="service",
        uses=dice.some(CATEGORIES, 1),
        basis=dice.pick(*bases, "consent", ""),
        basis_by="said",
        basis_by_source={key: dice.pick(*bases) for key in dice.few(SOURCES)},
        consent_needed=dice.rarely(),
        affirmative=True,
        interest=None,
        balancing=dice.pick(None, None, None, "required", "lia-1"),
        law=None,
        marketing=dice.rarely(),
        channels=dice.few(("email", "phone")),
        roles=dice.some(ROLES) if dice.rarely() else None,
        cell_minimum=dice.pick(None, None, None, 5),
        anonymised_input=dice.rarely(),
        identified=not dice.rarely(),
        processor=dice.rarely(),
        precision=None,
        opt_out_in=dice.few(("US", "DE")),
        contract=dice.rarely(),
    )


def form(dice: Dice, key: str) -> Form:
    fields = {
        name: FormField(
            name=name,
            category=dice.pick(*CATEGORIES),
            item=name,
            required=dice.rarely(),
            type="text",
            max_bytes=1000,
            identifies=None,
        )
        for name in sorted(dice.some((*ITEMS, "extra"), 1))
    }
    return Form(
        key=key,
        origin="person",
        source=dice.pick(*SOURCES),
        fields=fields,
        purposes=tuple(sorted(dice.some(PURPOSES, 1))),
        property=dice.pick(None, "site", "app"),
        system=None,
        identity=True,
        extra_fields=dice.pick("reject", "strip"),
        needs=dice.few(NEEDS),
        activity=False,
        contact=False,
        processor=dice.pick(None, None, "client-data"),
        creates_account=False,
        double_opt_in=False,
        ad_hoc_purposes=dice.rarely(),
    )


PLACES = ("DE", "US", "CA")


def recipient(dice: Dice, key: str) -> Recipient:
    places = tuple(sorted(dice.few(PLACES)))
    carried = {each: "scc" for each in places if not dice.rarely()}
    return Recipient(
        key=key,
        name=key,
        role=dice.pick(None, "affiliate", "processor", "joint-controller"),
        receives=dice.some(CATEGORIES, 1),
        purposes=dice.some(PURPOSES) if dice.rarely() else None,
        places=places,
        places_shut={each: dice.some(REGIONS) for each in places if dice.rarely()},
        carried_by=carried,
        regions_only=dice.some(REGIONS) if dice.rarely() else None,
        regions_except=dice.few(REGIONS),
        transfer=None,
        transfer_valid=len(carried) == len(places) if places else not dice.rarely(),
        needs=dice.few(NEEDS),
        own_purposes=False,
    )


def system(dice: Dice, key: str) -> System:
    holds = dice.some(CATEGORIES, 1)
    return System(key=key, kind="crm", vendor=None, places=(), holds=holds, on_device=False)


def minors(dice: Dice) -> Minors | None:
    if dice.rarely():
        return None
    return Minors(
        under=dice.pick(16, 18),
        raise_by_residence=dice.pick({}, {"AE": 21, "XX": 13}),
        applies_to=dice.pick("services", "data"),
        erase=dice.pick(True, False),
        without_notice=False,
    )


def stance(dice: Dice) -> SensitiveStance:
    doors = {
        (dice.pick(*KINDS), dice.pick("*", *FORMS), dice.pick("*", *ITEMS))
        for _ in range(dice.pick(0, 1, 2, 3))
    }
    return SensitiveStance(
        refused=dice.some(KINDS),
        admitted=frozenset(doors),
        provenance="said",
        explicit=frozenset(each for each in doors if dice.rarely()),
    )


@lru_cache(maxsize=256)
def policy_from(seed: int) -> Policy:
    """Return the random small policy that this number makes."""
    dice = Dice(seed)
    return policy_of(
        mode=dice.pick("strict", "faithful"),
        effective=dice.pick("publication", "acceptance"),
        categories={key: category(dice, key) for key in CATEGORIES},
        sources={key: source(dice, key) for key in SOURCES},
        purposes={key: purpose(dice, key) for key in dice.first_and(PURPOSES)},
        forms={key: form(dice, key) for key in dice.first_and(FORMS)},
        recipients={key: recipient(dice, key) for key in dice.first_and(RECIPIENTS)},
        systems={key: system(dice, key) for key in dice.first_and(SYSTEMS)},
        properties={k: dice.pick("", "", "other") for k in dice.few(("site", "app"))},
        staff_roles={key: dice.some(PURPOSES) for key in dice.first_and(ROLES)},
        minors=minors(dice),
        sensitive=stance(dice),
        bound_regions=dice.pick(None, frozenset({"DE"})),
    )


def policies() -> st.SearchStrategy[Policy]:
    """Return random small compiled policies; the hash of each is that of its contents."""
    return st.integers(0, 2**20).map(policy_from)


def policy_of(**parts: Any) -> Policy:
    """Return a policy of the given sections, the rest empty."""
    empty: dict[str, Any] = {
        "name": "example",
        "mode": "strict",
        "language": 1,
        "effective": "publication",
        "dated": None,
        "controller": Controller(
            name="Example",
            legal_name=None,
            seat=None,
            address=None,
            email=None,
            dpo=False,
            laws=("GDPR",),
            timezone="UTC",
        ),
        "categories": {},
        "sources": {},
        "purposes": {},
        "forms": {},
        "recipients": {},
        "rules": {},
        "legal_keeps": {},
        "systems": {},
        "staff_roles": {},
        "processor_of": {},
        "minors": None,
        "sensitive": SensitiveStance(
            refused=frozenset(), admitted=frozenset(), provenance="assumed"
        ),
        "rights": RightsOffer(
            offered=frozenset(), by_law=frozenset(), answer_within=None, answer_by="law"
        ),
        "cookies": {},
        "security": {},
        "promises": (),
        "facts": (),
    }
    whole = empty | parts
    digest = sha256(repr(sorted(whole.items(), key=lambda pair: pair[0])).encode()).hexdigest()
    return Policy(hash=digest, **whole)


def standings(policy: Policy) -> st.SearchStrategy[Standing]:
    lapse = st.sampled_from((None, NOW, NOW - timedelta(days=1), NOW + timedelta(days=1)))
    ways, purposes = st.sampled_from(("email", "phone")), st.sampled_from(PURPOSES)
    toward, by = st.tuples(st.sampled_from(RECIPIENTS), purposes), st.tuples(ways, purposes)
    return st.just(NOBODY) | st.builds(
        Standing,
        consents=st.dictionaries(st.sampled_from(PURPOSES), lapse),
        withdrawn=few(PURPOSES),
        objected=few((*PURPOSES, "*", "sale")),
        untold=few(PURPOSES),
        uninformed=few(("partner",)),
        marketing_objection=rarely(),
        restricted=rarely(),
        minor=rarely(),
        born=st.none() | st.dates(date(2004, 1, 1), date(2012, 1, 1)),
        residence=st.sampled_from((None, "AE", "XX", "DE")),
        suppressed=rarely(),
        customer_agreements=few(("a1",)),
        device_permissions=few(("contact", "email")),
        accepted=st.sampled_from((None, None, policy.hash, "another")),
        named=st.dictionaries(toward, lapse),
        refused=st.frozensets(toward, max_size=1),
        by_channel=st.dictionaries(by, lapse),
        refused_by=st.frozensets(by, max_size=1),
        shut=st.frozensets(by | st.tuples(ways, st.just("marketing")), max_size=1),
        reach=st.just({})
        | st.dictionaries(
            st.sampled_from([(to, one) for to in ("", ":email") for one in PURPOSES]),
            few(("email", "name")),
        ),
    )


def questions(policy: Policy) -> st.SearchStrategy[Question]:
    """Return questions to `policy`, mostly about what it declares."""

    def name(known: tuple[str, ...]) -> st.SearchStrategy[str | None]:
        return st.sampled_from((None, *known, *known, "unheard-of"))

    return st.builds(
        Question,
        action=st.sampled_from(("collect", "use", "disclose", "store")),
        at=st.just(NOW),
        purpose=name(PURPOSES),
        categories=st.lists(
            st.sampled_from((*CATEGORIES, *CATEGORIES, "unheard-of")), max_size=2
        ).map(tuple),
        fields=st.just(())
        | st.lists(st.sampled_from((*ITEMS, "extra", "unheard-of")), unique=True).map(tuple),
        form=name(FORMS),
        source=name(SOURCES),
        recipient=name(RECIPIENTS),
        property=st.sampled_from((None, None, None, "site", "app", "unheard-of")),
        entity=st.sampled_from((None, None, None, None, *RECIPIENTS, "unheard-of")),
        system=name(SYSTEMS),
        basis=st.none() | st.sampled_from((*sorted(LEGAL_BASES), "unheard-of")),
        role=st.none() | name(ROLES),
        region=st.sampled_from((None, *REGIONS, "FR")),
        place=st.sampled_from((None, None, *PLACES)),
        channel=st.sampled_from((None, None, None, "email", "phone", "pigeon")),
        shown=st.just({})
        | st.dictionaries(st.sampled_from(SHOWN), st.sampled_from(("a1", "a2", ""))),
        identified=st.booleans(),
        aggregate=st.booleans(),
        collected_for=st.none() | some((*PURPOSES, "unheard-of")),
        consents_now=few(PURPOSES),
        found=st.just({})
        | st.dictionaries(st.sampled_from((*ITEMS, "extra")), some(KINDS, 1), max_size=2),
        standing=standings(policy),
        day=st.sampled_from((None, None, date(2026, 5, 21))),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Policy, Question]:
    """Return a policy and a question to it."""
    policy = draw(policies())
    return policy, draw(questions(policy))


@st.composite
def plain_cases(draw: st.DrawFn) -> tuple[Policy, Question]:
    """Return a policy and a question of the common kinds, which are mostly allowed."""
    policy = draw(policies())
    purpose_key = draw(st.sampled_from(sorted(policy.purposes)))
    form_key = draw(st.sampled_from(sorted(policy.forms)))
    chosen, uses = policy.forms[form_key], sorted(policy.purposes[purpose_key].uses)
    standing = Standing(consents=dict.fromkeys(draw(some(PURPOSES))))
    use = st.builds(
        Question,
        action=st.sampled_from(("use", "disclose")),
        at=st.just(NOW),
        purpose=st.just(purpose_key),
        categories=st.lists(st.sampled_from(uses), min_size=1).map(tuple),
        form=st.sampled_from((None, form_key)),
        recipient=st.sampled_from((None, *policy.recipients)),
        system=st.sampled_from((None, *policy.systems)),
        role=st.sampled_from((None, *ROLES)),
        collected_for=st.sampled_from((None, frozenset(PURPOSES))),
        standing=st.just(standing),
    )
    collect = st.builds(
        Question,
        action=st.just("collect"),
        at=st.just(NOW),
        form=st.just(form_key),
        fields=st.just(tuple(chosen.fields)),
        shown=st.just(dict.fromkeys(NEEDS, "a1")),
        consents_now=some(PURPOSES),
        standing=st.just(standing),
    )
    return policy, draw(use | collect)
