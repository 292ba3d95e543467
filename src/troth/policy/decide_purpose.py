"""Reasons that lie in the purpose: its basis, its reach, who may act for it, and to whom data goes.

Fourth step of the full decision. Law: GDPR Art. 5(1)(b), 6(1), 6(4), 13(1)(c)-(f), 28, 44, 89.
"""

from __future__ import annotations

from troth.policy.compiled import Purpose, Recipient
from troth.policy.decide_data import unmet
from troth.policy.decide_person import purpose_standing_reasons, stands
from troth.policy.decide_scope import Scope
from troth.policy.decide_transfer import transfer_reasons, whereabouts
from troth.policy.nearest import nearest, quoted
from troth.policy.question import LEGAL_PERMISSIONS, Code, Reason
from troth.policy.selling import sale_reasons

CHANNELS = frozenset(("email", "phone", "message", "post", "in-app", "web"))
"""Channels the manifest language knows."""


def basis_for(scope: Scope, purpose: Purpose) -> str:
    """Return the basis on which `purpose` may use data of the question's source.

    Shown an order or a law, the use rests on that (GDPR Art. 6(1)(c)).
    """
    if permitted_by_law(scope):
        return "legal-obligation"
    own = purpose.basis_by_source.get(scope.origin or "", purpose.basis)
    # Where the law lets people be written to until they object, that rests on an interest.
    return "legitimate-interests" if own == "consent" and _opt_out_there(scope, purpose) else own


def _opt_out_there(scope: Scope, purpose: Purpose) -> bool:
    """Whether the law of where the person is asks for no opt-in; an unknown place asks for one."""
    question = scope.question
    if question.action == "collect" or not purpose.opt_out_in:
        return False
    place = question.region or question.standing.residence or ""
    return not purpose.opt_out_in.isdisjoint((place, place.partition("-")[0]))


def permitted_by_law(scope: Scope) -> bool:
    """Whether an order, an authority's permission or a law is shown for a use or disclosure."""
    question = scope.question
    return question.action in ("use", "disclose") and question.shows_any(LEGAL_PERMISSIONS)


def address_of(scope: Scope, purpose: Purpose) -> str:
    """Return the purpose's address; one stated at a form lives at the form."""
    if purpose.key in scope.policy.purposes or scope.form is None:
        return f"purposes/{purpose.key}"
    return f"collection/{scope.form.key}"


def purpose_reasons(scope: Scope, purpose: Purpose) -> list[Reason]:
    """Return every reason why `purpose` does not bind, but for the categories it uses."""
    if scope.question.action == "store":
        return []
    basis, address = basis_for(scope, purpose), address_of(scope, purpose)
    reasons = [
        *_basis(scope, purpose, basis, address),
        *purpose_standing_reasons(
            purpose,
            scope.question,
            basis=basis,
            consent=_needs_consent(scope, purpose, basis),
            permitted=permitted_by_law(scope),
            address=address,
        ),
        *sale_reasons(scope.policy, purpose, scope.question),
        *_contract(scope, purpose, basis, address),
        *_channel(scope, purpose, address),
        *_role(scope, purpose, address),
    ]
    if scope.question.action != "collect":
        reasons += _limits(scope, purpose, address)
    return reasons


def _needs_consent(scope: Scope, purpose: Purpose, basis: str) -> bool:
    # Where the basis depends on the source, that basis counts; marketing keeps the consent that
    # its channel needs (ePrivacy Directive Art. 13).
    by_source = scope.origin is not None and scope.origin in purpose.basis_by_source
    if _opt_out_there(scope, purpose):
        return False
    return basis == "consent" or (purpose.consent_needed and (purpose.marketing or not by_source))


def _basis(scope: Scope, purpose: Purpose, basis: str, address: str) -> list[Reason]:
    claimed = scope.question.basis
    own = purpose.basis_by_source.get(scope.origin or "", purpose.basis)
    reasons = []
    if not own:
        detail = f"`{purpose.key}` rests on no legal basis"
        reasons.append(Reason(code="NO_BASIS", address=address, detail=detail))
    elif claimed is None and scope.question.action == "collect" and scope.question.form is None:
        detail = "a collection without a form must claim its legal basis"
        help = f"the policy's is `{own}`"
        reasons.append(Reason(code="NO_BASIS", address=address, detail=detail, help=help))
    if claimed is not None and claimed not in (own, basis):
        detail = f"{quoted(claimed)} is not the basis of `{purpose.key}`"
        help = f"the policy's is `{own}`" if own else ""
        reasons.append(Reason(code="BASIS_MISMATCH", address=address, detail=detail, help=help))
    # GDPR Art. 6(1)(f): refused only where the manifest itself asks for a balancing record; a
    # text that is silent on it gets a finding, not a stop.
    asked = purpose.balancing == "required" and scope.policy.mode == "strict"
    if basis == "legitimate-interests" and asked and not scope.question.shows("balancing"):
        detail = f"no balancing record is shown for `{purpose.key}`"
        reasons.append(Reason(code="LI_ASSESSMENT_MISSING", address=address, detail=detail))
    return reasons


def _contract(scope: Scope, purpose: Purpose, basis: str, address: str) -> list[Reason]:
    """Return what stands against a contract as the ground (GDPR Art. 6(1)(b)).

    It is the person's own, and ends with its days; an employer's contract does not cover staff.
    """
    if basis != "contract" or not purpose.contract:
        return []
    own, shown = scope.question.standing.customer_agreements, scope.question.shown.get("contract")
    if shown in own or (not shown and own and scope.question.action != "collect"):
        return []
    detail = f"no contract of this person stands for `{purpose.key}`"
    help = "show the id of a contract to which this person is a party"
    return [Reason(code="AGREEMENT_MISSING", address=address, detail=detail, help=help)]


def _channel(scope: Scope, purpose: Purpose, address: str) -> list[Reason]:
    asked = scope.question.channel
    known = purpose.channels or CHANNELS
    if asked is None or asked in known:
        return []
    detail = f"{quoted(asked)} is not a channel of `{purpose.key}`"
    help = nearest(asked, known)
    return [Reason(code="CHANNEL_UNDECLARED", address=address, detail=detail, help=help)]


def _role(scope: Scope, purpose: Purpose, address: str) -> list[Reason]:
    role, roles = scope.question.role, scope.policy.staff_roles
    if role is None:
        if purpose.roles is None or scope.question.action == "collect":
            return []
        detail, help = f"`{purpose.key}` is open to named roles only", nearest("", purpose.roles)
    elif role not in roles:
        detail, help = f"{quoted(role)} is not a declared role", nearest(role, roles)
    elif purpose.key in roles[role] if purpose.roles is None else role in purpose.roles:
        return []
    else:
        detail, help = f"the role `{role}` does not act for `{purpose.key}`", ""
    return [Reason(code="ROLE", address=address, detail=detail, help=help)]


def _limits(scope: Scope, purpose: Purpose, address: str) -> list[Reason]:
    """Return what stands against a use or disclosure of stored data for this purpose."""
    question, reasons = scope.question, []

    def refuse(code: Code, detail: str, help: str = "") -> None:
        reasons.append(Reason(code=code, address=address, detail=detail, help=help))

    bound = question.collected_for
    if bound is not None and purpose.key not in bound and not permitted_by_law(scope):
        # GDPR Art. 5(1)(b), 6(4).
        fresh = question.shows("consent") or stands(question.standing, purpose.key, question.at)
        if not fresh:
            detail = f"the data was not collected for `{purpose.key}`"
            refuse("PURPOSE_INCOMPATIBLE", detail, "show a consent, an order or a law")
    if not purpose.identified and question.identified:
        detail = f"`{purpose.key}` works on data that leads to nobody"
        refuse("IDENTIFIED_TECHNICAL_DATA", detail, "remove what identifies the person")
    if purpose.anonymised_input and question.identified:
        refuse("NOT_ANONYMOUS", f"`{purpose.key}` takes anonymised data only")
    if purpose.cell_minimum is not None and not question.aggregate:
        detail = f"`{purpose.key}` gives out figures over at least {purpose.cell_minimum} people"
        refuse("AGGREGATE_ONLY", detail)
    if scope.form is not None and scope.form.processor is not None:
        # GDPR Art. 28(3)(a): a customer's data, on the customer's instructions.
        agreements, shown = question.standing.customer_agreements, question.shown.get("agreement")
        if not purpose.processor or (shown and agreements and shown not in agreements):
            refuse("OUTSIDE_AGREEMENT", f"`{purpose.key}` is outside the customer's agreement")
        if not shown and not agreements:
            refuse("AGREEMENT_MISSING", "nothing is shown for `agreement`")
    return reasons


def recipient_reasons(scope: Scope) -> list[Reason]:
    """Return what stands against the recipient named, or against naming none."""
    question, known = scope.question, scope.policy.recipients
    name = question.recipient
    if name is None:
        if question.action != "disclose":
            return []
        return [_to("RECIPIENT_UNDECLARED", "", "no recipient is named", nearest("", known))]
    recipient = known.get(name)
    if recipient is None:
        detail = f"{quoted(name)} is not a declared recipient"
        return [_to("RECIPIENT_UNDECLARED", "", detail, nearest(name, known))]
    reasons = [
        _to("RECIPIENT_CATEGORY", name, f"`{name}` is not declared to receive `{category}`")
        for category in scope.categories
        if category not in recipient.receives
    ]
    served = recipient.purposes
    if question.purpose is not None and served is not None and question.purpose not in served:
        detail = f"`{name}` receives nothing for {quoted(question.purpose)}"
        reasons.append(_to("RECIPIENT_PURPOSE", name, detail))
    if not all(region_open(recipient, each) for each in whereabouts(question)):
        detail = f"data of people there does not go to `{name}`"
        if whereabouts(question) == (None,):
            detail = f"`{name}` depends on the person's region, which is unknown"
        reasons.append(_to("RECIPIENT_REGION", name, detail))
    if scope.policy.never_sells and question.shows("consideration"):
        # Cal. Civ. Code 1798.140(ad): money or any other valuable consideration.
        detail = "the policy says that nothing is sold, and something is given for this"
        reasons.append(_to("SALE_FORBIDDEN", name, detail, "no consent makes it otherwise"))
    reasons += transfer_reasons(scope.policy, recipient, question)
    return reasons + unmet(scope, recipient.needs, f"recipients/{name}")


def region_open(recipient: Recipient, region: str | None) -> bool:
    """Whether data of people in `region` may go to the recipient; an unknown region closes."""
    if recipient.regions_only is None and not recipient.regions_except:
        return True
    if region is None:
        return False
    # `US` also means `US-CA`.
    names = {region, region.split("-", 1)[0]}
    inside = recipient.regions_only is None or not names.isdisjoint(recipient.regions_only)
    return inside and names.isdisjoint(recipient.regions_except)


def _to(code: Code, key: str, detail: str, help: str = "") -> Reason:
    address = f"recipients/{key}" if key else "recipients"
    return Reason(code=code, address=address, detail=detail, help=help)
