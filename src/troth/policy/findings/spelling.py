"""Names that stand in a text almost, and not quite, as they are declared.

Compares words with names by the number of letters to change; knows no dictionary and corrects
nothing. GDPR Art. 13(1)(a), (e): who decides and who receives must be certain.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from troth.policy.diagnostics import Path
from troth.policy.syntax.entry import Section
from troth.policy.syntax.manifest import Manifest

SHORTEST = 7
"""Names of fewer letters lie too close to ordinary words."""
_LONG = 9
_TEXTS = frozenset({"says", "title", "does", "scope", "needed_for", "as_written", "interest"})
_HOLDS = (Section, dict, list)
"""What may hold texts further down."""
_WORD = re.compile(r"[\w.&+-]*[\w&+]")


def misspelt(
    manifest: Manifest, names: Mapping[str, str], known: Collection[str]
) -> Iterator[tuple[Path, str, str]]:
    """Yield where a name stands in another spelling, that spelling, and whose name it is.

    Args:
        manifest: Whose free texts are read.
        names: Name → the entry that bears it.
        known: Spellings that are names of their own or already told.
    """
    told = set(known)
    # By the number of words and the first letter, so that long lists of names stay cheap.
    alike: dict[tuple[int, str], list[str]] = {}
    for name in names:
        if len(name) >= SHORTEST:
            alike.setdefault((len(name.split()), name[0]), []).append(name)
    widths = sorted({width for width, _ in alike})
    for path, text in _texts(manifest, ()):
        words = _WORD.findall(text)
        for width in widths:
            for start in range(len(words) - width + 1):
                written = " ".join(words[start : start + width])
                near = () if written in told else alike.get((width, written[0]), ())
                for name in near:
                    if _is_near(written, name):
                        told.add(written)
                        yield path, written, names[name]
                        break


def recipients_named(manifest: Manifest) -> Mapping[str, str]:
    """Return every name that a recipient or its company bears → the recipient's key."""
    return {
        name: key
        for key, said in manifest.recipients.items()
        for name in (said.name, said.company)
        if name
    }


def _texts(held: object, path: Path) -> Iterator[tuple[Path, str]]:
    for key, name, each in _parts(held):
        if name in _TEXTS and isinstance(each, str):
            yield (*path, key), each
        elif name in _TEXTS and isinstance(each, list):
            yield from (((*path, key, n), str(text)) for n, text in enumerate(each))
        elif isinstance(each, _HOLDS):
            yield from _texts(each, (*path, key))


def _parts(held: object) -> Iterable[tuple[str | int, str, object]]:
    """Return the key of each part, the field it is (of a section), and the part."""
    if isinstance(held, Section):
        return [(key, name, getattr(held, name)) for name, key in _fields_of(type(held))]
    if isinstance(held, dict):
        return [(key, "", each) for key, each in held.items()]
    return [(n, "", each) for n, each in enumerate(held)] if isinstance(held, list) else []


@cache
def _fields_of(section: type[Section]) -> tuple[tuple[str, str], ...]:
    """Return each field of a kind of section with the key it stands under."""
    return tuple((name, field.alias or name) for name, field in section.model_fields.items())


def _is_near(written: str, name: str) -> bool:
    """Whether a spelling differs from a name by a letter, or by two in a long one."""
    most = 2 if len(name) >= _LONG else 1
    return abs(len(written) - len(name)) <= most and 0 < distance(written, name) <= most


def distance(one: str, other: str) -> int:
    """Return how many letters must be put in, taken out or changed to make one of the other."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        above, row[0] = row[0], index
        for place, each in enumerate(other, 1):
            cost = above + (letter != each)
            above = row[place]
            row[place] = min(cost, above + 1, row[place - 1] + 1)
    return row[-1]
