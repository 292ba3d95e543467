"""The programming interface over HTTP: keys, pages, tags, problem documents, and refusals."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from tests.web.programs import token_for
from tests.web.served import Served
from troth.assembly.programs import build_tokens
from troth.web.proofs import prove_now

CONTACT = {"form": "contact-form", "data": {"email": "ada@mail.example", "message": "Hello"}}
TEXT = hashlib.sha256(b"Send me the newsletter").hexdigest()


@pytest.fixture(scope="module")
def program(altexsoft: Served) -> Iterator[httpx.Client]:
    """A program with every scope."""
    headers = {"authorization": f"Bearer {token_for(altexsoft)}"}
    with altexsoft.client(headers=headers) as client:
        yield client


AFFILIATES = {
    "recipient": "recruiting-affiliates",
    "categories": ["candidate-contact"],
    "purpose": "role-applied",
}


def applicant(program: httpx.Client, address: str) -> str:
    """Return the id of somebody who applied, and consented to that."""
    sent = {
        "form": "application",
        "data": {"email": address, "education": "MSc"},
        "purpose": "role-applied",
        "consents": [{"purpose": "role-applied", "text": TEXT}],
    }
    answer = program.post("/api/v1/submissions", json=sent)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["person"])


def keyed(key: str) -> dict[str, str]:
    return {"idempotency-key": key}


def test_a_submission_gives_its_receipt_and_is_found_again(program: httpx.Client) -> None:
    answer = program.post("/api/v1/submissions", json=CONTACT)
    assert answer.status_code == 201
    receipt = answer.json()
    assert sorted(one["field"] for one in receipt["kept"]) == ["email", "message"]
    found = program.post("/api/v1/subjects/find", json={"identifier": "ada@mail.example"}).json()
    assert receipt["person"] in [one["person"] for one in found["persons"]]
    exported = program.get(f"/api/v1/subjects/{receipt['person']}/export").text
    assert "ada@mail.example" in exported


def test_a_refusal_is_a_problem_document_that_repeats_no_value(program: httpx.Client) -> None:
    sent = {"form": "contact-form", "data": {"email": "secret-9-value", "message": "Hello"}}
    answer = program.post("/api/v1/submissions", json=sent)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == 422
    assert [one["address"] for one in told["reasons"]] == ["collection/contact-form"]
    assert "secret-9-value" not in answer.text


def test_a_key_does_a_call_once_and_tells_its_outcome_again(program: httpx.Client) -> None:
    sent = {"form": "contact-form", "data": {"email": "bea@mail.example", "message": "Hi"}}
    first = program.post("/api/v1/submissions", json=sent, headers=keyed("once-1"))
    again = program.post("/api/v1/submissions", json=sent, headers=keyed("once-1"))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    found = program.post("/api/v1/subjects/find", json={"identifier": "bea@mail.example"}).json()
    assert [one["records"] for one in found["persons"]] == [2]


def test_a_key_with_other_content_is_refused(program: httpx.Client) -> None:
    program.post("/api/v1/submissions", json=CONTACT, headers=keyed("once-2"))
    other = {**CONTACT, "data": {**CONTACT["data"], "message": "Another"}}
    answer = program.post("/api/v1/submissions", json=other, headers=keyed("once-2"))
    assert (answer.status_code, answer.json()["code"]) == (422, "request/other-content")
    # The same content at another address is another call as well.
    body = {"right": "access", "identifier": "ada@mail.example"}
    moved = program.post("/api/v1/requests", json=body, headers=keyed("once-2"))
    assert moved.json()["code"] == "request/other-content"


def test_a_key_belongs_to_its_token(altexsoft: Served, program: httpx.Client) -> None:
    program.post("/api/v1/submissions", json=CONTACT, headers=keyed("once-3"))
    bearer = {"authorization": f"Bearer {token_for(altexsoft, ['collect'])}"}
    other = {"form": "contact-form", "data": {"email": "cy@mail.example", "message": "Hi"}}
    with altexsoft.client(headers=bearer) as stranger:
        answer = stranger.post("/api/v1/submissions", json=other, headers=keyed("once-3"))
    assert answer.status_code == 201


def test_a_refusal_is_not_kept_under_its_key(program: httpx.Client) -> None:
    wrong = {"form": "contact-form", "data": {"email": "no address", "message": "Hi"}}
    assert (
        program.post("/api/v1/submissions", json=wrong, headers=keyed("once-4")).status_code == 422
    )
    assert (
        program.post("/api/v1/submissions", json=CONTACT, headers=keyed("once-4")).status_code
        == 201
    )


def test_ten_calls_with_one_key_at_once_do_it_once(
    altexsoft: Served, program: httpx.Client
) -> None:
    sent = {"form": "contact-form", "data": {"email": "dot@mail.example", "message": "Hi"}}
    seen: list[int] = []

    def call() -> None:
        answer = program.post("/api/v1/submissions", json=sent, headers=keyed("once-5"))
        seen.append(answer.status_code)

    threads = [threading.Thread(target=call) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) <= {201, 409}
    assert 201 in seen
    found = program.post("/api/v1/subjects/find", json={"identifier": "dot@mail.example"}).json()
    assert [one["records"] for one in found["persons"]] == [2]


def test_what_is_kept_of_an_outcome_holds_no_value_of_a_person(
    altexsoft: Served, program: httpx.Client
) -> None:
    sent = {"form": "contact-form", "data": {"email": "eve@mail.example", "message": "Hi"}}
    assert program.post("/api/v1/submissions", json=sent, headers=keyed("once-6")).is_success
    person = applicant(program, "eve@mail.example")
    handed = program.post(
        "/api/v1/disclosures", json={**AFFILIATES, "person": person}, headers=keyed("once-7")
    )
    assert "eve@mail.example" in handed.text
    files = list(altexsoft.outbox.parent.glob("data.db*"))
    kept = handed.json()["disclosure"].encode()
    assert any(kept in file.read_bytes() for file in files)
    assert not [file.name for file in files if b"eve@mail.example" in file.read_bytes()]


def test_consent_opens_a_purpose_and_withdrawal_closes_it(program: httpx.Client) -> None:
    person = program.post("/api/v1/submissions", json=CONTACT).json()["person"]
    entering = {"purpose": "newsletter", "person": person}
    before = program.post("/api/v1/entries", json=entering)
    assert (before.status_code, before.json()["allowed"]) == (200, False)
    given = {"person": person, "purpose": "newsletter", "text": TEXT}
    assert program.post("/api/v1/consents", json=given).status_code == 201
    assert program.post("/api/v1/entries", json=entering).json()["allowed"] is True
    ended = program.post(
        "/api/v1/consents/withdrawals", json={"person": person, "purpose": "newsletter"}
    )
    assert ended.status_code == 201
    after = program.post("/api/v1/entries", json=entering).json()
    assert [one["code"] for one in after["reasons"]] == ["CONSENT_WITHDRAWN"]
    events = program.get(f"/api/v1/subjects/{person}/consents").json()
    assert [one["action"] for one in events["events"]] == ["give", "withdraw"]
    assert events["active"] == {}
    held = program.get(f"/api/v1/subjects/{person}/standing").json()
    assert held["withdrawn"] == ["newsletter"]


def test_a_decision_counts_what_holds_for_the_person(program: httpx.Client) -> None:
    person = program.post("/api/v1/submissions", json=CONTACT).json()["person"]
    question = {"purpose": "newsletter", "categories": ["contact"], "person": person}
    assert program.post("/api/v1/decisions", json=question).json()["allowed"] is False
    program.post("/api/v1/consents", json={"person": person, "purpose": "newsletter", "text": TEXT})
    decision = program.post("/api/v1/decisions", json=question).json()
    assert (decision["allowed"], decision["basis"]) == (True, "consent")


def test_a_request_is_led_to_its_answer(program: httpx.Client) -> None:
    person = program.post("/api/v1/submissions", json=CONTACT).json()["person"]
    opened = program.post("/api/v1/requests", json={"right": "access", "person": person})
    assert opened.status_code == 201
    path = f"/api/v1/requests/{opened.json()['request']}"
    assert opened.json()["derivation"]
    verified = {"step": "verify", "detail": {"level": "staff-attested"}}
    assert program.post(f"{path}/steps", json=verified).json()["request"]["state"] == "verified"
    assert program.post(f"{path}/steps", json={"step": "proceed"}).status_code == 200
    for one in program.get(path).json()["steps"]:
        if one["step"].startswith("ask/"):
            ended = {"step": "settle", "detail": {"step": one["step"], "outcome": "done"}}
            assert program.post(f"{path}/steps", json=ended).status_code == 200
    for _ in range(3):
        if program.get(path).json()["state"] != "carried-out":
            assert program.post(f"{path}/steps", json={"step": "proceed"}).status_code == 200
    answering = {"step": "answer", "detail": {"decisions": "none", "authority": "DE"}}
    answered = program.post(f"{path}/steps", json=answering, headers=keyed("answer-1")).json()
    assert answered.get("request", {}).get("state") == "answered", answered
    assert "ada@mail.example" in str(answered["answer"])
    again = program.post(f"{path}/steps", json=answering, headers=keyed("answer-1")).json()
    assert again["answer"] is None


def test_an_erasure_by_a_program_needs_the_second_person_too(program: httpx.Client) -> None:
    person = program.post("/api/v1/submissions", json=CONTACT).json()["person"]
    opened = program.post("/api/v1/requests", json={"right": "erasure", "person": person}).json()
    path = f"/api/v1/requests/{opened['request']}"
    program.post(f"{path}/steps", json={"step": "verify", "detail": {"level": "staff-attested"}})
    refused = None
    while refused is None:
        taken = program.post(f"{path}/steps", json={"step": "proceed"})
        refused = taken if taken.status_code != 200 else None
    assert (refused.status_code, refused.json()["code"]) == (422, "SECOND_PERSON")
    assert program.get(path).json()["state"] == "decided"


def test_requests_come_page_by_page_and_each_once(program: httpx.Client) -> None:
    for number in range(5):
        body = {"right": "access", "identifier": f"page-{number}@mail.example"}
        assert program.post("/api/v1/requests", json=body).status_code == 201
    whole = program.get("/api/v1/requests", params={"limit": 200}).json()
    assert whole["next"] is None
    wanted = [one["request"] for one in whole["items"]]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = program.get("/api/v1/requests", params={"limit": "2", **cursor}).json()
        assert len(page["items"]) <= 2
        seen += [one["request"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == wanted


@pytest.mark.parametrize("cursor", ["x", "====", "W10", "e30", "bnVsbA", "eyJkdWUiOiAieCJ9", "é"])
def test_a_cursor_that_is_none_of_ours_is_refused(program: httpx.Client, cursor: str) -> None:
    for path in ("/api/v1/requests", "/api/v1/evidence/facts"):
        answer = program.get(path, params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "request/malformed-cursor")


def test_the_log_is_read_in_pages_and_each_fact_is_proved(program: httpx.Client) -> None:
    program.post("/api/v1/submissions", json=CONTACT)
    first = program.get("/api/v1/evidence/facts", params={"limit": 3}).json()
    assert [one["index"] for one in first["items"]] == [0, 1, 2]
    after = program.get(
        "/api/v1/evidence/facts", params={"limit": 1, "cursor": first["next"]}
    ).json()
    assert [one["index"] for one in after["items"]] == [3]
    proof = program.get("/api/v1/evidence/facts/2").json()
    head = program.get("/api/v1/evidence/checkpoint").json()
    assert proof["size"] == head["size"]
    assert program.get("/api/v1/evidence/facts/999999").status_code == 404


def test_an_answer_that_has_not_changed_is_not_sent_again(program: httpx.Client) -> None:
    first = program.get("/api/v1/policy")
    tag = first.headers["etag"]
    again = program.get("/api/v1/policy", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = program.get("/api/v1/policy", headers={"if-none-match": '"another"'})
    assert other.json() == first.json()


def test_promises_are_told_as_they_were_proved_last(
    altexsoft: Served, program: httpx.Client
) -> None:
    prove_now(altexsoft.site)
    told = program.get("/api/v1/promises").json()
    assert told["at"] is not None
    assert {"kept", "unproven"} >= {one["state"] for one in told["items"]} != set()


def test_a_disclosure_is_in_the_ledger_and_a_repeat_has_no_values(program: httpx.Client) -> None:
    person = applicant(program, "fay@mail.example")
    wanted = {**AFFILIATES, "person": person}
    handed = program.post("/api/v1/disclosures", json=wanted, headers=keyed("give-1"))
    assert handed.status_code == 201, handed.text
    assert [one["text"] for one in handed.json()["values"]] == ["fay@mail.example"]
    again = program.post("/api/v1/disclosures", json=wanted, headers=keyed("give-1")).json()
    assert again == {"disclosure": handed.json()["disclosure"], "values": []}
    ledger = program.get(f"/api/v1/subjects/{person}/disclosures").json()
    assert [one["recipient"] for one in ledger["items"]] == ["recruiting-affiliates"]
    refused = program.post("/api/v1/disclosures", json={**wanted, "recipient": "nobody"})
    assert refused.status_code == 422
    assert "RECIPIENT_UNDECLARED" in {one["code"] for one in refused.json()["reasons"]}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/submissions", {"form": "contact-form"}),
        ("/api/v1/submissions", {**CONTACT, "unknown": 1}),
        ("/api/v1/submissions", {**CONTACT, "person": "0" * 33}),
        ("/api/v1/consents", {"person": "0" * 32, "purpose": "newsletter", "text": "no hash"}),
        ("/api/v1/requests", {"right": "everything", "identifier": "a@b.example"}),
        ("/api/v1/disclosures", {"person": "0" * 32, "recipient": "x", "categories": []}),
    ],
)
def test_what_is_missing_or_unknown_is_named(
    program: httpx.Client, path: str, body: dict[str, object]
) -> None:
    answer = program.post(path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "request/malformed")


def test_what_is_no_json_is_refused(program: httpx.Client) -> None:
    for content in (b"", b"{", b"[]", b"\xff\xfe", b'"text"', b"null"):
        answer = program.post("/api/v1/submissions", content=content)
        assert answer.status_code in (400, 415), content
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_that_ended_or_is_none_opens_nothing(altexsoft: Served) -> None:
    now = altexsoft.platform.clock.now()
    tokens = build_tokens(altexsoft.platform)
    _, ended = tokens.make("ended", ["decide"], now, now + timedelta(days=1))
    tokens.end("ended", now)
    _, over = tokens.make("over", ["decide"], now - timedelta(days=2), now - timedelta(days=1))
    for shown in (ended, over, "troth_" + "0" * 64, "x y", "-"):
        with altexsoft.client(headers={"authorization": f"Bearer {shown}"}) as client:
            answer = client.get("/api/v1/policy")
            assert (answer.status_code, answer.json()["code"]) == (401, "request/sign-in")


def test_the_description_names_every_scope_and_problem(program: httpx.Client) -> None:
    described = program.get("/api/description/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    calls = {
        f"{method} {path}": call
        for path, methods in described["paths"].items()
        for method, call in methods.items()
        if path.startswith("/api/v1")
    }
    assert len(calls) > 15
    for name, call in calls.items():
        assert call["security"], name
        assert "application/problem+json" in call["responses"]["403"]["content"], name
        assert re.match(r"[A-Z]", call["summary"]), name
