"""People vouch for what they send; what follows from false data stands in an agreement."""

from __future__ import annotations

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.inside import NOW
from tests.register.program import Ran, options, troth

PERSON = {"name": "Ada", "email": "ada@mail.example"}


def opened_case(house: Company, person: str, **also: object) -> Ran:
    told = {"kind": "false-data", "person": person, "who": "support", **also}
    return troth("case", "open", *options({**told, "store": house.store}), at=NOW)


@entry("collection.user-accuracy-duty")
@pytest.mark.parametrize(
    ("name", "form", "agreed"),
    [
        ("intermind", "software-info-request", ()),
        ("soft-ok", "application-form", ("information-and-consulting",)),
    ],
)
def test_each_submission_is_vouched_for_under_the_clause_in_force(
    company: Companies, name: str, form: str, agreed: tuple[str, ...]
) -> None:
    house = company(name)
    done = house.consenting(form, {"email": PERSON["email"]}, *agreed)
    assert done.code == 0, done.said
    (one,) = house.logged("attested")
    assert one["submission"] == done.said["submission"]
    assert one["claim"] == "truth-presumed"
    assert one["policy"] == house.logged("collected")[0]["policy"]


@entry("collection.user-accuracy-duty")
def test_a_case_of_false_data_rests_on_the_agreement_or_is_not_opened(company: Companies) -> None:
    house = company("intermind")
    done = house.collect("software-info-request", PERSON)
    person = str(done.said["person"])
    bare = opened_case(house, person)
    assert (bare.code, bare.said["error"]["code"]) == (2, "case/document-missing")
    agreement = house.folder / "agreement.txt"
    agreement.write_text("Whoever gives false data loses the account.", encoding="utf-8")
    kept = house.document("publish", "user-agreement", agreement, kind="user-agreement")
    assert kept.code == 0, kept.said
    assert house.document("accept", "user-agreement", person=person).code == 0
    case = opened_case(house, person, document="user-agreement")
    assert (case.code, case.said["kind"]) == (0, "false-data"), case.said
    assert case.said["document"].startswith("user-agreement/")


@entry("collection.user-accuracy-duty")
def test_where_the_text_presumes_nothing_nobody_vouches(company: Companies) -> None:
    house = company("altexsoft")
    assert house.collect("contact-form", {"email": "ada@mail.example"}).code == 0
    assert house.logged("attested") == []
