"""What people type is what the field asks for, and is never sensitive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.policies.manifests import POLICIES
from troth.assembly.policies import load_policy
from troth.core.values import Flaw, read_value
from troth.policy.compiled import FormField
from troth.policy.sensitive_scan import scan
from troth.rehearsal.chance import Chance
from troth.rehearsal.people import synthetic_person
from troth.rehearsal.values import value_for

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
TYPES = (
    "text", "email", "phone", "date", "birth-date", "country", "url", "file", "number", "flag",
    "json", "location",
)  # fmt: skip


def fields_of(name: str) -> Iterator[FormField]:
    for form in load_policy(POLICIES / f"{name}.yaml").required().forms.values():
        yield from form.fields.values()


def made(field: FormField, number: int) -> str | bytes:
    return value_for(field, synthetic_person(7, number, 2026), NOW, Chance(7, number, field.name))


@pytest.mark.parametrize("name", [path.stem for path in sorted(POLICIES.glob("*.yaml"))])
def test_every_value_is_accepted_by_its_field_and_holds_nothing_sensitive(name: str) -> None:
    for field in fields_of(name):
        for number in range(25):
            value = read_value(field.type, made(field, number), field.max_bytes)
            assert not isinstance(value, Flaw), (field.name, value)
            assert value
            assert scan(value.decode(errors="ignore")) == frozenset(), field.name


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_field_can_be_filled(kind: str) -> None:
    field = FormField(
        name="anything",
        category="any",
        item="anything",
        required=True,
        type=kind,
        max_bytes=10_000,
        identifies=None,
    )
    for number in range(40):
        value = read_value(kind, made(field, number), field.max_bytes)
        assert not isinstance(value, Flaw), value


def test_a_network_address_is_one_that_is_kept_for_documentation() -> None:
    found = {
        str(made(field, number)).rpartition(".")[0]
        for field in fields_of("intexsoft")
        if field.name == "ip-address"
        for number in range(40)
    }
    # RFC 5737, section 3.
    assert found == {"192.0.2", "198.51.100", "203.0.113"}
