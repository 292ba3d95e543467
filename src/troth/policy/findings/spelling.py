"""Names that stand in a text almost, and not quite, as they are declared.

Compares words with names by the number of letters to change; knows no dictionary and corrects
nothing. GDPR Art. 13(1)(a), (e): who decides and who receives must be certain.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from troth.policy.diagnostics import Path
from troth.policy.syntax.entry import Section
from troth.policy.syntax.manifest import Manifest

SHORTEST = 7
"""Names of fewer letters lie too close to ordinary words."""
_LONG = 9
_TEXTS = frozenset({"says", "title", "does", "scope", "needed_for", "as_written", "interest"})
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
    if isinstance(held, Section):
        for name, field in type(held).model_fields.items():
            each = getattr(held, name)
            at = (*path, field.alias or name)
            if name in _TEXTS and isinstance(each, str):
                yield at, each
            elif name in _TEXTS and isinstance(each, list):
                yield from (((*at, index), str(text)) for index, text in enumerate(each))
            else:
                yield from _texts(each, at)
    elif isinstance(held, Mapping):
        for key, each in held.items():
            yield from _texts(each, (*path, key))
    elif isinstance(held, list):
        for index, each in enumerate(held):
            yield from _texts(each, (*path, index))


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
