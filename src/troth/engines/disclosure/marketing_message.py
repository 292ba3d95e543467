"""What a message of direct marketing has to hold, by the law of each country it goes to.

What is asked for is data of the law packs (`marketing-message`); here stands only how its presence
is seen in the words. A country that the packs do not know is read as the strictest they know.

ePrivacy Directive Art. 13(4) (who sends it); 15 USC 7704(a)(5)(A)(iii) (a postal address).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from troth.law.book import Figure, LawBook
from troth.policy.compiled import Policy

CODES: Final = {"postal-address": "POSTAL_ADDRESS_MISSING", "sender": "SENDER_MISSING"}
"""What a law asks a message to hold → the code when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFault:
    """One thing that a message lacks for the people of one place, with the law that asks for it."""

    code: str
    place: str
    source: str
    help: str


def message_faults(
    policy: Policy, law: LawBook, places: Iterable[str], words: str, day: date
) -> tuple[MessageFault, ...]:
    """Return what a message lacks.

    Args:
        policy: Names who sends it, and the address.
        law: The law packs.
        places: Where the people live, as ISO 3166 codes; `unknown` for those nobody knows of.
        words: The message.
        day: The day on which it is sent.
    """
    controller = policy.controller
    known = {
        "postal-address": (controller.address,),
        "sender": (controller.name, controller.legal_name),
    }
    found = []
    for place in sorted(set(places)):
        figure = _asked(law, place, day)
        for need in figure.names() if figure is not None else ():
            said = [_letters(each) for each in known.get(need, ()) if each]
            if figure is not None and not any(each in _letters(words) for each in said):
                found.append(
                    MessageFault(
                        code=CODES.get(need, "MESSAGE_INCOMPLETE"),
                        place=place,
                        source=figure.source,
                        help=_help(need, known.get(need, ())),
                    )
                )
    return tuple(found)


def _asked(law: LawBook, place: str, day: date) -> Figure | None:
    country = place.partition("-")[0]
    own = law.at(f"marketing-message/{country}", day)
    return own or law.at("marketing-message/unknown", day)


def _help(need: str, known: Iterable[str | None]) -> str:
    first = next((each for each in known if each), "")
    name = need.replace("-", " ")
    return f"add: {first}" if first else f"the manifest names no {name}; add it there first"


def _letters(words: str) -> str:
    """Return only letters and digits, so that line breaks and commas do not matter."""
    return "".join(each for each in words.casefold() if each.isalnum())
