"""What a recorded visit shows beside what the policy says: hosts that were called, cookies set.

A visit is an HTTP archive (HAR 1.2), as every browser's developer tools export it. A host of
another site must belong to a recipient that the text lists, a cookie to an entry of its table; what
does not is a use that nobody declared. What is declared and was not seen is listed as well: a
promise nobody uses is no harm, and a sign of a text that has drifted. Pure; values of cookies are
never read.

GDPR Art. 5(1)(a)-(b), 13(1)(e); ePrivacy Art. 5(3).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final, Literal

from troth.errors import InputError
from troth.policy.syntax.manifest import Manifest
from troth.policy.syntax.who import Recipient

Code = Literal["RECIPIENT_UNDECLARED", "COOKIE_UNDECLARED"]

_URL: Final = re.compile(r"(?:https?|wss?)://(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^:/?#]+)", re.I)
"""What calls a host; `data:` and `blob:` call nobody (RFC 3986, 3.2)."""

_SECOND: Final = frozenset(("ac", "co", "com", "edu", "gov", "ltd", "net", "org"))
"""Labels under a country's code that are nobody's own: `co.uk`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one recorded visit shows: the site's own host, every host called, cookies by name."""

    site: str
    hosts: frozenset[str]
    cookies: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A use that nobody declared: `what` is the name of a host's owner, or of a cookie."""

    code: Code
    what: str
    seen: tuple[str, ...]
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """Both ways: what is used and not declared, and what is declared and was not seen."""

    violations: tuple[Violation, ...]
    unused: tuple[str, ...]


def read_visit(text: str, site: str = "") -> Visit:
    """Read an HTTP archive; the site is the host of its first request unless it is named.

    Raises:
        InputError: `conformance/not-an-archive`.
    """
    try:
        entries = json.loads(text)["log"]["entries"]
        calls = [(str(e["request"]["url"]), e["request"], e.get("response") or {}) for e in entries]
        hosts = [_host(url) for url, _, _ in calls]
        cookies = {
            str(cookie["name"])
            for _, request, response in calls
            for side in (request, response)
            for cookie in side.get("cookies") or ()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(
            "conformance/not-an-archive",
            "this is no HTTP archive",
            help="save the visit as HAR in the network panel of a browser",
        ) from None
    named = [host for host in hosts if host]
    if not named and not site:
        raise InputError(
            "conformance/not-an-archive",
            "the archive holds no request",
            help="record the visit anew, or name the site with --site",
        )
    return Visit(
        site=(site or named[0]).casefold(), hosts=frozenset(named), cookies=frozenset(cookies)
    )


def conformance(manifest: Manifest, visit: Visit) -> Conformance:
    """Compare what was seen with what the text lists."""
    listed = {key: one for key, one in manifest.recipients.items() if one.listed}
    strangers: dict[str, list[str]] = {}
    called: set[str] = set()
    for host in sorted(visit.hosts):
        if _site_of(host) == _site_of(visit.site):
            continue
        owner = next((key for key, one in listed.items() if _owns(key, one, host)), None)
        if owner is None:
            strangers.setdefault(_name(host), []).append(host)
        else:
            called.add(owner)
    names = {
        key: tuple(one.names)
        for key, one in (manifest.cookies.entries if manifest.cookies else {}).items()
    }
    unknown = [name for name in sorted(visit.cookies) if not _declared(name, names.values())]
    return Conformance(
        violations=(*_recipients(strangers), *_cookies(unknown)),
        unused=tuple(_unused(listed, called, names, visit)),
    )


def _host(url: str) -> str:
    called = _URL.match(url)
    return called[1].strip("[]").casefold().rstrip(".") if called else ""


def _recipients(strangers: Mapping[str, list[str]]) -> Iterator[Violation]:
    for name, hosts in strangers.items():
        yield Violation(
            code="RECIPIENT_UNDECLARED",
            what=name,
            seen=tuple(hosts),
            help="list it under `recipients` with its `hosts`, or take it off the page",
        )


def _cookies(unknown: Iterable[str]) -> Iterator[Violation]:
    for name in unknown:
        yield Violation(
            code="COOKIE_UNDECLARED",
            what=name,
            seen=(name,),
            help="name it under `cookies: entries` in `names`, or do not set it",
        )


def _unused(
    listed: Mapping[str, Recipient],
    called: set[str],
    names: Mapping[str, tuple[str, ...]],
    visit: Visit,
) -> Iterator[str]:
    for key, one in listed.items():
        if one.hosts and key not in called:
            yield f"recipients/{key}"
    for key, patterns in names.items():
        if patterns and not any(_declared(name, [patterns]) for name in visit.cookies):
            yield f"cookies/{key}"


def _declared(name: str, declared: Iterable[tuple[str, ...]]) -> bool:
    return any(fnmatchcase(name, pattern) for patterns in declared for pattern in patterns)


def _owns(key: str, one: Recipient, host: str) -> bool:
    """Whether a host is a recipient's: by the hosts the text gives, else by the name alone."""
    if one.hosts:
        return any(host == each or host.endswith(f".{each}") for each in one.hosts)
    owner = _plain(_name(host))
    return bool(one.name) and owner in (_plain(key), _plain(one.name or ""))


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _site_of(host: str) -> str:
    """Return the part of a host's name that one owner registers; an address stands for itself."""
    labels = host.split(".")
    if re.fullmatch(r"[\d.]+|.*:.*", host) or len(labels) < 3:
        return host
    country = len(labels[-1]) == 2 and labels[-2] in _SECOND
    return ".".join(labels[-3:] if country else labels[-2:])


def _name(host: str) -> str:
    return _site_of(host).partition(".")[0]
