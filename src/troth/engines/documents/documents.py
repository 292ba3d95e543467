"""Documents beside the policy: agreements and terms, version by version, and who accepted which.

A policy sends people to other texts: a data processing agreement, a user agreement, service terms.
Each edition is kept with its hash and stays readable. A customer or a person is bound by the
edition they accepted, from that day on, and by no later one until they accept it. Customers are
named by their agreement, people by a row of standing that goes with them.

GDPR Art. 28(3), 28(9); 5(2): what was agreed is shown, and not only asserted.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, Literal

import msgspec

from troth.core.facts import Fact, fact
from troth.core.periods import from_micros, to_micros
from troth.engines.consents.standing import Change, StandingEngine
from troth.engines.documents.declarations import AGREEMENT
from troth.engines.evidence.agreements import NAME, read_agreements
from troth.engines.evidence.evidence import EvidenceLog
from troth.errors import InputError
from troth.policy.nearest import nearest
from troth.storage.ports import DataReader, DataStore, DataUnit
from troth.storage.version_rows import DocumentRow

DocumentKind = Literal["user-agreement", "service-agreement", "service-terms", "dpa", "statement"]

REGISTER: Final = "document-register"
"""Setting of the store that holds it: a company has few documents, and all are read together."""

KIND: Final = "document"
"""Under which kind an edition's text lies beside the pages of notices."""

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of one edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version of a document.

    Attributes:
        document: Its name, the same for every version.
        sha256: Of the file, byte by byte.
        file: What it is called when somebody downloads it.
        public: Whether anybody may download it.
    """

    document: str
    kind: DocumentKind
    version: int
    sha256: str
    file: str
    public: bool
    published_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An edition that a customer accepted, in which agreement, and by whom there: a role."""

    agreement: str
    document: str
    version: int
    sha256: str
    by: str
    at: int


class _Register(msgspec.Struct, frozen=True):
    editions: list[Edition]
    accepted: list[Accepted]


class Documents:
    """Keeps editions and acceptances."""

    def __init__(self, *, data: DataStore, evidence: EvidenceLog, standing: StandingEngine) -> None:
        self._data = data
        self._evidence = evidence
        self._standing = standing

    def publish(self, edition: Edition, body: bytes, now: datetime) -> Edition:
        """Keep an edition; its version and hash are given here. The very same text is no new one.

        Raises:
            InputError: `document/not-a-name`, `document/empty`, `document/too-large`,
                `document/other-kind`.
        """
        _refuse(edition.document, body)
        at, digest = to_micros(now), hashlib.sha256(body).hexdigest()
        with self._data.unit() as unit:
            register = _read(unit)
            earlier = [e for e in register.editions if e.document == edition.document]
            if earlier and earlier[-1].kind != edition.kind:
                raise InputError(
                    "document/other-kind",
                    f"`{edition.document}` is kept as a {earlier[-1].kind}, not a {edition.kind}",
                    help=f"publish it as a {earlier[-1].kind}, or under another name",
                )
            if earlier and earlier[-1].sha256 == digest:
                return earlier[-1]
            made = Edition(
                document=edition.document,
                kind=edition.kind,
                version=len(earlier) + 1,
                sha256=digest,
                file=edition.file,
                public=edition.public,
                published_at=at,
            )
            unit.put_documents([_kept(made, body)])
            _write(unit, _Register([*register.editions, made], register.accepted))
            self._evidence.append(unit, _published(made))
        return made

    def editions(self) -> list[Edition]:
        """Return every edition of every document, in the order of publication."""
        with self._data.read() as reader:
            return _read(reader).editions

    def edition(self, document: str, version: int | None = None) -> Edition:
        """Return an edition; by default the newest.

        Raises:
            InputError: `document/unknown`.
        """
        with self._data.read() as reader:
            return _find(_read(reader).editions, document, version)

    def body(self, edition: Edition) -> bytes:
        """Return the text of an edition, byte by byte as it was published."""
        with self._data.read() as reader:
            (row,) = reader.documents(edition.sha256)
        return base64.b64decode(row.body)

    def accept(self, agreement: str, document: str, by: str, now: datetime,
               version: int | None = None) -> Accepted:  # fmt: skip
        """Note that a customer accepted an edition; by default the newest.

        Raises:
            InputError: `document/unknown`, `clients/unknown-agreement`, `document/nobody`.
        """
        if not NAME.fullmatch(by):
            raise InputError(
                "document/nobody",
                "an acceptance names the desk that gave it",
                help="name a role at the customer, such as legal; the log holds no names",
            )
        with self._data.unit() as unit:
            register, known = _read(unit), read_agreements(unit)
            if agreement not in known:
                raise InputError(
                    "clients/unknown-agreement",
                    f"there is no agreement `{agreement[:60]}`",
                    help=nearest(agreement, sorted(known)),
                )
            chosen = _find(register.editions, document, version)
            made = Accepted(
                agreement=agreement,
                document=document,
                version=chosen.version,
                sha256=chosen.sha256,
                by=by,
                at=to_micros(now),
            )
            if any(_same(each, made) for each in register.accepted):
                return next(each for each in register.accepted if _same(each, made))
            _write(unit, _Register(register.editions, [*register.accepted, made]))
            self._evidence.append(unit, _accepted(made))
        return made

    def accepted(self, agreement: str) -> dict[str, Accepted]:
        """Return document → what a customer accepted last."""
        with self._data.read() as reader:
            said = _read(reader).accepted
        return {each.document: each for each in said if each.agreement == agreement}

    def bind(self, person: bytes, document: str, now: datetime,
             version: int | None = None) -> Edition:  # fmt: skip
        """Note that a person accepted an edition; by default the newest.

        Raises:
            InputError: `document/unknown`, `person/unknown`.
        """
        chosen = self.edition(document, version)
        with self._data.read() as reader:
            if reader.person(person) is None:
                raise InputError("person/unknown", "nobody is known under this id")
            rows = reader.standing(reader.aliases(person))
        about = f"{chosen.document}/{chosen.version}"
        # Who is bound already stays bound since the first day.
        if all((row.kind, row.about) != (AGREEMENT, about) for row in rows):
            change = Change(kind=AGREEMENT, about=about, value=chosen.sha256)
            self._standing.change(person, change, now)
        return chosen

    def bound(self, person: bytes, document: str, at: datetime) -> Edition | None:
        """Return the edition that bound a person at an instant: the last one accepted by then."""
        when = to_micros(at)
        with self._data.read() as reader:
            register = _read(reader)
            rows = [
                (row.since, row.about)
                for row in reader.standing(reader.aliases(person))
                if row.kind == AGREEMENT and row.about.startswith(f"{document}/")
                if row.since <= when and (row.until is None or when < row.until)
            ]
        if not rows:
            return None
        number = max(rows)[1].rpartition("/")[2]
        return _find(register.editions, document, int(number)) if number.isdecimal() else None


def binding(documents: Documents, document: str, person: bytes | None, at: datetime) -> Edition:
    """Return the edition that a case may rest on: the one that bound its person on that day.

    Raises:
        InputError: `document/unknown`; `document/not-bound-then` where nobody had accepted one.
    """
    found = documents.edition(document)
    if person is None:
        return found
    bound = documents.bound(person, document, at)
    if bound is None:
        raise InputError(
            "document/not-bound-then",
            f"the person had accepted no version of `{document}` on {at.date().isoformat()}",
            help="a breach is of terms that bound somebody on its day",
        )
    return bound


def since(edition: Edition) -> datetime:
    """Return the instant of publication."""
    return from_micros(edition.published_at)


def _refuse(document: str, body: bytes) -> None:
    if not NAME.fullmatch(document):
        raise InputError(
            "document/not-a-name",
            f"`{document[:60]}` is no name of a document",
            help="letters, digits, `.`, `_` and `-`, such as dpa or user-agreement",
        )
    if not body.strip():
        raise InputError(
            "document/empty",
            f"the text of `{document}` is empty",
            help="give the file that holds it; whoever accepts it must be able to read it",
        )
    if len(body) > LARGEST:
        raise InputError("document/too-large", f"`{document}` is larger than {LARGEST} bytes")


def _find(editions: Sequence[Edition], document: str, version: int | None) -> Edition:
    mine = [each for each in editions if each.document == document]
    for each in reversed(mine):
        if version in (None, each.version):
            return each
    detail = f"`{document[:60]}`" if version is None else f"version {version} of `{document[:60]}`"
    raise InputError(
        "document/unknown",
        f"{detail} is not in the register of documents",
        help=nearest(document, sorted({each.document for each in editions}))
        or "`troth document publish` keeps it",
    )


def _read(reader: DataReader) -> _Register:
    kept = reader.meta(REGISTER)
    return msgspec.json.decode(kept, type=_Register) if kept else _Register([], [])


def _write(unit: DataUnit, register: _Register) -> None:
    listed = {
        "editions": [asdict(each) for each in register.editions],
        "accepted": [asdict(each) for each in register.accepted],
    }
    unit.set_meta(REGISTER, msgspec.json.encode(listed).decode())


def _kept(edition: Edition, body: bytes) -> DocumentRow:
    # Kept under its own hash, so that no page of a version's notice can lie in the same place.
    text = base64.b64encode(body).decode()
    return DocumentRow(
        policy=edition.sha256, kind=KIND, language="", hash=edition.sha256, body=text
    )


def _same(known: Accepted, made: Accepted) -> bool:
    return (known.agreement, known.document, known.version) == (
        made.agreement, made.document, made.version,
    )  # fmt: skip


def _published(made: Edition) -> Fact:
    return fact(
        "document-published",
        made.published_at,
        document=made.document,
        version=made.version,
        text=made.sha256,
    )


def _accepted(made: Accepted) -> Fact:
    return fact(
        "document-accepted",
        made.at,
        document=made.document,
        version=made.version,
        agreement=made.agreement,
    )
