"""What a callback says: where a request stands now, in the protocol of the agent that asked.

It is said when the message is carried and not when it was queued: a receiver that was away for days
learns where the request stands, not where it stood. A callback of OpenDSR is signed as its answers.

Data Rights Protocol 1.0, 2.03; the OpenDSR specification, sections 8.5-8.8.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from troth.engines.agents import drp, opendsr
from troth.engines.agents.asking import MachineIntake
from troth.engines.agents.signing import AnswerSigner
from troth.storage.program_rows import DeliveryRow, WebhookRow

_VERSIONS: Final[Mapping[str, opendsr.Version]] = {"1.0": "1.0", "2.0": "2.0"}


class Callbacks:
    """Says where a request stands."""

    def __init__(self, *, intake: Callable[[], MachineIntake], signer: AnswerSigner) -> None:
        self._intake = intake
        self._signer = signer

    def say(
        self, hook: WebhookRow, row: DeliveryRow, now: datetime
    ) -> tuple[Mapping[str, str], bytes]:
        """Return headers and body of a callback."""
        standing = self._intake().of(bytes.fromhex(json.loads(row.body)["request"]), now)
        if standing.kept.protocol == "drp":
            return {}, json.dumps(drp.status(standing)).encode()
        version = _VERSIONS[standing.kept.version]
        body = json.dumps(opendsr.callback(standing, version, hook.url)).encode()
        return signed(self._signer, version, standing.kept.address, body), body


def signed(
    signer: AnswerSigner, version: opendsr.Version, address: str, body: bytes
) -> dict[str, str]:
    """Return the headers by which a body of OpenDSR is checked."""
    begin = opendsr.HEADERS[version]
    return {
        f"{begin}-Processor-Domain": urlsplit(address).hostname or "",
        f"{begin}-Signature": signer.sign(body),
    }
