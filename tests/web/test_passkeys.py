"""Passkeys from outside: a browser with a virtual authenticator, and answers that were forged."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import CDPSession, Page

from tests.support.barriers import barriers
from tests.support.pictures import shot
from tests.web.served import Served, serving
from tests.web.test_account_journeys import register
from tests.web.test_accounts import WORDS, csrf, registered
from tests.web.test_second_factors import Hands, code_of
from tests.web.test_staff_sign_in import start_link
from troth.engines.accounts.totp import Owner
from troth.web.entering import place_of

KEYS = st.sampled_from(("id", "rawId", "type", "response", "clientDataJSON", "signature"))


def coded(value: bytes) -> str:
    """Return bytes as browsers write them in an answer (base64url without padding)."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@pytest.fixture(scope="module")
def intermind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A policy with accounts, reached by a name: passkeys are bound to one, never to a number."""
    folder = tmp_path_factory.mktemp("intermind")
    with serving(folder, "intermind", name="localhost") as served:
        yield served


def authenticator(page: Page, *, verified: bool = True) -> tuple[CDPSession, str]:
    """Give a browser an authenticator of its own, as one built into a phone."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": verified,
                "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return devtools, made["authenticatorId"]


def sign_out(page: Page, site: Served, base: str = "/account") -> None:
    """Sign out as somebody would."""
    page.goto(f"{site.address}{base}")
    page.get_by_role("button", name="Sign out").click()


def test_a_person_adds_a_passkey_comes_in_by_it_and_ends_it(intermind: Served, page: Page) -> None:
    devtools, device = authenticator(page)
    register(page, intermind, "ann@example.org")
    page.goto(f"{intermind.address}/account/security")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="End the passkey made").wait_for()
    assert barriers(page) == []
    shot(page, "account-security")
    held = devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert [(one["rpId"], one["isResidentCredential"]) for one in held] == [("localhost", True)]

    sign_out(page, intermind)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Account information").wait_for()
    assert page.url == f"{intermind.address}/account"

    page.goto(f"{intermind.address}/account/security")
    page.get_by_role("button", name="End the passkey made").click()
    page.get_by_role("button", name="Add a passkey").wait_for()
    assert page.get_by_role("button", name="End the passkey made").count() == 0
    sign_out(page, intermind)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("alert").filter(has_text="does not open anything").wait_for()


def test_a_passkey_needs_no_second_factor_and_a_password_still_does(
    intermind: Served, page: Page
) -> None:
    authenticator(page)
    email = "both@example.org"
    register(page, intermind, email)
    page.goto(f"{intermind.address}/account/security")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="End the passkey made").wait_for()
    owner = intermind.site.doors.accounts.entered_by(email)[0].person
    switched_on(intermind, owner)
    sign_out(page, intermind)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="One more step").wait_for()
    page.goto(f"{intermind.address}/account/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Account information").wait_for()


def switched_on(site: Served, person: bytes) -> None:
    """Put a second factor into use, as its page would."""
    factors = site.site.doors.factors
    owner = Owner(kind="person", id=person)
    factors.begin(owner)
    offer = factors.offer(owner, issuer="here", name="me")
    now = site.site.now()
    assert factors.confirm(owner, code_of(offer.secret, now), now)


def test_who_is_not_verified_by_the_authenticator_gets_no_passkey(
    intermind: Served, page: Page
) -> None:
    authenticator(page, verified=False)
    register(page, intermind, "unverified@example.org")
    page.goto(f"{intermind.address}/account/security")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("alert").filter(has_text="did not come to an end").wait_for()
    assert page.get_by_role("button", name="End the passkey made").count() == 0


def test_staff_come_in_by_a_passkey_until_they_leave(folder: Path, page: Page) -> None:
    with serving(folder, name="localhost") as site:
        authenticator(page)
        page.goto(site.address + start_link(site, "maria", "privacy"))
        page.get_by_label("New password").fill(WORDS)
        page.get_by_label("The same password again").fill(WORDS)
        page.get_by_role("button", name="Set it and sign in").click()
        page.get_by_role("link", name="maria").click()
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_role("button", name="End the passkey made").wait_for()
        assert barriers(page) == []
        shot(page, "console-security")
        # A passkey of staff is none of a person's.
        page.goto(f"{site.address}/account/sign-in")
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_role("alert").filter(has_text="does not open anything").wait_for()
        sign_out(page, site, "/console")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(f"{site.address}/console")
        member = site.site.doors.staff.sign_in("maria", WORDS)
        assert member is not None
        site.site.doors.staff.end(member.staff, site.site.now())
        page.goto(f"{site.address}/console/sign-in")
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_role("alert").filter(has_text="does not open anything").wait_for()


def test_a_challenge_is_answered_once_and_by_nobody_else(intermind: Served, page: Page) -> None:
    """An answer that was good is replayed, then one to a challenge for something else is sent."""
    authenticator(page)
    register(page, intermind, "replay@example.org")
    page.goto(f"{intermind.address}/account/security")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="End the passkey made").wait_for()
    sign_out(page, intermind)
    sent: list[str] = []
    page.on(
        "request",
        lambda request: (
            sent.append(request.post_data or "")
            if request.url.endswith("/account/passkey")
            else None
        ),
    )
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Account information").wait_for()
    (body,) = sent
    answer = dict(parse_qsl(body))["credential"]
    # The counter of the authenticator would refuse the replay too: here the challenge alone must.
    with intermind.platform.data.unit() as unit:
        person = intermind.site.doors.accounts.entered_by("replay@example.org")[0].person
        for row in unit.passkeys(person):
            unit.put_passkey(replace(row, counter=0))
    with intermind.client() as thief:
        data = {"_csrf_token": csrf(thief.get("/account/sign-in")), "credential": answer}
        assert thief.post("/account/passkey", data=data).status_code == 422
        console = {"_csrf_token": csrf(thief.get("/console/sign-in")), "credential": answer}
        assert thief.post("/console/passkey", data=console).status_code == 422
        assert thief.get("/account").status_code == 401


def test_who_is_not_signed_in_makes_no_passkey(intermind: Served) -> None:
    with intermind.client() as visitor:
        token = csrf(visitor.get("/account/sign-in"))
        for path in ("options", "", "end"):
            at = f"/account/security/passkeys/{path}".rstrip("/")
            assert visitor.post(at, data={"_csrf_token": token}).status_code == 401
        assert visitor.post("/account/passkey/options").status_code == 403


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_answer_that_was_made_up_opens_anything_or_breaks_anything(
    intermind: Served, data: st.DataObject
) -> None:
    doors, now = intermind.site.doors, intermind.site.now()
    place = place_of(intermind.site)
    asked = json.loads(doors.passkeys.ask_to_sign_in(place, "person", now))
    text = st.one_of(st.text(max_size=40), st.just(asked["challenge"]), st.binary().map(coded))
    client = {
        "type": "webauthn.get", "challenge": asked["challenge"], "origin": intermind.address,
    }  # fmt: skip
    shown = data.draw(
        st.one_of(
            st.text(max_size=200),
            st.recursive(
                st.none() | st.booleans() | text, lambda one: st.dictionaries(KEYS, one)
            ).map(json.dumps),
            st.fixed_dictionaries(
                {
                    "id": text, "rawId": text, "type": st.just("public-key"),
                    "response": st.fixed_dictionaries(
                        {
                            "clientDataJSON": st.just(coded(json.dumps(client).encode())) | text,
                            "authenticatorData": text, "signature": text,
                            "attestationObject": text, "userHandle": text,
                        }
                    ),
                }
            ).map(json.dumps),
        )
    )  # fmt: skip
    assert doors.passkeys.sign_in(place, "person", shown, now) is None
    assert not doors.passkeys.make(place, Owner(kind="person", id=bytes(16)), shown, now)


def test_adding_a_passkey_takes_a_sign_in_that_is_fresh(folder: Path) -> None:
    hands = Hands()
    with serving(folder, "intermind", clock=hands) as site, site.client() as visitor:
        registered(site, visitor, "stale@example.org")
        hands.on(minutes=16)
        token = csrf(visitor.get("/account/security"))
        data = {"_csrf_token": token, "credential": "{}"}
        told = visitor.post("/account/security/passkeys", data=data)
        assert told.status_code == 422
        assert "sign in again" in told.text
