"""The gate: a submission becomes sealed records, or a refusal that kept nothing.

One path for every intake: form, log, tag, import, call, calendar. What is refused leaves a coded
row and a fact, never a value. What is accepted carries field, category, origin, source, purposes,
basis, policy version, instant and the rule by which it will go.

GDPR Art. 5(1)(a)-(c), 6; the answer to "may this be taken in" comes from `policy.decide` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from troth.core.facts import Fact, fact
from troth.core.names import Identifier
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.core.standing import NOBODY, Standing
from troth.core.values import Flaw, read_value
from troth.engines.consents.checks import given_at
from troth.engines.consents.standing import Change, read_standing
from troth.engines.consents.texts import published
from troth.engines.consents.weighing import Scales
from troth.engines.evidence.agreements import note_of
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.intake.attesting import vouched_for
from troth.engines.intake.consents import purposes_opened, refused_consents, with_reach
from troth.engines.intake.parts import (
    clocks_of,
    detail_of,
    joined,
    kept_as,
    parted,
    refined,
    uncited,
)
from troth.engines.intake.said import Said, journal_said, keep_said
from troth.engines.intake.submission import Filing, Kept, Receipt, Refusal, RefusedFor, Submission
from troth.engines.subjects.declared import changes_of, declared_in, with_declared
from troth.engines.subjects.identity import Identity
from troth.engines.subjects.informing import owed_by
from troth.engines.vault.rows import NewRecord
from troth.engines.vault.vault import Vault
from troth.law.book import LawBook
from troth.policy.compiled import Form, FormField, Policy
from troth.policy.decide import decide
from troth.policy.keeping import Keeping, keeping
from troth.policy.question import Decision, Question
from troth.policy.sensitive_scan import scan
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import ActivityRow, ClockRow, RefusalRow

SCANNED = frozenset(("text", "file", "json"))
"""Field types whose content is searched for sensitive kinds."""
SCAN_LIMIT = 65_536
"""Bytes of a file that are searched; a scan of a whole CV reads at most this much text."""


@dataclass(slots=True, kw_only=True)
class _Case:
    """One submission on its way through the gate."""

    given: Submission
    form: Form | None = None
    values: dict[str, bytes] = field(default_factory=dict)
    flaws: list[RefusedFor] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    standing: Standing = NOBODY
    changes: tuple[Change, ...] = ()
    decision: Decision | None = None
    person: bytes = b""

    @property
    def refused(self) -> bool:
        return bool(self.flaws) or self.decision is None or not self.decision.allowed


class Intake:
    """The gate in front of every store."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        identity: Identity,
        evidence: EvidenceLog,
        entropy: Entropy,
        law: LawBook,
        filing: Filing | None = None,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._identity = identity
        self._evidence = evidence
        self._entropy = entropy
        self._law = law
        self._filing = filing

    def receive(self, submission: Submission) -> Receipt | Refusal:
        """Take in one submission; a batch of one."""
        return self.receive_many([submission])[0]

    def look(self, submission: Submission) -> tuple[RefusedFor, ...]:
        """Return why a submission would be refused; nothing is kept, and nothing noted."""
        cases = [self._read(part.given) for part in parted(self._policy, [submission])]
        self._judge(cases)
        return tuple(reason for case in cases if case.refused for reason in _reasons(case))

    def receive_many(self, submissions: Sequence[Submission]) -> list[Receipt | Refusal]:
        """Take in many submissions as one unit of work: all that are allowed are kept, or none is.

        Returns one answer a submission, in order.
        """
        parts = parted(self._policy, submissions)
        cases = [self._read(part.given) for part in parts]
        self._judge(cases)
        of = ((n, part.of) for n, part in enumerate(parts) if part.of is not None)
        whole = {id(cases[n]): cases[other] for n, other in of}
        for case in cases[len(submissions) :]:
            _share_flaws(case, whole[id(case)])
        accepted = [case for case in cases if not case.refused]
        newcomers = [c for c in accepted if not c.given.person and id(c) not in whole]
        if newcomers:
            now = newcomers[0].given.received_at
            made = self._identity.welcome([case.identifiers for case in newcomers], now)
            for case, person in zip(newcomers, made, strict=True):
                case.person = person
        for case in accepted:
            case.person = case.given.person or whole.get(id(case), case).person
        said = [_said(case) for case in accepted if case.given.consents or case.changes]
        journal_said(self._vault, self._policy, said)
        with self._data.unit() as unit:
            return joined(parts, self._store(unit, cases, said))

    def _read(self, given: Submission) -> _Case:
        case = _Case(given=given, form=self._policy.forms.get(given.form))
        if case.form is None:
            return case
        for name, raw in given.data.items():
            known = case.form.fields.get(name)
            if known is None:
                continue
            value = read_value(known.type, raw, known.max_bytes)
            if isinstance(value, Flaw):
                address = f"collection/{case.form.key}"
                case.flaws.append(
                    RefusedFor(
                        code=value.code,
                        address=address,
                        detail=f"`{name}` is {value.detail}",
                        help="",
                    )
                )
                continue
            # A field left empty was not given; a required one is then missing.
            if value:
                case.values[name] = value
                if known.identifies is not None:
                    case.identifiers.append(identifier_of(known, value))
        case.flaws += uncited(self._policy, case.form, list(case.values))
        return case

    def _judge(self, cases: Sequence[_Case]) -> None:
        known = [case.given.person for case in cases if case.given.person]
        used: set[str] = set()
        with self._data.read() as reader:
            standing = read_standing(reader, known, cases[0].given.received_at) if known else {}
            consenting = any(case.given.consents for case in cases)
            texts = published(reader) if consenting else {}
            scales = Scales(policy=self._policy, law=self._law, texts=texts, reader=reader)
            for case in cases:
                given, held = case.given, standing.get(case.given.person or b"", NOBODY)
                blocked = self._identity.blocked(case.identifiers, given.received_at)
                declared = declared_in(case.form, case.values, given.residence)
                at, form = given.received_at, case.form
                source = given.source or (form.source if form else None)
                case.changes = (
                    *changes_of(self._policy, self._law, held, declared, at),
                    *owed_by(self._policy, self._law, source, held.uninformed, at),
                )
                mine = with_declared(held, declared, blocked)
                case.flaws += refused_consents(scales, given, case.form, mine, used)
                case.standing = with_reach(mine, scales, given.consents)
                case.decision = decide(self._policy, self._question(case))

    def _question(self, case: _Case) -> Question:
        given, form = case.given, case.form
        found: dict[str, frozenset[str]] = {}
        for name, value in case.values.items():
            if form is not None and form.fields[name].type in SCANNED:
                kinds = scan(value[:SCAN_LIMIT].decode(errors="ignore"))
                if kinds:
                    found[name] = frozenset(kinds)
        return Question(
            action="collect",
            at=given.received_at,
            purpose=given.purpose,
            fields=tuple(
                name for name in given.data if name in case.values or _unknown(form, name)
            ),
            form=given.form,
            source=given.source,
            property=given.property,
            entity=given.entity,
            system=given.system,
            basis=given.basis,
            shown=given.shown,
            region=given.residence,
            consents_now=purposes_opened(given.consents),
            found=found,
            standing=case.standing,
        )

    def _store(
        self, unit: DataUnit, cases: Sequence[_Case], said: Sequence[Said]
    ) -> list[Receipt | Refusal]:
        answers: list[Receipt | Refusal] = []
        items: list[NewRecord] = []
        numbers: dict[ActivityRow, int] = {}
        clocks: list[ClockRow] = []
        notes: list[tuple[bytes, bytes, bytes]] = []
        for case in cases:
            if case.refused:
                answers.append(self._refuse(unit, case))
                continue
            receipt = self._keep(unit, case, items, numbers)
            answers.append(receipt)
            clocks += clocks_of(case.form, case.given, case.person)
            notes.append((case.person, receipt.submission, detail_of(receipt)))
        self._vault.put(unit, items)
        unit.touch(clocks)
        keep_said(unit, self._policy, self._vault, self._evidence, self._entropy, said)
        self._attest(unit, [a for a in answers if isinstance(a, Receipt)], cases, notes)
        if self._filing is not None:
            self._filing.file(unit, [case.given for case in cases], answers)
        return answers

    def _attest(
        self,
        unit: DataUnit,
        receipts: Sequence[Receipt],
        cases: Sequence[_Case],
        notes: Sequence[tuple[bytes, bytes, bytes]],
    ) -> None:
        accepted = [case for case in cases if not case.refused]
        facts: list[Fact] = []
        about: list[tuple[bytes]] = []
        each = zip(receipts, accepted, self._vault.commitments(notes), strict=True)
        for receipt, case, commitment in each:
            at, form, of = to_micros(case.given.received_at), case.form, receipt.submission
            facts.append(
                fact(
                    "collected", at, submission=of, form=case.given.form, policy=receipt.policy,
                    count=len(receipt.kept), commitment=commitment,
                )
            )  # fmt: skip
            claim = vouched_for(self._policy, form, case.values) if form else None
            if claim is not None:
                said = {"policy": receipt.policy, "claim": claim}
                facts.append(fact("attested", at, submission=of, commitment=commitment, **said))
            about += [(receipt.person,)] * (len(facts) - len(about))
        self._evidence.append(unit, *facts, about=about)

    def _keep(
        self, unit: DataUnit, case: _Case, items: list[NewRecord], numbers: dict[ActivityRow, int]
    ) -> Receipt:
        form, decision, given = case.form, case.decision, case.given
        assert form is not None  # an allowed case has a form
        assert decision is not None  # and a decision
        submission = self._entropy.bytes(16)
        kept: list[Kept] = []
        for name, value in case.values.items():
            if name in decision.drops:
                continue
            one = form.fields[name]
            keep = self._keeping(form, one, given)
            shared = self._activity(form, one, decision, given, keep)
            # Thousands of records of one batch share a few activities.
            if shared not in numbers:
                numbers[shared] = unit.add_activity(shared)
            new = NewRecord(
                person=case.person,
                record=self._entropy.bytes(16),
                submission=submission,
                activity=numbers[shared],
                field=name,
                value=refined(self._policy, decision, one, value),
                collected_at=given.received_at,
                expires_at=keep.expires_at,
                rule=keep.rule,
                keep_until=keep.keep_until,
                purpose_note=note_of(form.processor, given.shown),
            )
            items.append(new)
            kept.append(kept_as(new, one.category, keep))
        extra = tuple(name for name in given.data if name not in form.fields)
        return Receipt(
            submission=submission,
            person=case.person,
            kept=tuple(kept),
            dropped=tuple(dict.fromkeys((*decision.drops, *extra))),
            purposes=decision.purposes,
            basis=decision.basis,
            policy=self._policy.hash,
        )

    def _keeping(self, form: Form, one: FormField, given: Submission) -> Keeping:
        source = given.source or form.source
        happened = {} if given.issued_at is None else {"issued": given.issued_at}
        return keeping(
            self._policy, one.category, form.key, source, given.received_at, happened,
            item=one.item,
        )  # fmt: skip

    def _activity(
        self, form: Form, one: FormField, decision: Decision, given: Submission, keep: Keeping
    ) -> ActivityRow:
        policy = self._policy
        source = given.source or form.source
        purposes = tuple(
            purpose
            for purpose in decision.purposes
            # A purpose first stated at the form uses what the form asks for.
            if purpose not in policy.purposes or one.category in policy.purposes[purpose].uses
        )
        recipients = tuple(
            sorted(key for key, r in policy.recipients.items() if one.category in r.receives)
        )
        rules = {rule.address for rule in policy.rules_for(one.category, form.key)}
        return ActivityRow(
            activity=0,
            policy=policy.hash,
            form=form.key,
            field=one.name,
            category=one.category,
            item=one.item,
            purposes=purposes or decision.purposes,
            basis=decision.basis or "",
            origin=policy.sources[source].kind,
            source=source,
            recipients=recipients,
            system=given.system or form.system or "",
            rules=tuple(sorted(rules | {keep.rule})),
        )

    def _refuse(self, unit: DataUnit, case: _Case) -> Refusal:
        reasons = _reasons(case)
        refusal = self._entropy.bytes(16)
        at = to_micros(case.given.received_at)
        form = case.given.form if case.form is not None else "undeclared"
        first = reasons[0]
        row = RefusalRow(
            refusal=refusal,
            action="collect",
            subject=form,
            code=first.code,
            address=first.address,
            at=at,
        )
        unit.add_refusals([row])
        refused = fact(
            "refused", at, refusal=refusal, action="collect", code=first.code, address=first.address
        )
        self._evidence.append(unit, refused)
        return Refusal(refusal=refusal, reasons=tuple(reasons))


def _share_flaws(part: _Case, whole: _Case) -> None:
    """Refuse both where one is refused: nobody could tell what was kept."""
    for one, other in ((part, whole), (whole, part)):
        if one.refused:
            other.flaws += _reasons(one)


def _reasons(case: _Case) -> list[RefusedFor]:
    said = [] if case.decision is None else case.decision.reasons
    return case.flaws + [
        RefusedFor(code=r.code, address=r.address, detail=r.detail, help=r.help) for r in said
    ]


def _unknown(form: Form | None, name: str) -> bool:
    return form is None or name not in form.fields


def identifier_of(known: FormField, value: bytes) -> Identifier:
    """Return the identifier that a field which identifies holds."""
    return Identifier(known.identifies or "account", value.decode())


def _said(case: _Case) -> Said:
    at = case.given.received_at
    given = tuple(given_at(case.form, case.given.consents, at))
    return Said(person=case.person, at=at, given=given, changes=case.changes)
