"""The program `troth`: finds the command, runs it, and turns every ending into an exit code.

The only place that exits and the only broad handler. Command modules are fetched when their command
is called, so that `troth --help` starts fast; their one-line helps stand in `COMMANDS`, and a test
holds them to the commands' own.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NamedTuple

import click

from troth import __version__
from troth.cli.groups import Group
from troth.cli.outcome import Exit
from troth.cli.output import Output
from troth.errors import OutsideError, TrothError


class Command(NamedTuple):
    """Where a command lives and what it is for."""

    module: str
    name: str
    help: str


COMMANDS = {
    "init": Command("starting", "init", "Ask a few questions and write a first manifest."),
    "check": Command("policy", "check", "List every problem and every gap of a manifest."),
    "compile": Command("policy", "compile_", "Compile a manifest; print its hash and tables."),
    "notice": Command("notice", "notice", "Make the privacy notice of a manifest, layer by layer."),
    "schema": Command("policy", "schema", "Print the JSON Schema of manifests, for editors."),
    "policy": Command(
        "policy_versions", "policy", "Publish and compare versions; tell people; take answers."
    ),
    "register": Command(
        "register",
        "register",
        "Make the registers that the law asks for.",
    ),
    "decide": Command("deciding", "decide_", "Ask a manifest: may this be done?"),
    "collect": Command("collect", "collect", "Hand one submission to the gate."),
    "consent": Command(
        "consents", "consent", "Take, withdraw and show consent, its texts and receipts."
    ),
    "subject": Command("subject_declared", "subject", "Find, export and erase a person."),
    "request": Command(
        "request_remedies", "request", "Take in, time, work on and answer rights requests."
    ),
    "correspondence": Command(
        "correspondence_letters", "correspondence", "Take messages in, and answer people."
    ),
    "case": Command("cases", "case", "Take in complaints, claims, breaches and questions."),
    "legal": Command("legal", "legal", "Register, approve and answer what authorities ask for."),
    "breach": Command("breaches", "breach", "Keep the register of breaches, and its clock."),
    "security": Command(
        "security", "security", "Record what shows security measures; list what is due."
    ),
    "testimonial": Command(
        "testimonials", "testimonial_", "Show words of customers, and take them back."
    ),
    "takeover": Command(
        "takeover", "takeover", "Hand people over with every duty, or take them in."
    ),
    "law": Command("law", "law", "Show the law packs; explain which rule held on a day."),
    "clock": Command("clock", "clock", "Say when an answer is due, and why."),
    "retention": Command(
        "retention_watch", "retention", "Sweep what is due; explain, forecast and watch the rest."
    ),
    "obligation": Command(
        "retention_watch", "obligation", "Note what is owed to or by a person, and what is met."
    ),
    "hold": Command("holds", "hold", "Place, release and list holds: erasure waits."),
    "recipient": Command("recipients", "recipient", "Keep what recipients of data have signed."),
    "extract": Command("datasets", "extract", "Report on anonymous tables, and hand them on."),
    "client": Command("clients", "client", "Handle customers' data for them, as they instruct."),
    "document": Command(
        "documents", "document", "Keep agreements and terms; note who accepted which."
    ),
    "evidence": Command("evidence", "evidence", "Checkpoint, prove, verify and witness the log."),
    "prove": Command("prove", "prove_", "Say of every promise: kept, broken or unproven."),
    "rehearse": Command("rehearse", "rehearse_", "Live a year of a policy on a fake clock."),
    "import": Command("imports", "import_", "Take in people or consents, or a policy."),
    "backup": Command("store", "backup", "Copy the data store to a file."),
    "restore": Command("store", "restore", "Bring a data backup back and replay erasures."),
    "upgrade": Command("store", "upgrade", "Bring the tables of a store to this version."),
    "serve": Command("serve", "serve", "Serve a policy: its notice, forms, rights and console."),
    "staff": Command("staff_reviews", "staff", "Let staff in to the console, and out."),
    "token": Command("tokens", "token", "Let programs call a served policy, and end that."),
    "mail": Command("mail", "mail", "Read messages that came in."),
    "agents": Command("agents", "agents", "Let agents pass on requests by machine, and end that."),
    "webhooks": Command("webhooks", "webhooks", "Tell other systems of facts by signed messages."),
    "doctor": Command("store", "doctor", "Look a store over: keys, root, schema, open intents."),
    "keys": Command("store", "keys", "Rotate the root key; run an erasure epoch."),
}
"""Every command, in the order `troth --help` shows them."""


class Commands(Group):
    """The top group: knows all commands, imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in their order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command and return it."""
        known = COMMANDS.get(cmd_name)
        if known is None:
            return None
        # Hundreds of modules stay: looking through them for garbage again and again while they
        # are read takes a fifth of the time.
        gc.disable()
        try:
            module = importlib.import_module(f"troth.cli.{known.module}")
        finally:
            gc.freeze()
            gc.enable()
        command: click.Command = getattr(module, known.name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, known.help) for name, known in COMMANDS.items()])


@click.group(
    cls=Commands,
    epilog="Exit codes: " + "; ".join(f"{code.value} {code.meaning}" for code in Exit) + ".",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, prog_name="troth", message="%(prog)s %(version)s")
def troth() -> None:
    """Compile a company's privacy policy, keep it, and prove it.

    Plans by default: what deletes or replaces data does so only with --commit.
    Every command takes --json and then prints one JSON document.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never raises, never exits by itself."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    output = Output(json="--json" in given)
    try:
        ended = troth.main(given, prog_name="troth", standalone_mode=False)
        return int(ended or 0)
    except TrothError as error:
        output.error(error)
        return error.exit_code
    except click.ClickException as error:
        output.usage(error)
        return int(Exit.REFUSED)
    except (click.Abort, KeyboardInterrupt):
        output.error(OutsideError("cli/stopped", "stopped before it was done"))
        return int(Exit.FAULT)
    except BrokenPipeError:
        # Whoever read us has gone; there is nobody left to tell, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.FAULT)
    except OSError as error:
        output.error(_of_the_system(error))
        return int(Exit.FAULT)
    except Exception as error:
        output.error(_unexpected(error))
        if os.environ.get("TROTH_DEBUG") == "1":
            output.trace("".join(traceback.format_exception(error)))
        return int(Exit.FAULT)


def _of_the_system(error: OSError) -> TrothError:
    said = (error.strerror or "a file or device failed").lower()
    where = str(error.filename) if error.filename else ""
    return OutsideError("outside/system", said, place=where, help="nothing further was done")


def _unexpected(error: Exception) -> TrothError:
    return OutsideError(
        "fault/unexpected",
        f"something is wrong in Troth itself ({type(error).__name__})",
        help="run it again with TROTH_DEBUG=1 to see where",
    )
