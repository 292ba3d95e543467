"""Accounts of a served company: opened, seen, corrected, opened to others, and never by force."""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.register.entries import entry
from tests.register.inside import NOW
from tests.register.program import POLICIES, Edit, troth, written
from tests.support.certificates import written_certificate
from tests.support.provider import provider
from tests.web.filling import person as person_of
from tests.web.filling import read
from tests.web.filling import send as fill_in
from tests.web.served import Served, serving
from tests.web.test_accounts import WORDS, csrf, registered, send, sign_in
from tests.web.test_elsewhere import written_settings
from tests.web.test_staff_sign_in import started
from troth.core.periods import to_micros
from troth.errors import StateError
from troth.rehearsal.clock import FakeClock
from troth.web.routes.confidentiality import settings_of

START = datetime.fromisoformat(NOW)
SEVENTEEN, EIGHTEEN = "2009-03-02", "2008-03-02"
ASKED = ("information-and-consulting", "identify-party", "support")
OLD, NEW = "+1 555 0100", "+1 555 0199"


@contextmanager
def company(folder: Path, of: str, edit: Edit | None = None, **also: object) -> Iterator[Served]:
    """Serve a company's policy, or a copy with its data edited, under a clock of the test's."""
    folder = folder / of
    folder.mkdir()
    settings = {"clock": FakeClock(START), **also}
    with serving(folder, written(of, folder, edit), **settings) as served:
        yield served


def whose(site: Served, visitor: httpx.Client) -> bytes:
    """Return the person whose session a browser has."""
    cookie = next(value for name, value in visitor.cookies.items() if name.endswith("troth-person"))
    found = site.site.doors.sessions.find(cookie, site.site.now())
    assert found is not None
    return found.owner


def facts(site: Served, kind: str) -> int:
    """Return how many facts of a kind stand in the log."""
    with site.platform.data.read() as reader:
        return reader.count_facts().get(kind, 0)


def standing(site: Served, person: bytes) -> Mapping[str, str]:
    """Return what was set for a person: kind → value."""
    with site.platform.data.read() as reader:
        return {row.kind: row.value for row in reader.standing(reader.aliases(person))}


def asks_for_age(manifest: dict) -> None:
    """Let the account's form ask for a date of birth."""
    manifest["categories"]["contact"]["items"].append("birth-date")
    fields = manifest["collection"]["registration"]["fields"]
    fields["birth-date"] = {"category": "contact", "type": "birth-date"}


@entry("accounts.registration")
@pytest.mark.parametrize(
    ("name", "taken"),
    [("intermind", [True, True]), ("integrica", [False, True]), ("intexsoft", [False, True])],
)
def test_who_may_register_and_who_was_younger_a_while_ago(
    tmp_path: Path, name: str, taken: list[bool]
) -> None:
    """Seventeen, then eighteen under the same address: only what was refused before is flagged."""
    with company(tmp_path, name, asks_for_age) as site, site.client() as visitor:
        for email, birth, expected in (
            ("young@mail.example", SEVENTEEN, taken[0]),
            ("grown@mail.example", EIGHTEEN, taken[1]),
        ):
            sent = send(visitor, "/account/register", email=email, **{"birth-date": birth})
            assert (sent.status_code == 303) is expected, sent.text
            assert bool(site.letters(email)) is expected
        if taken[0]:
            return
        with site.platform.data.read() as reader:
            assert {row.code for row in reader.refusals()} == {"MINOR"}
        for email, flagged in (("young@mail.example", True), ("grown@mail.example", False)):
            if flagged:
                send(visitor, "/account/register", email=email, **{"birth-date": EIGHTEEN})
            link = site.link(email).removeprefix(site.address)
            done = send(visitor, link, password=WORDS, again=WORDS, accepted="yes")
            assert done.headers["location"] == "/account"
            said = standing(site, whose(site, visitor))
            assert said.get("age-changed") == ("review" if flagged else None)


@entry("accounts.self-service-account-information")
def test_a_corrected_value_is_new_at_once_and_its_recipient_is_told(tmp_path: Path) -> None:
    def helper(manifest: dict) -> None:
        manifest["recipients"]["r"] = {
            "name": "R", "role": "processor", "does": "helps", "receives": ["contact"],
            "for": ["account"], "place": ["DE"],
        }  # fmt: skip

    store = ("--store", tmp_path / "intermind" / "data.db")
    with company(tmp_path, "intermind", helper) as site, site.client() as visitor:
        registered(site, visitor, "ann@mail.example", phone=OLD)
        person = whose(site, visitor)
        to = ("--to", "r", "--category", "contact", "--for", "account")
        handed = troth("subject", "disclose", person.hex(), *to, *store, at=NOW)
        assert "+15550100" in {one["value"] for one in handed.said["handed"]}

        changed = send(visitor, "/account/edit", phone=NEW)
        assert (changed.status_code, changed.headers["location"]) == (303, "/account")
        shown = visitor.get("/account").text
        assert "+15550199" in shown
        assert "+15550100" not in shown
        with site.platform.data.read() as reader:
            (request,) = [row.request for row in reader.requests_of([person])]
            everything = [one.body for one in reader.facts(0, reader.tree_size())]
            queued = [(one.step, one.due_at) for one in reader.steps([request])]
        assert ("tell/r", to_micros(START)) in queued
        assert facts(site, "rectified") == 1
        assert any(b"rectified" in body for body in everything)
        assert not [body for body in everything if b"5550199" in body or b"5550100" in body]


def opened(visitor: httpx.Client, **levels: str) -> httpx.Response:
    """Say who may see what."""
    chosen = {f"level-{name}": level for name, level in levels.items()}
    return send(visitor, "/account/confidentiality", **chosen)


def public_page(visitor: httpx.Client) -> str:
    """Return the address of somebody's page of what is open."""
    return re.findall(r'href="(/people/[0-9a-f]+)"', visitor.get("/account/confidentiality").text)[
        0
    ]


@entry("accounts.confidentiality-settings")
def test_a_field_is_absent_visible_and_absent_again_as_its_owner_says(tmp_path: Path) -> None:
    with company(tmp_path, "intermind") as site, site.client() as owner, site.client() as stranger:
        registered(site, owner, "ann@mail.example", company="Acme", phone=OLD)
        before = facts(site, "standing-changed")
        assert "/people/" not in owner.get("/account/confidentiality").text

        opened(owner, company="public")
        page = public_page(owner)
        shown = stranger.get(page)
        assert shown.status_code == 200
        assert "Acme" in shown.text
        assert "5550100" not in shown.text
        assert shown.headers["cache-control"] == "no-store"

        opened(owner, company="private")
        assert stranger.get(page).status_code == 404
        assert stranger.get(f"{page}/company").status_code == 404
        assert facts(site, "standing-changed") - before == 3  # two settings, and the page's address

        opened(owner, company="registered")
        assert stranger.get(page).status_code == 404
        registered(site, stranger, "bob@mail.example")
        assert "Acme" in stranger.get(page).text


@entry("accounts.user-makes-data-public")
def test_only_the_owner_opens_a_value_and_no_other_value_with_it(tmp_path: Path) -> None:
    with company(tmp_path, "intermind") as site, site.client() as owner, site.client() as anybody:
        registered(site, owner, "ann@mail.example", company="Acme", phone=OLD)
        opened(owner, company="public")
        page = public_page(owner)
        clock = site.platform.clock
        clock.move_to(START + timedelta(seconds=1))
        assert "Acme" in anybody.get(f"{page}/company").text
        assert anybody.get(f"{page}/phone").status_code == 403

        opened(owner, company="private")
        clock.move_to(START + timedelta(seconds=2))
        assert anybody.get(f"{page}/company").status_code == 404
        assert anybody.get(f"{page}/phone").status_code == 403

        # Staff try: their session opens nothing there, and what does the work refuses them too.
        with site.client() as staff:
            started(site, staff, "maria", "privacy")
            data = {"_csrf_token": csrf(staff.get("/console/sign-in")), "level-phone": "public"}
            assert staff.post("/account/confidentiality", data=data).status_code == 401
            assert staff.post("/console/confidentiality", data=data).status_code == 404
        member = site.site.doors.staff.sign_in("maria", WORDS)
        assert member is not None
        with pytest.raises(StateError) as refused:
            settings_of(site.site).set(
                whose(site, owner), "phone", "public", site.site.now(), by=member.staff
            )
        assert refused.value.code == "confidentiality/owner-only"
        assert anybody.get(f"{page}/phone").status_code == 403


@entry("accounts.not-agreeing-not-using")
def test_who_declines_does_not_use_the_service_and_keeps_every_right(tmp_path: Path) -> None:
    """The second version waits for an answer; a no closes the service and nothing else."""

    def by_acceptance(manifest: dict) -> None:
        manifest["revision"]["effective"] = "acceptance"

    def newer(manifest: dict) -> None:
        by_acceptance(manifest)
        manifest["revision"]["dated"] = "2026-03-01"
        manifest["purposes"]["panel"] = {
            "kind": "research", "uses": ["contact"], "basis": "legitimate-interests",
            "interest": "better services",
        }  # fmt: skip

    store = ("--store", tmp_path / "intermind" / "data.db")
    with company(tmp_path, "intermind", by_acceptance) as site, site.client() as visitor:
        assert visitor.get("/account/service").status_code == 401
        send(visitor, "/account/register", email="ann@mail.example", company="Acme")
        link = site.link("ann@mail.example").removeprefix(site.address)
        send(visitor, link, password=WORDS, again=WORDS, accepted="yes")
        assert visitor.get("/account/service").status_code == 204

        second = tmp_path / "second"
        second.mkdir()
        taken_on = ("--accept-material", "--accept-findings", "board-1")
        version = written("intermind", second, newer)
        published = troth("policy", "publish", version, *taken_on, *store, at=NOW)
        assert published.code == 0, published.said
        send(visitor, "/account/news", answer="decline")
        refused = visitor.get("/account/service")
        assert refused.status_code == 403
        assert "policy/not-accepted" in refused.text
        assert 'href="/notice"' in refused.text

        held = visitor.get("/account/export.json").json()["data"]
        assert {one["value"] for one in held} == {"ann@mail.example", "Acme"}
        closed = send(visitor, "/account/close", password=WORDS)
        assert closed.headers["location"].startswith("/account/closed/")


@entry("accounts.no-third-party-passwords")
def test_a_password_of_another_service_is_refused_and_nowhere_to_be_found(tmp_path: Path) -> None:
    secret = "Ragnhild-Sigridsdottir-1815"
    with provider(lambda: int(START.timestamp())) as elsewhere:
        settings = written_settings(tmp_path, elsewhere)
        with company(tmp_path, "altexsoft", providers=settings) as site, site.client() as visitor:
            page = visitor.get("/account/with/linkedin")
            data = {"_csrf_token": csrf(page), "username": "ann", "password": secret}
            refused = visitor.post("/account/with/linkedin", data=data)
            assert refused.status_code == 422
            assert "provider/password-not-accepted" in refused.text
            assert secret not in refused.text
        written_down = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert not [path for path in written_down if secret.encode() in path.read_bytes()]
        form = {"username": "ann", "password": secret}
        store = ("--store", tmp_path / "altexsoft" / "data.db")
        told = ("--form", "linkedin-connection", "--data", json.dumps(form), "--shown", "consent=C")
        kept = troth("collect", POLICIES / "altexsoft.yaml", *told, *store, at=NOW)
        assert "password" not in [one["field"] for one in kept.said.get("kept", ())]
        assert secret not in kept.words + str(kept.said)
        assert not [path for path in written_down if secret.encode() in path.read_bytes()]


@entry("accounts.capacity-unmonitored")
@pytest.mark.parametrize(
    ("name", "path"),
    [("intermind", "/account/register"), ("soft-ok", "/forms/application-form")],
)
def test_where_capacity_is_not_watched_no_age_is_asked_for(
    tmp_path: Path, name: str, path: str
) -> None:
    checked = troth("check", POLICIES / f"{name}.yaml")
    assert "GAP.minors-silent" in checked.codes
    with company(tmp_path, name) as site, site.client() as visitor:
        page = visitor.get(path).text
        asked = set(re.findall(r'<input id="(?:data-)?([a-z-]+)"', page))
        assert "email" in asked
        assert not asked & {"age", "birth-date", "date-of-birth"}
        if name == "intermind":
            registered(site, visitor, "ann@mail.example")
            person = whose(site, visitor)
        else:
            form = read(visitor.get(path))
            taken = fill_in(visitor, form, {"email": "ann@mail.example"}, tick=ASKED)
            assert taken.status_code == 303, taken.text
            person = person_of(site, "ann@mail.example")
        now = site.site.now()
        assert site.platform.standing.read(person, now).born is None
        assert "minor" not in standing(site, person)


@entry("accounts.authentication")
def test_a_session_is_a_cookie_of_this_site_and_ends_with_signing_out(tmp_path: Path) -> None:
    certificate, key = written_certificate(tmp_path)
    trusted = ssl.create_default_context(cafile=str(certificate))
    tls = {"certificate": certificate, "key": key, "name": "localhost"}
    with company(tmp_path, "integrica", **tls) as site:
        with site.client(verify=trusted) as visitor:
            registered(site, visitor, "ann@mail.example", phone="+380501234567")
            visitor.cookies.clear()
            cookie = sign_in(visitor, "ann@mail.example").headers["set-cookie"]
            for flag in ("HttpOnly", "Secure", "SameSite"):
                assert flag in cookie
            secret = visitor.cookies["__Host-troth-person"]
            assert all(name.startswith("__Host-") for name in visitor.cookies)
            for path in ("/account/security", "/account/edit", "/account/close"):
                assert visitor.get(path).status_code == 200
            told = visitor.get("/account/export.json")
            sessions = told.json()["sessions"]
            assert [sorted(one) for one in sessions] == [["began", "ends", "last_used"]] * 2
            assert secret not in told.text
            token = csrf(visitor.get("/account/forgotten"))
            out = visitor.post("/account/sign-out", data={"_csrf_token": token})
            assert "__Host-troth-person=" in out.headers["set-cookie"]
            assert "Max-Age=0" in out.headers["set-cookie"]
        old = {"__Host-troth-person": secret}
        with site.client(verify=trusted, cookies=old) as replayed:
            assert replayed.get("/account").status_code == 401


@entry("accounts.customer-companies")
def test_of_a_customers_contacts_the_account_holders_are_told(tmp_path: Path) -> None:
    """Three people of one customer, two with accounts: two notices, none for the third."""
    store = ("--store", tmp_path / "intexsoft" / "data.db")
    people = ("ann@o.example", "bob@o.example", "cyd@o.example")
    with company(tmp_path, "intexsoft") as site:
        for email in people[:2]:
            with site.client() as visitor:
                send(visitor, "/account/register", email=email)
                link = site.link(email).removeprefix(site.address)
                done = send(visitor, link, password=WORDS, again=WORDS, accepted="yes")
                assert done.headers["location"] == "/account"
        contact = ("--form", "contact-form", "--data", json.dumps({"email": people[2]}))
        taken = troth("collect", POLICIES / "intexsoft.yaml", *contact, *store, at=NOW)
        assert taken.code == 0, taken.said
    known = [troth("subject", "find", one, *store, at=NOW).said["persons"] for one in people]
    assert [len(found) for found in known] == [1, 1, 1]

    def newer(manifest: dict) -> None:
        manifest["revision"]["dated"] = "2026-03-01"
        manifest["purposes"]["panel"] = {
            "kind": "research", "uses": ["contact"], "basis": "legitimate-interests",
            "interest": "better services",
        }  # fmt: skip

    taken_on = ("--accept-material", "--accept-findings", "board-1")
    version = written("intexsoft", tmp_path, newer)
    published = troth("policy", "publish", version, *taken_on, *store, at=NOW)
    assert published.code == 0, published.said
    out = tmp_path / "out"
    told = ("--commit", "--drop", out, "--from", "privacy@company.example")
    assert troth("policy", "announce", *told, *store, at=NOW).code == 0
    letters = [path.read_text("utf-8") for path in sorted(out.glob("*.eml"))]
    assert sorted(re.findall(r"^To: (\S+)", "\n".join(letters), re.MULTILINE)) == list(people[:2])


@entry("accounts.third-party-privacy-settings-advice")
def test_what_comes_over_is_shown_before_it_is_allowed(tmp_path: Path) -> None:
    with provider(lambda: int(START.timestamp())) as elsewhere:
        settings = written_settings(tmp_path, elsewhere)
        with company(tmp_path, "altexsoft", providers=settings) as site:
            with site.client() as hasty:
                token = csrf(hasty.get("/account/sign-in"))
                early = hasty.post("/account/with/linkedin", data={"_csrf_token": token})
                assert early.status_code == 409
                assert "provider/not-told" in early.text
            assert not elsewhere.asked
            with site.client() as visitor:
                page = visitor.get("/account/with/linkedin").text
                listed = re.findall(r"What may come over</h2>\s*<ul>(.*?)</ul>", page, re.DOTALL)[0]
                assert len(re.findall("<li>", listed)) == 4
                assert 'href="https://www.linkedin.com/mypreferences/' in page
                assert "What is kept" in page
                seen = re.findall(r'name="seen" value="([0-9a-f]+)"', page)[0]
                data = {"_csrf_token": csrf(visitor.get("/account/with/linkedin")), "seen": seen}
                assert visitor.post("/account/with/linkedin", data=data).status_code == 200
