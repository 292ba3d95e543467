"""Letters that carry a link: to confirm a consent, to open one's choices.

They are sent beside the answer, so that its time tells nobody who is known. A letter names the
company and what the link does; nothing of the person is in it, and no address in a link.
"""

from __future__ import annotations

from troth.core.names import Identifier
from troth.engines.accounts.invitations import Invitations
from troth.policy.compiled import Form
from troth.web.form_words import phrase
from troth.web.site import Site
from troth.web.wording import speak


def invitations(site: Site) -> Invitations:
    """Return what makes and honours the links of messages."""
    platform = site.platform
    return Invitations(
        policy=platform.policy,
        data=platform.data,
        vault=platform.vault,
        identity=platform.identity,
        consents=platform.consents,
        standing=platform.standing,
        links=site.doors.links,
    )


def invite(site: Site, person: bytes, form: Form, to: Identifier, language: str) -> None:
    """Send the letter of a double opt-in; until its link is used, nothing was consented to."""
    now, say = site.now(), speak(language)
    company = site.platform.policy.controller.name
    token = invitations(site).ask_to_confirm(person, form.key, now)
    site.post.send(
        to.value,
        say("forms-letter-subject", company=company),
        say(
            "forms-letter",
            company=company,
            what=phrase(language, "purposes", *form.purposes),
            link=f"{site.address}/confirm/{token}",
        ),
        key=token.encode(),
        at=now,
        language=language,
    )


def send_openings(site: Site, to: Identifier, language: str) -> None:
    """Send an address the links to its choices; nothing, where nobody gave it."""
    now, say = site.now(), speak(language)
    company = site.platform.policy.controller.name
    tokens = invitations(site).openings(to, now)
    if not tokens:
        return
    links = "\n".join(f"{site.address}/choices/open/{token}" for token in tokens)
    site.post.send(
        to.value,
        say("choices-letter-subject", company=company),
        say("choices-letter", company=company, links=links),
        key=tokens[0].encode(),
        at=now,
        language=language,
    )
