"""Cookies and whatever else is read from a device: ePrivacy Art. 5(3) with GDPR Art. 4(11), 7.

The law asks consent for reading and writing on a device, personal data or not.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.findings.rule import EPRIVACY_COOKIES, Case, Hit, Rule, claimed, listed

_NOT_NECESSARY = frozenset(
    {"marketing", "advertising", "analytics", "personalisation", "improvement", "statistics",
     "research", "product-development"}
)  # fmt: skip
"""Kinds of purposes that no service strictly needs to give what was asked for."""


def consent(case: Case) -> Iterator[Hit]:
    """Consent before cookies, where the text knows of any."""
    said = case.manifest.cookies
    if said is not None and said.consent_as_written == "none":
        message = "cookies are set without asking, and how long they live is not said"
        yield Hit(path=("cookies",), message=message)
    elif said is None:
        read = tuple(
            key
            for key, point in case.manifest.collection.items()
            if any(field.identifies == "cookie" for field in point.fields.values())
        )
        if read:
            message = f"cookies are read at {listed(read)}, and no consent is asked for"
            yield Hit(path=("collection", read[0]), message=message, about=read)


def durations(case: Case) -> Iterator[Hit]:
    """How long each cookie lives."""
    said = case.manifest.cookies
    if said is None or said.consent_as_written == "none":
        return
    entries = case.policy.cookies
    all_expire = bool(entries) and all("expires" in entry for entry in entries.values())
    if said.durations != "stated" and not all_expire:
        message = "how long each cookie lives is not said here"
        yield Hit(path=("cookies",), message=message)


def browser_only(case: Case) -> Iterator[Hit]:
    """No way out but the browser's settings."""
    said = case.manifest.cookies
    if said is not None and said.opt_out == "browser":
        message = "the only way out of cookies is the browser's settings"
        yield Hit(path=("cookies",), message=message)


def no_reject(case: Case) -> Iterator[Hit]:
    """A banner without a refusal beside the consent."""
    said = case.manifest.cookies
    if said is not None and said.banner_buttons and "reject-all" not in said.banner_buttons:
        message = "the banner offers no refusal beside consent"
        yield Hit(path=("cookies", "banner-buttons"), message=message)


def essential(case: Case) -> Iterator[Hit]:
    """Cookies filed under essential that nobody's request strictly needs."""
    yield from claimed(
        "essential-includes-optimising", "optimising is filed under essential cookies"
    )(case)
    said = case.manifest.cookies
    for key, entry in said.entries.items() if said else ():
        purpose = case.manifest.purposes.get(entry.purpose or "")
        if entry.use == "necessary" and purpose and purpose.kind in _NOT_NECESSARY:
            message = f"`{key}` is filed under necessary and serves {purpose.kind}"
            yield Hit(path=("cookies", "entries", key), message=message, about=(key,))


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.cookie-consent", article="ePrivacy 5(3)", severity="error", test=consent,
        valid_from=EPRIVACY_COOKIES,
        why="Whatever is stored on or read from a device needs consent beforehand, unless the "
            "service asked for strictly needs it.",
        instead="say in `cookies` that people are asked before cookies that are not necessary",
    ),
    Rule(
        code="GAP.cookie-durations", article="ePrivacy 5(3), GDPR 13(2)(a)", severity="warning",
        test=durations, valid_from=EPRIVACY_COOKIES,
        why="People must be told how long each cookie lives before they agree to it (C-673/17).",
        instead="give `expires` for each cookie",
    ),
    Rule(
        code="WARN.browser-only-optout", article="7(3), ePrivacy 5(3)", severity="warning",
        test=browser_only,
        why="The browser's settings are no way to withdraw a consent given on a site: they are "
            "neither as easy nor aimed at one purpose.",
        instead="offer withdrawal on the site",
    ),
    Rule(
        code="WARN.banner-no-reject", article="4(11), 7(3)", severity="warning", test=no_reject,
        why="Consent is free only where refusing is as easy as agreeing.",
        instead="offer `reject-all` beside `accept-all`",
    ),
    Rule(
        code="WARN.essential-misuse", article="ePrivacy 5(3)", severity="warning", test=essential,
        valid_from=EPRIVACY_COOKIES,
        why="Only what a service asked for strictly needs goes without consent; optimising and "
            "measuring do not (WP194).",
        instead="ask for consent, or drop the cookie",
    ),
    Rule(
        code="WARN.device-id", article="ePrivacy 5(3)", severity="warning",
        test=claimed("reads-device-id", "a permanent id of the device is read"),
        valid_from=EPRIVACY_COOKIES,
        why="Reading a permanent id from a device needs consent just as a cookie does, and people "
            "cannot delete it.",
        instead="ask before reading it, or use an id that can be reset",
    ),
)  # fmt: skip
