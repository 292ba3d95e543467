"""Findings: what five policies leave out or leave in doubt, and what that stops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import yaml

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.mending import mended
from tests.register.program import POLICIES, Ran, options, troth
from tests.support.beside import ABSENT, SEEDS

EXPECTED = SEEDS.parent / "findings.yaml"
FIVE = ("intexsoft", "intermind", "altexsoft", "soft-ok", "integrica")
NUMBERS = {"000": "intexsoft", "002": "altexsoft", "003": "soft-ok"}


def found(house: Company, *also: str, **options_: object) -> list[dict]:
    ran = troth("check", house.manifest, *also, *options(options_))
    assert ran.code == 0, ran.words
    return ran.said["findings"]


def of(findings: list[dict], code: str) -> list[dict]:
    return [one for one in findings if one["code"] == code]


def kinds(findings: list[dict], prefix: str, *severities: str) -> set[str]:
    return {
        one["code"]
        for one in findings
        if one["code"].startswith(prefix) and (not severities or one["severity"] in severities)
    }


def published(house: Company, at: str = "2026-01-01") -> Ran:
    place = {"store": house.store, "keys": house.keys}
    return troth("policy", "publish", house.manifest, *options(place), at=at)


def why_not(house: Company, at: str = "2026-01-01") -> str:
    """Return what stands against publishing, having seen that nothing was published."""
    ran = published(house, at)
    assert (ran.code, ran.said["published"]) == (2, False)
    return " ".join(one["detail"] for one in ran.said["reasons"])


@entry("governance.gap-report-art-13-14")
def test_the_gaps_of_each_policy_are_counted_and_weighed(company: Companies) -> None:
    gaps, stopping = {}, {}
    for name in FIVE:
        findings = found(company(name))
        gaps[name] = len(kinds(findings, "GAP."))
        stopping[name] = len(kinds(findings, "GAP.", "error"))
    assert list(gaps.values()) == [16, 23, 19, 23, 23]
    assert list(stopping.values()) == [4, 12, 6, 12, 8]


@entry("governance.gap-report-art-13-14")
@pytest.mark.parametrize(("number", "name"), NUMBERS.items())
def test_each_gap_has_the_status_and_the_weight_expected(
    company: Companies, number: str, name: str
) -> None:
    if not EXPECTED.is_file():
        pytest.skip(ABSENT)
    wanted = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))[number]["gaps"]
    expected = {one["code"]: (one["status"], one["severity"]) for one in wanted}
    told = [one for one in found(company(name)) if one["code"].startswith("GAP.")]
    assert {one["code"]: (one["status"], one["severity"]) for one in told} == expected


@entry("governance.gap-report-art-13-14")
def test_the_checklist_goes_through_the_items_with_status_and_clause(company: Companies) -> None:
    house = company("altexsoft")
    ran = troth("check", house.manifest, "--checklist")
    items = {one["code"]: one for one in ran.said["checklist"]}
    # Rights are there; complaint is not; withdrawal is there in part, by the banner alone.
    assert items["GAP.13-2-b"]["status"] == "present"
    assert items["GAP.13-2-b"]["clauses"] == ["Rights", "Storage"]
    assert items["GAP.13-2-d"]["status"] == "absent"
    assert items["GAP.13-2-c"]["status"] == "partial"
    named = {one["code"] for one in ran.said["findings"]}
    assert {code for code, one in items.items() if one["status"] != "present"} == named & set(items)


@entry("governance.legal-warning-report")
def test_doubtful_clauses_are_reported_with_place_reason_and_citation(company: Companies) -> None:
    doubts = {name: found(company(name)) for name in FIVE}
    counted = [len(kinds(findings, "WARN.")) for findings in doubts.values()]
    assert counted == [20, 12, 22, 15, 14]
    for findings in doubts.values():
        for one in findings:
            assert one["place"].rpartition(":")[0].rpartition(":")[2].isdigit()
            assert all(one[part] for part in ("article", "message", "why", "help"))
    assert kinds(doubts["integrica"], "WARN.") >= {
        "WARN.consent-by-use", "WARN.cookie-not-personal", "WARN.transfer-by-use",
        "WARN.call-consent-by-continuing", "WARN.minor-parental-ambiguity",
    }  # fmt: skip


@entry("governance.legal-warning-report")
@pytest.mark.parametrize("mode", ["strict", "faithful"])
def test_a_doubtful_consent_opens_nothing_in_either_mode(company: Companies, mode: str) -> None:
    house = company("intexsoft", lambda data: data.update(mode=mode))
    assert of(found(house), "WARN.consent-by-use")
    ran = house.decide(purpose="web-analytics", category="cookies")
    assert (ran.code, ran.codes) == (2, ["CONSENT_REQUIRED"])


@entry("governance.gdpr-compliance-claim")
@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("intexsoft", "certified-compliance"),
        # Two texts call vendors, or themselves, compliant: here they say certified instead.
        ("altexsoft", "zoho-compliant"),
        ("integrica", "follows-gdpr"),
    ],
)
def test_a_certificate_counts_only_while_it_is_shown_and_lasts(
    company: Companies, name: str, key: str
) -> None:
    def shown(until: str | None) -> Company:
        def edit(data: dict) -> None:
            claim = {"kind": "certified"}
            if until:
                claim |= {"evidence": "certificate-7", "valid-until": until}
            data["claims"][key] = claim

        return company(name, edit)

    code = "WARN.certification-unproven"
    assert len(of(found(shown(None), at="2026-03-02"), code)) == 1
    lapsed = of(found(shown("2026-03-01"), at="2026-03-02"), code)
    assert [one["message"] for one in lapsed] == [f"the certificate behind `{key}` has lapsed"]
    assert of(found(shown("2026-03-02"), at="2026-03-02"), code) == []


@entry("policydoc.section-cross-references")
def test_a_reference_must_lead_to_what_it_promises(company: Companies) -> None:
    wrong = {name: of(found(company(name)), "WARN.cross-reference") for name in FIVE}
    assert {name: len(ones) for name, ones in wrong.items() if ones} == {"intexsoft": 1}
    message = wrong["intexsoft"][0]["message"]
    assert "`10`" in message
    assert "`11`" in message

    def corrected(data: dict) -> None:
        data["references"]["contacts"]["to"] = "11"

    assert of(found(company("intexsoft", corrected)), "WARN.cross-reference") == []


@entry("policydoc.section-cross-references")
@pytest.mark.parametrize(
    ("name", "reference", "elsewhere"),
    [
        ("altexsoft", "providers", "Rights"),
        ("soft-ok", "aims", "4"),
        ("integrica", "contacts", "9"),
    ],
)
def test_an_existing_section_without_the_content_is_not_enough(
    company: Companies, name: str, reference: str, elsewhere: str
) -> None:
    def moved(data: dict) -> None:
        data["references"][reference]["to"] = elsewhere

    assert len(of(found(company(name, moved)), "WARN.cross-reference")) == 1


@entry("policydoc.missing-or-truncated-text")
def test_a_masked_address_stops_publishing_until_it_is_a_real_one(company: Companies) -> None:
    def masked(data: dict) -> None:
        data["controller"]["contact"] = {"email": "[email protected]"}

    house = company("integrica", mended("contact", then=masked))
    gap = of(found(house), "GAP.contact-unresolvable")[0]
    line = int(gap["place"].split(":")[-2])
    assert "[email protected]" in house.manifest.read_text().splitlines()[line - 1]
    assert "GAP.contact-unresolvable" in why_not(house)
    assert published(company("integrica", mended())).code == 0


@entry("policydoc.missing-or-truncated-text")
def test_a_support_address_and_a_page_that_are_cut_off_stop_publishing(company: Companies) -> None:
    def contact_alone(data: dict) -> None:
        data["controller"]["contact"] = {"email": "help@company.example"}

    both = company("intermind", mended("contact"))
    gap = of(found(both), "GAP.contact-unresolvable")[0]
    assert gap["about"] == ["controller/contact/masked", "changes/current-version-at"]
    assert "GAP.contact-unresolvable" in why_not(both)
    page = company("intermind", mended("contact", then=contact_alone))
    gap = of(found(page), "GAP.contact-unresolvable")[0]
    assert gap["about"] == ["changes/current-version-at"]
    assert "GAP.contact-unresolvable" in why_not(page)
    assert published(company("intermind", mended())).code == 0


@entry("policydoc.text-defects")
def test_names_written_in_two_ways_are_found_with_their_lines(company: Companies) -> None:
    house = company("intexsoft")
    lines = house.manifest.read_text().splitlines()
    findings = found(house)
    for code, variant in (
        ("WARN.entity-name-variant", "IntesSoft Ltd."),
        ("WARN.vendor-name-variant", "Yandex.Metric"),
    ):
        told = of(findings, code)
        assert [f"`{variant}`" in one["message"] for one in told] == [True]
        assert variant in lines[int(told[0]["place"].split(":")[-2]) - 1]


@entry("policydoc.text-defects")
def test_a_name_misspelt_in_any_text_is_found_where_it_stands(company: Companies) -> None:
    def misspelt(data: dict) -> None:
        data["controller"]["name-variants"] = []
        data["recipients"]["yandex-metrica"]["name-variants"] = []
        data["scope"] = ["Whatever IntesSoft offers"]
        data["purposes"]["web-analytics"]["says"] = "Google Analytics, and Yandex.Metric"

    house = company("intexsoft", misspelt)
    lines = house.manifest.read_text().splitlines()
    told = [one for one in found(house) if one["code"].endswith("name-variant")]
    places = [lines[int(one["place"].split(":")[-2]) - 1] for one in told]
    assert [one["about"] for one in told] == [["IntesSoft"], ["yandex-metrica"]]
    assert "IntesSoft" in places[0]
    assert "Yandex.Metric" in places[1]


@entry("policydoc.survey-boilerplate")
def test_features_that_the_company_does_not_have_are_named(company: Companies) -> None:
    told = of(found(company("intexsoft")), "WARN.promise-without-feature")
    assert [one["about"] for one in told] == [["survey", "self-serve-business"]]

    def with_surveys(data: dict) -> None:
        data["collection"]["customer-survey"] = data["collection"]["contact-form"]

    told = of(found(company("intexsoft", with_surveys)), "WARN.promise-without-feature")
    assert [one["about"] for one in told] == [["self-serve-business"]]


@entry("policydoc.external-documents")
def test_a_document_that_three_sections_lean_on_is_missed(company: Companies) -> None:
    def forgotten(data: dict) -> None:
        del data["documents"]["cookies-policy"]

    for house in (company("intexsoft"), company("intexsoft", forgotten)):
        told = of(found(house), "GAP.document-missing")
        assert len(told) == 1
        assert told[0]["severity"] == "warning"
        assert "`cookies-policy` (3 references)" in told[0]["message"]


class Pages(BaseHTTPRequestHandler):
    """A site with one page."""

    def do_GET(self) -> None:
        """Answer 200 for the page that is there, 404 for any other."""
        self.send_response(200 if self.path == "/there" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *told: object) -> None:
        """Say nothing."""


@contextmanager
def site() -> Iterator[str]:
    """Serve the pages on this machine; give their address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@entry("policydoc.external-documents")
def test_a_link_that_answers_404_or_not_at_all_is_named_when_it_is_tried(
    company: Companies,
) -> None:
    def linked(address: str) -> Company:
        def edit(data: dict) -> None:
            for key, page in (("cookies-policy", "gone"), ("sales-form", "there")):
                data["documents"][key] |= {"present": True, "url": f"{address}/{page}"}

        return company("intexsoft", edit)

    with site() as address:
        house = linked(address)
        tried = of(found(house, "--links"), "WARN.document-unreachable")
        assert [one["about"] for one in tried] == [["cookies-policy"]]
        assert of(found(house), "WARN.document-unreachable") == []
    silent = of(found(house, "--links"), "WARN.document-unreachable")
    assert [one["about"] for one in silent] == [["cookies-policy"], ["sales-form"]]


@entry("governance.principle-integrity-confidentiality")
def test_a_threat_without_any_measure_is_named_and_the_others_are_covered(
    company: Companies,
) -> None:
    def copying_left_out(data: dict) -> None:
        for said in data["security"].values():
            said["against"] = [each for each in said.get("against", ()) if each != "copying"]

    assert of(found(company("intermind")), "WARN.threat-uncovered") == []
    told = of(found(company("intermind", copying_left_out)), "WARN.threat-uncovered")
    assert [one["about"] for one in told] == [["copying", "organisational", "technical"]]


@entry("security.necessary-and-sufficient-measures")
def test_an_empty_cell_of_threats_and_kinds_of_measures_is_one_finding(company: Companies) -> None:
    def blocking_left_out(data: dict) -> None:
        measure = data["security"]["technical-measures"]
        measure["against"] = [each for each in measure["against"] if each != "blocking"]

    told = of(found(company("soft-ok", blocking_left_out)), "WARN.threat-uncovered")
    assert [one["about"] for one in told] == [["blocking", "technical"]]
    # The text of the other company promises no legal measures, so none is asked for.
    assert "legal" not in company("intermind").tables()["security"].values()
    assert of(found(company("intermind")), "WARN.threat-uncovered") == []


@entry("retention.silent-policies")
@pytest.mark.parametrize(
    ("name", "form", "data"),
    [
        ("intermind", "software-info-request", {"email": "ada@mail.example"}),
        ("soft-ok", "application-form", {"email": "ada@mail.example"}),
    ],
)
def test_a_policy_silent_on_periods_is_not_published_until_one_is_set(
    company: Companies, name: str, form: str, data: dict
) -> None:
    assert of(found(company(name)), "GAP.13-2-a")[0]["severity"] == "error"
    silent = company(name, mended("periods"))
    assert why_not(silent).count("GAP.") == 1
    assert "GAP.13-2-a" in why_not(silent)

    def a_year(manifest: dict) -> None:
        manifest.setdefault("settings", {})["silent-retention"] = "P12M"

    told = company(name, mended("periods", then=a_year))
    assert published(told).code == 0
    person = told.collect(form, data, at="2026-01-01").said["person"]
    assert told.held(person, "2026-01-02")["email"]["delete_after"][:10] == "2027-01-01"


@entry("retention.logs-device-referral-silent")
def test_the_five_categories_without_a_period_are_named_and_stop_publishing(
    company: Companies,
) -> None:
    five = {"usage", "device", "page-tags", "log", "referral"}
    literal = company("intexsoft")
    assert [set(one["about"]) for one in of(found(literal), "GAP.13-2-a")] == [five]
    assert "GAP.13-2-a" in why_not(literal)
    assert "GAP.13-2-a" in why_not(company("intexsoft", mended("periods")))

    def a_year(data: dict) -> None:
        for name in five:
            data["retention"][name] = {"keeps": [name], "for": "P12M", "from": "collection"}

    told = company("intexsoft", mended("periods", then=a_year))
    assert of(found(told), "GAP.13-2-a") == []
    assert published(told).code == 0


@entry("retention.logs-device-referral-silent")
def test_a_period_that_is_only_assumed_is_told_apart_and_publishes_nothing(
    company: Companies,
) -> None:
    house = company("intexsoft", mended("periods"))
    rows = troth("check", house.manifest, "--explain").said["explain"]
    assumed = {one["address"] for one in rows if one["group"] == "assumed by Troth"}
    assert any(address.startswith("retention/assumed-log") for address in assumed)
    assert Counter(one["code"] for one in found(house))["GAP.13-2-a"] == 1
    assert published(house).code == 2


def test_every_shipped_policy_is_told_what_stands_against_it(company: Companies) -> None:
    names = sorted(path.stem for path in POLICIES.glob("*.yaml"))
    assert sorted(FIVE) == names
    for name in FIVE:
        house = company(name)
        detail = why_not(house)
        told = {part for part in detail.split("`") if part.startswith("GAP.")}
        assert kinds(found(house), "GAP.", "error") == told
