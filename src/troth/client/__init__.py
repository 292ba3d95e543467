"""Call a running Troth from a program: typed, with retries that never do anything twice.

from troth.client import Client

with Client("https://privacy.example.com", token) as client:
    with client.purpose("newsletter", person):
        send(person)
"""

from __future__ import annotations

from troth.client import sent, told
from troth.client.calls import Client, PurposeClosed, Refused

__all__ = ["Client", "PurposeClosed", "Refused", "sent", "told"]
