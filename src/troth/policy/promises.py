"""What the policy commits to: one address a promise, `section/key`, stable while the key stays.

Only what the text says is a promise. A retention rule that Troth assumes is run and shown, and is
not here; a right that the law gives and the text does not offer is owed, and is not here either.
Facets name the sides of a promise that are proved apart (DESIGN, section 2).
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.compiled import Promise
from troth.policy.syntax import rules, what, who
from troth.policy.syntax.manifest import Manifest


def promises(manifest: Manifest) -> tuple[Promise, ...]:
    """Return every promise of the manifest, in the order of their addresses."""
    made = [
        *_collection(manifest),
        *_purposes(manifest),
        *_recipients(manifest),
        *_retention(manifest),
        *_rights(manifest),
        *_cookies(manifest),
        *_persons(manifest),
        *_security(manifest),
        *_transfers(manifest),
        *_changes(manifest),
    ]
    return tuple(sorted(made, key=lambda promise: promise.address))


def _promise(section: str, key: str, clause: str | None, says: str, *facets: str | None) -> Promise:
    return Promise(
        address=f"{section}/{key}",
        section=section,
        key=key,
        clause=clause,
        says=says,
        facets=tuple(facet for facet in facets if facet),
    )


def _collection(manifest: Manifest) -> Iterator[Promise]:
    for key, said in manifest.collection.items():
        says = said.says or f"takes only {', '.join(sorted(said.fields))}"
        yield _promise(
            "collection", key, said.clause, says, "fields", "purpose",
            "needs" if said.needs else None,
            "system" if said.system else None,
        )  # fmt: skip


def _purposes(manifest: Manifest) -> Iterator[Promise]:
    for key, said in manifest.purposes.items():
        says = said.says or f"{said.kind} with {', '.join(sorted(said.uses))}"
        yield _promise("purposes", key, said.clause, says, *_purpose_facets(said))


def _purpose_facets(said: what.Purpose) -> Iterator[str]:
    yield "purpose"
    grounds = {said.basis, *(said.stated_bases or ()), *(said.basis_by_source or {}).values()}
    if grounds - {None}:
        yield "basis"
    if "consent" in grounds:
        yield "consent"
    if said.opt_out and said.opt_out != "none":
        yield "opt-out"
    if said.aggregate:
        yield "aggregate"
    if not said.identified:
        yield "de-identified"


def _recipients(manifest: Manifest) -> Iterator[Promise]:
    for key, said in manifest.recipients.items():
        says = said.says or said.does or f"{said.name or said.kind or key} receives data"
        yield _promise("recipients", key, said.clause, says, *_recipient_facets(said))


def _recipient_facets(said: who.Recipient) -> Iterator[str]:
    yield "disclosure"
    if said.receives is not None:
        yield "categories"
    if said.for_ is not None:
        yield "purpose"
    if said.regions_only or said.regions_except or said.places_except:
        yield "region"
    if said.transfer or said.place:
        yield "transfer"
    if said.needs:
        yield "needs"


def _retention(manifest: Manifest) -> Iterator[Promise]:
    for key, said in manifest.retention.items():
        length = said.for_ or said.more_than or said.until or said.every or said.as_written
        says = said.says or f"{', '.join(sorted(said.keeps))}: {length or 'set elsewhere'}"
        yield _promise("retention", key, said.clause, says, *_retention_facets(said))


def _retention_facets(said: rules.Retention) -> Iterator[str]:
    if said.for_ or said.more_than or said.as_written or said.every or said.set_by != "text":
        yield "period"
    if said.until:
        yield "criterion"
    yield "action"
    if said.unless or said.because:
        yield "exception"
    if said.extend:
        yield "extension"


def _rights(manifest: Manifest) -> Iterator[Promise]:
    said = manifest.rights
    if said is None:
        return
    for right in said.offer:
        yield _promise("rights", right, said.clause, f"offers {right}", "offered", "exercised")
    if said.answer_within is not None:
        clause = said.answer_clause or said.clause
        yield _promise("rights", "answer-within", clause, f"{said.answer_within}", "period")


def _cookies(manifest: Manifest) -> Iterator[Promise]:
    if manifest.cookies is None:
        return
    for key, said in manifest.cookies.entries.items():
        clause = said.clause or manifest.cookies.clause
        says = said.says or f"a cookie for {said.purpose or said.use}"
        yield _promise(
            "cookies", key, clause, says, "use", "consent" if said.use != "necessary" else None,
            "period" if said.expires else None,
        )  # fmt: skip


def _persons(manifest: Manifest) -> Iterator[Promise]:
    if manifest.minors:
        minor = manifest.minors
        says = minor.says or f"nothing of people under {minor.under}"
        erased = "erasure" if minor.do == "refuse-and-erase" else None
        yield _promise("minors", "age", minor.clause, says, "refusal", erased)
    if manifest.sensitive:
        stance = manifest.sensitive
        says = stance.says or "no sensitive data beyond the named exceptions"
        narrow = "exceptions" if stance.exceptions else None
        yield _promise("sensitive", "refusal", stance.clause, says, "refusal", narrow)


def _security(manifest: Manifest) -> Iterator[Promise]:
    for key, said in manifest.security.items():
        yield _promise("security", key, said.clause, said.says or said.kind, "measure")


def _transfers(manifest: Manifest) -> Iterator[Promise]:
    for key, said in manifest.transfers.items():
        says = (
            said.says or f"to {', '.join(said.to) or 'elsewhere'} by {said.mechanism or 'nothing'}"
        )
        yield _promise("transfers", key, said.clause, says, "mechanism")
    for key, recipient in manifest.recipients.items():
        if recipient.transfer and key not in manifest.transfers:
            says = f"to {recipient.name or key} by {recipient.transfer}"
            yield _promise("transfers", key, recipient.clause, says, "mechanism")


def _changes(manifest: Manifest) -> Iterator[Promise]:
    said = manifest.changes
    if said is None:
        return
    for weight, audience in said.notify.items():
        says = f"a {weight} change is told by {audience}"
        yield _promise("changes", weight, said.clause, says, "notice")
