"""`troth consent`: publish texts; give, ask for, confirm, withdraw and show consent; receipts.

A consent carries the hash of the exact text that was shown; one without it is not taken (GDPR
Art. 7(1)). Withdrawing is as easy as giving and is never refused (Art. 7(3)). A receipt is JSON-LD
signed with the key of the evidence log; importing one proves the signature first.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from troth.cli import consent_upkeep
from troth.cli.collect import text_hash
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, json_option, read_file
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.cli.subjects import one_person
from troth.core.periods import from_micros
from troth.engines.consents.consents import Given, Method
from troth.engines.consents.receipts import Receipt
from troth.errors import InputError
from troth.ledger.note import unb64
from troth.storage.rows import ConsentRow


@click.group(cls=Group)
def consent() -> None:
    """Take, withdraw and show consent, its texts and its receipts."""


@consent.command()
@click.argument("person", metavar="ID")
@click.argument("purpose")
@click.option(
    "--text", required=True, metavar="SHA256|@FILE", help="The exact text that was shown."
)
@click.option("--language", default="en", show_default=True, help="Language of that text.")
@click.option("--channel", default="web", show_default=True, help="Where it was given.")
@click.option(
    "--method",
    type=click.Choice(get_args(Method)),
    default="ticked-box",
    show_default=True,
    metavar="ACT",
    help=f"By which act: {', '.join(get_args(Method))}.",
)
@click.option("--until", type=InstantType(), metavar="INSTANT", help="When it lapses by itself.")
@click.option("--recipient", default="", help="The recipient that the text names.")
@click.option("--by-channel", default="", help="The one channel that the text names.")
@click.option("--layout", default="", help="Form or screen on which the text stood.")
@click.option("--guardian", default="", metavar="ID", help="The check that verified a parent.")
@click.option(
    "--ask-until", type=InstantType(), metavar="INSTANT",
    help="Only ask: nothing until it is confirmed, by then at the latest.",
)  # fmt: skip
@policy_option
@store_options
@json_option
def give(
    person: str, purpose: str, text: str, language: str, channel: str, method: Method,
    until: datetime | None, recipient: str, by_channel: str, layout: str, guardian: str,
    ask_until: datetime | None, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record that a person consented to a purpose, or was asked to."""
    given = Given(
        purpose=purpose,
        text_hash=text_hash(text),
        language=language,
        channel=channel,
        method=method,
        until=until,
        recipient=recipient,
        layout=layout,
        guardian=guardian,
        by_channel=by_channel,
    )
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        who, now = one_person(platform, person), platform.clock.now()
        if ask_until is None:
            event = platform.consents.give(who, given, now)
        else:
            event = platform.consents.ask(who, given, now, ask_until)
    counts = event.action == "give"
    said = f"recorded: {purpose}" if counts else f"recorded, and does not count: {purpose}"
    output.show({"consent": document(event)}, line(said))
    return Exit.DONE


@consent.command()
@click.argument("person", metavar="ID")
@click.argument("purpose")
@click.option("--recipient", default="", help="Only toward this one; by default toward all.")
@click.option("--by-channel", default="", help="Only by this channel; by default by any.")
@policy_option
@store_options
@json_option
def withdraw(
    person: str, purpose: str, recipient: str, by_channel: str, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Withdraw a person's consent to a purpose."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        who = one_person(platform, person)
        done = platform.consents.withdraw(who, purpose, now, recipient, by_channel)
    output.show(
        {
            "consent": document(done.event),
            "records_due": done.records_due,
            "tell": list(done.told),
        },
        line(f"withdrawn: {purpose}"),
        *[line(f"tell to stop and purge: {name}") for name in done.told],
    )
    return Exit.DONE


@consent.command()
@click.argument("person", metavar="ID")
@policy_option
@store_options
@json_option
def show(
    person: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show every consent of a person, oldest first, and which stand."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        who = one_person(platform, person)
        events = platform.consents.show(who)
        active = platform.consents.active(who, platform.clock.now())
    rows = [
        (e.purpose, e.action, from_micros(e.at).isoformat(timespec="seconds"), e.method)
        for e in events
    ]
    output.show(
        {
            "events": [document(event) for event in events],
            "active": {p: until.isoformat() if until else None for p, until in active.items()},
        },
        table(("purpose", "event", "at", "method"), rows),
        line(""),
        line(f"stands: {', '.join(sorted(active)) or 'none'}"),
    )
    return Exit.DONE


@consent.command()
@click.argument("text", metavar="FILE")
@click.option("--purpose", required=True, help="The one purpose it asks for.")
@click.option("--language", default="en", show_default=True, help="Language of the text.")
@click.option("--layout", default="", help="Form or screen it stands on.")
@click.option("--recipient", default="", help="The recipient it names.")
@click.option("--by-channel", default="", help="The one channel it names.")
@click.option("--replaces", default="", metavar="SHA256", help="The text it takes the place of.")
@click.option("--field", multiple=True, help="The only items that it names. Repeatable.")
@policy_option
@store_options
@json_option
def publish(
    text: str, purpose: str, language: str, layout: str, recipient: str, by_channel: str,
    replaces: str, field: tuple[str, ...], manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Publish the exact words of a consent text; later consents name it by its hash."""
    words = read_file(text).decode(errors="replace")
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        entered = platform.texts.publish(
            words,
            purpose=purpose,
            language=language,
            layout=layout,
            recipient=recipient,
            replaces=replaces,
            fields=field,
            by_channel=by_channel,
            now=platform.clock.now(),
        )
    said = {"text": entered.text, "purpose": entered.purpose, "language": entered.language}
    output.show({"published": said}, line(f"published: {entered.text}"))
    return Exit.DONE


@consent.command()
@click.argument("person", metavar="ID")
@click.argument("purpose")
@click.option("--recipient", default="", help="The recipient that was named.")
@click.option("--by-channel", default="", help="The channel that was named.")
@click.option("--until", type=InstantType(), metavar="INSTANT", help="When it lapses by itself.")
@policy_option
@store_options
@json_option
def confirm(
    person: str, purpose: str, recipient: str, by_channel: str, until: datetime | None,
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Confirm a consent that was asked for: the second half of a double opt-in."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now, who = platform.clock.now(), one_person(platform, person)
        event = platform.consents.confirm(
            who, purpose, now, recipient=recipient, by_channel=by_channel, until=until
        )
    output.show({"consent": document(event)}, line(f"confirmed: {purpose}"))
    return Exit.DONE


@consent.command()
@click.argument("person", metavar="ID")
@click.argument("purpose")
@click.option("--recipient", default="", help="The recipient that the consent names.")
@click.option("--by-channel", default="", help="The channel that the consent names.")
@policy_option
@store_options
@json_option
def receipt(
    person: str, purpose: str, recipient: str, by_channel: str, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Print the signed receipt of one consent."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        who = one_person(platform, person)
        now = platform.clock.now()
        issued = platform.receipts.issue(who, purpose, now, recipient, by_channel)
    output.show(dict(issued), line(json.dumps(issued, indent=2, ensure_ascii=False)))
    return Exit.DONE


@consent.command("import-receipt")
@click.argument("person", metavar="ID")
@click.argument("file", metavar="FILE")
@click.option("--trust", multiple=True, metavar="KEY", help="Another log's public key, in base64.")
@policy_option
@store_options
@json_option
def import_receipt(
    person: str, file: str, trust: tuple[str, ...], manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Take in a signed receipt for a person."""
    given = _document(read_file(file).decode(errors="replace"))
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        who = one_person(platform, person)
        trusted = [unb64(one) or b"" for one in trust]
        new = platform.receipts.take(given, who, platform.clock.now(), trusted)
    output.show({"new": new}, line(f"events taken in: {new}"))
    return Exit.DONE


for each in (
    consent_upkeep.audience,
    consent_upkeep.coverage,
    consent_upkeep.expire,
    consent_upkeep.retire,
    consent_upkeep.verify_guardian,
):
    consent.add_command(each)


def document(event: ConsentRow) -> dict[str, object]:
    """Return one consent event as JSON says it."""
    return {
        "person": event.person.hex(),
        "purpose": event.purpose,
        "recipient": event.recipient,
        "action": event.action,
        "at": from_micros(event.at).isoformat(),
        "until": None if event.until is None else from_micros(event.until).isoformat(),
        "text": event.text_hash,
        "language": event.language,
        "channel": event.channel,
        "method": event.method,
        "policy": event.policy,
        "by_channel": event.by_channel,
    }


def _document(text: str) -> Receipt:
    try:
        read = json.loads(text)
    except ValueError as fault:
        raise InputError("receipt/malformed", "the receipt is not JSON") from fault
    if not isinstance(read, dict):
        raise InputError("receipt/malformed", "the receipt is no JSON object")
    return read
