"""The letters about an account: confirm this address, you have one already, set a
new password, a way in was changed.

Each says why it came and what to do for who did not ask for it. An address is in no link.
"""

from __future__ import annotations

from troth.core.names import Identifier
from troth.web.site import Site
from troth.web.wording import speak


def confirm_letter(site: Site, person: bytes, address: Identifier, language: str) -> None:
    """Send the link that confirms an address and opens its account."""
    token = site.doors.links.make("confirm-email", site.now(), owner=person)
    _send(site, address, language, "confirm", f"/account/confirm/{token}", token)


def password_letter(site: Site, person: bytes, address: Identifier, language: str) -> None:
    """Send the link that sets a new password."""
    token = site.doors.links.make("sign-in", site.now(), owner=person)
    _send(site, address, language, "password", f"/account/password/{token}", token)


def already_letter(site: Site, address: Identifier, language: str) -> None:
    """Say that somebody wanted to open an account with an address that has one."""
    # Of its own each time: it is about this attempt, and holds nothing that opens anything.
    _send(site, address, language, "already", "/account/sign-in", site.now().isoformat())


def changed_letter(site: Site, person: bytes, what: str, language: str) -> None:
    """Tell somebody that a way into their account was changed (OWASP ASVS 5.0, 6.3.7)."""
    address = site.doors.accounts.address(person)
    if address is None:
        return
    say, company = speak(language), site.platform.policy.controller.name
    body = (
        say("way-letter", company=company), say(f"way-{what}"), say("way-letter-else"),
        f"{site.address}/account/security", company,
    )  # fmt: skip
    now = site.now()
    subject = say("way-letter-subject", company=company)
    key = f"way/{what}/{person.hex()}/{now.isoformat()}".encode()
    site.post.send(
        address.value, subject, "\n\n".join(body) + "\n", key=key, at=now, language=language
    )


def _send(site: Site, address: Identifier, language: str, about: str, path: str, key: str) -> None:
    say, company = speak(language), site.platform.policy.controller.name
    body = "\n\n".join(
        (
            say(f"account-letter-{about}", company=company),
            f"{site.address}{path}",
            say(f"account-letter-{about}-else"),
            company,
        )
    )
    site.post.send(
        address.value,
        say(f"account-letter-{about}-subject", company=company),
        f"{body}\n",
        key=f"{about}/{key}".encode(),
        at=site.now(),
        language=language,
    )
