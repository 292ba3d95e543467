"""A promise is what the text commits to, under an address that stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policy.written import SHIPPED, SMALL, policy_of, with_changes
from troth.policy.compiled import PROMISE_SECTIONS


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_addresses_are_unique_and_in_the_sections_that_promise(path: Path) -> None:
    policy = policy_of(path.read_text(encoding="utf-8"), path.name)
    addresses = [promise.address for promise in policy.promises]
    assert addresses == sorted(set(addresses))
    for promise in policy.promises:
        assert promise.address == f"{promise.section}/{promise.key}"
        assert promise.section in PROMISE_SECTIONS
        assert promise.facets
        assert promise.says


def test_every_entry_of_a_promising_section_is_a_promise() -> None:
    extra = with_changes(
        minors={"under": 16, "do": "refuse-and-erase"},
        sensitive={"stance": "refuse"},
        security={"tls": {"kind": "encryption-in-transit"}},
        transfers={"us": {"to": ["US"], "mechanism": "dpf"}},
        cookies={"entries": {"session": {"use": "necessary"}}},
        changes={"notify": {"material": "each-person"}},
    )
    assert {promise.address for promise in policy_of(extra).promises} == {
        "collection/contact-form", "purposes/support", "purposes/newsletter",
        "purposes/invoicing", "recipients/host", "transfers/host", "transfers/us",
        "retention/enquiries", "rights/access", "rights/erasure", "rights/answer-within",
        "minors/age", "sensitive/refusal", "security/tls", "cookies/session", "changes/material",
    }  # fmt: skip


def test_what_troth_assumes_and_what_only_the_law_gives_is_no_promise() -> None:
    policy = policy_of(SMALL)
    addresses = {promise.address for promise in policy.promises}
    assert "assumed-billing" in policy.rules
    assert not any("assumed-" in address for address in addresses)
    assert "portability" in policy.rights.by_law
    assert "rights/portability" not in addresses


def test_the_facets_of_a_rule_are_what_can_be_proved_apart() -> None:
    rules = {
        "form": {
            "keeps": ["contact"], "for": "P1Y", "unless": ["legal-duty"],
            "extend": {"by": "P1Y", "on": "permission"},
        },
        "open": {"keeps": ["billing"], "until": "agreement-end"},
    }  # fmt: skip
    promises = {p.address: p.facets for p in policy_of(with_changes(retention=rules)).promises}
    assert promises["retention/form"] == ("period", "action", "exception", "extension")
    assert promises["retention/open"] == ("criterion", "action")
