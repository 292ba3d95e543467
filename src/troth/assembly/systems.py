"""Doors to the systems that a manifest connects, from their addresses in the environment.

`TROTH_SYSTEM_ZOHO_CRM` is the address of the system `zoho-crm`: a SQLAlchemy URL of a database, or
a URL that listens; `TROTH_SYSTEM_ZOHO_CRM_TOKEN` what shows the latter who asks. A system that the
manifest connects and whose address nobody gave has a door that says so whenever it is tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from troth.assembly.foundation import Foundation
from troth.connectors.contract import SystemDoor
from troth.connectors.http_system import HttpSystem
from troth.connectors.sql_system import SqlSystem
from troth.core.names import Identifier
from troth.engines.erasure.systems import Elsewhere
from troth.engines.intake.identifiers import Identifiers
from troth.errors import OutsideError
from troth.policy.compiled import Policy, System


@dataclass(frozen=True, slots=True, kw_only=True)
class Nowhere:
    """The door of a system without an address."""

    name: str
    variable: str

    def locate(self, identifiers: Sequence[Identifier]) -> int:
        """Say that there is no address."""
        raise self._nowhere(identifiers)

    def erase(self, identifiers: Sequence[Identifier], plan: bytes) -> int:
        """Say that there is no address."""
        raise self._nowhere(identifiers)

    def _nowhere(self, identifiers: Sequence[Identifier]) -> OutsideError:
        return OutsideError(
            "system/no-address",
            f"`{self.name}` is to be asked about {len(identifiers)} identifiers and has no address",
            help=f"set {self.variable}",
            place=f"systems/{self.name}",
        )


def build_elsewhere(laid: Foundation, policy: Policy, environment: Mapping[str, str]) -> Elsewhere:
    """Join what asks the systems beyond the store to an open foundation."""
    identifiers = Identifiers(
        policy=policy, data=laid.data, vault=laid.vault, identity=laid.identity
    )
    return Elsewhere(doors=open_doors(policy, environment), identifiers=identifiers)


def open_doors(policy: Policy, environment: Mapping[str, str]) -> dict[str, SystemDoor]:
    """Return a door for each system that the manifest connects, by its key."""
    return {
        key: _door(system, environment)
        for key, system in policy.systems.items()
        if system.connector is not None
    }


def _door(system: System, environment: Mapping[str, str]) -> SystemDoor:
    variable = f"TROTH_SYSTEM_{system.key.upper().replace('-', '_')}"
    url, connector = environment.get(variable), system.connector
    if not url or connector is None:
        return Nowhere(name=system.key, variable=variable)
    if connector.kind == "sql":
        return SqlSystem(name=system.key, url=url, erases=connector.erases)
    return HttpSystem(name=system.key, url=url, token=environment.get(f"{variable}_TOKEN", ""))
