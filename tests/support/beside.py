"""The five published policy texts and the register of entries, which lie beside the checkout.

They belong to the companies that wrote them and are not part of this repository. Tests that need
them are skipped, visibly, where they are absent; this is the one skip that may happen in CI.
"""

from __future__ import annotations

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SEEDS = SHARED / "seeds"
REGISTER = SHARED / "register"

ABSENT = "the policy texts and the register beside the checkout are absent"
"""The reason of every such skip; tests.support.skips knows it by this sentence."""
