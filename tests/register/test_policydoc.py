"""What a text says of itself: its operations, and the companies and properties it is for."""

from __future__ import annotations

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import troth

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
