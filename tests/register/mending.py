"""A published policy with every gap filled that stops publishing, but for those a test is about.

The values are invented; what a company would really write is its own affair.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.register.program import Edit

Mend = Callable[[dict], None]
ALL_RIGHTS = [
    "access", "rectification", "erasure", "restriction", "objection", "portability", "withdrawal",
    "complaint",
]  # fmt: skip


def _contact(data: dict) -> None:
    data["controller"]["contact"] = {"email": "privacy@company.example"}
    if "changes" in data:
        data["changes"].pop("current-version-at", None)


def _identity(data: dict) -> None:
    data["controller"] |= {"legal-name": "Company Ltd", "address": "1 Main Street"}
    data.setdefault("revision", {})["dated"] = "2025-12-31"


def _grounds(data: dict) -> None:
    claims = data.get("claims", {})
    for key in [key for key, said in claims.items() if said["kind"] == "consent-bundled"]:
        del claims[key]
    for said in data["purposes"].values():
        said.pop("consent-as-written", None)
        if said.get("marketing") or said["kind"] == "marketing":
            said.pop("stated-bases", None)
            said |= {"basis": "consent", "opt-in": "required", "opt-out": "link"}
        elif not (said.get("stated-bases") or said.get("basis-by-source")):
            said |= {"basis": "contract"}


def _recipients(data: dict) -> None:
    data["recipients"]["host"] = {"name": "Host", "company": "Host GmbH", "place": ["DE"],
                                  "receives": []}  # fmt: skip
    for said in data["recipients"].values():
        if "name" in said:
            said |= {"place": ["DE"], "transfer": "none"}
    for said in data.get("transfers", {}).values():
        said |= {"to": ["UA"], "mechanism": "scc"}


def _periods(data: dict) -> None:
    data.setdefault("settings", {})["silent-retention"] = "P12M"
    for said in data.get("retention", {}).values():
        if said.keys().isdisjoint(("for", "more-than", "every")):
            said.pop("until", None)
            said["for"] = "P12M"


def _rights(data: dict) -> None:
    said = data.setdefault("rights", {})
    said |= {"offer": ALL_RIGHTS, "channels": ["email", "link"], "answer-within": "law"}
    data.setdefault("changes", {})["notify"] = {"new-purpose": "each-person"}
    data["changes"].pop("without-consent", None)


def _cookies(data: dict) -> None:
    data.setdefault("cookies", {}).update({"consent-as-written": "banner", "durations": "stated"})


MENDS: dict[str, Mend] = {
    "contact": _contact,
    "identity": _identity,
    "grounds": _grounds,
    "recipients": _recipients,
    "periods": _periods,
    "rights": _rights,
    "cookies": _cookies,
}
"""What is mended, by the name of the matter."""


def mended(*but: str, then: Edit | None = None) -> Edit:
    """Return the edit that mends everything but some matters, and then makes another edit."""

    def edit(data: dict) -> None:
        for name, mend in MENDS.items():
            if name not in but:
                mend(data)
        if then is not None:
            then(data)

    return edit
