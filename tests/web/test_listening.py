"""How the site listens: by TLS 1.2 and newer, beside a port that only sends on, behind proxies."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.certificates import written_certificate
from tests.web.served import Served, listened, serving
from tests.web.test_accounts import csrf
from tests.web.test_second_factors import MORNING
from troth.errors import InputError
from troth.rehearsal.clock import FakeClock
from troth.web.aside import Aside
from troth.web.forwarded import visitor
from troth.web.serving import Listening, plain_server, server

OLD = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
NEW = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


def shakes_hands(port: int, version: ssl.TLSVersion) -> bool:
    """Tell whether a handshake of exactly one version comes about."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # Without this the library here would not even offer the old ones.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1") if version in OLD else nothing():
        context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        try:
            with context.wrap_socket(raw) as spoken:
                return spoken.version() is not None
        except (ssl.SSLError, ConnectionError):
            return False


@contextmanager
def nothing() -> Iterator[None]:
    """Expect nothing."""
    yield


def test_tls_begins_at_1_2_and_every_answer_asks_to_stay_with_it(folder: Path) -> None:
    certificate, key = written_certificate(folder)
    with serving(folder, name="localhost", certificate=certificate, key=key) as site:
        port = int(site.address.rpartition(":")[2])
        assert [shakes_hands(port, one) for one in (*OLD, *NEW)] == [False, False, True, True]
        trusted = ssl.create_default_context(cafile=str(certificate))
        with site.client(verify=trusted) as visitor:
            answer = visitor.get("/account/sign-in")
            assert answer.status_code == 200
            assert "max-age=31536000" in answer.headers["strict-transport-security"]
            cookie = answer.headers["set-cookie"]
            assert "Secure" in cookie


def test_the_client_of_these_tests_does_speak_the_old_versions(folder: Path) -> None:
    """A listener that allows TLS 1.1 is reached with it: what is refused above is refused there."""
    certificate, key = written_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_server(("127.0.0.1", 0)) as bound:

        def answer() -> None:
            raw, _ = bound.accept()
            with raw, context.wrap_socket(raw, server_side=True) as spoken:
                spoken.recv(1)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        assert shakes_hands(bound.getsockname()[1], ssl.TLSVersion.TLSv1_1)
        thread.join(timeout=10)


def test_without_tls_readers_are_sent_on_and_nothing_is_taken_in(folder: Path) -> None:
    certificate, key = written_certificate(folder)
    with (
        serving(folder, name="localhost", certificate=certificate, key=key) as site,
        socket.create_server(("127.0.0.1", 0)) as bound,
    ):
        plain = Listening(plain=bound.getsockname()[1])
        here = f"http://127.0.0.1:{plain.plain}"
        with listened(plain_server(site.site, plain), bound), httpx.Client() as visitor:
            on = visitor.get(f"{here}/forms/contact-form?lang=de")
            assert (on.status_code, on.headers["location"]) == (
                308, f"{site.address}/forms/contact-form?lang=de",
            )  # fmt: skip
            elsewhere = visitor.get(f"{here}//evil.example/%2e%2e//x")
            assert elsewhere.headers["location"].startswith(f"{site.address}/evil.example/")
            before = noted(site)
            sent = visitor.post(f"{here}/forms/contact-form", data={"email": "ann@example.org"})
            assert (sent.status_code, sent.text) == (403, "")
            assert "location" not in sent.headers
            assert noted(site) == before


def noted(site: Served) -> int:
    """Return how much was written into a site's log."""
    with site.platform.data.read() as reader:
        return reader.tree_size()


def test_a_certificate_that_cannot_be_used_stops_the_start_with_a_help(folder: Path) -> None:
    certificate, _ = written_certificate(folder)
    with serving(folder) as site:
        for wrong in (Listening(certificate=certificate), Listening(key=certificate)):
            with pytest.raises(InputError) as fault:
                server(site.site, wrong)
            assert fault.value.code == "serve/half-tls"
        with pytest.raises(InputError) as fault:
            server(site.site, Listening(certificate=certificate, key=folder / "none.key"))
        assert fault.value.code == "serve/bad-certificate"


@given(st.lists(st.ip_addresses().map(str), max_size=6), st.integers(1, 4))
def test_of_what_proxies_say_the_entry_of_our_farthest_one_counts(
    entries: list[str], proxies: int
) -> None:
    known = entries[-proxies] if len(entries) >= proxies else ""
    assert visitor(", ".join(entries), proxies) == known
    # Whatever a visitor writes before them changes nothing, once all of ours have spoken.
    if known:
        assert visitor(", ".join(["6.6.6.6", "<script>", *entries]), proxies) == known


def failures(site: Served, forwarded: str, tries: int) -> list[int]:
    """Sign in wrongly a few times, saying to come from somewhere; return the statuses."""
    codes = []
    with site.client(headers={"x-forwarded-for": forwarded}) as visitor:
        for number in range(tries):
            token = csrf(visitor.get("/account/sign-in"))
            data = {"_csrf_token": token, "email": "ann@example.org", "password": f"no {number}"}
            codes.append(visitor.post("/account/sign-in", data=data).status_code)
    return codes


def test_guesses_are_counted_by_the_address_that_our_proxy_saw(folder: Path) -> None:
    with serving(folder, "intermind", proxies=1, clock=FakeClock(MORNING)) as site:
        assert 429 in failures(site, "203.0.113.7", 7)
        # The same owner at home is not kept out by a stranger's guesses.
        assert failures(site, "198.51.100.2", 1) == [422]
        # Writing another address before it helps the stranger nothing.
        assert failures(site, "198.51.100.9, 203.0.113.7", 1) == [429]


def test_without_a_number_of_proxies_nobody_chooses_the_address_they_are_counted_by(
    folder: Path,
) -> None:
    with serving(folder, "intermind", clock=FakeClock(MORNING)) as site:
        assert 429 in failures(site, "203.0.113.7", 7)
        assert failures(site, "198.51.100.2", 1) == [429]


def test_what_was_begun_beside_the_answers_is_finished_before_the_end() -> None:
    aside, begun, go_on, done = Aside(), threading.Event(), threading.Event(), []

    def work() -> None:
        begun.set()
        go_on.wait(10)
        done.append(True)

    assert aside.begin(work)
    begun.wait(10)
    threading.Timer(0.05, go_on.set).start()
    aside.close()
    assert done == [True]
