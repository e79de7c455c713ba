"""The outermost layer of the server: it tolerates slashes at the end and in pairs, keeps the log, and misbehaves
where the script says."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from ..rules import Script
from .faults import Fault, Seen

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_BODIES: dict[int, Any] = {
    400: {"data": {"errors": {"name": ["The name field is required."]}}},
    401: {"errors": ["The resource owner or authorization server denied the request."]},
    403: {"errors": ["You do not have permission to perform this action."]},
    404: {"errors": ["Not found."]},
    429: {"errors": ["Too Many Attempts."]},
}
_OTHER_BODY = {"errors": ["Whoops, looks like something went wrong."]}
# As nginx, which stands before the real server, takes them: one client sends //api/token.
_SLASHES = re.compile("//+")
_SHAPE = b'{"status": "ok", "result": ["nothing", null]}'
_PAGE = b"<!DOCTYPE html><html><head><title>ThreatQ</title></head><body><h1>Down for maintenance</h1></body></html>"


class Connection(H11Protocol):
    """uvicorn's protocol, with a way for ``Edge`` to reset a connection: open ones by the client's address.

    The end of the server resets all: from Python 3.12 on it would wait for clients that keep theirs open.
    """

    open: dict[tuple[str, int], asyncio.Transport]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client:
            self.open[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.client:
            self.open.pop(self.client, None)

    def shutdown(self) -> None:
        self.transport.abort()


class Edge:
    """ASGI application around ``app``; ``connections`` are the open ones, see ``Connection``."""

    def __init__(
        self, app: App, script: Script[Fault, Seen], connections: dict[tuple[str, int], asyncio.Transport]
    ) -> None:
        self._app = app
        self._script = script
        self._connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["path"] = _SLASHES.sub("/", scope["path"]).rstrip("/") or "/"
        scope["state"]["count"] = 0
        answer = _Answer(send, partial(self._note, scope))
        fault = self._script.next_fault(scope["method"], scope["path"])
        if self._script.delay:
            await asyncio.sleep(self._script.delay)
        try:
            if fault is None:
                await self._app(scope, receive, answer)
            else:
                await self._misbehave(fault, scope, receive, answer)
        finally:
            if not answer.status:
                self._note(scope, 0)

    def _note(self, scope: Scope, status: int) -> None:
        query = scope["query_string"].decode("latin-1")
        self._script.log.append(Seen(scope["method"], scope["path"], query, status, scope["state"]["count"]))

    async def _misbehave(self, fault: Fault, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        kept = _Kept()
        if fault.carried_out:
            await self._app(scope, receive, kept)
        elif fault.action != "cut":
            await _drain(receive)
        if fault.action == "hang":
            await self._hang(scope)
        elif fault.action == "cut":
            self._abort(scope)
        elif fault.action == "truncate":
            await _send(
                answer, kept.status, kept.body[: len(kept.body) // 2], length=len(kept.body), kind=b"application/json"
            )
            # Let the half leave before the connection does.
            self._connections[scope["client"]].close()
        elif fault.action == "rows":
            await _send(answer, kept.status, _with_rows(kept.body, fault.rows), kind=b"application/json")
        elif fault.action == "html":
            await _send(answer, 200, _PAGE, kind=b"text/html; charset=utf-8")
        elif fault.action == "shape":
            await _send(answer, 200, _SHAPE, kind=b"application/json")
        else:
            await _refuse(answer, fault)

    async def _hang(self, scope: Scope) -> None:
        """Wait for the end of the server; uvicorn would then answer 500, had the connection not been reset."""
        try:
            await asyncio.Event().wait()
        finally:
            self._abort(scope)

    def _abort(self, scope: Scope) -> None:
        if transport := self._connections.get(scope["client"]):
            transport.abort()


async def _refuse(answer: "_Answer", fault: Fault) -> None:
    body = json.dumps(_BODIES.get(fault.status, _OTHER_BODY)).encode()
    extra = [] if fault.retry_after is None else [(b"retry-after", f"{fault.retry_after:g}".encode())]
    await _send(answer, fault.status, body, kind=b"application/json", extra=extra)


def _with_rows(body: bytes, change: int) -> bytes:
    """The reply with some rows fewer, or its last row repeated."""
    payload = json.loads(body)
    rows = payload["data"]
    payload["data"] = rows[:change] if change < 0 else rows + rows[-1:] * change
    return json.dumps(payload).encode()


async def _drain(receive: Receive) -> None:
    while (await receive()).get("more_body"):
        pass


async def _send(
    send: Send,
    status: int,
    body: bytes,
    *,
    kind: bytes,
    length: int | None = None,
    extra: list[tuple[bytes, bytes]] | None = None,
) -> None:
    size = str(len(body) if length is None else length).encode()
    headers = [(b"content-type", kind), (b"content-length", size), *(extra or [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": length is not None})


class _Answer:
    """Passes an answer on. It is noted before it leaves, so that whoever has read it finds it in the log."""

    def __init__(self, send: Send, note: Callable[[int], None]) -> None:
        self._send = send
        self._note = note
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._note(self.status)
        await self._send(message)


class _Kept:
    """Keeps an answer instead of sending it."""

    def __init__(self) -> None:
        self.status = 0
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.body += message.get("body", b"")
