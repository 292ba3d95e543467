"""`troth.client` against a site that really listens, and against one that answers badly."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import httpx
import pytest

from tests.web.programs import token_for
from tests.web.served import Served
from troth.client import Client, PurposeClosed, Refused, sent
from troth.errors import OutsideError

TEXT = hashlib.sha256(b"Send me the newsletter").hexdigest()


@pytest.fixture(scope="module")
def client(altexsoft: Served) -> Iterator[Client]:
    """A program's connection with every scope."""
    with Client(altexsoft.address, token_for(altexsoft)) as connected:
        yield connected


def somebody(client: Client, address: str) -> str:
    kept = client.collect(
        sent.Submission(form="contact-form", data={"email": address, "message": "Hello"})
    )
    return kept.person


def test_a_block_runs_only_while_its_purpose_is_open(client: Client) -> None:
    person, ran = somebody(client, "ann@mail.example"), []
    with pytest.raises(PurposeClosed) as no, client.purpose("newsletter", person):
        ran.append("before")
    assert no.value.codes == ("CONSENT_REQUIRED",)
    client.give_consent(sent.Consenting(person=person, purpose="newsletter", text=TEXT))
    with client.purpose("newsletter", person) as decision:
        ran.append("open")
    assert decision.basis == "consent"
    assert client.withdraw_consent(person, "newsletter").consent.action == "withdraw"
    with pytest.raises(PurposeClosed), client.purpose("newsletter", person):
        ran.append("after")
    assert ran == ["open"]


def test_what_is_read_has_the_types_it_says(client: Client) -> None:
    person = somebody(client, "bob@mail.example")
    assert [one.person for one in client.find("bob@mail.example")] == [person]
    assert client.standing(person).restricted is False
    assert b"bob@mail.example" in bytes(client.export(person).content)
    opened = client.open_request("objection", person=person, about="newsletter")
    assert opened.request in [one.request for one in client.requests()]
    assert client.request(opened.request).received.utcoffset() is not None
    assert client.step(opened.request, "verify", level="staff-attested").request.state
    assert client.policy().policy == client.promises().policy
    indexes = [one.index for one in client.facts()]
    assert indexes == list(range(len(indexes)))
    assert client.proof(indexes[0]).size == client.checkpoint().size
    assert list(client.disclosures(person)) == []
    asked = sent.Question(purpose="newsletter", categories=["contact"], person=person)
    assert not client.decide(asked)


def test_a_refusal_comes_with_its_reasons(client: Client) -> None:
    with pytest.raises(Refused) as no:
        client.collect(sent.Submission(form="no-such-form", data={}))
    assert no.value.code == "FORM_UNDECLARED"
    assert no.value.status == 422
    assert no.value.reasons[0].address == "collection"


def test_a_token_without_the_scope_is_told_so(altexsoft: Served) -> None:
    with (
        Client(altexsoft.address, token_for(altexsoft, ["collect"])) as narrow,
        pytest.raises(Refused) as no,
    ):
        narrow.promises()
    assert (no.value.code, no.value.status) == ("request/not-allowed", 403)


class Flaky(httpx.BaseTransport):
    """Breaks the connection after the work was done, as often as it is told to."""

    def __init__(self, inner: httpx.BaseTransport, breaks: int) -> None:
        self._inner = inner
        self._breaks = breaks
        self.calls = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        answer = self._inner.handle_request(request)
        answer.read()
        if self.calls <= self._breaks:
            raise httpx.ReadError("the answer was lost", request=request)
        return answer

    def close(self) -> None:
        self._inner.close()


def test_a_lost_answer_is_asked_for_again_and_nothing_is_done_twice(altexsoft: Served) -> None:
    flaky = Flaky(httpx.HTTPTransport(), breaks=2)
    with Client(altexsoft.address, token_for(altexsoft), transport=flaky) as client:
        person = somebody(client, "cid@mail.example")
        assert flaky.calls == 3
        assert [one.records for one in client.find("cid@mail.example")] == [2]
        assert [one.person for one in client.find("cid@mail.example")] == [person]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(500, text="broken"), "client/service-fault"),
        (httpx.Response(200, text="<html>a login page</html>"), "client/not-understood"),
        (httpx.Response(200, json={"allowed": "yes"}), "client/not-understood"),
        (httpx.Response(404, text="nothing"), "client/not-understood"),
    ],
)
def test_what_is_no_answer_of_ours_is_a_fault_outside(answer: httpx.Response, code: str) -> None:
    transport = httpx.MockTransport(lambda _: answer)
    with (
        Client("http://127.0.0.1:9", "troth_x", transport=transport) as client,
        pytest.raises(OutsideError) as no,
    ):
        client.policy()
    assert no.value.code == code


def test_a_site_that_does_not_answer_is_tried_three_times() -> None:
    tried = []

    def refuse(request: httpx.Request) -> httpx.Response:
        tried.append(request.headers.get("idempotency-key"))
        raise httpx.ConnectError("refused", request=request)

    transport = httpx.MockTransport(refuse)
    with (
        Client("http://127.0.0.1:9", "troth_x", transport=transport) as client,
        pytest.raises(OutsideError) as no,
    ):
        client.withdraw_consent("0" * 32, "newsletter")
    assert no.value.code == "client/unreachable"
    assert len(tried) == 3
    assert len(set(tried)) == 1
