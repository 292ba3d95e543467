"""Transfers: where data may go, what carries it there on which day, and what carries nothing."""

from __future__ import annotations

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Ran, troth

TODAY = "2026-11-21"
EEA = {"AT", "FI", "FR", "DE", "IE", "LU", "NL"}
ADEQUATE = {"BR", "CA", "JP", "KR", "GB"}
WITHOUT = {"AU", "HK", "IN", "MY", "SG", "ZA"}
ANALYSIS = {"category": "usage", "purpose": "analytics"}
AGREED = {"consents": {"analytics": None}}


def register(house: Company, kind: str, at: str = TODAY) -> list[dict]:
    """Return the rows of a register on a day."""
    made = troth("register", house.manifest, "--kind", kind, "--at", at).said
    return made["registers"][kind]["rows"]


def rows_of(house: Company, address: str, at: str = TODAY) -> dict[str, dict]:
    """Return place → cells of the transfers of one entry."""
    rows = [each for each in register(house, "transfers", at) if each["address"] == address]
    return {each["cells"]["to"][0]: each["cells"] for each in rows}


def may(house: Company, recipient: str, at: str = TODAY, **also: object) -> Ran:
    """Ask for usage data of somebody in Germany, who agreed to its analysis, unless told else."""
    asked = {"recipient": recipient, "region": "DE", "standing": AGREED} | ANALYSIS | also
    return house.decide(at, **asked)


@entry("transfers.belarus")
def test_belarus_has_no_decision_and_what_is_collected_there_is_no_transfer(
    company: Companies,
) -> None:
    def minsk(data: dict) -> None:
        data["recipients"]["minsk-desk"] = {
            "name": "Minsk desk", "role": "processor", "receives": ["contact"],
            "for": ["inquiry"], "place": ["BY"],
        }  # fmt: skip

    house = company("intexsoft", minsk)
    assert "GAP.13-1-f" in house.check().codes
    row = rows_of(house, "transfers/belarus")["BY"]
    assert row["stands"] == ["no", "nothing"]
    asked = {"recipient": "minsk-desk", "purpose": "inquiry", "category": "contact"}
    refused = house.decide(TODAY, **asked, region="DE")
    assert refused.codes == ["TRANSFER_INVALID"]
    # What a person hands to the company in Belarus herself goes through no transfer.
    assert house.collect("contact-form", {"email": "ada@mail.example"}).code == 0
    notice = troth("notice", house.manifest, "--layer", "recipients").said["notice"]
    assert 'data-promise="transfers/belarus"' in notice


@entry("transfers.ukraine-and-partners")
def test_use_is_no_consent_to_a_transfer_and_other_countries_are_no_place(
    company: Companies,
) -> None:
    def partner(data: dict) -> None:
        data["recipients"]["partner-z"] = {
            "name": "Partner Z", "role": "processor", "receives": ["contact"],
            "for": ["communication"], "place": ["IN"],
        }  # fmt: skip

    house = company("integrica", partner)
    assert {"WARN.transfer-by-use", "GAP.destination-countries"} <= set(house.check().codes)
    rows = rows_of(house, "transfers/ukraine-and-partners")
    assert {place: row["stands"] for place, row in rows.items()} == {
        "UA": ["no", "nothing"],
        "any": ["no", "open"],
    }
    asked = {"recipient": "partner-z", "purpose": "communication", "category": "contact"}
    refused = house.decide(TODAY, **asked, region="DE", basis=None)
    assert "TRANSFER_INVALID" in refused.codes


@entry("transfers.place-of-processing")
def test_every_listed_vendor_has_its_places_and_one_leaves_them_open(company: Companies) -> None:
    house = company("altexsoft")
    places = {
        each["address"].partition("/")[2]: [line[:3].strip() for line in each["cells"]["places"]]
        for each in register(house, "recipients")
        if each["cells"]["company"]
    }
    assert sum(each == ["US"] for each in places.values()) == 5
    assert places["gosquared"] == ["GB"]
    assert {"any", "US"} < set(places["microsoft-clarity"])
    assert places["fathom"] == ["CA", "US", "DE", "SI"]
    assert places["linkedin-analytics"] == ["IE"]
    found = house.check().said["findings"]
    open_ended = [each for each in found if each["code"] == "WARN.place-open-ended"]
    assert len(open_ended) == 1
    assert "microsoft-clarity" in open_ended[0]["message"]


@entry("transfers.clarity-data-centres")
def test_nineteen_data_centres_are_judged_one_by_one_and_the_worst_governs(
    company: Companies,
) -> None:
    house = company("altexsoft")
    rows = rows_of(house, "recipients/microsoft-clarity")
    by = {place: row["stands"][1] for place, row in rows.items() if place != "any"}
    assert len(by) == 19
    assert {place for place, how in by.items() if how == "inside"} == EEA
    assert {place for place, how in by.items() if how == "adequacy"} == ADEQUATE
    assert by["US"] == "certified"
    assert "commercial" in rows["CA"]["reason"][0]
    assert "dpf" in rows["US"]["reason"][0]
    assert {place for place, how in by.items() if how == "nothing"} == WITHOUT
    assert may(house, "microsoft-clarity").codes == ["TRANSFER_INVALID"]
    assert may(house, "microsoft-clarity", place="FI").code == 0
    # Brazil has a decision since January 2026 only.
    before = rows_of(house, "recipients/microsoft-clarity", at="2026-01-25")
    assert before["BR"]["stands"][0] == "no"


@entry("transfers.fathom-eea-routing")
def test_people_of_the_union_and_of_nowhere_known_are_counted_in_the_union(
    company: Companies,
) -> None:
    house = company("altexsoft")
    asked = {"category": "request-headers"}
    routes = {
        region: [
            place
            for place in ("CA", "US", "DE", "SI")
            if may(house, "fathom", region=region, place=place, **asked).code == 0
        ]
        for region in ("DE", None, "US")
    }
    assert routes["DE"] == routes[None] == ["DE", "SI"]
    assert {"CA", "US"} <= set(routes["US"])
    wrong = may(house, "fathom", region="DE", place="US", **asked)
    assert wrong.codes == ["PLACE_NOT_FOR_REGION"]


@entry("transfers.rb2b-ringfence")
def test_of_a_hundred_visits_those_known_to_be_from_the_us_are_resolved(
    company: Companies,
) -> None:
    """Marketing consent does not open it: the sixty from the US pass, the thirty-seven and the
    three of unknown place do not."""
    house = company("altexsoft")
    regions = ["US"] * 60 + ["DE", "FR", "GB", "CH"] * 9 + ["DE"] + [None] * 3
    asked = {"purpose": "visitor-identification", "category": "usage"}
    agreed = {"consents": {"visitor-identification": None}}
    said = {
        region: may(house, "rb2b", region=region, standing=agreed, **asked)
        for region in dict.fromkeys(regions)
    }
    assert sum(said[region].code == 0 for region in regions) == 60
    assert len(regions) == 100
    assert {code for region, ran in said.items() if region != "US" for code in ran.codes} == {
        "RECIPIENT_REGION",
        "TRANSFER_INVALID",
    }


@entry("transfers.linkedin-ireland-gosquared-uk")
@pytest.mark.parametrize(("day", "british"), [(TODAY, []), ("2032-01-01", ["TRANSFER_INVALID"])])
def test_ireland_needs_nothing_and_britain_a_decision_that_lasts(
    company: Companies, day: str, british: list[str]
) -> None:
    house = company("altexsoft")
    assert may(house, "linkedin-analytics", day).code == 0
    assert may(house, "gosquared", day).codes == british
    row = rows_of(house, "recipients/gosquared", day)["GB"]
    assert row["until"] == ["2031-12-27"]
    assert row["stands"][0] == ("no" if british else "yes")


@entry("transfers.linkedin-ireland-gosquared-uk")
def test_the_ledger_says_where_it_went_and_what_carried_it(company: Companies) -> None:
    house = company("altexsoft")
    page = {"pages-viewed": "/prices", "device-identifiers": "d-1"}
    person = house.consenting("page-view", page, "analytics").said["person"]
    for recipient in ("linkedin-analytics", "gosquared"):
        assert house.hand_over(person, recipient, "analytics", "usage") == []
    rows = {row["recipient"]: row for row in house.export(person)["recipients"]}
    kept = {key: (row["place"], row["safeguard"]) for key, row in rows.items()}
    assert kept == {
        "linkedin-analytics": (["IE"], ["EEA"]),
        "gosquared": (["GB"], ["adequacy/GB"]),
    }


@entry("transfers.safeguards-generic")
def test_a_general_sentence_carries_nothing_and_clauses_with_an_id_do(company: Companies) -> None:
    def vendor(**also: str):
        def edit(data: dict) -> None:
            data["recipients"]["us-mailer"] = {
                "name": "US mailer", "role": "processor", "receives": ["contact"],
                "for": ["newsletter"], "place": ["US"], "says": "A high level of protection.",
                **also,
            }  # fmt: skip

        return edit

    signed = {"transfer": "scc", "safeguard": "SCC-2026-01-10"}
    codes = []
    for house in (company("altexsoft", vendor()), company("altexsoft", vendor(**signed))):
        given = house.consenting("newsletter-signup", {"email": "ada@mail.example"}, "newsletter")
        person = given.said["person"]
        codes.append(house.hand_over(person, "us-mailer", "newsletter", "contact"))
        rows = house.export(person)["recipients"]
    assert codes == [["TRANSFER_INVALID"], []]
    assert [(row["place"], row["safeguard"]) for row in rows] == [(["US"], ["scc: SCC-2026-01-10"])]
