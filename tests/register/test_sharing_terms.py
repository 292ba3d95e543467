"""What recipients sign: terms before data, their purposes and ends, and the clauses they hold."""

from __future__ import annotations

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Ran

MAIL = {"name": "Ada", "email": "ada@mail.example"}


def came(house: Company, at: str) -> str:
    """Let somebody come by the contact form; return who."""
    return house.collect("contact-form", MAIL, at=at).said["person"]


def disclosed(house: Company, person: str, to: str, purpose: str, at: str, *shown: str) -> Ran:
    """Ask for somebody's contact data on behalf of a recipient, or of one of its parties."""
    wanted = {"to": to, "for": purpose, "category": "contact", "shown": shown or None}
    wanted["as"] = "support-team" if purpose == "support" else None
    return house.subject("disclose", person, at=at, **wanted)


@entry("sharing.signed-agreement-first")
def test_nothing_is_reachable_before_the_terms_are_signed_and_nobody_signs_for_the_past(
    company: Companies,
) -> None:
    house = company("altexsoft")
    person = came(house, "2026-05-01T10:00:00Z")
    asked = (house, person, "subcontractors", "billing")
    before = disclosed(*asked, "2026-05-02T08:59:59Z", "party=contractor-1", "terms=made-up")
    assert (before.code, before.codes) == (2, ["AGREEMENT_MISSING"])
    signing = {"agreement": "service-agreement", "at": "2026-05-02T09:00:00Z"}
    signed = house.recipient("sign", "subcontractors", party="contractor-1", **signing)
    assert signed.said["signed_at"] == "2026-05-02T09:00:00+00:00"
    again = disclosed(*asked, "2026-05-02T08:59:59Z", "party=contractor-1")
    assert again.codes == ["AGREEMENT_MISSING"]
    read = disclosed(*asked, "2026-05-02T09:00:00Z", "party=contractor-1")
    assert (read.code, {one["field"] for one in read.said["handed"]}) == (0, {"name", "email"})
    late = house.recipient(
        "sign", "subcontractors", party="contractor-2", dated="2026-04-20", **signing
    )
    assert late.code == 2
    assert "terms/backdated" in late.words
    assert [one["party"] for one in house.recipient("list").said["signed"]] == ["contractor-1"]
    other = disclosed(*asked, "2026-05-02T10:00:00Z", "party=contractor-2")
    assert other.codes == ["AGREEMENT_MISSING"]


@entry("sharing.affiliates-and-staff")
def test_who_works_for_the_company_signs_its_policy_again_when_it_changes(
    company: Companies,
) -> None:
    house = company("altexsoft")
    person = came(house, "2026-05-01T10:00:00Z")
    signing = {"party": "S", "agreement": "security-policy", "purpose": "billing"}
    house.recipient("sign", "subcontractors", edition="v1", at="2026-05-02", **signing)
    asked = (house, person, "subcontractors")
    assert disclosed(*asked, "billing", "2026-05-03", "party=S").code == 0
    assert disclosed(*asked, "analytics", "2026-05-03", "party=S").codes == ["RECIPIENT_PURPOSE"]
    for kind in ("subsidiaries", "affiliates", "employees", "consultants"):
        refused = disclosed(house, person, kind, "billing", "2026-05-03")
        assert refused.codes == ["AGREEMENT_MISSING"], kind
    assert house.recipient("require", "subcontractors", edition="v2", at="2026-06-01").code == 0
    renewing = disclosed(*asked, "billing", "2026-06-02", "party=S")
    assert renewing.codes == ["AGREEMENT_MISSING"]
    house.recipient("sign", "subcontractors", edition="v2", at="2026-06-03", **signing)
    assert disclosed(*asked, "billing", "2026-06-04", "party=S").code == 0
    assert house.prove("2026-06-05").code == 0


@entry("sharing.affiliates-and-staff")
def test_a_company_of_the_group_signs_again_too_and_has_nothing_while_no_purpose_is_named(
    company: Companies,
) -> None:
    """The text of Intermind knows affiliates alone, and neither their purposes nor their data."""

    def declared(data: dict) -> None:
        data["purposes"]["billing"] = {"kind": "payments", "uses": ["contact"]}
        data["recipients"]["affiliates"] |= {
            "receives": ["contact"], "for": ["billing"], "needs": ["terms"], "place": ["LU"],
            "signed-first": ["security"],
        }  # fmt: skip

    def registered(house: Company) -> str:
        return house.collect("registration", MAIL, at="2026-05-01T10:00:00Z").said["person"]

    literal = company("intermind")
    silent = disclosed(literal, registered(literal), "affiliates", "account", "2026-05-03")
    assert (silent.code, silent.codes) == (2, ["RECIPIENT_CATEGORY"])
    house = company("intermind", declared)
    asked = (house, registered(house), "affiliates")
    signing = {"party": "S", "agreement": "security-policy", "purpose": "billing"}
    assert disclosed(*asked, "billing", "2026-05-03", "party=S").codes == ["AGREEMENT_MISSING"]
    house.recipient("sign", "affiliates", edition="v1", at="2026-05-04", **signing)
    assert disclosed(*asked, "billing", "2026-05-05", "party=S").code == 0
    other = disclosed(*asked, "visit-statistics", "2026-05-05", "party=S")
    assert (other.code, "RECIPIENT_PURPOSE" in other.codes) == (2, True)
    assert house.recipient("require", "affiliates", edition="v2", at="2026-06-01").code == 0
    renewing = disclosed(*asked, "billing", "2026-06-02", "party=S")
    assert renewing.codes == ["AGREEMENT_MISSING"]
    house.recipient("sign", "affiliates", edition="v2", at="2026-06-03", **signing)
    assert disclosed(*asked, "billing", "2026-06-04", "party=S").code == 0


@entry("sharing.authorised-purposes-only")
def test_terms_open_their_own_purposes_up_to_their_last_day(company: Companies) -> None:
    def helpdesk(data: dict) -> None:
        data["recipients"]["customer-support-providers"] |= {
            "name": "R", "company": "R Ltd", "receives": ["contact"],
            "for": ["support", "get-in-touch"], "place": ["DE"],
        }  # fmt: skip

    house = company("altexsoft", helpdesk)
    person = came(house, "2026-10-01T10:00")
    house.recipient(
        "sign", "customer-support-providers", agreement="A-7", purpose="support",
        until="2026-10-31", at="2026-10-02",
    )  # fmt: skip
    asked = (house, person, "customer-support-providers")
    assert disclosed(*asked, "support", "2026-10-31T12:00").code == 0
    other = disclosed(*asked, "get-in-touch", "2026-10-31T12:00")
    assert (other.code, other.codes) == (2, ["RECIPIENT_PURPOSE"])
    over = disclosed(*asked, "support", "2026-11-01T12:00")
    assert (over.code, over.codes) == (2, ["AGREEMENT_EXPIRED"])
    assert len(house.export(person, "2026-11-02")["recipients"]) == 1


@entry("sharing.third-parties-keep-secure")
def test_a_provider_is_bound_to_confidentiality_and_an_authority_cannot_be(
    company: Companies,
) -> None:
    def parties(data: dict) -> None:
        data["recipients"]["hosting-providers"] |= {
            "name": "P", "company": "P GmbH", "role": "processor", "receives": ["contact"],
            "for": ["registration"], "place": ["DE"],
        }  # fmt: skip
        data["recipients"]["authorities"] |= {
            "name": "A", "receives": ["contact"], "for": ["registration"], "place": ["DE"],
        }  # fmt: skip

    house = company("integrica", parties)
    person = house.collect("registration", {"email": "ada@mail.example"}, at="2026-05-01").said[
        "person"
    ]
    house.recipient(
        "sign", "hosting-providers", agreement="P-1", clause="security", at="2026-05-02"
    )
    asked = (house, person, "hosting-providers", "registration")
    refused = disclosed(*asked, "2026-05-03")
    assert (refused.code, refused.codes) == (2, ["AGREEMENT_MISSING"])
    assert "confidentiality" in refused.said["reasons"][0]["detail"]
    both = ["security", "confidentiality"]
    house.recipient("sign", "hosting-providers", agreement="P-2", clause=both, at="2026-05-04")
    assert disclosed(*asked, "2026-05-05").code == 0
    cited = ("legal-request=TAX-17",)
    taken = disclosed(house, person, "authorities", "registration", "2026-05-05", *cited)
    assert taken.code == 0, taken.said
    rows = house.export(person, "2026-05-06")["recipients"]
    assert sorted(row["recipient"] for row in rows) == ["authorities", "hosting-providers"]
