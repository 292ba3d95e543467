"""Figures of a running site in the text format of Prometheus: counts, times, depths, never people.

Requests are counted by the template of their route, so that no id or token becomes a label. What
the store knows is read when somebody asks. Each process of a site has its own figures.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric

from troth.core.periods import from_micros
from troth.engines.rights.register import Entry
from troth.web.proofs import STATES, last_proof
from troth.web.site import Site

MEDIA: Final = "text/plain; version=0.0.4"
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds."""


class Figures:
    """Counts what a process answers."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter(
            "troth_answers",
            "Answers by method, route template and status",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "troth_answer_seconds",
            "Time to the end of an answer",
            ("route",),
            buckets=BOUNDS,
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._answers.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)


def figures_text(site: Site, figures: Figures) -> bytes:
    """Return everything there is to count, as Prometheus reads it."""
    asked = CollectorRegistry(auto_describe=False)
    asked.register(_Kept(site))
    return generate_latest(figures.registry) + generate_latest(asked)


class _Kept:
    """Reads what the store knows, once a scrape."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[Metric]:
        """Yield each figure."""
        yield from self._requests(self._site.platform.requests.listed())
        yield self._queues()
        yield from self._mail()
        yield from self._promises()
        with self._site.platform.data.read() as reader:
            size = reader.tree_size()
        yield GaugeMetricFamily("troth_log_facts", "Facts in the log of evidence", value=size)

    def _requests(self, entries: Iterable[Entry]) -> Iterator[Metric]:
        now = self._site.now()
        days: Tally[str] = Tally()
        late = 0
        for entry in entries:
            due = from_micros(entry.row.due_at)
            days[due.date().isoformat()] += 1
            late += due <= now
        by_day = GaugeMetricFamily(
            "troth_requests_open", "Open rights requests by the day they are due", labels=["due"]
        )
        for day, count in sorted(days.items()):
            by_day.add_metric([day], count)
        yield by_day
        yield GaugeMetricFamily(
            "troth_requests_late", "Open rights requests past their day", value=late
        )

    def _queues(self) -> Metric:
        platform = self._site.platform
        with platform.data.read() as reader:
            hooks = reader.waiting()
        depth = GaugeMetricFamily("troth_waiting", "What waits to be done", labels=["queue"])
        depth.add_metric(["webhooks"], hooks)
        depth.add_metric(["due-steps"], len(platform.requests.due(self._site.now())))
        return depth

    def _mail(self) -> Iterator[Metric]:
        known = self._site.mail
        seen = CounterMetricFamily(
            "troth_mail_messages", "Messages that came in, by what they were", labels=["kind"]
        )
        for kind, count in sorted(known.counts.items()):
            seen.add_metric([kind], count)
        yield seen
        if known.read_at is not None:
            yield GaugeMetricFamily(
                "troth_mail_read_seconds",
                "When the inbox was read last, in seconds since 1970",
                value=known.read_at.timestamp(),
            )

    def _promises(self) -> Iterator[Metric]:
        proof = last_proof(self._site)
        if proof is None:
            return
        states = GaugeMetricFamily(
            "troth_promises", "Promises by state when they were proved last", labels=["state"]
        )
        for state in STATES:
            states.add_metric([state], proof.count(state))
        yield states
        yield GaugeMetricFamily(
            "troth_promises_proved_seconds",
            "When the promises were proved last, in seconds since 1970",
            value=proof.at.timestamp(),
        )
