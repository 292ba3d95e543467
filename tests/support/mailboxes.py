"""A real IMAP server on this machine: IMAP4rev1 as far as a reader of mailboxes needs it.

It speaks over a socket, so that what is tested is the client as it runs. It can be told to lack an
extension, to hang up at a word, and to be made anew, which changes UIDVALIDITY (RFC 3501, 2.3.1.1).
"""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "reader", "correct horse"
CAPABILITIES = ("IMAP4REV1", "MOVE", "UIDPLUS")


@dataclass(slots=True)
class Letter:
    """A message in a folder."""

    uid: int
    raw: bytes
    arrived: str
    deleted: bool = False


@dataclass(slots=True)
class Post:
    """A mailbox with its folders, and how the server behaves.

    Attributes:
        hangs_up_at: The command at which it drops the line, once; such as `UID MOVE`.
        after: Whether it does what it was told before it hangs up.
        stalls_at, stalled: The command that it never answers, and whether it was asked.
        asked: Every command it was given, without arguments.
    """

    capabilities: tuple[str, ...] = CAPABILITIES
    era: int = 7
    folders: dict[str, list[Letter]] = field(default_factory=lambda: {"INBOX": []})
    hangs_up_at: str = ""
    after: bool = False
    stalls_at: str = ""
    stalled: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    _next: int = 1

    def deliver(self, raw: bytes, arrived: str = "02-Mar-2026 09:00:00 +0000") -> None:
        """Lay a message into the mailbox."""
        self._put("INBOX", raw, arrived)

    def made_anew(self) -> None:
        """Lose every number: the same messages under others (RFC 3501, 2.3.1.1)."""
        self.era += 1
        for folder in self.folders.values():
            for letter in folder:
                letter.uid = self._next = self._next + 1

    def holds(self, folder: str) -> list[bytes]:
        """Return what lies in a folder and is not deleted."""
        return [one.raw for one in self.folders.get(folder, ()) if not one.deleted]

    def _put(self, folder: str, raw: bytes, arrived: str) -> None:
        self._next += 1
        self.folders.setdefault(folder, []).append(
            Letter(uid=self._next, raw=raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
                   arrived=arrived)
        )  # fmt: skip


@contextmanager
def mailbox(post: Post, *, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve a mailbox; give the address of it, without the password."""
    ready, ended = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        server = await asyncio.start_server(
            lambda reader, writer: _Line(post, reader, writer).talk(), "127.0.0.1", 0, ssl=tls
        )
        post.port = server.sockets[0].getsockname()[1]
        loops.append(asyncio.get_running_loop())
        ready.set()
        await ended.wait()
        server.close()

    # Whoever still has a line when it ends is hung up on.
    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(10)
    scheme = "imap" if tls is None else "imaps"
    try:
        yield f"{scheme}://{USER}@127.0.0.1:{post.port}/INBOX"
    finally:
        loops[0].call_soon_threadsafe(ended.set)
        thread.join(10)


class _Line:
    """One connection."""

    def __init__(
        self, post: Post, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._post, self._reader, self._writer = post, reader, writer
        self._folder = "INBOX"

    async def talk(self) -> None:
        """Answer until one side hangs up."""
        self._say("* OK ready")
        try:
            while line := await self._reader.readline():
                tag, _, rest = line.decode().strip().partition(" ")
                if not self._answered(tag, rest):
                    break
                await self._writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._writer.close()

    def _answered(self, tag: str, rest: str) -> bool:
        words = rest.split(" ", 2)
        name = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
        self._post.asked.append(name)
        if self._post.stalls_at == name:
            self._post.stalled.set()
            return True
        cut = self._post.hangs_up_at == name
        if cut:
            self._post.hangs_up_at = ""
            if not self._post.after:
                self._writer.transport.abort()
                return False
        said = self._do(name, rest.split(" ", 1)[1] if " " in rest else "")
        if cut:
            self._writer.transport.abort()
            return False
        self._say(f"{tag} {said}")
        return name != "LOGOUT"

    def _do(self, name: str, rest: str) -> str:
        match name:
            case "CAPABILITY":
                self._say(f"* CAPABILITY {' '.join(self._post.capabilities)}")
            case "LOGIN":
                return self._signed_in(rest)
            case "CREATE":
                self._post.folders.setdefault(rest.strip('"'), [])
            case "SELECT":
                return self._selected(rest.strip('"'))
            case "UID SEARCH":
                found = " ".join(str(one.uid) for one in self._here() if not one.deleted)
                self._say(f"* SEARCH {found}".rstrip())
            case "UID FETCH":
                self._fetched(rest)
            case "LOGOUT":
                self._say("* BYE")
            case _:
                return self._changed(name, rest)
        return "OK done"

    def _signed_in(self, rest: str) -> str:
        user, _, password = rest.partition(" ")
        right = (user.strip('"'), password.strip('"')) == (USER, PASSWORD)
        return "OK done" if right else "NO [AUTHENTICATIONFAILED] no"

    def _here(self) -> list[Letter]:
        return self._post.folders[self._folder]

    def _selected(self, folder: str) -> str:
        if folder not in self._post.folders:
            return "NO there is none"
        self._folder = folder
        self._say(f"* {len(self._here())} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self._post.era}] era")
        return "OK [READ-WRITE] done"

    def _fetched(self, rest: str) -> None:
        uid = int(rest.split()[1])
        most = re.search(r"<0\.(\d+)>", rest)
        assert most is not None
        for place, one in enumerate(self._here(), 1):
            # Something about another message in between, as servers do.
            if one.uid != uid:
                self._say(f"* {place} FETCH (FLAGS (\\Recent) UID {one.uid})")
            else:
                raw = one.raw[: int(most.group(1))]
                self._say(
                    f"* {place} FETCH (UID {uid} RFC822.SIZE {len(one.raw)}"
                    f' INTERNALDATE "{one.arrived}" BODY[]<0> {{{len(raw)}}}'
                )
                self._writer.write(raw + b")\r\n")

    def _changed(self, name: str, rest: str) -> str:
        _, uid, *others = rest.split()
        for one in [one for one in self._here() if one.uid == int(uid)]:
            match name:
                case "UID MOVE":
                    self._here().remove(one)
                    self._post._put(others[0].strip('"'), one.raw, one.arrived)
                case "UID COPY":
                    self._post._put(others[0].strip('"'), one.raw, one.arrived)
                case "UID STORE":
                    one.deleted = True
                case "UID EXPUNGE":
                    self._post.folders[self._folder] = [
                        each for each in self._here() if not (each is one and each.deleted)
                    ]
        return "OK done" if name.startswith("UID ") else "BAD what"

    def _say(self, words: str) -> None:
        self._writer.write(words.encode() + b"\r\n")
