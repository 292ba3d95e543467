"""Letters about requests: the link that shows an address, the receipt, the package; a complaint.

They hold no value of the person but the address they go to. The complaint is a text that is handed
to the person, to the authority of where they live or else of where the company is.

GDPR Art. 12(1), 12(4), 77(1).
"""

from __future__ import annotations

from troth.engines.export.remedies import Authority, authority_at
from troth.engines.rights.requests import Shown
from troth.web.site import Site
from troth.web.wording import Say, speak


def authority_for(site: Site, residence: str) -> Authority:
    """Return the authority for somebody who lives in a place (GDPR Art. 77(1))."""
    seat = site.platform.policy.controller.seat
    return authority_at(site.book, (residence, seat), site.now().date())


def send_letter(
    site: Site, recipient: str, language: str, kind: str, link: str, *, request: bytes, right: str
) -> None:
    """Send one of the letters `verify`, `receipt`, `answered`, `package` with its link."""
    say = speak(language)
    company = site.platform.policy.controller.name
    body = say(f"letter-{kind}", company=company, right=say(f"ask-{right}"), link=link)
    site.post.send(
        recipient,
        say(f"letter-{kind}-subject", company=company),
        body + "\n",
        # Another link is another message.
        key=f"request/{kind}/{link}".encode() + request,
        at=site.now(),
        language=language,
    )


def tell_answered(site: Site, request: bytes, language: str = "en") -> None:
    """Tell the person that their answer can be fetched, where an address of theirs is known."""
    site.post.run(lambda: _tell_answered(site, request, language))


def _tell_answered(site: Site, request: bytes, language: str) -> None:
    requests, now = site.platform.requests, site.now()
    address = requests.reached_at(request)
    if address is None:
        return
    right = requests.show(request, now).entry.row.asked
    link = site.address + status_address(site, request)
    send_letter(site, address.value, language, "answered", link, request=request, right=right)


def status_address(site: Site, request: bytes) -> str:
    """Make the lasting link to a request's own page."""
    return f"/requests/status/{site.doors.links.make('request-status', site.now(), owner=request)}"


def complaint_letter(site: Site, shown: Shown, language: str) -> str:
    """Return a complaint about how a request was dealt with, ready to be signed and sent."""
    say, row = speak(language), shown.entry.row
    one = site.platform.policy.controller
    authority = authority_for(site, row.residence)
    controller = [one.legal_name or one.name, one.address or "", one.email or ""]
    lines = [
        authority.name or say("complaint-somebody"),
        "",
        say("complaint-date", day=site.now().date().isoformat()),
        "",
        say("complaint-subject", company=one.name),
        "",
        say("complaint-about"),
        *(f"  {each}" for each in controller if each),
        "",
        say("complaint-asked", right=say(f"ask-{row.asked}"),
            day=shown.entry.received.date().isoformat()),
        say("complaint-due", day=shown.dates.alarm.isoformat()),
        _what_became(say, shown),
        say("complaint-number", request=row.request.hex()),
        "",
        say("complaint-wish"),
        "",
        say("complaint-reasons"),
        "  …",
        "",
        say("complaint-name"),
        "  …",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _what_became(say: Say, shown: Shown) -> str:
    row = shown.entry.row
    if row.answered_at is None:
        return say("complaint-late" if shown.overdue else "complaint-open")
    if row.outcome in ("refused", "partial"):
        return say(f"complaint-{row.outcome}", ground=row.ground.partition(":")[0] or "-")
    return say("complaint-answered")
