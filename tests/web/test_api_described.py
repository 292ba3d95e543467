"""What the description promises, tried with whatever it allows and with what it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.web.programs import token_for
from tests.web.served import Served, serving
from troth.engines.programs.tokens import SCOPES

EXAMPLES = 6
PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
CALLS = (
    "GET /api/v1/evidence/checkpoint",
    "GET /api/v1/evidence/facts",
    "GET /api/v1/evidence/facts/{index}",
    "GET /api/v1/policy",
    "GET /api/v1/promises",
    "GET /api/v1/requests",
    "GET /api/v1/requests/{wanted}",
    "GET /api/v1/subjects/{person}/consents",
    "GET /api/v1/subjects/{person}/disclosures",
    "GET /api/v1/subjects/{person}/export",
    "GET /api/v1/subjects/{person}/standing",
    "POST /api/v1/consents",
    "POST /api/v1/consents/withdrawals",
    "POST /api/v1/decisions",
    "POST /api/v1/disclosures",
    "POST /api/v1/entries",
    "POST /api/v1/requests",
    "POST /api/v1/requests/{wanted}/steps",
    "POST /api/v1/subjects/find",
    "POST /api/v1/subjects/{person}/representative",
    "POST /api/v1/submissions",
)
TRIED = [(one, known) for one in CALLS for known in ((True, False) if "{" in one else (False,))]
"""An address that names something is tried with what is there, and with whatever comes."""


class Described:
    """A site of its own with a person, a request, a token, and what it says of itself."""

    def __init__(self, served: Served) -> None:
        self.address = served.address
        self.headers = {"authorization": f"Bearer {token_for(served)}"}
        with served.client(headers=self.headers) as client:
            told = client.get("/api/description/openapi.json").json()
            sent = {"form": "contact-form", "data": {"email": "a@b.example", "message": "Hi"}}
            self.person = client.post("/api/v1/submissions", json=sent).json()["person"]
            asked = {"right": "access", "person": self.person}
            self.request = client.post("/api/v1/requests", json=asked).json()["request"]
        schema = schemathesis.openapi.from_dict(told)
        self.operations = {
            f"{one.method.upper()} {one.path}": one
            for one in (found.ok() for found in schema.get_all_operations())
        }

    def known(self, path: str) -> dict[str, str] | None:
        """Return what leads to something that is there, for an address that asks for it."""
        values = {"person": self.person, "wanted": self.request, "index": "0"}
        return {one: values[one] for one in re.findall(r"\{(\w+)\}", path)} or None


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    with serving(tmp_path_factory.mktemp("described")) as served:
        yield Described(served)


def test_the_description_has_the_calls_that_are_tried(described: Described) -> None:
    of_ours = {one for one in described.operations if one.split(" ")[1].startswith("/api/v1")}
    assert sorted(of_ours) == sorted(CALLS)


def test_the_page_about_the_interface_names_the_same_calls_and_scopes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(GET|POST) (/\S+)` \| (\w+) \|", page, re.M)
    # The page says what an id is of; the description calls every one of requests the wanted one.
    named = {f"{method} /api/v1{path}".replace("{request}", "{wanted}") for method, path, _ in rows}
    assert sorted(named) == sorted(CALLS)
    assert dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", page, re.M)) == dict(SCOPES)
    assert {scope for _, _, scope in rows} == set(SCOPES) - {"metrics"}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("call", "known"), TRIED)
def test_nothing_that_is_sent_makes_the_service_fail(
    described: Described, call: str, known: bool, mode: GenerationMode
) -> None:
    operation = described.operations[call]
    named = described.known(operation.path) if known else None
    cases = operation.as_strategy(generation_mode=mode, path_parameters=named)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def tried(case: schemathesis.Case) -> None:
        answer = case.call(base_url=described.address, headers=described.headers)
        assert answer.status_code < 500, (call, answer.status_code, answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == ["application/problem+json"]
            assert answer.json()["status"] == answer.status_code

    tried()


@pytest.mark.parametrize(
    "content",
    [
        b'{"form": "contact-form", "data": {"message": "a\\u0000b", "email": "a@b.example"}}',
        b'{"form": "contact-form", "data": {"message": "\\ud800", "email": "a@b.example"}}',
        b'{"form": "contact-form", "data": {"message": 1e400}}',
        b'{"form": "contact-form", "data": {"message": ' + b"9" * 5000 + b"}}",
        b"[" * 20_000,
        b'{"form": "contact-form", "data": {"cv": {"base64": "%%%"}}}',
        b'{"form": "contact-form", "data": {}, "person": "' + b"f" * 32 + b'"}',
        b'{"form": "contact-form", "data": {}, "shown": {"a": "\\u0000"}}',
    ],
)
def test_content_made_to_hurt_is_refused(described: Described, content: bytes) -> None:
    headers = {**described.headers, "content-type": "application/json"}
    answer = httpx.post(f"{described.address}/api/v1/submissions", content=content, headers=headers)
    assert answer.status_code in (201, 400, 422), answer.text
