"""A witness of tree heads: a small process on somebody else's side, so the owner cannot rewrite.

Speaks C2SP tlog-witness: `POST /add-checkpoint` with the old size, a consistency proof and the
signed head; answers with a cosignature, or the status that the protocol gives. The rule is pure
(`ledger.witness`); this file keeps the last head it signed, synced to disk *before* it answers, and
listens. It holds no personal data and knows no store.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock

import httpx

from troth.core.ports import Clock, Entropy
from troth.errors import InputError, OutsideError, TrothError
from troth.ledger.checkpoint import cosign, parse_checkpoint
from troth.ledger.note import b64, check_name, parse_note, public_key_of, unb64
from troth.ledger.witness import AddCheckpoint, WitnessState, consider, parse_add_checkpoint

BODY_LIMIT = 65_536
"""Longest request in bytes: a head and at most 64 hashes are far shorter."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, content type and body of a reply."""

    status: int
    kind: str
    body: str


class Witness:
    """Signs a log's head if, and only if, it continues the last one it signed.

    Args:
        folder: Where the key and the last heads are kept; made when missing.
        name: The witness's name, as it stands in its signatures.
        logs: Origin → Ed25519 public key of every log it knows.
    """

    def __init__(
        self, *, folder: Path, name: str, logs: Mapping[str, bytes], clock: Clock, entropy: Entropy
    ) -> None:
        self.name = check_name(name)
        self._folder = folder
        self._logs = dict(logs)
        self._clock = clock
        self._lock = Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._key = _own_key(folder / "witness.key", entropy)

    @property
    def public_key(self) -> bytes:
        """The key others check its signatures with."""
        return public_key_of(self._key)

    def add_checkpoint(self, body: str) -> Answer:
        """Answer one request; the state is on disk before a signature leaves."""
        try:
            request = parse_add_checkpoint(body)
            origin = parse_checkpoint(parse_note(request.note).text).origin
        except TrothError as fault:
            return Answer(400, "text/plain", fault.message + "\n")
        key = self._logs.get(origin)
        if key is None:
            return Answer(404, "text/plain", "this witness does not know the log\n")
        with self._lock:
            verdict = consider(self._last(origin), request, origin=origin, public_key=key)
            if verdict.state is None:
                kind = "text/x.tlog.size" if verdict.status == 409 else "text/plain"
                said = verdict.known_size if verdict.status == 409 else verdict.outcome
                return Answer(verdict.status, kind, f"{said}\n")
            self._remember(verdict.state)
        signature = cosign(
            verdict.text, name=self.name, private_key=self._key, at=self._clock.now()
        )
        return Answer(200, "text/plain", signature.line() + "\n")

    def _path(self, origin: str) -> Path:
        return self._folder / (origin.replace("/", "_") + ".head.json")

    def _last(self, origin: str) -> WitnessState | None:
        path = self._path(origin)
        if not path.exists():
            return None
        try:
            kept = json.loads(path.read_text())
            root = unb64(kept["root"])
            if kept["origin"] != origin or root is None:
                raise ValueError
            return WitnessState(origin=origin, size=int(kept["size"]), root=root)
        except (ValueError, KeyError) as fault:
            raise OutsideError("witness/state-damaged", f"`{path.name}` cannot be read") from fault

    def _remember(self, state: WitnessState) -> None:
        text = json.dumps({"origin": state.origin, "size": state.size, "root": b64(state.root)})
        _write_synced(self._path(state.origin), text.encode())


def serve_witness(witness: Witness, *, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server bound to `host` and `port` (0: any); the caller runs and closes it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/add-checkpoint":
                answer = Answer(404, "text/plain", "POST /add-checkpoint\n")
            elif not 0 < length <= BODY_LIMIT:
                answer = Answer(413, "text/plain", "the request is too large or empty\n")
            else:
                answer = witness.add_checkpoint(self.rfile.read(length).decode(errors="replace"))
            content = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Keep silent: addresses of callers are personal data."""

    return ThreadingHTTPServer((host, port), Handler)


def ask_witness(url: str, request: AddCheckpoint) -> str:
    """Send a head to a witness and return its signature line.

    Raises:
        OutsideError: `witness/unreachable`; `witness/refused` with what it said.
        InputError: `witness/behind` when it knows another size; `help` names that size.
    """
    try:
        reply = httpx.post(
            f"{url.rstrip('/')}/add-checkpoint", content=request.encode(), timeout=10
        )
    except httpx.HTTPError as fault:
        raise OutsideError("witness/unreachable", f"`{url}` does not answer") from fault
    if reply.status_code == 409:
        raise InputError(
            "witness/behind", "the witness knows another size of this log", help=reply.text.strip()
        )
    if reply.status_code != 200:
        raise OutsideError("witness/refused", f"the witness refused: {reply.text.strip()[:200]}")
    return reply.text.strip()


def _own_key(path: Path, entropy: Entropy) -> bytes:
    if path.exists():
        key = path.read_bytes()
        if len(key) != 32:
            raise OutsideError("witness/key-damaged", "the witness's key file is not 32 bytes")
        return key
    key = entropy.bytes(32)
    _write_synced(path, key)
    return key


def _write_synced(path: Path, content: bytes) -> None:
    """Replace a file whole: synced, then renamed, then the folder synced; owner only."""
    temporary = path.with_suffix(path.suffix + ".next")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
