"""The Data Rights Protocol over HTTP: an agent's whole way, and everything it may not do."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.connectors.test_webhook_carrier import receiver
from tests.register.program import troth
from tests.web.asking import STATED, writes
from tests.web.machines import Agent, now_text
from tests.web.served import Served, serving
from troth.assembly.programs import build_webhooks
from troth.connectors.webhooks import HttpCarrier
from troth.engines.consents.standing import Change
from troth.engines.rights.register import Declined


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("drp")) as served:
        yield served


@pytest.fixture(scope="module")
def agent(site: Served) -> Agent:
    return Agent(name="GOOD_AGENT", served=site).ready()


def command(site: Served, *arguments: object) -> dict:
    ran = troth(*arguments, "--store", str(site.outbox.parent / "data.db"))
    assert ran.code == 0, ran
    return ran.said


def test_a_request_of_an_agent_waits_for_the_person_and_ends_as_the_agent_reads(
    site: Served, agent: Agent
) -> None:
    writes(site, "ann@mail.example")
    answer = agent.exercise("ann@mail.example", regime="ccpa", **{"agent-request-id": "ann-1"})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["status"], told["reason"]) == ("in_progress", "need_user_verification")
    assert told["user_verification_url"].startswith(site.address)
    assert told["agent_request_id"] == "ann-1"
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", told["request_id"])
    # California Civil Code 1798.130(a)(2)(A): 45 days.
    assert told["expected_by"] > told["received_at"]
    shown = agent.status(told["request_id"])
    assert (shown.status_code, shown.json()) == (200, told)
    row = site.platform.requests.show(bytes.fromhex(told["request_id"].replace("-", "")),
                                      site.site.now()).entry.row  # fmt: skip
    assert (row.asker, row.channel, row.verification) == ("agent", "machine", "none")
    revoked = agent.revoke(told["request_id"])
    assert (revoked.status_code, revoked.json()["status"]) == (200, "revoked")
    assert agent.status(told["request_id"]).json()["status"] == "revoked"
    assert agent.revoke(told["request_id"]).json()["status"] == "revoked"


def test_whoever_is_known_and_whoever_is_not_get_one_answer(site: Served, agent: Agent) -> None:
    person = writes(site, "bea@mail.example")
    # In Belarus she would be answered within five working days: that alone would tell on her.
    lives = Change(kind="residence", value="BY")
    site.platform.standing.change(person, lives, site.site.now())
    bodies = []
    for email in ("bea@mail.example", "nobody-at-all@mail.example"):
        for right in ("access", "deletion"):
            answer = agent.exercise(email, right)
            assert answer.status_code == 200
            again = agent.status(answer.json()["request_id"]).json()
            bodies.append((right, {k: v for k, v in again.items()
                                   if k not in ("request_id", "received_at")}))  # fmt: skip
    assert bodies[:2] == bodies[2:]


def test_the_agents_mandate_for_this_person_and_no_other_lets_it_go_on(
    site: Served, tmp_path: Path
) -> None:
    agent = Agent(name="EMPOWERED", served=site).ready()
    other = Agent(name="BYSTANDER", served=site).ready()
    writes(site, "cleo@mail.example")
    writes(site, "dora@mail.example")
    paper = tmp_path / "mandate.txt"
    paper.write_text("Signed")
    recorded = command(
        site, "request", "mandate", "--by", "agent", "--document", paper, "--dated", "2026-01-05"
    )
    mandate = recorded["mandate"]
    command(site, "agents", "mandate", "EMPOWERED", mandate, "cleo@mail.example")
    told = agent.exercise("cleo@mail.example").json()
    assert (told["status"], "reason" in told) == ("in_progress", False)
    for who, email in ((agent, "dora@mail.example"), (other, "cleo@mail.example")):
        waits = who.exercise(email, power_of_attorney=mandate).json()
        assert waits["reason"] == "need_user_verification", email
    ran = troth("agents", "mandate", "BYSTANDER", mandate, "cleo@mail.example",
                "--store", str(site.outbox.parent / "data.db"))  # fmt: skip
    assert ran.code == 2
    assert "another agent" in json.dumps(ran.said)
    for _ in range(8):
        step = _on(site, told["request_id"])
        if step == "fulfilled":
            break
    assert agent.status(told["request_id"]).json()["status"] == "fulfilled"


def number_in(told: dict) -> bytes:
    """Return the id of the request that a status is about."""
    return bytes.fromhex(told["request_id"].replace("-", ""))


def _on(site: Served, number: str) -> str:
    """Take the next step as staff would; return `fulfilled` once it was answered."""
    request, requests, now = bytes.fromhex(number.replace("-", "")), site.platform.requests, None
    now = site.site.now()
    entry = requests.show(request, now).entry
    for name in entry.waiting("ask", "forward", "tell"):
        requests.settle(request, name, "done", now)
    if entry.case.state == "carried-out":
        done = requests.answer(request, now, stated=STATED)
        assert not isinstance(done, Declined), done
        return "fulfilled"
    after = requests.proceed(request, now)
    assert not isinstance(after, Declined), after
    return after.case.state


def test_a_refusal_is_told_with_its_reason(site: Served, agent: Agent) -> None:
    writes(site, "eli@mail.example")
    told = agent.exercise("eli@mail.example", "deletion").json()
    request, now = bytes.fromhex(told["request_id"].replace("-", "")), site.site.now()
    site.platform.requests.refuse(request, "not-identified", now)
    site.platform.requests.answer(request, now)
    after = agent.status(told["request_id"]).json()
    assert (after["status"], after["reason"]) == ("denied", "insuf_verification")


def test_the_same_message_and_the_same_name_open_one_request(site: Served, agent: Agent) -> None:
    before = len(site.platform.requests.listed())
    claims = {"exercise": "access", "email": "fay@mail.example"}
    message = agent.sign(agent.envelope(**claims))
    answers = [agent.call("POST", "data-rights-request", message).json() for _ in range(3)]
    assert len({one["request_id"] for one in answers}) == 1
    named = {"agent-request-id": "fay-2"}
    twice = [agent.exercise("fay@mail.example", **named).json()["request_id"] for _ in range(2)]
    assert twice[0] == twice[1] != answers[0]["request_id"]
    assert len(site.platform.requests.listed()) == before + 2
    other = agent.exercise("fay@mail.example", "deletion", **named)
    assert (other.status_code, other.json()["type"]) == (422, "agents/other-request")


def test_ten_messages_under_one_name_at_once_open_one_request(site: Served, agent: Agent) -> None:
    before = len(site.platform.requests.listed())
    claims = {"exercise": "access", "email": "gus@mail.example", "agent-request-id": "gus-1"}
    messages = [agent.sign(agent.envelope(**claims, number=n)) for n in range(10)]
    with ThreadPoolExecutor(max_workers=10) as crowd:
        sent = partial(agent.call, "POST", "data-rights-request")
        answers = list(crowd.map(sent, messages))
    assert {one.status_code for one in answers} <= {200, 409}
    assert len({one.json()["request_id"] for one in answers if one.status_code == 200}) == 1
    assert len(site.platform.requests.listed()) == before + 1


FORGED = {
    "another key": lambda good: Agent(name=good.name, served=good.served).sign(
        good.envelope(exercise="access", email="gil@mail.example")
    ),
    "one byte changed": lambda good: _changed(
        good.sign(good.envelope(exercise="access", email="gil@mail.example"))
    ),
    "nothing signed": lambda good: base64.b64encode(b"\x00" * 64),
    "too short": lambda good: base64.b64encode(b"short"),
    "no base64": lambda good: b"{not base64}",
    "plain JSON": lambda good: json.dumps(good.envelope(exercise="access")).encode(),
    "empty": lambda good: b"",
}


def _changed(message: bytes) -> bytes:
    raw = bytearray(base64.b64decode(message))
    raw[-3] ^= 1
    return base64.b64encode(bytes(raw))


@pytest.mark.parametrize("how", sorted(FORGED))
def test_a_forged_message_opens_nothing(site: Served, agent: Agent, how: str) -> None:
    before = len(site.platform.requests.listed())
    sent = FORGED[how](agent)
    answer = agent.call("POST", "data-rights-request", sent)
    assert answer.status_code == 403, answer.text
    assert set(answer.json()) <= {"code", "message", "fatal"}
    setting = agent.set_up(sent) if sent else agent.set_up(b"x")
    assert (setting.status_code, setting.content) == (403, b"")
    assert len(site.platform.requests.listed()) == before


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "another agent": ({"agent-id": "OTHER"}, "agent-id"),
    "another business": ({"business-id": "ELSEWHERE"}, "business-id"),
    "no business": ({"business-id": None}, "business-id"),
    "expired": ({"expires-at": now_text(timedelta(seconds=-1))}, "expired"),
    "not yet issued": ({"issued-at": now_text(timedelta(hours=1))}, "ahead"),
    "good for a year": ({"expires-at": now_text(timedelta(days=365))}, "a day"),
    "no zone": ({"issued-at": "2026-01-01T00:00:00"}, "zone"),
    "no instant": ({"expires-at": "soon"}, "instants"),
    "a number": ({"expires-at": 5}, "instants"),
    "another version": ({"drp.version": "0.1"}, "drp.version"),
    "unknown right": ({"exercise": "deletion:everything"}, "right"),
    "a consent": ({"exercise": "sale:opt_in"}, "right"),
    "a list": ({"exercise": ["access"]}, "right"),
    "unknown regime": ({"regime": "mars"}, "regime"),
    "nobody named": ({"email": None}, "email"),
    "malformed address": ({"email": "no address"}, "malformed"),
    "malformed phone": ({"email": None, "phone_number": "call me"}, "malformed"),
    "words as a name": ({"agent-request-id": "for ann@mail.example"}, "agent-request-id"),
    "an inner callback": ({"status_callback": "http://127.0.0.1:22/"}, "status_callback"),
}


@pytest.mark.parametrize("how", sorted(WRONG))
def test_a_message_that_does_not_fit_is_refused_with_its_reason(
    site: Served, agent: Agent, how: str
) -> None:
    before = len(site.platform.requests.listed())
    changed, word = WRONG[how]
    claims: dict[str, object] = {"exercise": "access", "email": "hal@mail.example", **changed}
    answer = agent.call("POST", "data-rights-request", agent.sign(agent.envelope(**claims)))
    assert answer.status_code == 400, answer.text
    said = answer.json()
    assert (said["code"], word in said["message"]) == ("400", True), said
    assert "hal@mail.example" not in answer.text
    assert said.get("fatal", False) is (how != "not yet issued")
    assert len(site.platform.requests.listed()) == before


@pytest.mark.parametrize("content", [[], "text", 5, None])
def test_what_is_signed_is_an_object(agent: Agent, content: object) -> None:
    answer = agent.call("POST", "data-rights-request", agent.sign(content))
    assert (answer.status_code, answer.json()["fatal"]) == (400, True)


def test_a_deeply_nested_and_an_oversized_message_are_refused(agent: Agent) -> None:
    body = b"[" * 20_000 + b"]" * 20_000
    deep = base64.b64encode(agent.key.sign(body) + body)
    assert agent.call("POST", "data-rights-request", deep).status_code == 400
    large = agent.sign(agent.envelope(exercise="access", email="a@mail.example", name="x" * 70_000))
    answer = agent.call("POST", "data-rights-request", large)
    assert (answer.status_code, answer.json()["type"]) == (413, "request/too-large")


def test_a_request_of_another_agent_is_as_if_it_were_not_there(site: Served, agent: Agent) -> None:
    stranger = Agent(name="STRANGER", served=site).ready()
    number = agent.exercise("ida@mail.example").json()["request_id"]
    nothing = "00000000-0000-4000-8000-000000000000"
    seen = [stranger.status(one) for one in (number, nothing, "..", "x" * 500)]
    seen += [stranger.revoke(one) for one in (number, nothing)]
    assert {(one.status_code, one.text) for one in seen if one.status_code != 404} == {
        (403, seen[0].text)
    }
    assert agent.status(number).json()["status"] == "in_progress"
    # The own request of a person is no agent's either.
    own = site.platform.requests.listed()[0].row.request.hex()
    assert stranger.status(own).status_code == 403


def test_a_token_is_bound_to_its_agent_and_ends_with_the_next(site: Served) -> None:
    first = Agent(name="ROTATES", served=site).ready()
    assert (first.call("GET", "agent/ROTATES").status_code) == 200
    assert first.call("GET", "agent/ROTATES").json() == {}
    assert first.call("GET", "agent/GOOD_AGENT").status_code == 403
    old = first.token
    first.token = first.set_up().json()["token"]
    assert first.call("GET", "agent/ROTATES").status_code == 200
    first.token = old
    assert first.call("GET", "agent/ROTATES").status_code == 401


def test_a_message_that_set_up_a_token_sets_up_no_second(site: Served) -> None:
    one = Agent(name="CAUGHT", served=site).register()
    message = one.sign(one.envelope())
    assert one.set_up(message).status_code == 200
    again = one.set_up(message)
    assert (again.status_code, again.content) == (403, b"")


def test_a_token_alone_and_a_program_of_another_scope_open_nothing(
    site: Served, agent: Agent
) -> None:
    message = agent.sign(agent.envelope(exercise="access", email="jo@mail.example"))
    with site.client() as client:
        assert client.post("/drp/v1/data-rights-request", content=message).status_code == 401
        token = command(site, "token", "make", "crm", "--scope", "requests")["token"]
        headers = {"authorization": f"Bearer {token}"}
        answer = client.post("/drp/v1/data-rights-request", content=message, headers=headers)
        assert answer.status_code == 403
        own = {"authorization": f"Bearer {agent.token}"}
        assert client.get("/api/v1/requests", headers=own).status_code == 403


def test_an_agent_that_was_let_out_gets_in_neither_way(site: Served) -> None:
    gone = Agent(name="LET_OUT", served=site).ready()
    command(site, "agents", "end", "LET_OUT")
    assert gone.call("GET", "agent/LET_OUT").status_code == 401
    assert gone.set_up().status_code == 403
    listed = command(site, "agents", "list")["agents"]
    assert [one["until"] is not None for one in listed if one["agent"] == "LET_OUT"] == [True]


def test_a_callback_says_where_the_request_stands_and_nothing_of_anybody(site: Served) -> None:
    with receiver() as (address, got):
        agent = Agent(name="LISTENS", served=site).ready(callbacks=address)
        told = agent.exercise("kim@mail.example", status_callback=f"{address}/update").json()
        agent.revoke(told["request_id"])
        hooks = build_webhooks(site.platform)
        assert hooks.deliver(HttpCarrier(), site.site.now()).delivered == 1
        path, body, _ = got[0]
        assert (path, json.loads(body)) == ("/update", agent.status(told["request_id"]).json())
        assert json.loads(body)["status"] == "revoked"
        assert b"kim@mail.example" not in body
        # A request of somebody else is none of its business.
        other = Agent(name="SILENT", served=site).ready()
        other.revoke(other.exercise("lou@mail.example").json()["request_id"])
        assert hooks.deliver(HttpCarrier(), site.site.now()).delivered == 0
        # Who was let out is told nothing more.
        last = agent.exercise("kit@mail.example", status_callback=f"{address}/update").json()
        command(site, "agents", "end", "LISTENS")
        site.platform.requests.withdraw(number_in(last), site.site.now())
        assert hooks.deliver(HttpCarrier(), site.site.now()).delivered == 0


def test_nothing_that_was_sent_stays_in_the_store(site: Served, agent: Agent) -> None:
    email = "never-written-anywhere@mail.example"
    number = agent.exercise(email, name="Never Written Anywhere").json()["request_id"]
    agent.revoke(number, {"reason": "never written anywhere either"})
    kept = b"".join(one.read_bytes() for one in site.outbox.parent.glob("*.db*"))
    assert b"GOOD_AGENT" in kept
    assert email.encode() not in kept
    assert b"ever written anywhere" not in kept.lower()
    for name in ("sha256", "sha1", "md5"):
        digest = hashlib.new(name, email.encode())
        assert digest.digest() not in kept
        assert digest.hexdigest().encode() not in kept


def test_what_an_agent_did_is_on_record(site: Served, agent: Agent) -> None:
    number = agent.exercise("mia@mail.example").json()["request_id"].replace("-", "")
    with site.platform.data.read() as reader:
        facts = [row.body.decode() for row in reader.facts_of("agent-asked")]
    assert any(number in one and "GOOD_AGENT" in one and '"waits"' in one for one in facts)


def test_too_many_calls_of_one_agent_are_put_off(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        agent = Agent(name="HASTY", served=served).ready()
        codes = [agent.call("GET", "agent/HASTY").status_code for _ in range(125)]
        assert codes[:119] == [200] * 119
        assert codes[-1] == 429
        answer = agent.call("GET", "agent/HASTY")
        assert (answer.status_code, answer.json()["code"]) == (429, "429")
