"""What a text says of itself: its operations, and the companies and properties it is for."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import POLICIES, Ran, options, troth
from tests.support.beside import ABSENT, SEEDS

FORM = {"email": "ada@mail.example", "request": "a bot"}
PURPOSES = ("information-and-consulting", "identify-party", "support")


def done(house: Company, at: str) -> dict:
    ran = house.evidence("operations", at=at)
    assert ran.code == 0, ran.said
    return ran.said


@entry("policydoc.definition-processing-operations")
def test_every_operation_leaves_one_event_by_a_name_of_the_list(company: Companies) -> None:
    """Collect, update, retrieve, provide, depersonalise, block, delete; not listed: profile."""

    def depersonalised(data: dict) -> None:
        data["retention"] = {
            "requests": {"keeps": ["application"], "for": "P10D", "from": "collection",
                         "then": "anonymise", "leaves": ["request"]}
        }  # fmt: skip
        data["recipients"]["partner"] = {
            "name": "Partner", "role": "processor", "receives": ["contact"],
            "for": ["support"], "place": ["DE"],
        }  # fmt: skip

    house = company("soft-ok", depersonalised)
    given = house.consenting("application-form", FORM, *PURPOSES, at="2026-03-02").said
    assert "person" in given, given
    person, record = given["person"], given["kept"][0]["record"]
    assert (
        house.subject("rectify", person, record, value="b@mail.example", at="2026-03-03").code == 0
    )
    assert house.look(person, "support", at="2026-03-04", role=None).seen
    assert house.hand_over(person, "partner", "support", "contact", at="2026-03-05") == []
    swept = house.retention("sweep", commit=True, at="2026-03-20").said
    assert swept["anonymised"] == {"retention/requests": 1}
    assert house.subject("restrict", person, ground="needed-for-claims", at="2026-03-21").code == 0
    house.erase(person, at="2026-03-22")
    said = done(house, "2026-03-23")
    names = [one["operation"] for one in said["operations"]]
    assert names == ["collect", "update", "retrieve", "provide", "anonymise", "block", "delete"]
    assert set(names) <= set(said["declared"])
    assert all(one["automated"] in (True, False, None) for one in said["operations"])
    assert said["findings"] == []

    person = house.consenting("application-form", FORM, *PURPOSES, at="2026-03-24").said["person"]
    assert house.consent("give", person, "ad-targeting", "2026-03-24").code == 0
    assert house.look(person, "ad-targeting", at="2026-03-25").codes == ()
    (beyond,) = done(house, "2026-03-26")["findings"]
    assert (beyond["code"], beyond["operation"]) == ("WARN.operation-undeclared", "profile")


@entry("policydoc.scope-group-affiliates")
def test_a_company_of_the_group_collects_under_the_policy_once_it_is_named(
    company: Companies,
) -> None:
    """Named as a joint controller it is told of as one; a text that names none has a gap."""

    def group(data: dict) -> None:
        data["recipients"]["affiliate-a"] = {
            "name": "Affiliate A", "role": "joint-controller", "place": ["LU"],
            "receives": ["contact"], "for": ["account"],
        }  # fmt: skip

    user = {"name": "Ada", "email": "ada@mail.example"}
    house = company("intermind", group)
    own = house.collect("registration", user)
    first = house.collect("registration", user, entity="affiliate-a")
    assert (own.code, first.code) == (0, 0), first.said
    assert first.said["policy"] == own.said["policy"]
    second = house.collect("registration", user, entity="affiliate-z")
    assert (second.code, second.codes) == (2, ["ENTITY_UNKNOWN"])
    assert "affiliate-a" in second.said["reasons"][0]["help"]
    # One that is only a kind, or only a processor, speaks for nobody.
    assert house.collect("registration", user, entity="affiliates").codes == ["ENTITY_UNKNOWN"]
    told = troth("notice", house.manifest, "--layer", "recipients", "--format", "md").said["notice"]
    assert "Affiliate A" in told
    assert "decides together with us" in told.lower()
    shown = house.subject("information", first.said["person"]).said
    assert "Affiliate A" in str(shown["information"]["parties"])
    assert "GAP.affiliates-unnamed" not in house.check().codes
    assert "GAP.affiliates-unnamed" in company("intermind").check().codes


DECLARED = {
    "intexsoft": ("000", [67]),
    "intermind": ("001", [3]),
    "altexsoft": ("002", [13, 15, 17]),
    "soft-ok": ("003", []),
    "integrica": ("004", [7]),
}
"""Lines of each text that only assure; headings beside them state nothing."""


@entry("policydoc.declarative-statements")
@pytest.mark.parametrize("name", sorted(DECLARED))
def test_every_line_of_a_text_is_put_to_what_keeps_it_or_called_declarative(name: str) -> None:
    seed, declared = DECLARED[name]
    files = sorted(SEEDS.glob(f"{seed}_*.txt"))
    if not files:
        pytest.skip(ABSENT)
    ran = troth("policy", "coverage", POLICIES / f"{name}.yaml", files[0])
    lines = files[0].read_text(encoding="utf-8").splitlines()
    stated = [number for number, text in enumerate(lines, 1) if text.strip()]
    assert (ran.code, ran.said["unmapped"]) == (0, [])
    assert [one["line"] for one in ran.said["statements"]] == stated
    assert set(declared) <= set(ran.said["declarative"])
    kept = [one for one in ran.said["statements"] if one["kind"] == "kept"]
    assert all(one["addresses"] for one in kept)
    said = [one for one in ran.said["statements"] if one["kind"] != "heading"]
    assert ran.said["without_control"] == pytest.approx(1 - len(kept) / len(said), abs=1e-4)


PROSE = """Privacy Policy

1. Who we are
We sell lamps and value your trust.

2. What we take
2.1 Your address, for the newsletter.
2.2 We stop when you say so.

3. Birds
We feed the birds in winter.
"""


def test_a_clause_that_the_manifest_forgets_is_found(tmp_path: Path) -> None:
    """An assurance that nobody declared is no promise, and a forgotten clause is no assurance."""
    data = yaml.safe_load((POLICIES / "integrica.yaml").read_text(encoding="utf-8"))
    data = {key: data[key] for key in ("troth", "categories", "sources")} | {
        "controller": {"name": "Lamps", "clause": "1"},
        "purposes": {
            "newsletter": {
                "kind": "marketing", "uses": ["contact"], "basis": "consent", "clause": "2.1; 2.2",
            }
        },
        "declarations": {"trust": {"clause": "1", "begins": "we SELL lamps, and"}},
    }  # fmt: skip
    for key in ("categories", "sources"):
        data[key] = {name: {**one, "clause": "9"} for name, one in data[key].items()}
        for one in data[key].values():
            one.pop("people", None)
    (manifest := tmp_path / "lamps.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    (text := tmp_path / "lamps.txt").write_text(PROSE, encoding="utf-8")
    ran = troth("policy", "coverage", manifest, text)
    kinds = {one["line"]: one["kind"] for one in ran.said["statements"]}
    assert kinds == {
        1: "heading", 3: "heading", 4: "declarative", 6: "heading", 7: "kept", 8: "kept",
        10: "heading", 11: "unmapped",
    }  # fmt: skip
    assert (ran.code, ran.said["unmapped"], ran.said["without_control"]) == (2, [11], 0.5)


@entry("policydoc.definition-confidentiality")
def test_who_has_not_undertaken_secrecy_reads_nothing(company: Companies) -> None:
    """The denial is written down as a look of its own; once it is signed, the same look opens."""

    def signed(data: dict) -> None:
        data["security"]["confidentiality"]["undertaking"] = True

    house = company("integrica", signed)
    given = {"email": "ada@mail.example"}
    person = house.collect("contact-form", given, at="2026-03-02").said["person"]

    def look(at: str) -> Ran:
        return house.subject("show", person, why="support", by="S1", at=at)

    refused = look("2026-03-03")
    assert (refused.code, refused.codes, refused.said["seen"]) == (
        2, ["CONFIDENTIALITY_UNDERTAKING_MISSING"], [],
    )  # fmt: skip
    assert refused.said["reasons"][0]["address"] == "security/confidentiality"
    place = {"store": house.store, "keys": house.keys}
    paper = {"undertaking": "U-7", "until": "2026-04-01"}
    kept = troth("staff", "undertake", "S1", *options(paper | place), at="2026-03-04")
    assert kept.code == 0, kept.said
    opened = look("2026-03-05")
    assert (opened.code, [one["value"] for one in opened.said["seen"]]) == (0, [given["email"]])
    looks = house.export(person, "2026-03-06")["looks"]
    assert [(one["who"], one["allowed"]) for one in looks] == [("S1", False), ("S1", True)]
    # Somebody else's paper opens nothing, and one that has ended opens nothing any more.
    other = house.subject("show", person, why="support", by="S2", at="2026-03-06")
    assert other.codes == ["CONFIDENTIALITY_UNDERTAKING_MISSING"]
    assert look("2026-04-02").codes == ["CONFIDENTIALITY_UNDERTAKING_MISSING"]


def _of_the_site(data: dict) -> None:
    data["properties"] = {"site-main": {}, "app-x": {"policy": "p2"}}
    for form in data["collection"].values():
        form.pop("property", None)
    data["collection"]["contact-form"]["property"] = "site-main"


def _of_the_app(data: dict) -> None:
    data["collection"] = {"app-contact": data["collection"]["contact-form"]}
    data["collection"]["app-contact"]["property"] = "app-x"
    # What comes in by mail and by other forms is the first policy's.
    data.pop("correspondence", None)
    # A rule of its own name: the first policy knows nothing of it.
    rule = data["retention"].pop("contact-form")
    rule.pop("extend", None)
    data["retention"]["app"] = rule | {"collected-by": ["app-contact"], "for": "P1M"}


@entry("policydoc.scope-services")
def test_each_property_is_under_its_own_policy_and_others_are_out_of_scope(
    company: Companies, tmp_path: Path
) -> None:
    """P1 speaks for the site, P2 for the app; what came in by the app ends by P2's period."""

    house = company("intexsoft", _of_the_site)
    mail = {"email": "ada@mail.example"}
    main = house.collect("contact-form", mail, property="site-main", at="2026-01-02")
    assert main.code == 0, main.said
    early = house.collect("app-contact", mail, property="app-x", at="2026-01-02")
    assert "PROPERTY_NOT_IN_SCOPE" in early.codes
    text = company("intexsoft", _of_the_app).manifest.read_text(encoding="utf-8")
    (other := tmp_path / "p2.yaml").write_text(text, encoding="utf-8")
    taken = {"for": "app-x", "accept_findings": True}
    adopted = house.policy("adopt", other, at="2026-01-03", **taken)
    assert (adopted.code, adopted.said["adopted"]) == (0, True), adopted.said
    assert house.policy("adopt", other, at="2026-01-03", **taken).said["adopted"] is False
    for wrong in ({"for": "site-main"}, {"for": "app-y"}):
        assert (
            house.policy("adopt", other, at="2026-01-03", accept_findings=True, **wrong).code == 2
        )

    app = house.collect("app-contact", mail, property="app-x", at="2026-01-04")
    assert app.code == 0, app.said
    assert app.said["policy"] == adopted.said["policy"] != main.said["policy"]
    again = house.collect("contact-form", mail, property="site-main", at="2026-01-04")
    assert again.said["policy"] == main.said["policy"]
    unknown = house.collect("contact-form", mail, property="site-unknown", at="2026-01-04")
    assert (unknown.code, unknown.codes) == (2, ["PROPERTY_NOT_IN_SCOPE"])

    person = app.said["person"]
    # Staff look by the policy in effect: it knows nothing of a form of the other one.
    assert house.look(person, "inquiry", at="2026-01-05").codes == ("FORM_UNDECLARED",)
    proved = house.prove("2026-01-05").said["promises"]
    assert [one for one in proved if one["state"] == "broken"] == []
    assert house.held(person, "2026-01-05")["email"]["delete_after"][:10] == "2026-02-04"
    assert house.sweep("2026-02-05") == {"retention/app": 1}
    assert house.held(person, "2026-02-06") == {}
    assert house.held(main.said["person"], "2026-02-06")["email"]["value"] == mail["email"]
