"""A company that has published a second version, and people who are to be told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.engines.grounds import Ground
from tests.engines.living import POLICIES, submit
from tests.support.plain import read_yaml, write_yaml
from troth.assembly.platform import Platform, build_platform
from troth.assembly.policies import load_policy
from troth.assembly.ruling import draft_of, versions_of
from troth.engines.intake.submission import Receipt
from troth.engines.publication.announcing import Sending
from troth.engines.publication.publishing import Issued
from troth.engines.publication.terms import Approval
from troth.storage.version_rows import CampaignRow

FIRST = POLICIES / "integrica.yaml"
TAKEN_ON = Approval(author="dpo", accept_material=True, accept_findings="record-1")


def second_text() -> str:
    """Return the text of a version that keeps data longer."""
    data = read_yaml(FIRST.read_text(encoding="utf-8"))
    data["revision"]["dated"] = "2025-03-01"
    data["retention"]["inactive-account"]["more-than"] = "P9M"
    return write_yaml(data)


@contextmanager
def company(ground: Ground) -> Iterator[Platform]:
    """Open the company under the version in effect; the first one where there is none."""
    with ground.opened() as laid:
        current = versions_of(laid.data).current(ground.clock.now())
        if current is not None:
            yield build_platform(laid, current)
            return
        house = build_platform(laid, load_policy(FIRST).required())
        text = FIRST.read_text(encoding="utf-8")
        house.publishing.publish(house.policy, text, FIRST.name, ground.clock.now())
        yield house


def people(house: Platform, addresses: Sequence[str]) -> None:
    """Let people come by the contact form."""
    for address in addresses:
        assert isinstance(submit(house, "contact-form", {"email": address}), Receipt)


def publish_second(house: Platform) -> CampaignRow:
    """Publish the second version; return its announcement."""
    draft = draft_of(house.data, second_text(), "second.yaml")
    assert isinstance(house.publishing.issue(draft, TAKEN_ON, house.clock.now()), Issued)
    return house.announcing.campaign()


def sending(house: Platform, *, per_minute: int = 100) -> Sending:
    """Return how letters go out."""
    old = house.versions.policy(house.announcing.campaign().previous)
    assert old is not None
    return Sending(sender="privacy@company.example", found=(), per_minute=per_minute)
