"""SOCKS proxies to go through: real ones, and one of our own that records what it was asked (RFC 1928, RFC 1929).

with microsocks() as port: …
with SshProxy() as proxy: proxy.port          # socks4, 4a and 5
with RecordingSocks() as proxy: proxy.asked   # [Asked("socks5", "mail.example.org", 993, "user", "password")]
"""

import contextlib
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from servers.accepting import Accepting

READY_SECONDS = 20.0
POLL_SECONDS = 0.02
WAIT = 30.0
SSHD = "/usr/sbin/sshd"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it reached the proxy."""

    version: str
    host: str
    port: int
    username: str = ""
    password: str = ""


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextlib.contextmanager
def microsocks(username: str = "", password: str = "") -> Iterator[int]:
    """microsocks, which speaks socks5 only, on a free port; with a login where one is given."""
    port = free_port()
    login = ["-u", username, "-P", password] if username else []
    with running(["microsocks", "-i", "127.0.0.1", "-p", str(port), *login], port):
        yield port


@contextlib.contextmanager
def running(command: list[str], port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A program that listens on ``port``, while the block runs."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(process, port)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(POLL_SECONDS)
    raise RuntimeError(f"{process.args} did not start (exit code {process.poll()})")


class SshProxy:
    """``ssh -D`` to an sshd of our own: the only socks4a proxy at hand that gets it right."""

    def __enter__(self) -> Self:
        self._stack = contextlib.ExitStack()
        try:
            self.port = self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start(self) -> int:
        directory = Path(tempfile.mkdtemp(prefix="sshd-"))
        self._stack.callback(shutil.rmtree, directory, ignore_errors=True)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd, as root, locks its children up
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory / name], check=True)
        (directory / "user.pub").rename(directory / "authorized")
        port, proxy_port = free_port(), free_port()
        (directory / "sshd_config").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {directory}/host\nPidFile none\nUsePAM no\n"
            f"AuthorizedKeysFile {directory}/authorized\nStrictModes no\nPasswordAuthentication no\n"
        )
        self._stack.enter_context(running([SSHD, "-D", "-f", str(directory / "sshd_config")], port))
        options = ["StrictHostKeyChecking=no", f"UserKnownHostsFile={directory}/known", "ExitOnForwardFailure=yes"]
        command = ["ssh", "-F", "none", "-N", "-i", str(directory / "user"), "-p", str(port)]
        command += [word for option in options for word in ("-o", option)]
        self._stack.enter_context(running([*command, "-D", f"127.0.0.1:{proxy_port}", "127.0.0.1"], proxy_port))
        return proxy_port


class RecordingSocks(Accepting):
    """A SOCKS4, 4a and 5 proxy. Every name leads to the loopback: that is how a name only the proxy knows is made.

    ``reply`` is the code it answers with, where it is not to connect.
    """

    def __init__(self, reply: int | None = None) -> None:
        super().__init__()
        self.asked: list[Asked] = []
        self._reply = reply

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(WAIT)
        with client, contextlib.suppress(OSError, struct.error), client.makefile("rb") as reader:
            version = reader.read(1)
            asked = self._socks4(reader) if version == b"\x04" else self._socks5(client, reader)
            self.asked.append(asked)
            success, failure = (0x5A, 0x5B) if asked.version.startswith("socks4") else (0, 5)
            code = success if self._reply is None else self._reply
            head = bytes([0, code]) if asked.version.startswith("socks4") else bytes([5, code, 0, 1])
            target = None
            if code == success:
                try:
                    target = socket.create_connection(("127.0.0.1", asked.port), WAIT)
                except OSError:
                    head = head[:1] + bytes([failure]) + head[2:]
            client.sendall(head + bytes(6))
            if target is not None:
                pump(client, target)

    def _socks4(self, reader) -> Asked:
        _, port, address = struct.unpack(">BH4s", reader.read(7))
        user = _until_nul(reader)
        if address[:3] == b"\0\0\0" and address[3]:
            return Asked("socks4a", _until_nul(reader), port, user)
        return Asked("socks4", socket.inet_ntoa(address), port, user)

    def _socks5(self, client: socket.socket, reader) -> Asked:
        methods = reader.read(reader.read(1)[0])
        username = password = ""
        if 2 in methods:
            client.sendall(b"\x05\x02")
            reader.read(1)
            username = reader.read(reader.read(1)[0]).decode()
            password = reader.read(reader.read(1)[0]).decode()
            client.sendall(b"\x01\x00")
        else:
            client.sendall(b"\x05\x00")
        *_, kind = reader.read(4)
        length = {1: 4, 4: 16}.get(kind) or reader.read(1)[0]
        raw = reader.read(length)
        host = raw.decode() if kind == 3 else socket.inet_ntop({1: socket.AF_INET, 4: socket.AF_INET6}[kind], raw)
        return Asked("socks5", host, struct.unpack(">H", reader.read(2))[0], username, password)


def _until_nul(reader) -> str:
    text = b""
    while (byte := reader.read(1)) not in (b"", b"\0"):
        text += byte
    return text.decode()


def pump(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until both ends have closed."""
    back = threading.Thread(target=_carry, args=(other, one), daemon=True)
    back.start()
    _carry(one, other)
    back.join()
    other.close()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
