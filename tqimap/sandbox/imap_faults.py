"""Scripted misbehaviour of the mail server: pymap's connections, which look into the script before they obey."""

import asyncio
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
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

from .rules import Script

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


class Server(IMAPServer):
    """pymap's server, whose connections follow a script."""

    def __init__(self, login: LoginInterface, config: IMAPConfig, script: Script[Fault, str]) -> None:
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
            if fault := _asked(self._script, CONNECT):
                await connection.end(fault)
            else:
                await connection.run(ConnectionState(self._login, self._config))


class _Connection(IMAPConnection):
    script: Script[Fault, str]
    _lost: Fault | None = None

    async def read_command(self, state: ConnectionState) -> Command:
        """The next command that is to be carried out."""
        while True:
            command = await super().read_command(state)
            fault = _asked(self.script, command.command.decode())
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


def _asked(script: Script[Fault, str], command: str) -> Fault | None:
    script.log.append(command)
    return script.next_fault(command)
