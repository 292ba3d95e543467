"""Packages: what is in them, that they are the same twice, and that only their code opens them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from hypothesis import given
from hypothesis import strategies as st

from troth.assembly.entropy import SystemEntropy
from troth.engines.rights.answer import Answer
from troth.engines.rights.packages import ALPHABET, ROUNDS, lock, new_code, pack, read_code

PDF = b"%PDF-1.7\xff\xfe a curriculum vitae"


def value(record: int, field: str, text: str) -> dict[str, object]:
    """Return one value of an answer, as an export gives it."""
    return {
        "record": f"{record:032x}", "submission": "0" * 32, "form": "job-application",
        "field": field, "item": field, "category": "application", "value": text,
        "origin": "direct", "source": "website", "system": "crm", "places": [],
        "purposes": ["recruitment"], "basis": "contract",
        "collected_at": "2026-03-02T10:00:00+00:00", "policy": "0" * 64,
        "delete_after": "2027-03-02T10:00:00+00:00", "waits_for": None, "rule": "applicants",
        "beside": None, "unreadable": False,
    }  # fmt: skip


def answer(*values: dict[str, object]) -> Answer:
    """Return an answer to a request for access that holds these values."""
    return Answer(
        document={
            "request": "ab" * 16, "right": "access", "outcome": "granted", "ground": "",
            "received": "2026-03-01T09:00:00+00:00", "answered_at": "2026-03-20T09:30:00+00:00",
            "controller": {"name": "Firm <b>Ltd</b>", "address": None, "email": None},
            "not_granted": [], "recipients_told": [], "data": list(values), "recipients": [],
        }
    )  # fmt: skip


def say(name: str, **given: object) -> str:
    return " ".join([name, *map(str, given.values())])


def files(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def test_a_file_comes_as_itself_and_is_named_where_it_stood() -> None:
    cv = value(1, "cv", "base64:" + base64.b64encode(PDF).decode())
    made = files(pack(answer(cv, value(2, "name", "A. Person")), say, "en"))
    path = f"files/cv-{1:032x}.pdf"
    assert made[path] == PDF
    page = made["answer.html"].decode()
    assert f'href="{path}"' in page
    assert base64.b64encode(PDF).decode() not in page
    assert path in made["data.csv"].decode()
    assert [one["field"] for one in json.loads(made["answer.json"])["data"]] == ["cv", "name"]


def test_the_contents_list_every_file_with_its_hash() -> None:
    made = files(pack(answer(value(1, "name", "A. Person")), say, "en"))
    listed = json.loads(made.pop("contents.json"))["files"]
    assert listed == {name: hashlib.sha256(body).hexdigest() for name, body in made.items()}


def test_the_same_answer_gives_the_same_bytes() -> None:
    given = answer(value(1, "name", "A. Person"))
    assert pack(given, say, "en") == pack(given, say, "en")


def test_what_people_wrote_is_never_taken_for_a_page() -> None:
    evil = "<script>alert(1)</script>"
    page = files(pack(answer(value(1, "name", evil)), say, "en"))["answer.html"].decode()
    assert evil not in page
    assert "<b>" not in page


@given(st.binary(min_size=8, max_size=32), st.data())
def test_a_code_is_read_however_it_was_typed(noise: bytes, data: st.DataObject) -> None:
    code = new_code(noise)
    assert set(code.replace("-", "")) <= set(ALPHABET)
    misread = {"0": "0Oo", "1": "1IilL"}
    typed = "".join(data.draw(st.sampled_from(misread.get(one, one + one.lower()))) for one in code)
    loose = data.draw(st.sampled_from([typed, typed.replace("-", ""), typed.replace("-", " - ")]))
    assert read_code(loose) == code


def test_only_its_own_code_opens_a_locked_package_and_nothing_of_it_shows() -> None:
    package = pack(answer(value(1, "name", "A. Person")), say, "en")
    page = lock(package, "0123-4567-89AB", SystemEntropy(), say, "en").decode()
    assert "A. Person" not in page
    sealed = base64.b64decode(_between(page, 'octet-stream">', "</script>"))
    salt, nonce = (base64.b64decode(one) for one in re.findall(r'bytes\("([^"]+)"\)', page))

    def opened(code: str) -> bytes:
        made = PBKDF2HMAC(algorithm=SHA256(), length=32, salt=salt, iterations=ROUNDS)
        return AESGCM(made.derive(code.encode())).decrypt(nonce, sealed, None)

    assert opened("0123456789AB") == package
    with pytest.raises(InvalidTag):
        opened("0123456789AC")
    assert page != lock(package, "0123-4567-89AB", SystemEntropy(), say, "en").decode()


def _between(text: str, start: str, end: str) -> str:
    return text.partition(start)[2].partition(end)[0]
