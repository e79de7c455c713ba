"""Scripted misbehaviour of the mail server: pymap's connections, which look into the script before they obey."""

import asyncio
import threading
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from pymap.config import IMAPConfig
from pymap.context import connection_exit
from pymap.imap import IMAPConnection, IMAPServer
from pymap.imap.state import ConnectionState
from pymap.interfaces.login import LoginInterface
from pymap.parsing.command import Command
from pymap.parsing.response import CommandResponse, Response, ResponseBye, ResponseCode, ResponseNo

from .rules import Rule

Action = Literal["no", "bye", "cut", "hang"]
# A fault of this "command" takes the place of the greeting.
CONNECT = "CONNECT"
_CODE = ResponseCode.of(b"UNAVAILABLE")
_TEXT = b"Try again later."


@dataclass(frozen=True, slots=True)
class Fault:
    """How one command goes wrong.

    ``no``: it is answered NO; ``bye``: the server says BYE and closes; ``cut``: the connection is reset; ``hang``: no
    answer ever. ``effect``: whether the command is carried out all the same, only its answer being replaced.
    """

    action: Action
    effect: bool = False


@dataclass(slots=True)
class Script:
    """The rules, the delay of each answer in seconds and the log of commands that both threads share."""

    rules: list[Rule[Fault]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    delay: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_fault(self, command: str) -> Fault | None:
        """The fault of the first rule that hits; every rule counts the command."""
        with self.lock:
            self.log.append(command)
            hit = [rule.fault for rule in self.rules if rule.hits(command)]
        return hit[0] if hit else None


class Server(IMAPServer):
    """pymap's server, whose connections follow a script."""

    def __init__(self, login: LoginInterface, config: IMAPConfig, script: Script) -> None:
        super().__init__(login, config)
        self._script = script

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, in the task that asyncio holds on to as long as the connection is open.

        pymap's own way leads through a task that nothing refers to, and that a collection of garbage may end.
        """
        peer = SocketInfo.get(writer, None, unique_id=uuid4().bytes)
        connection = _Connection(self.commands, self._config, reader, writer, peer)
        connection.script = self._script
        async with AsyncExitStack() as stack:
            connection_exit.set(stack)
            stack.enter_context(closing(connection))
            if fault := self._script.next_fault(CONNECT):
                await connection.end(fault)
            else:
                await connection.run(ConnectionState(self._login, self._config))


class _Connection(IMAPConnection):
    script: Script
    _lost: Fault | None = None

    async def read_command(self, state: ConnectionState) -> Command:
        """The next command that is to be carried out."""
        while True:
            command = await super().read_command(state)
            fault = self.script.next_fault(command.command.decode())
            if self.script.delay:
                await asyncio.sleep(self.script.delay)
            if fault is None or fault.effect:
                self._lost = fault
                return command
            await self._misbehave(fault, command.tag)

    async def write_response(self, resp: Response) -> None:
        fault, self._lost = self._lost, None
        if fault is None:
            await super().write_response(resp)
        else:
            await self._misbehave(fault, resp.tag if isinstance(resp, CommandResponse) else b"*")

    async def _misbehave(self, fault: Fault, tag: bytes) -> None:
        if fault.action == "no":
            await super().write_response(ResponseNo(tag, _TEXT, _CODE))
        else:
            await self.end(fault)

    async def end(self, fault: Fault) -> None:
        """Let go of the connection; whoever reads from it then finds its end."""
        if fault.action == "hang":
            await asyncio.Event().wait()
        elif fault.action == "cut":
            self.writer.transport.abort()
        else:
            await super().write_response(ResponseBye(_TEXT, _CODE))
            self.writer.close()
