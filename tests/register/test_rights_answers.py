"""Answers to access that are whole, and the person's own: what each letter of Art. 15 rests on."""

from __future__ import annotations

from tests.register.asking import asked, carried, refusal
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.test_rights_access import ADA, customer, three_systems


@entry("rights.access")
def test_an_answer_says_of_machines_what_the_policy_says_and_lacks_what_it_leaves_out(
    company: Companies,
) -> None:
    """GDPR Art. 15(1)(h): decisions without their logic and their consequences are not told."""
    deciding = {"automated-decisions": "decisions"}
    reasoned = deciding | {
        "automated-logic": "a score is made of the orders",
        "automated-consequences": "below ten there is no credit",
    }
    for said, lacks in (({"automated-decisions": "none"}, ""), (deciding, "h:"), (reasoned, "")):

        def edit(data: dict, said: dict = said) -> None:
            data["rights"] |= said

        house = company("integrica", edit)
        person = house.collect("registration", {"first-name": "Ada", "email": ADA}).said["person"]
        request = asked(house, "access", person, session=True, residence="DE")["request"]
        carried(house, request)
        ran = house.request("answer", request)
        if lacks:
            assert refusal(ran) == "ANSWER_INCOMPLETE"
            assert lacks in ran.said["refused"]["why"]
            assert refusal(house.request("answer", request, state="h=none")) == "STATEMENT_UNKNOWN"
        else:
            assert ran.said["automated_decisions"]["made"] == said["automated-decisions"]
            assert ran.said["automated_decisions"]["logic"] == said.get("automated-logic")
            assert ran.said["complaint"]["place"] == "DE"


@entry("rights.access")
def test_an_answer_that_names_only_the_kind_of_who_received_the_data_does_not_leave(
    company: Companies,
) -> None:
    """Who has it is told by name; a kind only where no name can be given (CJEU C-154/21)."""

    def unnamed(data: dict) -> None:
        three_systems(data)
        del data["recipients"]["analytics-services"]["name"]

    house = company("integrica", unnamed)
    person = customer(house)
    handed = house.subject(
        "disclose", person, to="analytics-services", **{"for": "product-improvement"},
        category="usage", shown="agreement=A-1",
    )  # fmt: skip
    assert handed.code == 0, handed.said
    request = asked(house, "access", person, session=True, residence="DE")["request"]
    carried(house, request)
    no = house.request("answer", request, state="h=none")
    assert refusal(no) == "ANSWER_INCOMPLETE"
    assert "c: the recipients" in no.said["refused"]["why"]
    told = house.request("answer", request, state="h=none", waive="c=impossible").said
    assert told["waived"] == {"c": "impossible"}
