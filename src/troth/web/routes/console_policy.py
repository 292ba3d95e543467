"""What the policy says of others: recipients, systems, and the versions of the policy itself."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency

from troth.web.access import Call
from troth.web.console import ANY, console_page, names_of
from troth.web.proofs import last_proof
from troth.web.site import Site


@get("/console/recipients", opt={"may": ANY}, sync_to_thread=True, include_in_schema=False)
def recipients(site: NamedDependency[Site], request: Call) -> Response[str]:
    """List who may receive what, and whether the last proof found every disclosure in order."""
    policy, proof = site.platform.policy, last_proof(site)
    states = {} if proof is None else {one["address"]: one["state"] for one in proof.promises}
    return console_page(
        site,
        request,
        "recipients.html",
        recipients=sorted(policy.recipients.values(), key=lambda one: one.name.casefold()),
        states=states,
        longer={one.recipient: one for one in site.platform.retention.watch.vendors()},
    )


@get("/console/systems", opt={"may": ANY}, sync_to_thread=True, include_in_schema=False)
def systems(site: NamedDependency[Site], request: Call) -> Response[str]:
    """List the systems that hold data, with the steps that wait for each."""
    waiting: dict[str, int] = {}
    failed: dict[str, int] = {}
    for entry in site.platform.requests.listed():
        for one in entry.open_steps:
            kind, _, name = one.step.partition("/")
            if kind == "ask":
                waiting[name] = waiting.get(name, 0) + 1
                failed[name] = failed.get(name, 0) + (one.outcome == "failed")
    return console_page(
        site,
        request,
        "systems.html",
        systems=sorted(site.platform.policy.systems.values(), key=lambda one: one.key),
        waiting=waiting,
        failed=failed,
    )


@get("/console/policy", opt={"may": ANY}, sync_to_thread=True, include_in_schema=False)
def policy(site: NamedDependency[Site], request: Call) -> Response[str]:
    """List the versions of the policy and the announcements that told of them."""
    with site.platform.data.read() as reader:
        versions = list(reader.versions())[::-1]
        published = list(reader.policies())[::-1]
        campaigns = list(reader.campaigns())
    return console_page(
        site,
        request,
        "policy.html",
        policy=site.platform.policy,
        versions=versions,
        published=published,
        campaigns=campaigns,
        names=names_of(site),
    )


ROUTES = (recipients, systems, policy)
