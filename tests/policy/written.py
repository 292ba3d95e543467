"""A small whole manifest for the tests of the language, and the shipped ones by name."""

from __future__ import annotations

from pathlib import Path

from tests.support.plain import read_yaml, write_yaml
from troth.assembly.law import load_law_book
from troth.policy.compile import compile_policy
from troth.policy.compiled import Policy
from troth.policy.diagnostics import Diagnostic
from troth.policy.findings.find import find
from troth.policy.findings.rule import Finding
from troth.policy.parse import parse

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "policies").glob("*.yaml"))
LAW = load_law_book()

SMALL = """
troth: 1
controller:
  name: Acme
  legal-name: Acme GmbH
  address: Hauptstr. 1, Berlin
  contact: {email: privacy@acme.example}
  seat: DE
  law: [GDPR]
  timezone: Europe/Berlin
revision: {dated: 2025-01-01, effective: publication}
categories:
  contact: {items: [email, phone], clause: 2.10}
  billing: {items: [invoice]}
sources:
  website: {kind: direct, gives: [contact, billing]}
purposes:
  support: {kind: support, uses: [contact], basis: contract}
  newsletter: {kind: marketing, uses: [contact], basis: consent, channels: [email], opt-out: link}
  invoicing: {kind: payments, uses: [billing]}
collection:
  contact-form:
    from: person
    source: website
    fields:
      email: {category: contact, type: email, required: true}
      phone: {category: contact, type: phone}
    for: [support]
recipients:
  host: {name: Host, receives: [contact], for: [support], place: [US], transfer: dpf}
retention:
  enquiries: {keeps: [contact], for: P1Y, from: collection}
rights: {offer: [access, erasure], answer-within: P14D}
"""


def with_changes(**sections: object) -> str:
    """Return the small manifest with whole sections replaced; None takes a section out."""
    data = read_yaml(SMALL)
    for name, value in sections.items():
        key = name.replace("_", "-")
        if value is None:
            data.pop(key, None)
        else:
            data[key] = value
    return write_yaml(data)


def policy_of(text: str, name: str = "small.yaml") -> Policy:
    """Compile a text that has no faults."""
    return compile_policy(parse(text, name), LAW)


def findings_of(text: str) -> list[Finding]:
    """Return the findings of a text that has no faults."""
    parsed = parse(text, "small.yaml")
    return list(find(parsed, compile_policy(parsed, LAW), LAW))


def shown(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """Return `code line:column` of each diagnostic."""
    return [f"{each.code} {each.place.split(':', 1)[1]}" for each in diagnostics]
