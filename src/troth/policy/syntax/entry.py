"""What every manifest entry has in common, and the scalar types the sections share.

Keys are the field's standard terms in kebab-case. Anything unknown is an error: a policy that says
something Troth does not understand must not run as if it had not said it.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError


def _kebab(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _check_key(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise PydanticCustomError("key", "keys are lower-case words joined by hyphens")
    return value


_PERIOD = re.compile(r"P(?=\d|T)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?")


def _check_period(value: str) -> str:
    if not _PERIOD.fullmatch(value):
        raise PydanticCustomError(
            "period", "periods are ISO 8601 durations such as `P30D`, `P6M`, `P1Y` or `PT72H`"
        )
    return value


_ADDRESS = re.compile(r"https://[^\s?#@/]+(/[^\s?#@]*)?")


def _check_address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise PydanticCustomError(
            "address", "a link begins with `https://` and has no query, fragment or user"
        )
    return value


def _check_country(value: object) -> object:
    # YAML 1.1 reads a bare NO as false; a country list with Norway in it must not lose it.
    if value is False:
        raise PydanticCustomError("place", 'quote "NO" (Norway): a bare NO is read as false')
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?|any", value):
        raise PydanticCustomError(
            "place", "places are ISO 3166 codes such as `US`, `DE` or `US-CA`, or `any`"
        )
    return value


def _check_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Key = Annotated[
    str,
    AfterValidator(_check_key),
    Field(json_schema_extra={"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}),
]
"""The name of an entry: `contact-form`."""
Iso8601Period = Annotated[
    str, AfterValidator(_check_period), Field(json_schema_extra={"pattern": f"^{_PERIOD.pattern}$"})
]
"""An ISO 8601 duration as text: `P6M`."""
PlainAddress = Annotated[
    str,
    AfterValidator(_check_address),
    Field(json_schema_extra={"pattern": f"^{_ADDRESS.pattern}$"}),
]
"""Where a site is reached by TLS: the same address for whoever follows it."""
Place = Annotated[
    str,
    BeforeValidator(_check_country),
    Field(json_schema_extra={"pattern": "^([A-Z]{2}(-[A-Z0-9]{1,3})?|any)$"}),
]
"""ISO 3166-1 or -2 code, or `any` where the policy leaves the place open."""
Clause = Annotated[
    str, BeforeValidator(_check_text), Field(json_schema_extra={"type": ["string", "number"]})
]
"""Where the published text says so: `5.3`, `Storage, para 3`."""


class Section(BaseModel):
    """Any mapping of the manifest: unknown keys are refused, keys are kebab-case."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=_kebab, populate_by_name=False
    )


class Entry(Section):
    """A thing the policy says, with the clause that says it."""

    clause: Clause | None = Field(
        None, description="Clause of the published text that this entry comes from."
    )
    says: str | None = Field(
        None,
        description="What the policy says here, in our own words; shown to readers.",
    )


LegalBasis = Literal[
    "consent",
    "contract",
    "legal-obligation",
    "vital-interests",
    "public-task",
    "legitimate-interests",
]
"""GDPR Art. 6(1)(a) to (f)."""

SensitiveKind = Literal[
    # GDPR Art. 9(1)
    "racial-ethnic-origin",
    "political-opinions",
    "religious-philosophical-beliefs",
    "trade-union-membership",
    "genetic",
    "biometric",
    "health",
    "mental-health",
    "sex-life",
    # GDPR Art. 10
    "criminal",
    # wider kinds that policies name for themselves
    "identifying-number",
    "financial-account",
    "trade-association",
    "professional-association",
]
"""Kinds of sensitive data a policy can refuse or, by a named exception, admit."""

OriginKind = Literal["direct", "automatic", "third-party", "public", "client", "derived"]
"""Where a datum comes from: GDPR Art. 13 (direct, automatic) or Art. 14 (the rest)."""

Right = Literal[
    "information",
    "confirmation",
    "access",
    "rectification",
    "erasure",
    "restriction",
    "objection",
    "portability",
    "withdrawal",
    "notification",
    "complaint",
    "sale-opt-out",
    "no-automated-decision",
]
"""Rights of GDPR Art. 7(3), 12-22, 77 and the US opt-out of sale."""
