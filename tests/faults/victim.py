"""The process that is killed: opens a store and sweeps or erases until its fuse burns.

    python -m tests.faults.victim sweep|erase FOLDER DATA_URL KEYS_URL INSTANT STEP

Ends with 0 when the work was finished before the fuse burnt.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from tests.engines.grounds import SteppedClock
from tests.engines.living import POLICIES
from tests.faults.doors import Fuse, Fused
from troth.assembly.entropy import SystemEntropy
from troth.assembly.foundation import lay_foundation
from troth.assembly.platform import build_platform
from troth.assembly.policies import load_policy
from troth.storage.rootfile import RootFile
from troth.storage.sql.database import open_data_store, open_key_store


def main(work: str, folder: str, data_url: str, keys_url: str, instant: str, step: str) -> None:
    """Do the work with a fuse that burns at `step`."""
    fuse = Fuse(int(step))
    laid = lay_foundation(
        data=Fused(open_data_store(data_url, create=False), fuse),  # type: ignore[arg-type] # a proxy
        keys=Fused(open_key_store(keys_url, create=False), fuse),  # type: ignore[arg-type] # a proxy
        root=RootFile(Path(folder) / "root.key"),
        clock=SteppedClock(datetime.fromisoformat(instant)),
        entropy=SystemEntropy(),
    )
    troth = build_platform(laid, load_policy(POLICIES / "intexsoft.yaml").required())
    now = troth.clock.now()
    with troth.data.read() as reader:
        persons = sorted(row.person for row in reader.all_persons())
    fuse.lit = True
    if work == "sweep":
        troth.retention.sweep(now)
    else:
        plan = troth.erasure.plan(persons[:2], now)
        troth.erasure.carry_out(plan.plan, now)
        troth.vault.epoch(now)


if __name__ == "__main__":
    main(*sys.argv[1:])
