"""Joins the parts that keep and show testimonials."""

from __future__ import annotations

from troth.assembly.dossiers import dossiers_of
from troth.assembly.platform import Platform
from troth.engines.testimonials.testimonials import Testimonials


def testimonials(platform: Platform) -> Testimonials:
    """Return the desk for testimonials."""
    return Testimonials(
        policy=platform.policy,
        data=platform.data,
        vault=platform.vault,
        disclosures=platform.disclosures,
        dossiers=dossiers_of(platform, "testimonial"),
        entropy=platform.entropy,
    )
