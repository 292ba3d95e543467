"""Documents over HTTP: anybody downloads the version in force, and earlier ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import httpx

from tests.register.entries import entry
from tests.register.program import options, troth
from tests.web.served import Served, serving

ONE = b"%PDF-1.7\nData processing agreement, version 1\n\xff\xfe"
TWO = b"%PDF-1.7\nData processing agreement, version 2\n\xff\xfe"


def published(served: Served, folder: Path, body: bytes, *more: str, name: str = "dpa") -> dict:
    file = folder / "addendum.pdf"
    file.write_bytes(body)
    place = {"kind": "dpa", "store": str(folder / "data.db")}
    kept = troth("document", "publish", name, file, *more, *options(place))
    assert kept.code == 0, kept.said
    return kept.said


@entry("governance.addendum-download")
def test_the_addendum_is_served_by_its_hash_and_an_agreement_stays_at_the_version_accepted(
    tmp_path: Path,
) -> None:
    place = {"store": str(tmp_path / "data.db")}
    with serving(tmp_path, "altexsoft") as served, httpx.Client(base_url=served.address) as client:
        first = published(served, tmp_path, ONE)
        agreed = {"client": "customer-1", "entry": "client-data", "task": "client-services",
                  "contact": "privacy@customer.example"}  # fmt: skip
        assert troth("client", "agree", "C1", *options(agreed | place)).code == 0
        by = {"agreement": "C1", "by": "legal"}
        assert troth("document", "accept", "dpa", *options(by | place)).code == 0
        second = published(served, tmp_path, TWO)

        got = client.get("/documents/dpa")
        assert (got.status_code, got.content) == (200, TWO)
        assert hashlib.sha256(got.content).hexdigest() == second["sha256"]
        assert second["sha256"] in got.headers["etag"]
        assert got.headers["content-type"] == "application/pdf"
        assert got.headers["content-disposition"].startswith("attachment")
        (agreement,) = troth("client", "list", *options(place)).said["agreements"]
        assert agreement["documents"]["dpa"]["version"] == 1
        assert agreement["documents"]["dpa"]["sha256"] == first["sha256"]
        assert client.get("/documents/dpa/1").content == ONE
        assert troth("document", "accept", "dpa", *options(by | place)).code == 0
        (agreement,) = troth("client", "list", *options(place)).said["agreements"]
        assert agreement["documents"]["dpa"]["version"] == 2

        published(served, tmp_path, b"rates", "--internal", name="rate-card")
        for nowhere in ("/documents/rate-card", "/documents/nothing", "/documents/dpa/3"):
            assert client.get(nowhere).status_code == 404
