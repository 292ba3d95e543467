"""Who may call what: every route says so, and nobody else is let in."""

from __future__ import annotations

import pytest
from litestar import Litestar, get

from tests.web.served import Served
from troth.web.access import Caller, allowed, check, rules
from troth.web.application import build_application


def test_no_route_is_silent_about_who_may_call_it(altexsoft: Served) -> None:
    served = list(rules(build_application(altexsoft.site)))
    assert served
    assert all(may for _, _, may in served)


def test_an_application_with_a_silent_route_does_not_start() -> None:
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "open to everybody by mistake"

    with pytest.raises(LookupError, match="GET /forgotten"):
        check(Litestar(route_handlers=[forgotten], openapi_config=None))


@pytest.mark.parametrize(
    ("may", "caller", "in_"),
    [
        (("anyone",), Caller(kind="anyone"), True),
        (("person",), Caller(kind="anyone"), False),
        (("person",), Caller(kind="staff", grants=frozenset(["admin"])), False),
        (("staff",), Caller(kind="staff"), True),
        (("staff:legal",), Caller(kind="staff", grants=frozenset(["privacy"])), False),
        (
            ("staff:legal", "staff:privacy"),
            Caller(kind="staff", grants=frozenset(["privacy"])),
            True,
        ),
        (("token:collect",), Caller(kind="token", grants=frozenset(["decide"])), False),
        ((), Caller(kind="staff", grants=frozenset(["admin"])), False),
    ],
)
def test_a_rule_lets_in_whom_it_names(may: tuple[str, ...], caller: Caller, in_: bool) -> None:
    assert allowed(may, caller) is in_
