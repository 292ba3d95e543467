"""Security of a served company: what guards the moments of entering, sending and reading; TLS."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import httpx

from tests.register.entries import entry
from tests.register.program import written
from tests.support.certificates import written_certificate
from tests.web.filling import read, send
from tests.web.served import listened, serving
from tests.web.test_listening import NEW, OLD, shakes_hands
from troth.web.serving import Listening, plain_server

A_MINUTE = 60


@entry("security.measures-on-entry-submit-access")
def test_measures_stand_where_data_is_entered_sent_and_read(tmp_path: Path) -> None:
    """No token: refused. Sixty in a minute are taken, one more waits. Nobody unknown reads."""
    manifest = written("altexsoft", tmp_path, None)
    with (
        serving(tmp_path, manifest, forms_a_minute=A_MINUTE) as site,
        socket.create_server(("127.0.0.1", 0)) as bound,
        site.client() as visitor,
    ):
        page = read(visitor.get("/forms/contact-form"))
        bare = {name: text for name, text in page.fields.items() if name != "_csrf_token"}
        path = "/forms/contact-form"
        assert visitor.post(path, files={n: (None, t) for n, t in bare.items()}).status_code == 403

        statuses = []
        for number in range(A_MINUTE):
            sent = send(visitor, page, {"email": f"ann-{number}@mail.example"})
            statuses.append(sent.status_code)
        # The one without a token was counted with the others: the last of these is the 61st.
        assert statuses == [303] * (A_MINUTE - 1) + [429]

        for address in ("/account", "/console/people", f"/api/v1/subjects/{'0' * 32}/export"):
            assert visitor.get(address).status_code == 401, address

        plain = Listening(plain=bound.getsockname()[1])
        with listened(plain_server(site.site, plain), bound):
            here = f"http://127.0.0.1:{plain.plain}{path}"
            assert httpx.post(here, data={"data-email": "ann@mail.example"}).status_code == 403


@entry("security.tls")
def test_the_whole_site_is_reached_by_tls_1_2_and_newer_alone(tmp_path: Path) -> None:
    certificate, key = written_certificate(tmp_path)
    tls = {"certificate": certificate, "key": key, "name": "localhost"}
    with serving(tmp_path, "altexsoft", **tls) as site:
        with socket.create_server(("127.0.0.1", 0)) as bound:
            plain = Listening(plain=bound.getsockname()[1])
            here = f"http://127.0.0.1:{plain.plain}/forms/contact-form"
            with listened(plain_server(site.site, plain), bound):
                on = httpx.get(here)
                assert on.status_code in (301, 308)
                assert on.headers["location"] == f"{site.address}/forms/contact-form"
                with site.platform.data.read() as reader:
                    before = reader.tree_size()
                assert httpx.post(here, data={"data-email": "a@mail.example"}).status_code == 403
                with site.platform.data.read() as reader:
                    assert reader.tree_size() == before
        port = int(site.address.rpartition(":")[2])
        assert [shakes_hands(port, one) for one in (*OLD, NEW[0])] == [False, False, True]
        with site.client(verify=ssl.create_default_context(cafile=str(certificate))) as visitor:
            assert "strict-transport-security" in visitor.get("/forms/contact-form").headers
