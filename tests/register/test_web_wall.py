"""A policy that is all or nothing: what strict makes of it, and what faithful keeps of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.register.entries import entry
from tests.register.inside import NOW
from tests.register.program import CONSENT_TEXT, troth, written
from tests.web.asking import post
from tests.web.served import serving
from troth.rehearsal.clock import FakeClock

FORMS = {"intermind": "technical-support-application", "soft-ok": "application-form"}
MARKETING = {"intermind": "offers", "soft-ok": "advertising"}
AN_HOUR_LATER = datetime.fromisoformat(NOW) + timedelta(hours=1)
PUBLIC = ("/", "/notice", "/requests/new")


@entry("consent.all-or-nothing-use")
@pytest.mark.parametrize("name", ["intermind", "soft-ok"])
def test_refusing_marketing_shuts_nobody_out_and_a_wall_stands_only_where_it_is_written(
    tmp_path: Path, name: str
) -> None:
    """Strict: the service stays open. Faithful: whoever rejects the text has the public pages."""
    for mode in ("strict", "faithful"):
        folder = tmp_path / mode
        folder.mkdir()
        manifest = written(name, folder, lambda data, mode=mode: data.update(mode=mode))
        findings = troth("check", manifest)
        assert findings.codes.count("WARN.consent-bundled") == 1
        store = ("--store", folder / "data.db")
        with serving(folder, manifest, clock=FakeClock(AN_HOUR_LATER)) as site:
            needed = sorted(
                key
                for key in site.platform.policy.forms[FORMS[name]].purposes
                if site.platform.policy.purposes[key].consent_needed
                and not site.platform.policy.purposes[key].marketing
            )
            given = [part for key in needed for part in ("--consent", f"{key}={CONSENT_TEXT}")]
            told = troth(
                "collect", manifest, "--form", FORMS[name], "--data",
                '{"email": "ann@mail.example"}', *given, *store, at=NOW,
            )  # fmt: skip
            assert told.code == 0, told.said
            person = told.said["person"]
            marketing = troth(
                "decide", manifest, "--action", "use", "--purpose", MARKETING[name], at=NOW
            )
            assert marketing.code == 2
            session = site.site.doors.sessions.begin(
                "person", bytes.fromhex(person), site.platform.clock.now()
            )
            with site.client(cookies={"troth-person": session}) as visitor:
                assert visitor.get("/account/service").status_code == 204
                said = troth("policy", "accept", person, "--answer", "declined", *store, at=NOW)
                assert said.code == 0, said.said
                shut = visitor.get("/account/service")
                assert shut.status_code == {"strict": 204, "faithful": 403}[mode]
                assert ("policy/not-accepted" in shut.text) == (mode == "faithful")
                assert {visitor.get(path).status_code for path in PUBLIC} == {200}
                assert visitor.get("/account/export.json").status_code == 200
                if mode == "faithful":
                    post(visitor, "/account/news", answer="accept")
                    assert visitor.get("/account/service").status_code == 204
            with site.client() as stranger:
                assert {stranger.get(path).status_code for path in PUBLIC} == {200}
