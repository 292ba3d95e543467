"""OpenDSR over HTTP: both versions, signed answers, callbacks, and everything that is refused."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.connectors.test_webhook_carrier import receiver
from tests.register.program import Ran, troth
from tests.web.asking import writes
from tests.web.served import Served, serving
from troth.assembly.clock import SystemClock

PATHS = {"1.0": "/opendsr/v1/opengdpr_requests", "2.0": "/opendsr/v2/requests"}
HEADERS = {"1.0": "X-OpenGDPR", "2.0": "X-OpenDSR"}
HOST = "127.0.0.1"
NOW = SystemClock().now()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("opendsr")) as served:
        yield served


@pytest.fixture(scope="module")
def hooked(site: Served) -> Iterator[tuple[str, list[tuple[str, bytes, str]]]]:
    with receiver() as listening:
        yield listening


@pytest.fixture(scope="module")
def partner(site: Served, hooked: tuple[str, list]) -> Iterator[httpx.Client]:
    made = command(site, "agents", "add", "partner", "--protocol", "opendsr", "--business", "us",
                   "--callbacks", hooked[0])  # fmt: skip
    with site.client(headers={"authorization": f"Bearer {made['token']}"}) as client:
        yield client


def run(site: Served, *arguments: object) -> Ran:
    return troth(*arguments, "--store", str(site.outbox.parent / "data.db"))


def command(site: Served, *arguments: object) -> dict:
    ran = run(site, *arguments)
    assert ran.code == 0, ran
    return ran.said


def body(email: str = "ann@mail.example", **changed: object) -> dict[str, object]:
    made: dict[str, object] = {
        "subject_request_id": str(uuid.uuid4()),
        "subject_request_type": "erasure",
        "regulation": "gdpr",
        "submitted_time": "2026-01-05T15:00:00Z",
        "subject_identities": [
            {"identity_type": "email", "identity_value": email, "identity_format": "raw"}
        ],
        "api_version": "2.0",
        **changed,
    }
    return {name: value for name, value in made.items() if value is not None}


def checked(site: Served, answer: httpx.Response, version: str) -> dict:
    """Return what an answer says once its signature held under the site's certificate."""
    begin = HEADERS[version]
    assert answer.headers[f"{begin}-Processor-Domain"] == HOST
    with site.client() as client:
        discovered = client.get(f"/opendsr/v{version[0]}/discovery").json()
        pem = client.get(discovered["processor_certificate"]).content
    key = x509.load_pem_x509_certificate(pem).public_key()
    signature = base64.b64decode(answer.headers[f"{begin}-Signature"])
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(signature, answer.content, ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(signature, answer.content + b" ", ec.ECDSA(hashes.SHA256()))
    return answer.json()


@pytest.mark.parametrize("version", sorted(PATHS))
def test_a_request_is_taken_in_asked_after_and_cancelled_under_a_signature(
    site: Served, partner: httpx.Client, version: str
) -> None:
    sent = body(f"v{version[0]}@mail.example")
    raw = json.dumps(sent).encode()
    path, number = PATHS[version], sent["subject_request_id"]
    answer = partner.post(path, content=raw, headers={"content-type": "application/json"})
    assert answer.status_code == 201, answer.text
    said = checked(site, answer, version)
    assert (said["controller_id"], said["subject_request_id"]) == ("partner", number)
    assert base64.b64decode(said["encoded_request"]) == raw
    assert said["expected_completion_time"] > said["received_time"]
    state = checked(site, partner.get(f"{path}/{number}"), version)
    assert (state["request_status"], state["api_version"]) == ("pending", version)
    gone = partner.delete(f"{path}/{number}")
    assert (gone.status_code, checked(site, gone, version)["subject_request_id"]) == (202, number)
    assert partner.get(f"{path}/{number}").json()["request_status"] == "cancelled"


def test_discovery_names_what_the_policy_offers(site: Served) -> None:
    with site.client() as client:
        for version in PATHS:
            said = client.get(f"/opendsr/v{version[0]}/discovery").json()
            assert said["api_version"] == version
            assert said["supported_subject_request_types"] == ["access", "portability", "erasure"]
            assert said["supported_identities"] == [
                {"identity_type": "email", "identity_format": "raw"}
            ]


def test_whoever_is_known_and_whoever_is_not_get_one_answer(
    site: Served, partner: httpx.Client
) -> None:
    writes(site, "known@mail.example")
    seen = []
    for email in ("known@mail.example", "unknown@mail.example"):
        number = str(uuid.uuid4())
        first = partner.post(PATHS["2.0"], json=body(email, subject_request_id=number))
        state = partner.get(f"{PATHS['2.0']}/{number}").json()
        seen.append((first.status_code, {**state, "subject_request_id": ""}))
    assert seen[0] == seen[1]


def test_one_id_is_one_request_however_often_it_comes(site: Served, partner: httpx.Client) -> None:
    before, sent = len(site.platform.requests.listed()), body("twice@mail.example")
    assert [partner.post(PATHS["2.0"], json=sent).status_code for _ in range(3)] == [201] * 3
    assert len(site.platform.requests.listed()) == before + 1
    other = partner.post(PATHS["2.0"], json={**sent, "subject_request_type": "access"})
    assert other.status_code == 422
    assert other.json()["error"]["errors"][0]["reason"] == "agents/other-request"


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "no id": ({"subject_request_id": None}, "subject_request_id"),
    "an id that is none": ({"subject_request_id": "17"}, "subject_request_id"),
    "an id of version 1": (
        {"subject_request_id": "a7551968-d5d6-14b2-9831-815ac9017798"}, "subject_request_id",
    ),
    "unknown type": ({"subject_request_type": "rectification"}, "subject_request_type"),
    "a type that is a list": ({"subject_request_type": ["erasure"]}, "$.subject_request_type"),
    "unknown regulation": ({"regulation": "mars"}, "regulation"),
    "submitted tomorrow": (
        {"submitted_time": (NOW + timedelta(days=1)).isoformat()}, "submitted_time",
    ),
    "no zone": ({"submitted_time": "2026-01-05T15:00:00"}, "submitted_time"),
    "nobody": ({"subject_identities": []}, "identity"),
    "a hash": (
        {"subject_identities": [{"identity_type": "email", "identity_format": "sha256",
                                 "identity_value": "ab" * 32}]}, "raw",
    ),
    "no address": (
        {"subject_identities": [{"identity_type": "email", "identity_format": "raw",
                                 "identity_value": "secret words"}]}, "identity_value",
    ),
    "an inner callback": (
        {"status_callback_urls": ["http://169.254.169.254/latest"]}, "status_callback_urls",
    ),
    "too many callbacks": ({"status_callback_urls": ["https://a.example/"] * 50}, "few"),
}  # fmt: skip


@pytest.mark.parametrize("how", sorted(WRONG))
def test_what_does_not_fit_is_refused_and_never_repeated(
    site: Served, partner: httpx.Client, how: str
) -> None:
    before = len(site.platform.requests.listed())
    changed, word = WRONG[how]
    answer = partner.post(PATHS["2.0"], json=body("never@mail.example", **changed))
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert (error["code"], word in error["message"]) == (400, True), error
    assert "never@mail.example" not in answer.text
    assert "secret words" not in answer.text
    assert len(site.platform.requests.listed()) == before


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 30_000, b'{"a": 1}'], ids=str
)
def test_what_is_no_request_is_refused(partner: httpx.Client, content: bytes) -> None:
    assert partner.post(PATHS["2.0"], content=content).status_code == 400


def test_an_oversized_request_is_refused(partner: httpx.Client) -> None:
    answer = partner.post(PATHS["2.0"], json=body(extensions={"x": "y" * 80_000}))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, 413)


def test_a_request_of_another_partner_is_as_if_it_were_not_there(
    site: Served, partner: httpx.Client
) -> None:
    sent = body("theirs@mail.example")
    partner.post(PATHS["2.0"], json=sent)
    made = command(site, "agents", "add", "other", "--protocol", "opendsr", "--business", "us")
    with site.client(headers={"authorization": f"Bearer {made['token']}"}) as other:
        path = f"{PATHS['2.0']}/{sent['subject_request_id']}"
        nothing = f"{PATHS['2.0']}/{uuid.uuid4()}"
        seen = [other.get(path), other.delete(path), other.get(nothing), other.delete(nothing)]
        assert {(one.status_code, one.text) for one in seen} == {(404, seen[0].text)}
        # The same id by another partner is another request.
        assert other.post(PATHS["2.0"], json=sent).status_code == 201
        other.delete(path)
        command(site, "agents", "end", "other")
        assert other.get(path).status_code == 401
    state = partner.get(f"{PATHS['2.0']}/{sent['subject_request_id']}").json()
    assert state["request_status"] == "pending"


def test_nobody_gets_in_without_a_token_and_no_agent_by_the_other_protocol(
    site: Served, partner: httpx.Client
) -> None:
    with site.client() as client:
        answer = client.post(PATHS["2.0"], json=body())
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, 401)
    wrong = partner.get("/drp/v1/data-rights-request/1")
    assert (wrong.status_code, wrong.json()["code"]) == (403, "403")


def test_what_was_begun_is_not_cancelled(site: Served, partner: httpx.Client) -> None:
    writes(site, "begun@mail.example")
    sent = body("begun@mail.example")
    partner.post(PATHS["2.0"], json=sent)
    entry = max(site.platform.requests.listed(), key=lambda one: one.row.opened_at)
    site.platform.requests.refuse(entry.row.request, "not-identified", site.site.now())
    path = f"{PATHS['2.0']}/{sent['subject_request_id']}"
    assert partner.get(path).json()["request_status"] == "in_progress"
    assert partner.delete(path).status_code == 400


def test_a_callback_is_signed_and_says_where_the_request_stands(
    site: Served, partner: httpx.Client, hooked: tuple[str, list[tuple[str, bytes, str]]]
) -> None:
    address, got = hooked
    sent = body("called@mail.example", status_callback_urls=[f"{address}/one", f"{address}/two"])
    partner.post(PATHS["1.0"], json=sent)
    assert command(site, "webhooks", "deliver")["delivered"] == 0
    partner.delete(f"{PATHS['1.0']}/{sent['subject_request_id']}")
    assert command(site, "webhooks", "deliver")["delivered"] == 2
    told = {path: json.loads(text) for path, text, _ in got}
    assert {path: one["request_status"] for path, one in told.items()} == {
        "/one": "cancelled", "/two": "cancelled",
    }  # fmt: skip
    assert told["/one"]["status_callback_url"] == f"{address}/one"
    assert told["/one"]["subject_request_id"] == sent["subject_request_id"]
    assert "called@mail.example" not in json.dumps(told)


def test_the_operator_brings_a_certificate_of_an_authority(site: Served, tmp_path: Path) -> None:
    asked = command(site, "agents", "certificate", "--domain", "privacy.company.example")
    request = x509.load_pem_x509_csr(asked["request"].encode())
    authority = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority")])
    made = x509.CertificateBuilder(
        issuer_name=named, subject_name=request.subject, public_key=request.public_key(),
        serial_number=7, not_valid_before=NOW - timedelta(days=1),
        not_valid_after=NOW + timedelta(days=90),
    )  # fmt: skip
    names = x509.SubjectAlternativeName([x509.DNSName("privacy.company.example")])
    kept = made.add_extension(names, critical=False).sign(authority, hashes.SHA256())
    file = tmp_path / "given.pem"
    file.write_bytes(kept.public_bytes(Encoding.PEM))
    no = run(site, "agents", "certificate", file, "--domain", "elsewhere.example")
    assert (no.code, "elsewhere.example" in json.dumps(no.said)) == (2, True)
    command(site, "agents", "certificate", file, "--domain", "privacy.company.example")
    with site.client() as client:
        pem = client.get("/opendsr/certificate.pem").content
    assert x509.load_pem_x509_certificate(pem).issuer == named
    for wrong in (b"", b"no certificate", kept.public_bytes(Encoding.DER)):
        file.write_bytes(wrong)
        ran = run(site, "agents", "certificate", file, "--domain", "privacy.company.example")
        assert (ran.code, ran.said["error"]["code"]) == (2, "agents/bad-certificate")
