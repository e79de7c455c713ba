"""A mailbox to read: pymap's server embedded in a thread of the caller, on loopback, over real TCP and TLS.

In a test::

    with MailServer() as mail:
        mail.deliver(raw_bytes)                                 # returns the UID
        mail.deliver(raw_bytes, folder="Phish", seen=True)
        ...                                                     # mail.host, mail.port, mail.ca_file, mail.username …
        mail.messages()                                         # uid, flags and bytes of each message
        mail.unseen()                                           # the UIDs without \\Seen
        mail.commands                                           # what the clients asked, without arguments

Faults, for the nth command that matches and as many after it as ``times`` says (``times=None``: all); ``CONNECT``
stands for the greeting::

    mail.fail("no", "LOGIN");  mail.fail("bye", "CONNECT");  mail.fail("hang", "UID FETCH", nth=2)
    mail.fail("cut", "UID STORE", effect=True)                  # done, but the answer is lost
    mail.delay = 0.02;  mail.heal()

``port`` has implicit TLS (pymap has none: the listener is ours), ``starttls_port`` begins in the clear.
pymap keeps no keywords of its users' choice and has no CONDSTORE; what needs those runs on Dovecot.
"""

import asyncio
import re
import secrets
import socket
import ssl
import tempfile
import threading
from argparse import Namespace
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from . import listening
from .imap_faults import Action, Fault, Server
from .listening import LOOPBACK
from .rules import Rule, Script, Scripted

# Starting takes well under a second, a stop waits for nothing, and no call to the server takes long. Seconds.
_LIMIT = 20.0
# The longest command line: a client may name thousands of UIDs in one. Bytes.
_LINE = 4 << 20
# Messages that are delivered at a time, while clients wait.
_BATCH = 500
_BARE_LF = re.compile(rb"(?<!\r)\n")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as the server holds it; flags as in ``\\Seen``."""

    uid: int
    flags: frozenset[str]
    raw: bytes


class MailServer(Scripted):
    """``with MailServer() as mail:``; ready when the block begins, gone when it ends."""

    def __init__(
        self,
        port: int = 0,
        *,
        username: str = "analyst@sandbox.test",
        password: str | None = None,
        certificate: listening.Quality = "good",
    ) -> None:
        """``port`` 0 takes a free one; the password is made up if none is given."""
        self._temporary = tempfile.TemporaryDirectory(prefix="imap-")
        self._certificate = listening.issue(Path(self._temporary.name), "imap", certificate)
        self.ca_file = str(self._certificate.ca_file)
        self.fingerprint = self._certificate.fingerprint
        self.username = username
        self.password = password or secrets.token_urlsafe(12)
        self.host = LOOPBACK
        self._wanted_port = port
        self._script: Script[Fault, str] = Script()
        self._listeners: list[socket.socket] = []

    @property
    def port(self) -> int:
        """The port with TLS from the first byte."""
        return int(self._listeners[0].getsockname()[1])

    @property
    def starttls_port(self) -> int:
        """The port that begins in the clear and offers STARTTLS."""
        return int(self._listeners[1].getsockname()[1])

    def deliver(
        self, raw: bytes, folder: str = "INBOX", *, seen: bool = False, internal_date: datetime | None = None
    ) -> int:
        """Put a message into a folder, which is made if it is not there, and return its UID.

        Bare line feeds become CRLF, as a mail server stores them (RFC 5322, 2.3).
        """
        return self._call(self._deliver_all([_BARE_LF.sub(b"\r\n", raw)], folder, seen, internal_date))[0]

    def deliver_all(self, messages: Iterable[bytes], folder: str = "INBOX") -> list[int]:
        """Put many messages into a folder, and return their UIDs."""
        wanted = [_BARE_LF.sub(b"\r\n", raw) for raw in messages]
        batches = (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))
        return [uid for batch in batches for uid in self._call(self._deliver_all(batch, folder))]

    def messages(self, folder: str = "INBOX") -> list[Stored]:
        """What the folder holds."""
        return self._call(self._messages(folder))

    def flags(self, folder: str = "INBOX") -> dict[int, frozenset[str]]:
        """The flags of each message, by UID."""
        return {message.uid: message.flags for message in self.messages(folder)}

    def unseen(self, folder: str = "INBOX") -> list[int]:
        """The UIDs of the messages that nobody has marked as read."""
        return [uid for uid, flags in self.flags(folder).items() if "\\Seen" not in flags]

    @property
    def commands(self) -> list[str]:
        """What was asked so far by all clients, in its order: ``CONNECT``, ``LOGIN``, ``UID FETCH`` …"""
        return list(self._script.log)

    def fail(
        self, action: Action, command: str = "*", *, nth: int = 1, times: int | None = 1, effect: bool = False
    ) -> None:
        """Let the ``nth`` command that matches (and ``times - 1`` after it) go wrong; see ``imap_faults.Fault``."""
        with self._script.lock:
            self._script.rules.append(Rule(Fault(action, effect), (command,), nth, times))

    def start(self) -> None:
        """Listen and serve; a port that is taken raises OSError here."""
        self._listeners.append(listening.listener(self._wanted_port))
        self._listeners.append(listening.listener(0))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="imap", daemon=True)
        self._thread.start()
        self._call(self._open())
        self._probe()

    def _probe(self) -> None:
        """A whole TLS handshake and the greeting."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection((LOOPBACK, self.port), _LIMIT) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as wrapped,
        ):
            greeting = wrapped.recv(1024)
        if not greeting.startswith(b"* OK"):
            raise RuntimeError(f"the mail server greeted with {greeting!r}")
        self._script.log.clear()

    def close(self) -> None:
        """Stop serving, drop all connections and forget the mail."""
        if hasattr(self, "_thread") and self._thread.is_alive():
            self._call(self._shut())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_LIMIT)
            self._loop.close()
        for listener in self._listeners:
            listener.close()
        self._temporary.cleanup()

    def _call(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_LIMIT)

    async def _open(self) -> None:
        from pymap.backend.dict import Config, DictBackend
        from pysasl.hashing import BuiltinHash

        context = self._certificate.server_context()
        # One round: what hides the password of a throwaway mailbox need not take half a second of each login.
        common: dict[str, Any] = {"ssl_context": context, "hash_context": BuiltinHash(rounds=1)}
        common |= {"invalid_user_sleep": 0.0, "reject_dnsbl": False}
        self._backend, opportunistic = await DictBackend.init(self._arguments(tls=True), **common)
        implicit = Config.from_args(self._arguments(tls=False), **common)
        opportunistic.apply_context()
        self._servers = []
        for listener, config, tls in zip(self._listeners, (implicit, opportunistic), (context, None), strict=True):
            serve = Server(self._backend.login, config, self._script).serve
            self._servers.append(await asyncio.start_server(serve, sock=listener, ssl=tls, limit=_LINE))

    def _arguments(self, *, tls: bool) -> Namespace:
        return Namespace(
            host=None, port=None, debug=False, cert=None, key=None, tls=tls, passlib_cfg=None, proxy_protocol=None,
            demo_data=False, demo_user=self.username, demo_password=self.password,
        )  # fmt: skip

    async def _shut(self) -> None:
        for server in self._servers:
            server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _folder(self, name: str) -> Any:
        async with self._backend.login.demo_user_identity.new_session() as session:
            mailboxes = session.mailbox_set
            if name.upper() != "INBOX" and name not in (
                entry.name for entry in (await mailboxes.list_mailboxes()).list()
            ):
                await mailboxes.add_mailbox(name)
            return await mailboxes.get_mailbox(name)

    async def _deliver_all(
        self, messages: list[bytes], folder: str, seen: bool = False, internal_date: datetime | None = None
    ) -> list[int]:
        from pymap.parsing.message import AppendMessage
        from pymap.parsing.specials.flag import Seen

        flags = frozenset({Seen}) if seen else frozenset()
        mailbox = await self._folder(folder)
        return [int((await mailbox.append(AppendMessage(raw, internal_date, flags))).uid) for raw in messages]

    async def _messages(self, folder: str) -> list[Stored]:
        from pymap.parsing.specials import FetchRequirement

        found = []
        async for message in (await self._folder(folder)).messages():
            content = (await message.load_content(FetchRequirement.CONTENT)).content
            flags = frozenset(bytes(flag).decode() for flag in message.permanent_flags)
            found.append(Stored(message.uid, flags, bytes(content)))
        return found
