"""The engine of choices, as people and staff see it: built of what the site runs."""

from __future__ import annotations

from troth.engines.consents.choices import Choices
from troth.web.site import Site


def choices_engine(site: Site) -> Choices:
    """Return what shows and carries out people's choices."""
    platform = site.platform
    return Choices(
        policy=platform.policy,
        data=platform.data,
        consents=platform.consents,
        standing=platform.standing,
    )
