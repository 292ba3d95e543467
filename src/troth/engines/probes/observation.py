"""What a probe reports: per promise and side of it, what was seen and what was found wrong.

A probe counts instances and names what contradicts the promise, by id, count or place in the log;
it never holds a value of a person. The verdict follows from the counts alone: one contradiction is
*broken*; otherwise one instance is *kept*; what was never seen is *unproven*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

State = Literal["kept", "broken", "unproven"]

NOT_EXERCISED: Final = "not-exercised"
NAMED: Final = 10
"""How many ids of one finding are named; the rest is in the count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing seen: words, how many, and where to look it up.

    Attributes:
        what: What was seen, lower case, no final stop.
        count: How many.
        ids: Ids of rows in hex, at most `NAMED`.
        facts: Indexes in the evidence log.
        wrong: Whether it contradicts the promise.
    """

    what: str
    count: int
    ids: tuple[str, ...] = ()
    facts: tuple[int, ...] = ()
    wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one probe saw of one facet of one address."""

    address: str
    facet: str
    probe: str
    state: State
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class _Line:
    count: int
    wrong: bool
    ids: list[str]
    facts: list[int]


class Tally:
    """Collects what one probe sees, in the order in which it was first seen."""

    def __init__(self, probe: str) -> None:
        self._probe = probe
        self._lines: dict[tuple[str, str], dict[str, _Line]] = {}
        self._lacking: dict[tuple[str, str], list[str]] = {}

    def watch(self, address: str, facet: str = "") -> None:
        """Name something the probe looks at even if it sees no instance."""
        self._lines.setdefault((address, facet), {})

    def saw(
        self, address: str, facet: str, what: str, count: int = 1, *, fact: int | None = None
    ) -> None:
        """Count instances of a promise being kept."""
        line = self._line(address, facet, what, wrong=False)
        line.count += count
        if fact is not None:
            # The latest places say most.
            line.facts = [*line.facts[1 - NAMED :], fact]

    def broke(
        self,
        address: str,
        facet: str,
        what: str,
        count: int = 1,
        *,
        ids: Sequence[bytes] = (),
        fact: int | None = None,
    ) -> None:
        """Count contradictions of a promise."""
        if not count:
            return
        line = self._line(address, facet, what, wrong=True)
        line.count += count
        line.ids += [one.hex() for one in ids[: NAMED - len(line.ids)]]
        if fact is not None and len(line.facts) < NAMED:
            line.facts.append(fact)

    def lacks(self, address: str, facet: str, reason: str) -> None:
        """Note what is missing before the promise is proved; whatever else is seen of it."""
        self.watch(address, facet)
        self._lacking.setdefault((address, facet), []).append(reason)

    def observations(self) -> list[Observation]:
        """Return one observation for each address and facet that was watched or seen."""
        return [
            self._observation(address, facet, lines)
            for (address, facet), lines in self._lines.items()
        ]

    def _observation(self, address: str, facet: str, lines: dict[str, _Line]) -> Observation:
        evidence = tuple(
            Evidence(
                what=what,
                count=line.count,
                ids=tuple(line.ids),
                facts=tuple(line.facts),
                wrong=line.wrong,
            )
            for what, line in lines.items()
            if line.count
        )
        state, reason = _verdict(evidence, self._lacking.get((address, facet), ()))
        return Observation(
            address=address,
            facet=facet,
            probe=self._probe,
            state=state,
            reason=reason,
            evidence=evidence,
        )

    def _line(self, address: str, facet: str, what: str, *, wrong: bool) -> _Line:
        lines = self._lines.setdefault((address, facet), {})
        return lines.setdefault(what, _Line(0, wrong, [], []))


def _verdict(evidence: Sequence[Evidence], lacking: Sequence[str]) -> tuple[State, str]:
    wrong = [one.what for one in evidence if one.wrong]
    if wrong:
        return "broken", "; ".join(wrong)
    if lacking:
        return "unproven", "; ".join(lacking)
    if evidence:
        return "kept", ""
    return "unproven", NOT_EXERCISED
