"""Joins what answers people, writes to them unasked, and shows staff what was written."""

from __future__ import annotations

from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform
from troth.engines.accounts.links import Links
from troth.engines.correspondence.outgoing import Judge
from troth.engines.correspondence.sending import Letters
from troth.engines.correspondence.threads import Threads
from troth.engines.correspondence.ways_out import WaysOut


def letters_of(platform: Platform) -> Letters:
    """Join what writes to people."""
    policy = platform.policy
    return Letters(
        policy=policy,
        judge=Judge(policy=policy, law=load_law_book()),
        data=platform.data,
        vault=platform.vault,
        evidence=platform.evidence,
        gate=platform.intake,
        versions=platform.versions,
        inquiries=platform.correspondence.inquiries,
        ways=WaysOut(
            links=Links(data=platform.data, entropy=platform.entropy),
            secret=platform.keyring.secret("ways-out"),
        ),
        entropy=platform.entropy,
    )


def threads_of(platform: Platform) -> Threads:
    """Join what shows staff an inquiry with its words."""
    return Threads(
        policy=platform.policy,
        data=platform.data,
        access=platform.access,
        inquiries=platform.correspondence.inquiries,
    )
