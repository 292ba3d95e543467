"""Where a letter reaches a person: the newest address held of them, over their alias set.

Opened for the length of one letter and kept nowhere. GDPR Art. 12(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troth.engines.publication.versions import Versions
from troth.engines.vault.vault import Vault
from troth.storage.ports import DataReader

ADDRESSES: Final = frozenset(("email", "e-mail", "email-address", "work-email"))
"""Items that hold an address where a field's type does not say so."""


def newest_addresses(
    reader: DataReader, versions: Versions, vault: Vault, persons: Sequence[bytes]
) -> dict[bytes, str]:
    """Return person → newest address, of those who left one."""
    family = {member: person for person in persons for member in reader.aliases(person)}
    activities = reader.activities()
    forms = {a.policy: versions.policy(a.policy) for a in activities.values()}
    holding = set()
    for number, activity in activities.items():
        policy = forms[activity.policy]
        form = policy.forms.get(activity.form) if policy else None
        field = form.fields.get(activity.field) if form else None
        if (field is not None and field.type == "email") or activity.item in ADDRESSES:
            holding.add(number)
    rows = [r for r in reader.records(list(family)) if r.activity in holding]
    rows.sort(key=lambda row: row.collected_at)
    found = {}
    for row, value in zip(rows, vault.open_values(rows), strict=True):
        if value is not None and b"@" in value:
            found[family[row.person]] = value.decode(errors="replace")
    return found
