"""Which control keeps each side of each promise, which probe checks it, or what is still missing.

The one table behind the columns `control` and `probe` of `troth prove` and behind
`docs/promises.md`. A side of a promise that no control keeps yet names what it waits for, and is
never shown as kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from troth.policy.compiled import Policy, Promise

RIGHTS: Final = "a way to ask"
BROWSER: Final = "browser kit"
DOCUMENTS: Final = "evidence documents"
CONNECTION: Final = "probe of the connection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Who keeps one facet of one kind of promise, and who checks.

    Attributes:
        section, facet, kind: What it is for; kind `""` stands for every other kind.
        control: The code that keeps it.
        probe: The check that shares nothing with it; empty while the control is missing.
        check: What the probe looks at, in one sentence.
        waits_for: The control that is still missing, or empty.
    """

    section: str
    facet: str
    control: str
    probe: str
    check: str
    kind: str = ""
    waits_for: str = ""


def _kept(
    section: str, facet: str, control: str, probe: str, check: str, kind: str = ""
) -> Control:
    return Control(
        section=section, facet=facet, kind=kind, control=control, probe=probe, check=check
    )


def _waits(section: str, facet: str, waits_for: str, why: str, kind: str = "") -> Control:
    return Control(
        section=section, facet=facet, kind=kind, control=waits_for, probe="", check=why,
        waits_for=waits_for,
    )  # fmt: skip


CONTROLS: Final[tuple[Control, ...]] = (
    _kept("collection", "fields", "gate", "collection",
          "stored activities match the fields, categories and source of the version they name"),
    _kept("collection", "purpose", "gate", "collection",
          "stored activities serve the purposes of their form and nothing else"),
    _kept("collection", "needs", "gate", "collection",
          "submissions that showed nothing were refused with the need's own code"),
    _kept("collection", "system", "gate", "collection",
          "records lie in declared systems that are declared to hold their category"),
    _kept("purposes", "purpose", "gate", "uses",
          "looks and disclosures use the categories and roles the purpose names"),
    _kept("purposes", "basis", "gate", "collection",
          "stored activities name the basis the policy gives for their purpose and source"),
    _kept("purposes", "consent", "consents", "consents",
          "consents name their text, and nothing is used or kept on a consent that does not stand"),
    _kept("purposes", "opt-out", "standing", "uses",
          "nothing is used after an objection, and objections were met"),
    _kept("purposes", "aggregate", "gate", "uses", "looks at single people were refused"),
    _kept("purposes", "de-identified", "gate", "uses", "looks at identified data were refused"),
    _kept("recipients", "disclosure", "disclosure ledger", "recipients",
          "rows of the ledger name this recipient"),
    _kept("recipients", "categories", "disclosure ledger", "recipients",
          "what it received is declared for it"),
    _kept("recipients", "purpose", "disclosure ledger", "recipients",
          "it received for its declared purposes"),
    _kept("recipients", "region", "disclosure ledger", "recipients",
          "nobody known to live outside its regions is in the ledger"),
    _kept("recipients", "transfer", "disclosure ledger", "recipients",
          "it received only while an instrument in force carries the transfer"),
    _kept("recipients", "needs", "disclosure ledger", "recipients",
          "each row names what was shown for it"),
    _waits("recipients", "*", "declared categories",
           "the text names it and does not say what it receives; it is sent nothing", "mute"),
    _waits("recipients", "*", "a transfer instrument in force",
           "nothing in force carries data there (GDPR Art. 44); it is sent nothing", "void"),
    _kept("retention", "period", "retention sweep", "retention",
          "no free record is older than the period, computed anew"),
    _kept("retention", "criterion", "retention sweep", "retention",
          "records wait for the named event, and none outlives it"),
    _kept("retention", "action", "retention sweep", "retention",
          "sweeps under this rule stand in the log"),
    _kept("retention", "exception", "retention sweep", "retention",
          "what is past its end is covered by a hold or a duty, everything else went"),
    _kept("retention", "extension", "retention sweep", "retention",
          "longer keeping stays below the promised most"),
    _waits("retention", "*", "a stated period",
           "the text sets no period; an assumed one runs and is checked at the house's own address",
           "assumed"),
    _kept("retention", "action", "retention sweep", "keeping",
          "what was anonymised stands in the log, and what is left of it leads to nobody",
          "anonymise"),
    _kept("retention", "action", "retention sweep", "keeping",
          "what is past its end stays as long as it is to be restricted, and is used by nobody",
          "restrict"),
    _kept("retention", "action", "retention sweep", "retention",
          "what may be deleted waits for somebody, and went when it was approved", "review"),
    _waits("rights", "*", RIGHTS, "no request asks for this right and nothing else shows it"),
    _kept("rights", "*", "requests", "requests",
          "requests were answered, and in the time of the law", "information"),
    _kept("rights", "*", "requests", "requests",
          "requests were answered, and in the time of the law", "confirmation"),
    _kept("rights", "*", "requests", "requests",
          "requests were answered, and in the time of the law", "sale-opt-out"),
    _kept("rights", "*", "export", "rights", "answers stand in the log", "access"),
    _kept("rights", "*", "export", "rights", "answers stand in the log", "portability"),
    _kept("rights", "*", "erasure", "rights",
          "finished plans are searched again in both stores, and nothing is found", "erasure"),
    _kept("rights", "*", "standing", "uses",
          "nobody restricted was looked at or handed over without a ground", "restriction"),
    _kept("rights", "*", "standing", "uses",
          "nothing is used after an objection", "objection"),
    _kept("rights", "*", "consents", "consents",
          "nothing is used after a withdrawal", "withdrawal"),
    _kept("rights", "*", "rectification", "rights",
          "rectified records stand in the log", "rectification"),
    _kept("rights", "period", "requests", "requests",
          "every answer left within the promised time, counted anew", "answer-within"),
    _waits("cookies", "*", BROWSER, "cookies are set and read in the browser"),
    _kept("minors", "refusal", "gate", "persons",
          "minors were refused, and nothing was taken from a known minor"),
    _kept("minors", "erasure", "erasure", "persons",
          "nothing is held of anybody known to be a minor"),
    _kept("sensitive", "refusal", "gate", "persons",
          "no stored activity and no opened record holds a refused kind, and such were refused"),
    _kept("sensitive", "exceptions", "gate", "persons",
          "records came in by the named exceptions"),
    _kept("security", "measure", "vault", "security",
          "records picked at random are ciphertext that only their key opens",
          "encryption-at-rest"),
    _kept("security", "measure", "vault", "security",
          "records picked at random are ciphertext that only their key opens, and the log is whole",
          "technical"),
    _kept("security", "measure", "gate", "security",
          "looks name who and why, under declared roles", "access-control"),
    _kept("security", "measure", "breach register", "breaches",
          "every breach with a risk was told to the authority in the term of its law",
          "breach-notification"),
    _kept("security", "measure", "register of evidence", "measures",
          "the attestations, pages, reviews and checks that it names are there and in time, "
          "and what was found is fixed in time"),
    _kept("transfers", "mechanism", "disclosure ledger", "recipients",
          "disclosures abroad rest on an instrument in force", "recipient"),
    _waits("transfers", "mechanism", "a transfer instrument in force",
           "the instrument the text names carries nothing today; nothing is sent", "void"),
    _waits("transfers", "mechanism", "record of transfers",
           "no recipient of the policy carries this transfer"),
    _kept("changes", "notice", "announcements", "told",
          "whom a version concerns was told as promised, and before it took effect"),
)  # fmt: skip
"""Every kind of promise the language has, side by side."""

STORE_CHECKS: Final[tuple[Control, ...]] = (
    _kept("store", "evidence-log", "evidence log", "log",
          "every fact, node and signed head is computed again from the definition"),
    _kept("store", "keys", "vault", "keys",
          "every person and record has its keys, every key its person, or an open intent says why"),
    _kept("store", "seals", "vault", "security",
          "records picked at random open with their keys and are nothing but ciphertext"),
    _kept("store", "schema", "declared schema", "schema",
          "the databases have the declared tables and columns and no others"),
    _kept("store", "retention", "retention sweep", "retention",
          "every record has an end or waits for a named event, under a declared rule"),
    _kept("store", "assumed-retention", "retention sweep", "retention",
          "periods that the policy leaves open and that are assumed are kept"),
    _kept("store", "collection", "gate", "collection",
          "every stored activity names a version, form, field and source that were declared"),
    _kept("store", "consents", "consents", "consents",
          "every consent names its text and was an affirmative act"),
    _kept("store", "purposes", "gate", "uses", "looks and disclosures name declared purposes"),
    _kept("store", "standing", "standing", "uses",
          "nobody restricted or objecting was looked at or handed over without a ground"),
    _kept("store", "recipients", "disclosure ledger", "recipients",
          "every row of the ledger names a declared recipient"),
    _kept("store", "erasures", "erasure", "rights",
          "finished erasures left nothing, and none stands still"),
    _kept("store", "sensitive", "gate", "persons",
          "kinds the law refuses were refused, where the policy is silent on them"),
)  # fmt: skip
"""What must hold of a store whatever the policy says; addresses `store/<facet>`."""

_TABLE: Final = {(one.section, one.facet, one.kind): one for one in CONTROLS}


def control_for(policy: Policy, promise: Promise, facet: str) -> Control:
    """Return who keeps one facet of a promise; what nobody keeps waits for its own section."""
    kind = kind_of(policy, promise)
    for wanted in (
        (promise.section, facet, kind),
        (promise.section, "*", kind),
        (promise.section, facet, ""),
        (promise.section, "*", ""),
    ):
        found = _TABLE.get(wanted)
        if found is not None:
            return found
    return _waits(promise.section, facet, f"{promise.section} controls", "nothing keeps this yet")


def kind_of(policy: Policy, promise: Promise) -> str:
    """Return what tells the controls of a section apart: kind of measure, right, action."""
    if promise.section == "security":
        return policy.security.get(promise.key, "")
    if promise.section == "rights":
        return promise.key
    if promise.section in ("recipients", "transfers"):
        return _kind_of_recipient(policy, promise)
    if promise.section == "retention":
        rule = policy.rules.get(promise.key)
        if rule is None or rule.provenance == "assumed":
            return "assumed"
        return rule.then
    return ""


def _kind_of_recipient(policy: Policy, promise: Promise) -> str:
    recipient = policy.recipients.get(promise.key)
    if recipient is None:
        return ""
    if policy.mode == "strict" and not (recipient.transfer_valid or recipient.carried_by):
        return "void"
    if promise.section == "transfers":
        return "recipient"
    return "" if recipient.receives else "mute"
