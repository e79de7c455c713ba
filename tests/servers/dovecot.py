"""A throwaway Dovecot: the reference mail server of the tests. Runs as root and as anybody else.

    with Dovecot() as dovecot:
        name = dovecot.deliver(b"Subject: one\\r\\n\\r\\nhello\\r\\n")
        dovecot.flags()                      # {"1a2b…": "S"}: what stands in the names of the Maildir's files

The mail lies in a Maildir, so that what was marked is seen without asking the server.
"""

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from servers import dovecot_settings

from tqimap.sandbox import listening

READY_SECONDS = 20.0
POLL_SECONDS = 0.02


@dataclass
class Dovecot:
    """``port`` has TLS at once, ``starttls_port`` begins in the clear and offers STARTTLS.

    ``users`` maps names to passwords. ``starttls`` false takes the offer away; ``extra`` is more configuration.
    """

    users: Mapping[str, str] = field(default_factory=lambda: {"alice@example.org": "correct horse"})
    certificate: listening.Quality = "good"
    starttls: bool = True
    connections: int = 50
    extra: str = ""
    host: str = "127.0.0.1"

    def __post_init__(self) -> None:
        # Not below pytest's directories, which are closed to the user as whom Dovecot reads the mail.
        self.directory = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self._delivered = 0
        self.port, self.starttls_port = _free_ports(2)
        self.username, self.password = next(iter(self.users.items()))
        issued = listening.issue(self.directory, "dovecot", self.certificate)
        self.ca_file = str(issued.ca_file)
        self._chain = issued.chain_file
        self._process: subprocess.Popen[bytes] | None = None

    def deliver(self, raw: bytes, folder: str = "INBOX", username: str = "", *, flags: str = "", name: str = "") -> str:
        """Put a message into the Maildir; the unique part of its file's name. Flags as there: ``S`` is seen."""
        self._delivered += 1
        unique = name or f"{int(time.time())}.M{self._delivered:06}.test"
        maildir = self.maildir(folder, username)
        place, suffix = ("cur", f":2,{flags}") if flags else ("new", "")
        file = maildir / "tmp" / unique
        file.write_bytes(raw)
        file.chmod(0o600)
        os.chown(file, *self._owner)
        file.rename(maildir / place / f"{unique}{suffix}")
        return unique

    def flags(self, folder: str = "INBOX", username: str = "") -> dict[str, str]:
        """Each message and its flags, from the names of the files: letters and, for keywords, small letters."""
        maildir = self.maildir(folder, username)
        files = [*(maildir / "new").iterdir(), *(maildir / "cur").iterdir()]
        return {file.name.split(":2,")[0].split(",")[0]: file.name.partition(":2,")[2] for file in files}

    def maildir(self, folder: str = "INBOX", username: str = "") -> Path:
        """The directory of a folder, made if it is missing."""
        top = self.directory / "mail" / (username or self.username)
        maildir = top if folder == "INBOX" else top / ("." + folder.replace("/", "."))
        for path in [top, maildir, *(maildir / part for part in ("tmp", "new", "cur"))]:
            if not path.exists():
                path.mkdir(parents=True)
                os.chown(path, *self._owner)
        return maildir

    def session(self) -> int:
        """The process that serves the one who logged in last."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return max(int(pid) for pid in children if Path(f"/proc/{pid}/comm").read_text() == "imap\n")

    @property
    def log(self) -> str:
        """What Dovecot wrote into its log."""
        return (self.directory / "dovecot.log").read_text(errors="replace")

    def __enter__(self) -> Self:
        self._write()
        self._process = subprocess.Popen(
            [dovecot_settings.PROGRAM, "-F", "-c", str(self.directory / "dovecot.conf")],
            env={"PATH": dovecot_settings.PATH},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # SIGTERM would take a second
            self._process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def _owner(self) -> tuple[int, int]:
        """Who owns the mail: Dovecot refuses root."""
        if os.geteuid() != 0:
            return os.geteuid(), os.getegid()
        nobody = pwd.getpwnam("nobody")
        return nobody.pw_uid, nobody.pw_gid

    def _write(self) -> None:
        for name in ("run", "state", "home", "mail"):
            (self.directory / name).mkdir(exist_ok=True)
        os.chown(self.directory / "home", *self._owner)
        os.chown(self.directory / "mail", *self._owner)
        for username in self.users:
            self.maildir(username=username)
        self.directory.chmod(0o711)
        lines = (f"{name}:{password}\n" for name, password in self.users.items())
        (self.directory / "users").write_text("".join(lines), encoding="utf-8")
        uid, gid = self._owner
        root = os.geteuid() == 0
        text = dovecot_settings.server(
            directory=self.directory, chain=self._chain, ssl="yes" if self.starttls else "no", uid=uid, gid=gid,
            connections=self.connections, plain_port=self.starttls_port, tls_port=self.port,
            chroot="" if root else "chroot =", unprivileged="" if root else _as_current_user(),
        )  # fmt: skip
        (self.directory / "dovecot.conf").write_text(text + self.extra)

    def _wait(self) -> None:
        """Until it greets: an open port alone says little."""
        assert self._process is not None
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection((self.host, self.starttls_port), 1) as client:
                client.settimeout(READY_SECONDS)
                if client.recv(1000).startswith(b"* OK"):
                    return
            time.sleep(POLL_SECONDS)
        raise RuntimeError(f"Dovecot did not start: {self.log[-2000:]}")


def _as_current_user() -> str:
    user, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    return f"default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}"


def _free_ports(count: int) -> Iterator[int]:
    """Ports that were free a moment ago."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return iter(ports)
