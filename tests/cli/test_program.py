"""The program as a whole: its commands, its exit codes, what it prints when something is wrong."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.terminal import POLICIES, ROOT, run, start
from troth.cli.main import COMMANDS, troth
from troth.cli.outcome import Exit
from troth.cli.output import clean


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))
        else:
            yield " ".join((*path, name)), found


EVERY = dict(commands(troth))


def test_the_commands_that_stay_are_all_there() -> None:
    assert set(EVERY) >= {
        "init", "check", "compile", "schema", "decide", "collect", "rehearse", "prove",
        "retention sweep", "retention explain", "retention forecast",
        "consent give", "consent withdraw", "consent show",
        "subject find", "subject export", "subject erase",
        "evidence checkpoint", "evidence prove", "evidence verify", "evidence witness",
        "import people", "import consents", "backup", "restore", "upgrade", "doctor",
        "keys rotate", "keys epoch",
    }  # fmt: skip


def test_the_short_helps_are_the_commands_own() -> None:
    context = click.Context(troth)
    for name, known in COMMANDS.items():
        command = troth.get_command(context, name)
        assert command is not None
        assert command.help, name
        assert len(known.help) <= 60, name


@pytest.mark.parametrize("name", EVERY)
def test_every_command_speaks_json_and_says_what_it_is_for(name: str) -> None:
    command = EVERY[name]
    options = {word for each in command.params for word in each.opts}
    assert "--json" in options
    assert command.help
    silent = [
        each.name for each in command.params if isinstance(each, click.Option) and not each.help
    ]
    assert silent == []


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "pages" / "cli.py"))["page"]()
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == made


def test_help_fits_eighty_columns() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    inside = page.split("```text\n")[1:]
    shown = [line for part in inside for line in part.split("```")[0].splitlines()]
    assert [line for line in shown if len(line) > 80] == []


def test_help_and_version_exit_0() -> None:
    assert run("--help").code == Exit.DONE
    assert "Commands:" in run("--help").out
    assert run("--version").out.startswith("troth ")


@pytest.mark.parametrize("group", ["", "evidence", "import", "keys"])
def test_a_group_alone_says_what_it_can_do_and_has_done_nothing(group: str) -> None:
    ended = run(*group.split())
    assert ended.code == Exit.REFUSED
    assert "Commands:" in ended.err
    assert "..." not in ended.err.replace("ARGS]...", "")


@pytest.mark.parametrize("name", EVERY)
def test_an_unknown_option_is_refused_on_every_command(name: str) -> None:
    ended = run(*name.split(), "--no-such-option", "--json")
    assert ended.code == Exit.REFUSED
    assert ended.error["code"] == "cli/usage"


def test_the_program_exits_with_what_the_command_said(folder: Path) -> None:
    assert start("schema", "--json", folder=folder).code == 0
    assert start("check", "absent.yaml", folder=folder).code == 1
    assert start("chek", folder=folder).code == 2


def test_an_unexpected_fault_is_short_and_shows_its_place_only_when_asked(folder: Path) -> None:
    # A folder cannot be read as a manifest, nor a manifest as a store.
    (folder / "notes.db").write_text("this is no database")
    arguments = ("doctor", "--store", "notes.db")
    plain = start(*arguments, folder=folder)
    asked = start(*arguments, folder=folder, TROTH_DEBUG="1")
    assert plain.code in (1, 2)
    assert "Traceback" not in plain.err
    assert len(plain.err.splitlines()) <= 3
    assert asked.code == plain.code


def test_nothing_but_json_is_printed_with_json(folder: Path) -> None:
    ended = start("compile", POLICIES / "soft-ok.yaml", "--json", folder=folder)
    assert isinstance(json.loads(ended.out), dict)
    assert ended.err == ""


def test_no_colours_leave_for_anything_but_a_terminal(folder: Path) -> None:
    ended = start("check", POLICIES / "soft-ok.yaml", folder=folder)
    assert "\x1b" not in ended.out


def test_tables_fit_eighty_columns_where_nobody_says_how_wide(folder: Path) -> None:
    ended = start("compile", POLICIES / "soft-ok.yaml", folder=folder, COLUMNS="80")
    assert max(len(line) for line in ended.out.splitlines()) <= 80


@given(st.text())
def test_what_others_wrote_never_commands_the_terminal(text: str) -> None:
    shown = clean(text)
    assert not any(ord(each) < 32 and each not in "\t\n" for each in shown)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
