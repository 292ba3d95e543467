"""Asking for one's rights on the site: the same page for everybody, and the answer for one."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.asking import answers, asks, follows, number_of, post, writes
from tests.web.served import Served, serving
from troth.core.names import normalise
from troth.engines.rights.register import Declined, Entry
from troth.web.asking import offered
from troth.web.days import written_day
from troth.web.request_letters import tell_answered


def shown(served: Served, path: str) -> object:
    return served.platform.requests.show(number_of(served, path), served.platform.clock.now())


def test_every_right_of_the_policy_has_words_and_a_form(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        chosen = visitor.get("/requests/new")
        for right in offered(altexsoft.platform.policy):
            assert f'href="/requests/new/{right}"' in chosen.text
            for language in ("en", "de", "fr"):
                form = visitor.get(f"/requests/new/{right}", params={"lang": language})
                assert form.status_code == 200
        assert visitor.get("/requests/new/anything").status_code == 404


def test_the_answer_is_the_same_whether_or_not_somebody_is_known(altexsoft: Served) -> None:
    writes(altexsoft, "known@mail.example")
    pages = {}
    for address in ("known@mail.example", "stranger@mail.example"):
        with altexsoft.client() as visitor:
            answer = post(visitor, "/requests/new/access", email=address)
            page = visitor.get(answer.headers["location"])
            pages[address] = (answer.status_code, answer.headers["location"], page.text)
        letter = altexsoft.letters(address)[-1]
        assert "/requests/verify/" in letter.get_content()
    assert len(set(pages.values())) == 1
    assert not any(address in text for address, (_, _, text) in pages.items())


def test_a_link_shows_whose_address_it_is_and_gathers_what_was_sent_from_it(
    altexsoft: Served,
) -> None:
    persons = {writes(altexsoft, "twice@mail.example") for _ in range(2)}
    assert len(persons) == 2
    with altexsoft.client() as visitor:
        path = asks(altexsoft, visitor, "access", "twice@mail.example")
        page = visitor.get(path)
    entry = shown(altexsoft, path).entry
    assert (entry.case.state, entry.case.verification) == ("verified", "confirmed-link")
    with altexsoft.platform.data.read() as reader:
        assert set(reader.aliases(entry.row.person)) == persons
    assert page.status_code == 200
    assert "twice@mail.example" not in page.text + str(page.url)
    receipt = altexsoft.letters("twice@mail.example")[-1].get_content()
    assert altexsoft.address + path in receipt


def test_an_address_is_kept_nowhere_before_it_is_shown(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        post(visitor, "/requests/new/access", email="nowhere@mail.example")
    link = altexsoft.link("nowhere@mail.example")
    assert "nowhere" not in link
    assert altexsoft.platform.identity.find(normalise("email", "nowhere@mail.example")) == []


@pytest.mark.parametrize("how", ["used", "altered", "of another"])
def test_a_link_works_once_and_only_as_it_was_sent(altexsoft: Served, how: str) -> None:
    address = f"once-{how.replace(' ', '-')}@mail.example"
    with altexsoft.client() as visitor:
        post(visitor, "/requests/new/access", email=address)
        path = altexsoft.link(address).removeprefix(altexsoft.address)
        if how == "used":
            follows(altexsoft, visitor, address)
        elif how == "altered":
            path = path[:-3] + ("AAA" if path[-3:] != "AAA" else "BBB")
        else:
            post(visitor, "/requests/new/access", email=f"other-{address}")
            other = altexsoft.link(f"other-{address}")
            path = path.partition("~")[0] + "~" + other.partition("~")[2]
        answer = visitor.get(path)
    assert answer.status_code == 410
    assert "verify" not in answer.text


def test_looking_at_a_link_does_not_use_it(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        post(visitor, "/requests/new/access", email="looked@mail.example")
        path = altexsoft.link("looked@mail.example").removeprefix(altexsoft.address)
        for _ in range(3):
            assert visitor.get(path).status_code == 200
        follows(altexsoft, visitor, "looked@mail.example")


WRONG = (
    ({"email": ""}, "email"),
    ({"email": "no address"}, "email"),
    ({"email": "a@mail.example", "who": "somebody"}, "who"),
    ({"email": "a@mail.example", "who": "child"}, "subject"),
    ({"email": "a@mail.example", "who": "client", "subject": "b@mail.example"}, "mandate"),
    (
        {"email": "a@mail.example", "who": "client", "subject": "b@mail.example",
         "mandate": "my cousin asked"},
        "mandate",
    ),
    ({"email": "a@mail.example", "residence": "Atlantis"}, "residence"),
    ({"email": "a@mail.example", "about": "the moon"}, "about"),
)  # fmt: skip


@pytest.mark.parametrize(("given", "field"), WRONG)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    altexsoft: Served, given: dict[str, str], field: str
) -> None:
    before = len(altexsoft.platform.requests.listed(open_only=False))
    with altexsoft.client() as visitor:
        answer = post(visitor, "/requests/new/erasure", **given)
    assert answer.status_code == 422
    # A group of choices is led to by its first choice.
    target = "who-self" if field == "who" else field
    assert f'<a href="#{target}">' in answer.text
    assert f'id="{target}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert len(altexsoft.platform.requests.listed(open_only=False)) == before


def test_a_form_from_elsewhere_is_refused(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        answer = visitor.post("/requests/new/access", data={"email": "a@mail.example"})
    assert answer.status_code == 403


def test_who_speaks_for_another_is_looked_at_by_a_person(altexsoft: Served) -> None:
    writes(altexsoft, "client@mail.example")
    with altexsoft.client() as visitor:
        path = asks(
            altexsoft, visitor, "access", "agent@law.example",
            who="client", subject="client@mail.example", mandate="mandate-17",
        )  # fmt: skip
        page = visitor.get(path)
    entry = shown(altexsoft, path).entry
    assert (entry.case.state, entry.row.mandate) == ("identifying", "mandate-17")
    assert not entry.case.verified
    assert "identity document" in page.text
    assert "client@mail.example" not in page.text
    # What a form calls an authority is a claim: staff attests only what it has recorded.
    requests, now = altexsoft.platform.requests, altexsoft.platform.clock.now()
    number = entry.row.request
    claimed = requests.verify(number, "staff-attested", now)
    assert isinstance(claimed, Declined)
    assert claimed.code == "MANDATE_UNRECORDED"
    paper = requests.mandates.record("agent", "cd" * 32, now.date(), now)
    seen = requests.verify(number, "staff-attested", now, mandate=paper)
    assert isinstance(seen, Entry)
    assert (seen.case.verified, seen.row.mandate) == (True, paper)


def test_who_asks_twice_is_told_so_and_by_when_one_answer_comes(altexsoft: Served) -> None:
    """Only after the link was followed: before that, both pages are those of a stranger."""
    writes(altexsoft, "once-more@mail.example")
    with altexsoft.client() as visitor:
        first = asks(altexsoft, visitor, "access", "once-more@mail.example")
        owed = shown(altexsoft, first).dates.alarm
        second = asks(altexsoft, visitor, "access", "once-more@mail.example")
        page = visitor.get(second)
    assert second != first
    assert shown(altexsoft, second).entry.case.state == "joined"
    assert shown(altexsoft, second).duplicate_of == number_of(altexsoft, first)
    assert "You had asked for the same before" in page.text
    assert f'datetime="{owed}"' in page.text


def test_an_address_of_a_desk_shows_nobody(altexsoft: Served) -> None:
    writes(altexsoft, "info@firm.example")
    with altexsoft.client() as visitor:
        path = asks(altexsoft, visitor, "access", "info@firm.example")
    entry = shown(altexsoft, path).entry
    assert (entry.case.state, entry.case.verification) == ("identifying", "none")


def test_an_objection_holds_before_anybody_shows_anything(altexsoft: Served) -> None:
    person = writes(altexsoft, "leave-me@mail.example")
    with altexsoft.client() as visitor:
        post(visitor, "/requests/new/objection", email="leave-me@mail.example", about="marketing")
    altexsoft.site.post.settle()
    standing = altexsoft.platform.standing.read(person, altexsoft.platform.clock.now())
    assert standing.marketing_objection


def test_nobody_can_have_letters_sent_to_somebody_again_and_again(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        codes = [
            post(visitor, "/requests/new/access", email="flooded@mail.example").status_code
            for _ in range(8)
        ]
    assert codes[:5] == [303] * 5
    assert codes[-1] == 429
    assert len(altexsoft.letters("flooded@mail.example")) == codes.count(303)


def test_a_page_shows_three_dates_their_derivation_and_the_authority(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        path = asks(altexsoft, visitor, "access", "dates@mail.example", residence="DE")
        page, letter = visitor.get(path), visitor.get(f"{path}/complaint.txt")
    dates = shown(altexsoft, path).dates
    for day in (dates.safe, dates.statutory, dates.alarm):
        assert written_day(day, "en") in page.text
    assert all(line.split("`")[0][:20] in page.text for line in dates.derivation[:1])
    assert "Landesbeauftragte" in page.text
    assert letter.headers["content-type"].startswith("text/plain")
    assert "attachment" in letter.headers["content-disposition"]
    assert "Article 77" in letter.text
    assert dates.alarm.isoformat() in letter.text
    assert altexsoft.platform.policy.controller.email in letter.text


def test_a_request_is_taken_back_by_its_page(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        path = asks(altexsoft, visitor, "access", "changed-mind@mail.example")
        answer = post(visitor, path, to=f"{path}/withdraw")
        assert (answer.status_code, answer.headers["location"]) == (303, path)
        page = visitor.get(path)
    assert shown(altexsoft, path).entry.case.state == "withdrawn"
    assert "took your request back" in page.text


@pytest.mark.parametrize("path", ["0" * 64, "ff" * 16, "nothing", "a/b"])
def test_a_page_that_is_not_there_and_one_of_somebody_else_look_alike(
    altexsoft: Served, path: str
) -> None:
    with altexsoft.client() as visitor:
        answer = visitor.get(f"/requests/status/{path}")
    assert answer.status_code == 404


@pytest.fixture(scope="module")
def answered(altexsoft: Served) -> Iterator[tuple[Served, str]]:
    """Somebody whose request for access was answered, and its page."""
    writes(altexsoft, "reader@mail.example")
    with altexsoft.client() as visitor:
        path = asks(altexsoft, visitor, "access", "reader@mail.example")
    answers(altexsoft, number_of(altexsoft, path))
    return altexsoft, path


def test_who_asked_is_told_when_the_answer_is_there(altexsoft: Served) -> None:
    writes(altexsoft, "told@mail.example")
    with altexsoft.client() as visitor:
        request = number_of(altexsoft, asks(altexsoft, visitor, "access", "told@mail.example"))
        answers(altexsoft, request)
        tell_answered(altexsoft.site, request)
        page = visitor.get(altexsoft.link("told@mail.example"))
    assert "Your answer is ready" in page.text
    assert number_of(altexsoft, str(page.url)) == request


def code_on(page: str) -> str:
    found = re.search(r"\b([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})\b", page)
    assert found is not None, page
    return found.group(1)


def linked(served: Served, path: str, address: str) -> tuple[str, str]:
    """Ask for the package; return its path and the code that the page shows."""
    with served.client() as visitor:
        sent = post(visitor, path, to=f"{path}/link", email=address)
        assert sent.status_code == 303
        page = visitor.get(sent.headers["location"])
    return served.link(address).removeprefix(served.address), code_on(page.text)


def test_the_package_needs_the_link_and_the_code_and_is_given_once(
    answered: tuple[Served, str],
) -> None:
    served, path = answered
    package, code = linked(served, path, "reader@mail.example")
    with served.client() as visitor:
        wrong = post(visitor, package, code="0000-0000-0000", form="zip")
        assert (wrong.status_code, wrong.headers["content-type"]) == (
            422, "text/html; charset=utf-8",
        )  # fmt: skip
        taken = post(visitor, package, code=code.lower().replace("-", " "), form="zip")
        assert taken.status_code == 200
        assert visitor.get(package).status_code == 410
    with zipfile.ZipFile(io.BytesIO(taken.content)) as whole:
        names = set(whole.namelist())
        told = json.loads(whole.read("answer.json"))
        page = whole.read("answer.html").decode()
    assert {"answer.html", "answer.json", "data.csv", "contents.json"} <= names
    assert {one["value"] for one in told["data"]} == {"A. Visitor", "reader@mail.example", "Hello"}
    assert "reader@mail.example" in page
    assert told["purposes"]


def test_a_code_belongs_to_one_link(answered: tuple[Served, str]) -> None:
    served, path = answered
    first, code = linked(served, path, "reader@mail.example")
    second, other = linked(served, path, "reader@mail.example")
    assert (first, code) != (second, other)
    with served.client() as visitor:
        assert post(visitor, second, code=code, form="zip").status_code == 422
        assert post(visitor, second, code=other, form="zip").status_code == 200


def test_who_guesses_the_code_ends_the_link(answered: tuple[Served, str]) -> None:
    served, path = answered
    package, _code = linked(served, path, "reader@mail.example")
    with served.client() as visitor:
        codes = [post(visitor, package, code="1111-1111-1111").status_code for _ in range(5)]
        assert codes == [422, 422, 422, 422, 410]
        assert visitor.get(package).status_code == 410


def test_another_address_gets_the_same_page_and_no_link(answered: tuple[Served, str]) -> None:
    served, path = answered
    writes(served, "curious@mail.example")
    with served.client() as visitor:
        sent = post(visitor, path, to=f"{path}/link", email="curious@mail.example")
        page = visitor.get(sent.headers["location"])
    assert code_on(page.text)
    assert served.letters("curious@mail.example") == []


def test_the_page_alone_hands_nothing_over(answered: tuple[Served, str]) -> None:
    served, path = answered
    with served.client() as visitor:
        answer = post(visitor, path, to=f"{path}/package")
        assert answer.status_code == 303
        assert "reader@mail.example" not in visitor.get(path).text


def test_from_an_account_it_is_one_click_and_no_code(altexsoft: Served) -> None:
    person = writes(altexsoft, "member@mail.example")
    now = altexsoft.platform.clock.now()
    session = altexsoft.site.doors.sessions.begin("person", person, now)
    with altexsoft.client(cookies={"troth-person": session}) as member:
        answer = post(member, "/requests/new/access")
        path = answer.headers["location"]
        entry = shown(altexsoft, path).entry
        assert (entry.case.state, entry.case.verification) == ("verified", "session")
        assert entry.row.channel == "account"
        answers(altexsoft, entry.row.request)
        own = f"/requests/status/{entry.row.request.hex()}"
        taken = post(member, own, to=f"{own}/package")
        assert taken.headers["content-type"] == "application/zip"
    with altexsoft.client() as stranger:
        assert stranger.get(own).status_code == 404
    assert altexsoft.letters("member@mail.example") == []


def test_a_receipt_of_erasure_is_left_to_whoever_asked(folder: Path) -> None:
    with serving(folder, "altexsoft") as served:
        person = writes(served, "gone@mail.example")
        with served.client() as visitor:
            path = asks(served, visitor, "erasure", "gone@mail.example")
            answers(served, number_of(served, path))
            taken = post(visitor, path, to=f"{path}/package")
        with zipfile.ZipFile(io.BytesIO(taken.content)) as whole:
            told = json.loads(whole.read("answer.json"))
        with served.platform.data.read() as reader:
            assert list(reader.records([person])) == []
    assert told["erasure"]["records"] == 3
    assert told["erasure"]["found_again"] == 0


def test_whoever_disagrees_asks_somebody_else(answered: tuple[Served, str]) -> None:
    served, _ = answered
    with served.client() as visitor:
        path = asks(served, visitor, "access", "nobody-here@mail.example")
        request = number_of(served, path)
        answers(served, request)
        assert "We hold nothing" in _answer_of(post(visitor, path, to=f"{path}/package").content)
        assert post(visitor, path, to=f"{path}/appeal").status_code == 303
        page = visitor.get(path)
    assert shown(served, path).entry.case.state == "appealed"
    assert "Somebody else is looking at it again" in page.text


def _answer_of(package: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as whole:
        return whole.read("answer.html").decode()
