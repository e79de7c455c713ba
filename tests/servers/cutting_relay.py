"""A relay between a client and a server that counts what the client does, and kills the client at one of it.

It ends TLS on both sides, so that it sees IMAP commands and HTTP requests as such. Nothing in the product knows of it.
"""

import asyncio
import contextlib
import os
import re
import signal
import ssl
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Literal

Instant = Literal["before", "withheld"]
Units = Callable[[asyncio.StreamReader], AsyncIterator[tuple[str, bytes]]]

BUFFER = 1 << 16
START_SECONDS = 10.0
PID_SECONDS = 10.0  # the test has long said which process it started

_COMMAND = re.compile(rb"^[A-Za-z0-9]+ ((?:UID )?[A-Za-z]+)")
_IDS = re.compile(r"/\d+")


class Gate:
    """Sees every effect of one client process, by name; kills it at the ``nth`` effect of name ``name``.

    ``before``: the server never hears of it. ``withheld``: the server has done it, the client never learns.
    """

    def __init__(self, name: str = "", nth: int = 0, instant: Instant = "before") -> None:
        self.effects: list[str] = []
        self.killed = False
        self._wanted = (name, nth)
        self._instant = instant
        self._counts: Counter[str] = Counter()
        self._pid = 0
        self._started = threading.Event()
        self._lock = threading.Lock()

    def started(self, pid: int) -> None:
        """The client runs as this process."""
        self._pid = pid
        self._started.set()

    def passes(self, name: str) -> Instant | None:
        """Note an effect; at which instant of it the client is to die, if at all."""
        with self._lock:
            self.effects.append(name)
            self._counts[name] += 1
            return self._instant if (name, self._counts[name]) == self._wanted else None

    def kill(self) -> None:
        """End the client as the kernel would."""
        self._started.wait(PID_SECONDS)
        self.killed = True
        os.kill(self._pid, signal.SIGKILL)


class CuttingRelay:
    """Listens on loopback under the certificate of ``server_side`` and relays to ``upstream`` over TLS.

    On an event loop: a TLS connection must not be read and written by two threads at once.
    """

    def __init__(self, upstream: tuple[str, int], server_side: ssl.SSLContext, gate: Gate, units: Units) -> None:
        self._upstream = upstream
        self._server_side = server_side
        self._gate = gate
        self._units = units
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="relay", daemon=True)
        self.port = 0

    def __enter__(self) -> "CuttingRelay":
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(START_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(START_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> int:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._server_side)
        return int(server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError, OSError):  # the end of the relay
            await self._relay(client, to_client)

    async def _relay(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        trusting = ssl._create_unverified_context()  # the relay is not what is tested
        server, to_server = await asyncio.open_connection(*self._upstream, ssl=trusting)
        link = _Link(self._gate)
        up = asyncio.ensure_future(link.up(self._units(client), to_server))
        down = asyncio.ensure_future(link.down(server, to_client))
        await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        if link.withheld:
            await down  # the server's answer is what shows that it has done it
        for task in (up, down):
            task.cancel()
        await asyncio.gather(up, down, return_exceptions=True)
        for end in (to_client, to_server):
            end.close()


class _Link:
    """One connection; ``withheld`` once the server has a command whose answer the client will not live to see."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.withheld = False

    async def up(self, units: AsyncIterator[tuple[str, bytes]], to_server: asyncio.StreamWriter) -> None:
        """From client to server, unit by unit."""
        async for name, data in units:
            instant = self._gate.passes(name) if name else None
            if instant == "before":
                self._gate.kill()
                return
            self.withheld = instant == "withheld"
            to_server.write(data)
            await to_server.drain()

    async def down(self, server: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        """From server to client; what answers a withheld unit shows that the server has done it."""
        with contextlib.suppress(OSError):
            while data := await server.read(BUFFER):
                if self.withheld:
                    self._gate.kill()
                    return
                to_client.write(data)
                await to_client.drain()


async def imap_commands(stream: asyncio.StreamReader) -> AsyncIterator[tuple[str, bytes]]:
    """``IMAP UID FETCH``, with the line itself; the lines of a dialogue within a command have no name."""
    while line := await stream.readline():
        command = _COMMAND.match(line)
        yield (f"IMAP {command[1].decode().upper()}" if command else ""), line


async def http_requests(stream: asyncio.StreamReader) -> AsyncIterator[tuple[str, bytes]]:
    """``POST /api/attachments/N/indicators``, with the whole request."""
    while line := await stream.readline():
        head, length = [line], 0
        while (field := await stream.readline()).strip():
            head.append(field)
            if field.lower().startswith(b"content-length:"):
                length = int(field.split(b":")[1])
        method, target = line.decode().split(" ")[:2]
        path = _IDS.sub("/N", target.partition("?")[0])
        yield f"{method} {path}", b"".join(head) + b"\r\n" + await stream.readexactly(length)
