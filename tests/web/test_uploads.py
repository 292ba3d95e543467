"""Files that people send: known by their content, and nothing that runs comes in."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.filling import held, person, read, send
from tests.web.served import Served
from troth.web.uploads import flaw_of

TYPES = b'<Types><Override PartName="/word/document.xml" ContentType="application/xml"/></Types>'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


def packed(parts: dict[str, bytes]) -> bytes:
    """Return an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(**more: bytes) -> bytes:
    """Return a document of Word; `more` are further parts."""
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": b"<document/>", **more})


def odt(**more: bytes) -> bytes:
    """Return a document of LibreOffice."""
    kind = b"application/vnd.oasis.opendocument.text"
    return packed({"mimetype": kind, "content.xml": b"<office/>", **more})


def pdf(*parts: bytes) -> bytes:
    """Return a PDF whose objects are these."""
    return b"%PDF-1.7\n" + b"\n".join(parts) + b"\n%%EOF\n"


def deflated(content: bytes) -> bytes:
    """Return a stream of a PDF."""
    return b"1 0 obj <</Filter /FlateDecode>>\nstream\n" + zlib.compress(content) + b"\nendstream"


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"1 0 obj <</Type /Catalog>> endobj"), pdf(deflated(b"BT (Hello) Tj ET")),
        docx(), odt(), PNG, JPEG, b"Ten years of tending lighthouses.\n", "Größe\n".encode(),
    ],
)  # fmt: skip
def test_documents_pictures_and_plain_text_are_taken(content: bytes) -> None:
    assert flaw_of(content) is None


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (b"MZ\x90\x00\x03", "TYPE"),
        (b"\x7fELF\x02\x01", "TYPE"),
        (b"GIF89a\x01\x00\x00", "TYPE"),
        (PNG + b"<script>", "TYPE"),
        (packed({"run.exe": b"MZ"}), "TYPE"),
        (packed({"mimetype": b"application/epub+zip", "content.xml": b""}), "TYPE"),
        (b"PK\x03\x04 not an archive", "TYPE"),
        (b"<!DOCTYPE html><p>hello", "ACTIVE"),
        (b"<svg onload=alert(1)>", "ACTIVE"),
        (b"#!/bin/sh\nrm -rf /\n", "ACTIVE"),
        (pdf(b"<</S /JavaScript /JS (app.alert(1))>>"), "ACTIVE"),
        (pdf(b"<</S /J#61vaScript>>"), "ACTIVE"),
        (pdf(deflated(b"<</S /Launch>>")), "ACTIVE"),
        (pdf(b"<</Names <</EmbeddedFiles 3 0 R>>>>"), "ACTIVE"),
        (pdf(b"trailer <</Encrypt 5 0 R>>"), "LOCKED"),
        (pdf(deflated(b"\0" * 70_000_000)), "SWELLS"),
        (docx(**{"word/vbaProject.bin": b"x"}), "ACTIVE"),
        (docx(**{"word/embeddings/oleObject1.bin": b"x"}), "ACTIVE"),
        (
            docx(**{"word/_rels/settings.xml.rels": b'<R Type="http://x/attachedTemplate" '
                    b'Target="http://elsewhere/t.dotm" TargetMode="External"/>'}),
            "ACTIVE",
        ),
        (odt(**{"Basic/Standard/Module1.xml": b"x"}), "ACTIVE"),
        (docx(**{"word/media/a.bin": b"\0" * 70_000_000}), "SWELLS"),
        (docx(**{f"word/{n}": b"" for n in range(2_001)}), "SWELLS"),
    ],
)  # fmt: skip
def test_what_runs_is_locked_swells_or_is_something_else_is_not(content: bytes, flaw: str) -> None:
    assert flaw_of(content) == flaw


@settings(max_examples=100, deadline=None)
@given(
    head=st.sampled_from(
        [b"", b"%PDF-", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", JPEG]
    ),
    tail=st.binary(max_size=200),
)
def test_whatever_bytes_come_there_is_an_answer(head: bytes, tail: bytes) -> None:
    assert flaw_of(head + tail) in (None, "TYPE", "ACTIVE", "LOCKED", "SWELLS")


@settings(max_examples=50, deadline=None)
@given(cut=st.integers(min_value=0, max_value=400), at=st.integers(0, 400), bit=st.integers(0, 255))
def test_a_broken_archive_is_refused_and_breaks_nothing(cut: int, at: int, bit: int) -> None:
    content = bytearray(docx())
    content[4 + at % (len(content) - 4)] ^= bit
    assert flaw_of(bytes(content[: max(4, len(content) - cut)])) in (
        None, "TYPE", "ACTIVE", "LOCKED", "SWELLS",
    )  # fmt: skip


def test_an_applicant_s_cv_is_kept_byte_by_byte_and_nobody_can_open_it_by_an_address(
    altexsoft: Served,
) -> None:
    cv = pdf(deflated(b"BT (Ten years of tending lighthouses) Tj ET"))
    with altexsoft.client() as visitor:
        page = read(visitor.get("/forms/application"))
        sent = send(
            visitor, page, {"email": "applicant@example.org", "role": "Keeper"},
            tick=("role-applied",), files={"cv": cv},
        )  # fmt: skip
        assert sent.is_redirect
    platform = altexsoft.platform
    someone = person(altexsoft, "applicant@example.org")
    with platform.data.read() as reader:
        rows = list(reader.records([someone]))
        fields = [reader.activities()[row.activity].field for row in rows]
    kept = dict(zip(fields, platform.vault.open_values(rows), strict=True))
    assert kept["cv"] == cv


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00", "none of the kinds of file"),
        (b"<html><script>alert(1)</script>", "runs by itself"),
        (pdf(b"trailer <</Encrypt 5 0 R>>"), "has a password"),
        (pdf(b"x" * 5_000_001), "larger than what we take in"),
    ],
)
def test_a_file_that_cannot_be_taken_stops_the_whole_form(
    altexsoft: Served, content: bytes, said: str
) -> None:
    with altexsoft.client() as visitor:
        page = read(visitor.get("/forms/application"))
        sent = send(
            visitor, page, {"email": "stopped@example.org", "role": "Keeper"},
            tick=("role-applied",), files={"cv": content},
        )  # fmt: skip
    again = read(sent)
    assert sent.status_code == 422
    assert len(again.errors) == 1
    assert said in again.errors[0]
    # What was typed and ticked is given back, and nothing of it was kept.
    assert again.fields["data-role"] == "Keeper"
    assert "yes-role-applied" in again.fields
    assert held(altexsoft, "stopped@example.org") == []


def test_more_than_a_request_may_hold_is_refused(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        page = read(visitor.get("/forms/application"))
        sent = send(visitor, page, {"role": "x"}, files={"cv": b"%PDF-" + b"x" * 13_000_000})
    assert sent.status_code == 413
