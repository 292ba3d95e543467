"""What lets people, staff and programs in, joined to an open platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from troth.assembly.platform import Platform
from troth.connectors.oidc import ProviderLine
from troth.engines.accounts.accounts import Accounts
from troth.engines.accounts.attempts import Attempts
from troth.engines.accounts.connections import Connections
from troth.engines.accounts.guessable import Guessable, words_of
from troth.engines.accounts.happenings import Happenings
from troth.engines.accounts.links import Links
from troth.engines.accounts.oidc import Elsewhere, Provider
from troth.engines.accounts.passkeys import Passkeys
from troth.engines.accounts.passwords import Passwords
from troth.engines.accounts.sessions import Sessions
from troth.engines.accounts.totp import SecondFactors
from troth.engines.intake.identifiers import Identifiers
from troth.engines.staff.reviews import Reviews
from troth.engines.staff.staffing import Staffing


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """What signs people, staff and programs in, and how often one may try."""

    sessions: Sessions
    links: Links
    passwords: Passwords
    staff: Staffing
    reviews: Reviews
    happenings: Happenings
    attempts: Attempts
    accounts: Accounts
    factors: SecondFactors
    passkeys: Passkeys
    elsewhere: Elsewhere
    connections: Connections


@cache
def common_words() -> frozenset[str]:
    """Return the words at the heart of common passwords, from the package."""
    file = files("troth.engines.accounts").joinpath("common-words.txt")
    lines = file.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _own_words(platform: Platform) -> frozenset[str]:
    controller = platform.policy.controller
    return words_of(("troth", controller.name, (controller.email or "").partition("@")[2]))


def build_signing_in(platform: Platform, providers: Sequence[Provider] = ()) -> SigningIn:
    """Return what lets people in to a platform's stores.

    Args:
        providers: By whom people and staff may come in, as the operator set them up.
    """
    passwords = Passwords(Guessable(common_words(), _own_words(platform)))
    data, entropy = platform.data, platform.entropy
    links = Links(data=data, entropy=entropy)
    staff = Staffing(
        policy=platform.policy,
        data=data,
        vault=platform.vault,
        evidence=platform.evidence,
        passwords=passwords,
        entropy=entropy,
    )
    return SigningIn(
        sessions=Sessions(data=data, entropy=entropy),
        links=links,
        passwords=passwords,
        staff=staff,
        reviews=Reviews(
            policy=platform.policy,
            data=data,
            evidence=platform.evidence,
            entropy=entropy,
            staff=staff,
        ),
        happenings=Happenings(data=data, vault=platform.vault, entropy=entropy),
        attempts=Attempts(),
        accounts=Accounts(
            policy=platform.policy,
            data=data,
            identity=platform.identity,
            identifiers=Identifiers(
                policy=platform.policy, data=data, vault=platform.vault, identity=platform.identity
            ),
            passwords=passwords,
        ),
        factors=SecondFactors(data=data, keyring=platform.keyring, entropy=entropy),
        passkeys=Passkeys(data=data, links=links),
        elsewhere=Elsewhere(
            providers=providers,
            line=ProviderLine(),
            links=links,
            secret=platform.keyring.secret("providers"),
        ),
        connections=Connections(data=data, identity=platform.identity, standing=platform.standing),
    )
