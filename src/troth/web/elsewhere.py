"""What a provider's word does here: it opens an account, joins one, or lets a member of staff in.

Of what a token says only what the policy declares for this source goes to the gate, and the gate
decides; the rest is never put together with anything. GDPR Art. 5(1)(c), 25.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from litestar import Response
from litestar.datastructures import Cookie

from troth.engines.accounts.oidc import Provider, Shown
from troth.engines.accounts.sessions import Kind
from troth.engines.consents.checks import Given
from troth.engines.consents.wording import Asked
from troth.engines.intake.submission import Receipt, Submission
from troth.errors import InputError, StateError
from troth.policy.compiled import Form
from troth.web.access import PERSON, Call, caller_of
from troth.web.callers import cookie_name
from troth.web.entering import BASES, enter, first_step, owner_called
from troth.web.form_words import in_order, items, word
from troth.web.posted import go_to
from troth.web.rendering import page
from troth.web.site import Site
from troth.web.wording import speak

LONGEST: Final = 500
"""Characters of a claim that are looked at."""


def form_of(site: Site, provider: Provider) -> Form | None:
    """Return the point of collection that the policy declares for a provider, or None."""
    for _, form in sorted(site.platform.policy.forms.items()):
        if form.source == provider.key and form.processor is None:
            return form
    return None


def back_of(site: Site, kind: Kind, provider: Provider) -> str:
    """Return where a provider sends browsers back to."""
    return f"{site.address}{BASES[kind]}/with/{provider.key}/back"


def state_cookie(site: Site, kind: Kind, state: str, seconds: int) -> Cookie:
    """Return the cookie that binds a state to the browser it was made for."""
    return Cookie(
        key=state_name(site, kind), value=state, max_age=seconds, path="/", secure=site.secure,
        httponly=True, samesite="lax",
    )  # fmt: skip


def state_name(site: Site, kind: Kind) -> str:
    """Return the name of that cookie."""
    return f"{cookie_name(site, kind)}-with"


def declared(form: Form | None, shown: Shown) -> dict[str, str | bytes]:
    """Return field → value for what the policy declares and the token says; nothing else."""
    found: dict[str, str | bytes] = {}
    for name, known in ({} if form is None else form.fields).items():
        claim = shown.provider.items.get(known.item) or shown.provider.items.get(name)
        value = shown.claims.get(claim) if claim else None
        if isinstance(value, str) and value.strip() and known.type != "file":
            found[name] = value.strip()[:LONGEST]
    return found


def person_back(site: Site, request: Call, shown: Shown) -> Response[str]:
    """Let in whoever came back, after joining their account elsewhere to one here."""
    doors, caller, now = site.doors, caller_of(request), site.now()
    known = doors.connections.owner(shown.subject)
    if shown.owner is None and known is not None:
        return first_step(site, "person", known, "signed-in-provider")
    if shown.owner is not None and (caller.kind != PERSON or caller.id != shown.owner):
        return failed(site, request, "person", shown.provider)
    if shown.owner is not None and known is not None and known != shown.owner:
        return failed(site, request, "person", shown.provider, "with-taken")
    form = form_of(site, shown.provider)
    data = declared(form, shown)
    person = shown.owner
    given = [] if form is None else allowed(site, form, shown)
    if form is not None and data:
        answer = site.platform.intake.receive(
            Submission(
                form=form.key, data=data, received_at=now, person=person,
                # What they were shown before they allowed it, by its hash.
                shown={"consent": shown.about},
            )
        )  # fmt: skip
        if not isinstance(answer, Receipt):
            return failed(site, request, "person", shown.provider, "with-refused")
        person = answer.person
    if person is None:
        person = site.platform.identity.welcome([[]], now)[0]
    try:
        site.platform.consents.give_many([(person, one) for one in given], now)
        doors.connections.connect(person, shown.provider.key, shown.subject, now)
    except StateError:
        return failed(site, request, "person", shown.provider, "with-taken")
    except InputError:
        return failed(site, request, "person", shown.provider, "with-refused")
    if shown.owner is not None:
        return go_to(f"{BASES['person']}/security")
    doors.accounts.open(person, now)
    return enter(site, "person", person, "signed-in-provider")


def allowed(site: Site, form: Form, shown: Shown) -> list[Given]:
    """Return the consents that a connection is: one a purpose, each naming where the data is from.

    GDPR Art. 7(1): by the words that stood on the page, which `told_words` published.
    """
    known = site.platform.texts.texts().get(shown.about)
    if known is None:
        return []
    return [
        Given(
            purpose=purpose,
            recipient=shown.provider.key,
            text_hash=shown.about,
            language=known.language,
            layout=form.key,
            method="button",
        )
        for purpose in form.purposes
        if known.purpose == purpose
    ]


def told_words(site: Site, provider: Provider, form: Form, language: str) -> Asked:
    """Publish the words by which data from a provider is asked for, and return them."""
    said = speak(language)(
        "with-consent",
        company=site.platform.policy.controller.name,
        provider=provider.name,
        data=items(in_order(site, form), language),
        purpose=word(language, "purposes", *form.purposes),
    )
    text = site.platform.texts.publish(
        said,
        purpose=form.purposes[0],
        language=language,
        layout=form.key,
        recipient=provider.key,
        now=site.now(),
    )
    return Asked(purpose=form.purposes[0], text=text.text, words=said, language=language)


def let_go(site: Site, person: bytes, key: str, now: datetime) -> None:
    """Let an account elsewhere go, and with it the consent to take anything from there."""
    if not site.doors.connections.disconnect(person, key, now):
        return
    for row in {row.purpose: row for row in site.platform.consents.show(person)
                if row.recipient == key}.values():  # fmt: skip
        site.platform.consents.withdraw(person, row.purpose, now, key)


def staff_back(site: Site, request: Call, shown: Shown) -> Response[str]:
    """Let in a member of staff in the roles that their groups elsewhere give them here."""
    provider = shown.provider
    groups = shown.claims.get(provider.claim)
    named = groups if isinstance(groups, list) else [groups]
    roles = [provider.roles[one] for one in named if isinstance(one, str) and one in provider.roles]
    login = shown.claims.get(provider.login)
    written = login.partition("@")[0].lower() if isinstance(login, str) else ""
    id = bytes.fromhex(shown.subject)[:16]
    member = site.doors.staff.come(id, written, roles, site.now())
    if member is None:
        return failed(site, request, "staff", provider, "with-no-role")
    return first_step(site, "staff", member.staff, "signed-in-provider")


def failed(
    site: Site, request: Call, kind: Kind, provider: Provider, why: str = "with-failed"
) -> Response[str]:
    """Return the page for whoever was not let in; nothing was kept."""
    answer = page(
        site, request, "with-failed.html", base=BASES[kind], provider=provider.name, why=why
    )
    answer.status_code = 403
    return answer


def connections_of(site: Site, request: Call) -> Mapping[str, object]:
    """Return what the page on signing in shows of accounts elsewhere."""
    caller = caller_of(request)
    if caller.kind != PERSON:
        return {"connections": [], "connectable": []}
    held = site.doors.connections.of(caller.id)
    names = {one.provider for one in held}
    offered = site.doors.elsewhere.offered("person")
    called = {one.key: one.name for one in offered}
    account = site.doors.accounts.of(caller.id)
    other_ways = (account is not None and bool(account.password)) or bool(
        site.doors.passkeys.of(owner_called(site, caller))
    )
    return {
        "connections": [
            {"key": one.provider, "name": called.get(one.provider, one.provider),
             "since": one.since} for one in held
        ],
        "connectable": [one for one in offered if one.key not in names],
        "last_way": len(held) == 1 and not other_ways,
    }  # fmt: skip
