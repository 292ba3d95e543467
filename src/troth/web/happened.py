"""Writes down what happens to ways in, for their owner and for the log; a change is told by mail.

The log learns the kind and what happened, and not to whom (OWASP ASVS 5.0, 16.2.5, 16.3.1). A
letter goes to the address of an account; staff have none here, and find it on their own page.
"""

from __future__ import annotations

import logging

from troth.engines.accounts.happenings import CHANGES, What
from troth.engines.accounts.sessions import Kind
from troth.engines.accounts.totp import Owner
from troth.web.account_letters import changed_letter
from troth.web.site import Site

log = logging.getLogger("troth.ways")


def owner_of(site: Site, kind: Kind, id: bytes) -> Owner:
    """Return whose factors and passkeys they are; a person's are those of their account."""
    account = site.doors.accounts.of(id) if kind == "person" else None
    return Owner(kind=kind, id=id if account is None else account.person)


def note(
    site: Site, kind: Kind, id: bytes, what: What, *, language: str = "en", credential: str = ""
) -> None:
    """Write down what happened to the ways in of a person's account, or of a member of staff.

    Args:
        id: Of the person or the member of staff.
        language: In which the owner reads, for the letter.
        credential: Of a passkey, in hex.
    """
    site.doors.happenings.note(owner_of(site, kind, id), what, site.now(), credential=credential)
    log.info("way in", extra={"kind": kind, "outcome": what})
    if kind == "person" and what in CHANGES:
        changed_letter(site, id, what, language)


def note_refused(site: Site, kind: Kind, login: str) -> None:
    """Write down, beside the answer, that somebody's password was not the one that was given.

    Beside it, so that the time of an answer does not tell whether anybody is known by a login.
    """
    log.info("way in", extra={"kind": kind, "outcome": "refused-password"})
    site.post.run(lambda: _note_refused(site, kind, login))


def _note_refused(site: Site, kind: Kind, login: str) -> None:
    if kind == "staff":
        known = [one.staff for one in site.doors.staff.everybody() if one.login == login]
    else:
        known = [row.person for row in site.doors.accounts.entered_by(login)]
    for id in known:
        site.doors.happenings.note(owner_of(site, kind, id), "refused-password", site.now())
