"""Statements of one manifest that cannot be meant, or cannot both hold.

Each rule is a small function from the manifest to problems. Nothing here knows the law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from troth.core.periods import Period
from troth.policy.check_correspondence import correspondence_sense
from troth.policy.check_keeping import keeping_sense
from troth.policy.check_measures import measures_sense
from troth.policy.diagnostics import Diagnostic, Path, Places
from troth.policy.syntax.manifest import Manifest
from troth.policy.syntax.rules import Retention
from troth.policy.vocabulary import CRIMINAL_KINDS, SPECIAL_KINDS, nearest, suggestion

ASSUMED = "assumed-"
"""Retention rules that `compile` makes for silent categories begin with this."""
_COLUMN = re.compile(r"\w+(\.\w+){1,2}")
LONGEST_DAYS = 200 * 366
"""No policy promises more than two centuries."""

Problem = tuple[str, str, Path, str]
"""Code, message, path, help."""


def sense(
    manifest: Manifest, places: Places, cuts: frozenset[Path] = frozenset()
) -> Iterator[Diagnostic]:
    """Yield every statement of the manifest that cannot be meant.

    `cuts` are the parts left out for faults of their own; of their entries nothing is asked.
    """
    faulty = {cut[:2] for cut in cuts}
    for rule in (
        _fields, _systems, _retention, _conflicting_retention, keeping_sense, _purposes,
        _recipients, _sensitive, _revision, _references, _settings,
        correspondence_sense, measures_sense,
    ):  # fmt: skip
        for code, message, path, help in rule(manifest):
            if path[:2] in faulty:
                continue
            yield Diagnostic(
                code=f"manifest/{code}", message=message, place=places.of(path), help=help
            )


def _fields(manifest: Manifest) -> Iterator[Problem]:
    for key, form in manifest.collection.items():
        source = manifest.sources.get(form.source)
        for name, field in form.fields.items():
            at: Path = ("collection", key, "fields", name)
            category = manifest.categories.get(field.category)
            if category is None:
                continue
            item = field.item or name
            if item not in category.items:
                close = nearest(item, category.items)
                yield (
                    "item",
                    f"`{item}` is not an item of category `{field.category}`",
                    (*at, "item"),
                    f"did you mean `item: {close}`?"
                    if close
                    else f"add it to the items of `{field.category}`, or give `item:`",
                )
            if source and source.gives is not None and field.category not in source.gives:
                yield (
                    "source",
                    f"source `{form.source}` does not give `{field.category}`",
                    (*at, "category"),
                    suggestion(field.category, source.gives),
                )


def _systems(manifest: Manifest) -> Iterator[Problem]:
    systems = {**manifest.systems, **manifest.storage}
    for key in manifest.systems.keys() & manifest.storage.keys():
        yield (
            "contradiction",
            f"`{key}` is declared under `systems` and under `storage`",
            ("storage", key),
            "keep one",
        )
    for key, connected in manifest.systems.items():
        said = connected.connector
        if said is None:
            continue
        named = all(_COLUMN.fullmatch(place) for place in said.erases)
        if not named or (said.kind == "sql") != bool(said.erases):
            yield (
                "connector",
                f"the connector of `{key}` does not say which columns it erases by",
                ("systems", key, "connector"),
                "a database names `table.column: email` under `erases`; an address names none",
            )
    for key, form in manifest.collection.items():
        system = systems.get(form.system or "")
        if system is None:
            continue
        for category in sorted({field.category for field in form.fields.values()}):
            if category in manifest.categories and category not in system.holds:
                yield (
                    "contradiction",
                    f"`{key}` writes `{category}` to `{form.system}`, which does not hold it",
                    ("collection", key, "system"),
                    f"add `{category}` to what `{form.system}` holds",
                )


def _retention(manifest: Manifest) -> Iterator[Problem]:
    for key, rule in manifest.retention.items():
        at: Path = ("retention", key)
        if key.startswith(ASSUMED):
            yield (
                "reserved-key",
                f"`{key}`: names that begin with `{ASSUMED}` are made by Troth",
                at,
                "choose another name",
            )
        if not rule.keeps:
            yield "empty-entry", f"`{key}` keeps nothing", (*at, "keeps"), "name a category"
        if rule.for_ and rule.more_than:
            yield (
                "contradiction",
                "`for` deletes at an age and `more-than` after it; only one can hold",
                (*at, "more-than"),
                "keep `for` where the text says `after 12 months`",
            )
        if not (rule.for_ or rule.more_than or rule.until or rule.as_written or rule.every) and (
            rule.set_by == "text"
        ):
            yield (
                "period-missing",
                f"`{key}` says no period, no criterion and no wording",
                at,
                "give `for`, `more-than`, `until`, `every` or `as-written`",
            )
        yield from _periods(rule, at)


def _periods(rule: Retention, at: Path) -> Iterator[Problem]:
    written = {"for": rule.for_, "more-than": rule.more_than, "every": rule.every}
    for name, text in written.items():
        if text and Period.parse(text).longest_days() > LONGEST_DAYS:
            yield "out-of-range", f"`{text}` is beyond any promise", (*at, name), "check the unit"
    period = rule.for_ or rule.more_than
    if rule.extend is None:
        return
    if period is None:
        yield (
            "contradiction",
            "there is no period to extend",
            (*at, "extend"),
            "give `for` or `more-than`",
        )
        return
    most = rule.extend.at_most
    if most and Period.parse(most).longest_days() < Period.parse(period).longest_days():
        yield (
            "contradiction",
            f"`at-most` ({most}) is shorter than the period itself ({period})",
            (*at, "extend", "at-most"),
            "`at-most` counts from the first day",
        )


def _conflicting_retention(manifest: Manifest) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], tuple[str, str]] = {}
    for key, rule in manifest.retention.items():
        period = rule.for_ or rule.more_than
        if period is None or rule.because is not None:
            continue
        forms = frozenset(rule.collected_by) if rule.collected_by is not None else None
        people = frozenset(rule.people) if rule.people is not None else None
        subject = (frozenset(rule.keeps), forms, people, rule.from_ or "collection", rule.until)
        other, length = seen.setdefault(subject, (key, period))
        if Period.parse(length) != Period.parse(period):
            yield (
                "contradiction",
                f"`{key}` keeps for {period} what `{other}` keeps for {length}",
                ("retention", key),
                "tell them apart by `collected-by`, `people` or `from`, or keep one",
            )


def _purposes(manifest: Manifest) -> Iterator[Problem]:
    for key, purpose in manifest.purposes.items():
        at: Path = ("purposes", key)
        if purpose.basis and purpose.stated_bases and purpose.basis not in purpose.stated_bases:
            yield (
                "contradiction",
                f"`basis` is `{purpose.basis}`, which `stated-bases` does not name",
                (*at, "basis"),
                "`stated-bases` lists every ground the text claims",
            )
        other = purpose.basis is not None and purpose.basis != "consent"
        if other and purpose.consent_as_written and "consent" not in (purpose.stated_bases or []):
            yield (
                "contradiction",
                f"`{key}` rests on `{purpose.basis}` and yet has consent as written",
                (*at, "consent-as-written"),
                "give `stated-bases`, or drop one",
            )


def _recipients(manifest: Manifest) -> Iterator[Problem]:
    for key, recipient in manifest.recipients.items():
        both = set(recipient.regions_only or ()) & set(recipient.regions_except or ())
        if both:
            yield (
                "contradiction",
                f"`{sorted(both)[0]}` is both the only region and excepted",
                ("recipients", key, "regions-except"),
                "keep one",
            )
        homes = [manifest.categories.get(category) for category in recipient.receives or ()]
        for index, item in enumerate(recipient.fields or ()):
            if all(home is None or item not in home.items for home in homes):
                yield (
                    "item",
                    f"`{item}` is no item of what `{key}` receives",
                    ("recipients", key, "fields", index),
                    "name items of the categories under `receives`",
                )
        for index, category in enumerate(recipient.receives or ()):
            said = manifest.categories.get(category)
            if said is not None and said.shared is False:
                yield (
                    "contradiction",
                    f"`{category}` is said to go to nobody, and `{key}` receives it",
                    ("recipients", key, "receives", index),
                    "keep one",
                )


def _sensitive(manifest: Manifest) -> Iterator[Problem]:
    stance = manifest.sensitive
    if stance is None:
        return
    refused = set(stance.kinds) | SPECIAL_KINDS | CRIMINAL_KINDS if stance.kinds else None
    admitted = {(each.admits, each.collection, each.field) for each in stance.exceptions}
    for index, each in enumerate(stance.exceptions):
        if refused is not None and each.admits not in refused:
            yield (
                "contradiction",
                f"`{each.admits}` is admitted but was never refused",
                ("sensitive", "exceptions", index),
                "add it to `kinds`",
            )
    for index, each in enumerate(stance.contradicted_by):
        if (each.admits, each.collection, each.field) in admitted:
            yield (
                "contradiction",
                f"`{each.admits}` is admitted by an exception and reported as a contradiction",
                ("sensitive", "contradicted-by", index),
                "an admission the text declares is no contradiction",
            )


def _revision(manifest: Manifest) -> Iterator[Problem]:
    revision = manifest.revision
    if revision and revision.effective == "date" and revision.on is None:
        yield (
            "missing-key",
            "`effective: date` needs `on:`",
            ("revision", "effective"),
            "add the date",
        )


def _references(manifest: Manifest) -> Iterator[Problem]:
    for key, reference in manifest.references.items():
        at: Path = ("references", key)
        if reference.to is None and reference.document is None:
            yield "empty-entry", f"`{key}` points to nothing", at, "give `to` or `document`"
        elif reference.to is not None and reference.for_ is None:
            yield (
                "missing-key",
                f"`{key}` does not say what is found at `{reference.to}`",
                (*at, "to"),
                "add `for:`",
            )


def _settings(manifest: Manifest) -> Iterator[Problem]:
    zone = manifest.controller.timezone
    if zone is not None and not re.fullmatch(r"UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_+-]+)+", zone):
        yield (
            "timezone",
            f"`{zone[:60]}` is not a time zone",
            ("controller", "timezone"),
            "write an IANA name such as `Europe/Kyiv`",
        )
    settings = manifest.settings
    if settings and settings.silent_retention:
        text = settings.silent_retention
        if not re.fullmatch(r"P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?", text):
            yield (
                "period",
                f"`{text[:60]}` is not a period",
                ("settings", "silent-retention"),
                "write `P30D`, `P6M` or `P1Y`",
            )
