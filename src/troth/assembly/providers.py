"""The operator's settings of sign-in through others, read from a file and joined to what is known.

    linkedin:                       # a name that is known, or any other
      for: [people]
      client: 86abc
      secret-file: linkedin.secret  # readable by its owner alone
    company:
      name: Company account
      issuer: https://id.company.example
      for: [staff]
      client: console
      secret-env: COMPANY_SECRET
      groups: {privacy-team: privacy}

People come only by providers that the policy names (`accounts.social-sign-in`), and what is kept of
them is the policy's to say. Secrets stand in no settings file and in no error.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

import yaml

from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform
from troth.assembly.policies import load_text
from troth.connectors.oauth import Network
from troth.connectors.oidc import is_safe
from troth.connectors.providers import PRESETS, Preset
from troth.engines.accounts.oidc import Provider
from troth.engines.accounts.sessions import Kind
from troth.engines.staff.admission import CONSOLE_ROLES
from troth.errors import InputError
from troth.policy.nearest import nearest

SETTING: Final = "TROTH_PROVIDERS"
KEYS: Final = (
    "name", "issuer", "for", "client", "secret-file", "secret-env", "scopes", "items", "settings",
    "login", "groups-claim", "groups", "authorization", "token", "account",
)  # fmt: skip
_FOR: Final[Mapping[str, Kind]] = {"people": "person", "staff": "staff"}
_NOTHING: Final = Preset(name="", issuer="", scopes=("openid",), settings="", source="")


def read_providers(
    file: Path | None, platform: Platform, environment: Mapping[str, str]
) -> list[Provider]:
    """Return the providers that a site offers.

    Args:
        file: The settings; None for `TROTH_PROVIDERS`, without which there are none.
        platform: The policy that runs says which roles staff have, and by whom people come.
        environment: The process's.

    Raises:
        InputError: `provider/malformed-settings`, `provider/unknown-setting`,
            `provider/open-secret`, `provider/no-secret`, `provider/undeclared`,
            `staff/unknown-role`.
    """
    chosen = file or (Path(environment[SETTING]) if environment.get(SETTING) else None)
    if chosen is None:
        return []
    try:
        said = yaml.safe_load(chosen.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise _malformed("the file cannot be read as YAML") from None
    if not isinstance(said, dict) or not all(isinstance(one, dict) for one in said.values()):
        raise _malformed("each provider is a mapping under its name")
    roles, named = {*CONSOLE_ROLES, *platform.policy.staff_roles}, _named(platform)
    found = []
    for key, given in said.items():
        provider = _provider(str(key), given, chosen.parent, environment)
        if "person" in provider.kinds and provider.key not in named:
            raise InputError(
                "provider/undeclared",
                f"the policy lets nobody in by `{provider.key[:60]}`",
                help="name it in `accounts: {social-sign-in: …}`, or use it for staff alone",
            )
        for role in provider.roles.values():
            if role not in roles:
                raise InputError(
                    "staff/unknown-role",
                    f"`{role[:60]}` is no role of staff",
                    help=nearest(role, sorted(roles)),
                )
        found.append(provider)
    return found


def _named(platform: Platform) -> list[str]:
    """Return by whom the policy lets people in."""
    with platform.data.read() as reader:
        row = reader.policy(platform.policy.hash)
    # A platform is never built on a policy that its store does not hold.
    assert row is not None
    manifest = load_text(row.manifest, row.manifest_name, law=load_law_book()).parsed.manifest
    said = None if manifest is None else manifest.accounts
    return [] if said is None else list(said.social_sign_in)


def _provider(
    key: str, given: Mapping[str, object], folder: Path, environment: Mapping[str, str]
) -> Provider:
    for name in given:
        if name not in KEYS:
            raise InputError(
                "provider/unknown-setting",
                f"`{str(name)[:60]}` is no setting of a provider",
                help=nearest(str(name), KEYS),
            )
    known = PRESETS.get(key, _NOTHING)
    issuer = _text(given, "issuer", known.issuer)
    if not is_safe(issuer):
        raise _malformed(f"`{key[:60]}` needs an `issuer` that is reached by TLS")
    network = _network(key, given, known)
    kinds = frozenset(_FOR.get(one, "") for one in _texts(given, "for", ()))
    if not kinds or "" in kinds:
        raise _malformed(f"`{key[:60]}` is `for: [people]`, `for: [staff]`, or both")
    return Provider(
        key=key,
        name=_text(given, "name", known.name or key),
        issuer=issuer,
        client=_text(given, "client", ""),
        secret=_secret(key, given, folder, environment),
        kinds=cast(frozenset[Kind], kinds),
        scopes=tuple(_texts(given, "scopes", known.scopes)),
        items=_pairs(given, "items") or known.items,
        settings=_text(given, "settings", known.settings),
        login=_text(given, "login", "preferred_username"),
        claim=_text(given, "groups-claim", "groups"),
        roles=_pairs(given, "groups"),
        network=network,
        sealed=known.sealed,
    )


def _network(key: str, given: Mapping[str, object], known: Preset) -> Network | None:
    """Return how a network is asked that speaks no OpenID Connect; None for any other."""
    if known.network is None:
        return None
    found = replace(
        known.network,
        authorization=_text(given, "authorization", known.network.authorization),
        token=_text(given, "token", known.network.token),
        account=_text(given, "account", known.network.account),
    )
    for url in (found.authorization, found.token, found.account):
        if url and not is_safe(url):
            raise _malformed(f"`{key[:60]}` is reached by TLS alone")
    return found


def _secret(
    key: str, given: Mapping[str, object], folder: Path, environment: Mapping[str, str]
) -> str:
    name, file = _text(given, "secret-env", ""), _text(given, "secret-file", "")
    if name:
        secret = environment.get(name, "")
    elif file:
        path = folder / file
        try:
            # OWASP ASVS 5.0, 13.3.2: who else could read it, could be us.
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise InputError(
                    "provider/open-secret",
                    f"others may read the secret of `{key[:60]}`",
                    help="take their permissions: `chmod 600`",
                )
            secret = path.read_text(encoding="utf-8").strip()
        except OSError:
            secret = ""
    else:
        secret = ""
    if not secret:
        raise InputError(
            "provider/no-secret",
            f"there is no secret for `{key[:60]}`",
            help="name a file (`secret-file`) or a variable (`secret-env`) that holds it",
        )
    return secret


def _text(given: Mapping[str, object], name: str, default: str) -> str:
    said = given.get(name, default)
    if not isinstance(said, str):
        raise _malformed(f"`{name}` is a text")
    return said


def _texts(given: Mapping[str, object], name: str, default: tuple[str, ...]) -> list[str]:
    said = given.get(name, list(default))
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise _malformed(f"`{name}` is a list of texts")
    return said


def _pairs(given: Mapping[str, object], name: str) -> dict[str, str]:
    said = given.get(name, {})
    if not isinstance(said, dict) or not all(
        isinstance(one, str) for pair in said.items() for one in pair
    ):
        raise _malformed(f"`{name}` is a mapping of texts")
    return said


def _malformed(why: str) -> InputError:
    return InputError(
        "provider/malformed-settings", "the settings of providers are no such", help=why
    )
