"""A manifest in which nothing is left out and nothing is doubtful, and one gap for each rule.

A gap is an edit of the manifest's data. Where a rule asks only under a condition, `given` brings
the condition about, and `beside` names what that alone brings with it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.support.plain import read_yaml, write_yaml

COMPLETE = """
troth: 1
controller:
  name: Acme
  legal-name: Acme Inc.
  address: 1 Main Street, Springfield
  contact: {email: privacy@acme.example}
  dpo: {named: false, contact: {email: dpo@acme.example}}
  representative: {name: Acme Europe, place: IE}
  seat: US
  law: [GDPR]
  addresses-people-in: [EU]
  timezone: America/New_York
revision: {dated: 2025-01-01, effective: publication}
people: {customer: {}}
categories:
  contact: {items: [email, phone]}
  account: {items: [login, user-cookie]}
  found: {items: [profile], origin: public}
  bought: {items: [score], origin: third-party}
sources:
  website: {kind: direct, gives: [contact, account]}
  registers: {kind: public, gives: [found], named: true}
  bureau: {kind: third-party, gives: [bought], named: true, told-within: P1M}
purposes:
  support: {kind: support, uses: [contact, found, bought], basis: contract}
  sign-in: {kind: account, uses: [account], basis: contract}
  fraud: {kind: fraud-prevention, uses: [account], basis: legitimate-interests, interest: no fraud}
  newsletter:
    kind: marketing
    uses: [contact]
    basis: consent
    channels: [email]
    opt-in: required
    opt-out: link
collection:
  contact-form:
    from: person
    source: website
    fields:
      email: {category: contact, type: email, required: true}
      phone: {category: contact, type: phone, required: false}
    for: [support]
    required-marked: true
    if-not-given: no answer can be sent
  visit:
    from: device
    source: website
    identity: false
    fields:
      user-cookie: {category: account, identifies: cookie}
    for: [sign-in]
recipients:
  host:
    name: Host
    company: Host Ltd.
    receives: [contact]
    for: [support]
    place: [US]
    transfer: dpf
retention:
  all: {keeps: [contact, account, found, bought], for: P1Y, from: collection}
rights:
  offer:
    [access, rectification, erasure, restriction, objection, portability, withdrawal, complaint]
  channels: [email, link]
  answer-within: P14D
  automated-decisions: none
cookies:
  consent-as-written: banner
  banner-buttons: [accept-all, reject-all]
  opt-out: banner
  durations: stated
  entries: {session: {use: necessary, purpose: sign-in, expires: P1D}}
minors: {under: 16, do: refuse}
sensitive: {stance: refuse}
disputes: {authority: unconditional}
documents:
  terms: {present: true}
changes: {notify: {material: each-person, new-purpose: each-person}}
"""

Data = dict  # the YAML of a manifest, as plain data
Edit = Callable[[Data], object]


def nothing(data: Data) -> None:
    """Change nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """How a complete manifest comes to have one gap, and what goes with the condition of it."""

    cut: Edit
    given: Edit = nothing
    beside: frozenset[str] = field(default_factory=frozenset)


def without(*path: str) -> Edit:
    """Return the edit that takes out what lies at `path`."""

    def cut(data: Data) -> None:
        for step in path[:-1]:
            data = data[step]
        data.pop(path[-1])

    return cut


def having(*path: str, value: object) -> Edit:
    """Return the edit that puts `value` at `path`."""

    def put(data: Data) -> None:
        for step in path[:-1]:
            data = data.setdefault(step, {})
        data[path[-1]] = copy.deepcopy(value)

    return put


def offering(*rights: str) -> Edit:
    """Return the edit that takes rights out of the offer."""

    def cut(data: Data) -> None:
        data["rights"]["offer"] = [r for r in data["rights"]["offer"] if r not in rights]

    return cut


def also(*edits: Edit) -> Edit:
    """Return the edit that makes several, in order."""

    def both(data: Data) -> None:
        for edit in edits:
            edit(data)

    return both


def _no_authority(data: Data) -> None:
    offering("complaint")(data)
    data["disputes"] = {}


_RECORDS = having("accounts", value={"customer-records": True})
_AGREEMENT = {"clients": {"categories": ["contact"], "needs": ["agreement"]}}
_EXCEPTION = {"admits": "health", "purpose": "support", "ground": "explicit-consent"}
EXPLICIT = having("sensitive", value={"stance": "exceptions-only", "exceptions": [_EXCEPTION]})
PRETRIAL = having(
    "disputes",
    value={
        "authority": "unconditional",
        "pretrial-claim": True,
        "claim-term": "P1M",
        "claim-address": {"email": "claims@acme.example"},
    },
)
_AUTOMATED = also(
    having("rights", "automated-decisions", value="decisions"),
    having("rights", "automated-logic", value="a score is made of the answers"),
    having("rights", "automated-consequences", value="below ten there is no offer"),
    lambda data: data["rights"]["offer"].append("no-automated-decision"),
)
_NEVADA = having("controller", "addresses-people-in", value=["EU", "US-NV"])

GAPS: Mapping[str, Gap] = {
    "GAP.policy-date": Gap(cut=without("revision", "dated")),
    "GAP.13-1-a": Gap(cut=without("controller", "legal-name")),
    "GAP.contact-unresolvable": Gap(
        cut=having("controller", "contact", "email", value="[hidden]")
    ),
    "GAP.affiliates-unnamed": Gap(
        cut=without("recipients", "acme-labs"),
        given=also(
            having("controller", "affiliates", value="unnamed"),
            without("recipients", "host"),
            having("recipients", "acme-labs", value={
                "name": "Acme Labs", "role": "affiliate", "receives": ["contact"], "place": ["DE"],
            }),
            having("recipients", "courts", value={"kind": "courts", "role": "authority"}),
            having("transfers", "none-abroad", value={"to": ["DE"]}),
        ),
    ),
    "GAP.representative": Gap(cut=without("controller", "representative")),
    "GAP.13-1-b": Gap(cut=without("controller", "dpo")),
    "GAP.37-1": Gap(
        cut=without("controller", "dpo"), given=EXPLICIT, beside=frozenset({"GAP.13-1-b"})
    ),
    "GAP.13-1-c": Gap(cut=without("purposes", "support", "basis")),
    "GAP.13-1-d": Gap(cut=without("purposes", "fraud", "interest")),
    "GAP.13-1-e": Gap(
        cut=without("recipients", "host"),
        given=having("transfers", "none-abroad", value={"to": ["DE"]}),
    ),
    "GAP.recipient-unnamed": Gap(
        cut=having("recipients", "mailer", value={
            "kind": "mail providers", "receives": ["contact"], "needs": ["agreement"],
        }),
        given=having("recipients", "mailer", value={
            "name": "Mailer", "receives": ["contact"], "needs": ["agreement"], "place": ["DE"],
        }),
        beside=frozenset({"GAP.13-1-e"}),
    ),
    "GAP.recipient-data": Gap(cut=without("recipients", "host", "receives")),
    "GAP.processor-role": Gap(
        cut=without("processor-of"),
        given=also(_RECORDS, having("processor-of", value=_AGREEMENT)),
    ),
    "GAP.28-3": Gap(
        cut=having("processor-of", "clients", "needs", value=[]),
        given=having("processor-of", value=_AGREEMENT),
    ),
    "GAP.13-1-f": Gap(cut=having("recipients", "host", "transfer", value="none")),
    "GAP.place-of-processing": Gap(
        cut=without("recipients", "printer", "place"),
        given=having("recipients", "printer", value={
            "name": "Printer", "receives": ["contact"], "place": ["DE"],
        }),
    ),
    "GAP.destination-countries": Gap(
        cut=having("transfers", "partners", "to", value=["any"]),
        given=having("transfers", "partners", value={"to": ["US"], "mechanism": "scc"}),
        beside=frozenset({"WARN.place-open-ended"}),
    ),
    "GAP.13-2-a": Gap(
        cut=having("retention", "all", "keeps", value=["contact", "account", "found"])
    ),
    "GAP.13-2-b": Gap(cut=offering("erasure")),
    "GAP.13-2-c": Gap(cut=offering("withdrawal")),
    "GAP.13-2-d": Gap(cut=_no_authority),
    "GAP.13-2-e": Gap(cut=without("collection", "contact-form", "if-not-given")),
    "GAP.13-2-f": Gap(cut=without("rights", "automated-decisions")),
    "GAP.13-3": Gap(cut=without("changes", "notify", "new-purpose")),
    "GAP.22-3": Gap(cut=offering("no-automated-decision"), given=_AUTOMATED),
    "GAP.deadline": Gap(cut=without("rights", "answer-within")),
    "GAP.claim-term": Gap(
        cut=without("disputes", "claim-term"),
        given=PRETRIAL,
        beside=frozenset({"WARN.pretrial-mandatory"}),
    ),
    "GAP.14-1-d": Gap(
        cut=having("sources", "registers", "named", value=False),
        beside=frozenset({"GAP.14-2-f"}),
    ),
    "GAP.14-2-f": Gap(cut=having("sources", "bureau", "named", value=False)),
    "GAP.14-3": Gap(cut=without("sources", "bureau", "told-within")),
    "GAP.minors-silent": Gap(cut=without("minors")),
    "GAP.sensitive-silent": Gap(cut=without("sensitive")),
    "GAP.9-2": Gap(
        cut=having("sensitive", "exceptions", value=[
            {key: said for key, said in _EXCEPTION.items() if key != "ground"}
        ]),
        given=EXPLICIT,
    ),
    "GAP.cookie-consent": Gap(cut=without("cookies")),
    "GAP.cookie-durations": Gap(
        cut=having("cookies", "durations", value="elsewhere"),
        given=without("cookies", "entries"),
    ),
    "GAP.marketing-opt-out": Gap(cut=without("purposes", "newsletter", "opt-out")),
    "GAP.us-state-notice": Gap(
        cut=offering("sale-opt-out"),
        given=also(_NEVADA, lambda data: data["rights"]["offer"].append("sale-opt-out")),
    ),
    "GAP.us-nv-request-address": Gap(
        cut=having("controller", "contact", "masked", value=True),
        given=also(_NEVADA, lambda data: data["rights"]["offer"].append("sale-opt-out")),
        beside=frozenset({"GAP.contact-unresolvable"}),
    ),
    "GAP.30-1-c": Gap(cut=without("people")),
    "GAP.document-missing": Gap(cut=having("documents", "terms", "present", value=False)),
}  # fmt: skip
"""Every rule about a gap, and the edit that makes the gap in `COMPLETE`."""


def data() -> Data:
    """Return the complete manifest as data that may be edited."""
    loaded: Data = read_yaml(COMPLETE)
    return loaded


def edited(*edits: Edit) -> str:
    """Return the text of the complete manifest after some edits."""
    changed = data()
    for edit in edits:
        edit(changed)
    return write_yaml(changed)
