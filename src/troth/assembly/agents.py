"""What machines of agents need of an open platform: who is known, what is asked, what is signed."""

from __future__ import annotations

from troth.assembly.platform import Platform
from troth.engines.agents.asking import MachineIntake
from troth.engines.agents.callbacks import Callbacks
from troth.engines.agents.signing import AnswerSigner
from troth.engines.programs.agents import Agents


def build_agents(platform: Platform) -> Agents:
    """Return what makes agents known and lets them out."""
    return Agents(
        data=platform.data,
        vault=platform.vault,
        evidence=platform.evidence,
        entropy=platform.entropy,
    )


def build_machine_intake(platform: Platform) -> MachineIntake:
    """Return what takes in requests that agents pass on."""
    return MachineIntake(data=platform.data, evidence=platform.evidence, requests=platform.requests)


def build_answer_signer(platform: Platform) -> AnswerSigner:
    """Return what signs answers and holds the certificate for them."""
    return AnswerSigner(
        data=platform.data, secret=platform.keyring.secret, entropy=platform.entropy
    )


def build_callbacks(platform: Platform) -> Callbacks:
    """Return what says where a request stands when an agent is told of it."""
    return Callbacks(
        intake=lambda: build_machine_intake(platform), signer=build_answer_signer(platform)
    )
