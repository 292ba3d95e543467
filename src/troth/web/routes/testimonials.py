"""What customers said and agreed to have shown, as it is at this moment.

Nothing of it is kept ready or may be kept by anybody on the way: what was corrected or taken back
is so for the next reader (GDPR Art. 16, 17).
"""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency

from troth.assembly.testimonials import testimonials
from troth.web.access import ANYONE, Call
from troth.web.form_words import word
from troth.web.rendering import language_of, page
from troth.web.site import Site


@get("/testimonials", opt={"may": (ANYONE,)}, sync_to_thread=True, include_in_schema=False)
def shown(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show what is published, and say how it is changed or taken back."""
    policy, language = site.platform.policy, language_of(request)
    order = [name for form in policy.forms.values() for name in form.fields]
    found = [
        [(word(language, "items", name), one.values[name]) for name in order if name in one.values]
        for one in testimonials(site.platform).shown(site.now())
    ]
    answer = page(site, request, "testimonials.html", found=found)
    answer.headers["cache-control"] = "no-store"
    return answer


ROUTES = (shown,)
