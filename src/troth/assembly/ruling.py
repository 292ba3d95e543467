"""Which policy a store runs: the one published into it, and no other.

The first manifest named for an empty store is published with it. From then on a manifest that
differs is a draft: it runs only after `troth policy publish`, so that nobody's promises change by
editing a file. Naming the published file again is nothing new, under whatever name it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from troth.assembly.law import load_law_book
from troth.assembly.policies import LoadedPolicy, load_text
from troth.engines.publication.publishing import Draft, Page
from troth.engines.publication.versions import Versions
from troth.errors import InputError, StateError
from troth.policy.compiled import Policy
from troth.policy.differences.comparing import Difference, Weight, differences
from troth.policy.differences.demands import demand
from troth.policy.differences.written import leaves
from troth.policy.findings.find import stops
from troth.storage.ports import DataStore
from troth.storage.rows import PolicyRow
from troth.storage.version_rows import VersionRow


def load_version(row: PolicyRow) -> Policy:
    """Return a stored text as a policy, under the hash it was published with.

    What a newer program or a newer law pack makes of the same text is still that version.
    """
    loaded = load_text(row.manifest, row.manifest_name, law=load_law_book()).required()
    return replace(loaded, hash=row.policy)


def versions_of(data: DataStore) -> Versions:
    """Return what reads the versions of a store."""
    return Versions(data=data, load=load_version)


def same_text(data: DataStore, policy: Policy, text: str) -> Policy:
    """Return a policy under the hash of the version that has the very same text, if one has."""
    digest = sha256(text.encode()).hexdigest()
    with data.read() as reader:
        for row in reversed(reader.versions()):
            if row.text == digest:
                return replace(policy, hash=row.policy)
    return policy


def refuse_unpublished(data: DataStore, policy: Policy, name: str) -> bool:
    """Return whether a store runs anything yet; refuse a manifest that it was never given.

    Raises:
        StateError: `policy/unpublished`.
    """
    with data.read() as reader:
        known = {row.policy for row in reader.versions()}
    if known and policy.hash not in known:
        raise StateError(
            "policy/unpublished",
            f"`{name}` differs from the policy this store runs",
            help=f"see `troth policy diff` and publish it: `troth policy publish {name}`",
            place=name,
        )
    return bool(known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A version with what it changed."""

    row: VersionRow
    loaded: LoadedPolicy
    found: tuple[Difference, ...]

    @property
    def policy(self) -> Policy:
        """The version compiled."""
        return self.loaded.required()


def history(data: DataStore) -> list[Told]:
    """Return every version in the order of publication, each beside the one before."""
    law = load_law_book()
    with data.read() as reader:
        rows = reader.versions()
        texts = {row.policy: reader.policy(row.policy) for row in rows}
    made: list[Told] = []
    before: LoadedPolicy | None = None
    for row in rows:
        stored = texts[row.policy]
        if stored is None:
            continue
        loaded = load_text(stored.manifest, stored.manifest_name, law=law)
        found = () if before is None else beside(before, loaded)
        made.append(Told(row=row, loaded=loaded, found=found))
        before = loaded
    return made


def named_operations(data: DataStore, policy: Policy) -> tuple[str, ...]:
    """Return the operations that the text of a published version lists; empty where it lists none.

    A list of operations is words of a text: no table of the compiled policy holds it.
    """
    with data.read() as reader:
        row = reader.policy(policy.hash)
    if row is None:
        return ()
    manifest = load_text(row.manifest, row.manifest_name, law=load_law_book()).parsed.manifest
    said = manifest.operations if manifest else None
    return tuple(said.named) if said else ()


def beside(old: LoadedPolicy, new: LoadedPolicy) -> tuple[Difference, ...]:
    """Return every difference between two manifests, words included.

    Raises:
        ManifestRefused: when one of them does not compile.
    """
    policies = (old.required(), new.required())
    words = [leaves(one.parsed.manifest) for one in (old, new) if one.parsed.manifest]
    return differences(*policies, wording=(words[0], words[1]))


def none_published() -> InputError:
    """Return the error for a store that runs nothing yet."""
    return InputError(
        "policy/none-published",
        "no policy was published into this store yet",
        help="name the manifest once; the store remembers it",
    )


def draft_of(
    data: DataStore,
    text: str,
    name: str,
    *,
    at_least: Weight = "none",
    pages: Sequence[Page] = (),
) -> Draft:
    """Compile a manifest's text and lay it beside the newest version of a store.

    Raises:
        ManifestRefused: when it does not compile.
    """
    law = load_law_book()
    loaded = load_text(text, name, law=law)
    policy = same_text(data, loaded.required(), text)
    errors = tuple(each.code for each in stops(loaded.findings))
    with data.read() as reader:
        known = reader.versions()
        row = reader.policy(known[-1].policy) if known else None
    if row is None:
        return Draft(policy=policy, text=text, name=name, errors=errors, pages=tuple(pages))
    before = load_text(row.manifest, row.manifest_name, law=law)
    old = replace(before.required(), hash=row.policy)
    found = beside(before, loaded)
    if found and policy.hash == loaded.required().hash and policy.hash in {v.policy for v in known}:
        # The same tables in other words: a version of its own, so that its text is not lost.
        digest = sha256(text.encode()).hexdigest()
        policy = replace(policy, hash=sha256(f"{policy.hash}:{digest}".encode()).hexdigest())
    return Draft(
        policy=policy,
        text=text,
        name=name,
        errors=errors,
        found=found,
        demand=demand(old, policy, found, at_least=at_least),
        pages=tuple(pages),
    )
