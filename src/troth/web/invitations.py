"""Letters that carry a link: to confirm a consent, to open one's choices.

They are sent beside the answer, so that its time tells nobody who is known. A letter names the
company and what the link does; nothing of the person is in it, and no address in a link.
"""

from __future__ import annotations

from troth.core.names import Identifier
from troth.policy.compiled import Form
from troth.web.form_words import word
from troth.web.site import Site
from troth.web.wording import speak


def invite(site: Site, person: bytes, form: Form, to: Identifier, language: str) -> None:
    """Send the letter of a double opt-in; until its link is used, nothing was consented to."""
    now, say = site.now(), speak(language)
    company = site.platform.policy.controller.name
    what = word(language, "purposes", *form.purposes)
    token = site.doors.links.make("confirm-consent", now, owner=person, about=form.key)
    site.post.send(
        to.value,
        say("forms-letter-subject", company=company),
        say(
            "forms-letter",
            company=company,
            what=what,
            link=f"{site.address}/confirm/{token}",
        ),
        key=token.encode(),
        at=now,
        language=language,
    )
