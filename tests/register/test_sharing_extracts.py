"""What is called anonymous: looked through, reported on by its hash, and only then handed on."""

from __future__ import annotations

from tests.register.conftest import Companies
from tests.register.entries import entry

WITH_IP = "page,ip\n/a,203.0.113.7\n/b,203.0.113.8\n"
PSEUDONYMOUS = "page,visitor-id\n/a,7f308bbd4d45\n/b,0a96e0c69b3c\n"
AGGREGATE = "page,count\n/a,12\n/b,5\n"
ROWS = "page,country\n/a,DE\n/b,FR\n/c,LT\n"


@entry("sharing.non-identifying")
def test_only_a_table_with_a_report_of_its_own_leaves_as_anonymous(company: Companies) -> None:
    house = company("altexsoft")
    house.publish(house, accept_findings="record-1")
    asked = {"to": "statistics-recipients", "for": "aggregate-statistics"}
    for table, what in ((WITH_IP, "ip"), (PSEUDONYMOUS, "pseudonym")):
        for act, also in (("release", asked), ("report", {})):
            refused = house.extract(act, table, **also)
            assert (refused.code, refused.codes) == (2, ["NOT_ANONYMOUS"]), table
            assert refused.said["reasons"][0]["detail"].endswith(what)
    assert house.extract("release", AGGREGATE, **asked).codes == ["NOT_ANONYMOUS"]
    report = house.extract("report", AGGREGATE, dropped=["ip", "visitor-id"]).said
    assert (report["smallest"], report["rows"]) == (5, 2)
    assert report["dropped"] == ["ip", "visitor-id"]
    released = house.extract("release", AGGREGATE, report=report["report"], **asked)
    assert (released.code, released.said["extract"]) == (0, report["report"])
    altered = AGGREGATE.replace("12", "13")
    changed = house.extract("release", altered, report=report["report"], **asked)
    assert (changed.code, changed.codes) == (2, ["REPORT_MISMATCH"])
    small = house.extract("report", AGGREGATE.replace(",5", ",4"))
    assert small.codes == ["NOT_ANONYMOUS"]
    assert house.evidence("verify").code == 0


@entry("sharing.anonymised-statistics-for-company")
def test_statistics_go_to_who_works_for_the_company_under_a_contract_and_rows_never(
    company: Companies,
) -> None:
    house, other = company("soft-ok"), company("soft-ok")
    for each in (house, other):
        each.publish(each, accept_findings="record-1")
    asked = {"to": "statistics-contractor", "for": "statistics"}
    signing = {"agreement": "K", "purpose": "statistics"}
    assert house.recipient("sign", "statistics-contractor", **signing).code == 0
    assert house.extract("release", ROWS, **asked).codes == ["NOT_ANONYMOUS"]
    report = house.extract("report", AGGREGATE, dropped=["email"]).said["report"]
    assert house.extract("release", AGGREGATE, report=report, **asked).code == 0
    elsewhere = house.extract("release", AGGREGATE, report=report, **asked | {"for": "offers"})
    assert elsewhere.codes == ["RECIPIENT_PURPOSE"]
    report = other.extract("report", AGGREGATE, dropped=["email"]).said["report"]
    without = other.extract("release", AGGREGATE, report=report, **asked)
    assert (without.code, without.codes) == (2, ["AGREEMENT_MISSING"])
