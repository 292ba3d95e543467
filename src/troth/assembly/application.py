"""What an application imports: `import troth`, then `with troth.purpose("newsletter", person): …`.

A program starts Troth once, where it starts its other parts; from then on any of its modules asks
by name. What it asks is answered by the platform that is started at that moment, so a decorator may
stand on a function long before anything is opened. Nothing is opened behind the caller's back:
without a start every question is refused, and a block that may not be asked about does not run.

GDPR Art. 5(1)(b), 7(3), 18, 21, 25 (data protection by design).
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar, cast

from troth.assembly.platform import Platform, open_platform
from troth.core.ports import Clock
from troth.engines.purpose import PurposeRefused
from troth.errors import StateError
from troth.policy.question import Decision

__all__ = ["PurposeRefused", "guard", "platform", "purpose", "start", "stop"]

P = ParamSpec("P")
T = TypeVar("T")

_started: Final[list[Platform]] = []


def start(
    store: str | None = None,
    keys: str | None = None,
    *,
    manifest: Path | str | None = None,
    clock: Clock | None = None,
    demo: bool = False,
) -> Platform:
    """Open a store and answer the questions of this process from it.

    Args:
        store: A SQLAlchemy URL or a path; None for `.troth/data.db`.
        keys: The key store, likewise; None for `TROTH_KEYS`, then beside the store.
        manifest: The policy's file; None for the newest policy published into the store.
        clock: By default the machine's.
        demo: Whether a store of synthetic people may be opened.

    Raises:
        StateError: `application/started-already`.
        TrothError: as `open_platform`.
    """
    if _started:
        raise StateError(
            "application/started-already",
            "this process has started Troth already",
            help="call `troth.stop()` first; one store is one controller",
        )
    opened = open_platform(store, keys, manifest=manifest, clock=clock, demo=demo)
    _started.append(opened)
    return opened


def stop() -> None:
    """Close what was started; without a start, nothing."""
    while _started:
        _started.pop().close()


def platform() -> Platform:
    """Return what was started, for whatever `purpose` and `guard` do not offer.

    Raises:
        StateError: `application/not-started`.
    """
    if not _started:
        raise StateError(
            "application/not-started",
            "nothing in this process has started Troth",
            help='call `troth.start("sqlite:///data.db")` where the program begins',
        )
    return _started[-1]


@contextmanager
def purpose(
    name: str,
    person: bytes | str,
    *,
    who: str = "program",
    role: str | None = None,
    channel: str | None = None,
    shown: Mapping[str, str] | None = None,
) -> Iterator[Decision]:
    """Run a block for a purpose and a person, while both allow it.

    Args:
        name: A purpose of the policy.
        person: The person's id, as bytes or in hex.
        who: Pseudonymous id of the program or the member of staff that acts.
        role: A staff role of the policy, where somebody acts in one.
        channel: How the person would be contacted.
        shown: What is shown by id, such as `{"case": "C-17"}`.

    Raises:
        PurposeRefused: on entering, when the purpose is closed for this person.
        StateError: `application/not-started`.
        StateError: `application/no-person` for an id that is none.
    """
    block = platform().purpose(
        name, _id(person), who=who, role=role, channel=channel, shown=shown or {}
    )
    with block as decision:
        yield decision


def guard(
    name: str, *, person: str = "person", who: str = "program", role: str | None = None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator: the function runs only while a purpose is open for its person.

    A coroutine function is asked about when it is awaited, not when it is called.

    Args:
        name: A purpose of the policy.
        person: Name of the function's argument that holds the person's id, as bytes or in hex.
        who: Pseudonymous id of the program or the member of staff that acts.
        role: A staff role of the policy, where somebody acts in one.

    Raises:
        TypeError: when the function has no such argument.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        signature = inspect.signature(function)
        if person not in signature.parameters:
            raise TypeError(f"`{function.__qualname__}` has no argument `{person}`")

        def permit(*args: P.args, **kwargs: P.kwargs) -> None:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            with purpose(name, bound.arguments[person], who=who, role=role):
                pass

        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def later(*args: P.args, **kwargs: P.kwargs) -> Any:
                permit(*args, **kwargs)
                return await function(*args, **kwargs)

            return cast("Callable[P, T]", later)

        @functools.wraps(function)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
            permit(*args, **kwargs)
            return function(*args, **kwargs)

        return guarded

    return decorate


def _id(person: bytes | str) -> bytes:
    if isinstance(person, bytes):
        return person
    try:
        return bytes.fromhex(person)
    except ValueError:
        raise StateError(
            "application/no-person",
            "the person is named by something that is no id",
            help="ids are 16 bytes, or 32 hexadecimal digits; find one by `troth subject find`",
        ) from None
