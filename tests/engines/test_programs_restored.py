"""A restored backup lets no program in again that was let out, and tells no webhook that ended."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.engines.grounds import Ground
from tests.engines.living import kept, living
from tests.engines.receiving import Receivers
from troth.assembly.agents import build_agents
from troth.assembly.programs import build_tokens, build_webhooks


def test_a_restore_lets_nobody_in_again_who_was_let_out(ground: Ground, tmp_path: Path) -> None:
    with living(ground) as troth:
        tokens, hooks, now = build_tokens(troth), build_webhooks(troth), troth.clock.now()
        year = now + timedelta(days=300)
        _, ended = tokens.make("ended", ["decide"], now, year)
        _, staying = tokens.make("staying", ["decide"], now, year)
        hooks.add("ended", "https://ended.example/", ["collected"], now)
        hooks.add("staying", "https://staying.example/", ["collected"], now)
        kept(troth)
        now = ground.clock.pass_(days=1)
        troth.backups.make(str(tmp_path / "backup"), now)
        now = ground.clock.pass_(days=1)
        tokens.end("ended", now)
        assert hooks.end("ended", now) == 1
        troth.data.load_backup(str(tmp_path / "backup"))
        assert tokens.find(ended, now) is not None
        troth.backups.replay(ground.clock.pass_(days=1))
        now = troth.clock.now()
        assert tokens.find(ended, now) is None
        assert tokens.find(staying, now) is not None
        receivers = Receivers()
        hooks.deliver(receivers, now)
        # What the backup had not told yet is told, to whoever still listens.
        assert {message.url for message in receivers.taken} == {"https://staying.example/"}


def test_a_restore_lets_no_agent_in_again_that_was_let_out(ground: Ground, tmp_path: Path) -> None:
    with living(ground) as troth:
        agents, tokens, now = build_agents(troth), build_tokens(troth), troth.clock.now()
        made = {
            name: agents.add(name, "opendsr", now, business="us")[1] for name in ("gone", "stays")
        }
        now = ground.clock.pass_(days=1)
        troth.backups.make(str(tmp_path / "backup"), now)
        now = ground.clock.pass_(days=1)
        agents.end("gone", now)
        troth.data.load_backup(str(tmp_path / "backup"))
        assert agents.find("gone") is not None
        troth.backups.replay(ground.clock.pass_(days=1))
        now = troth.clock.now()
        assert agents.find("gone") is None
        assert tokens.find(made["gone"], now) is None
        assert agents.find("stays") is not None
        assert tokens.find(made["stays"], now) is not None
