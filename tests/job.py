"""The installed program, called as cron calls it, on a mailbox and a simulated ThreatQ."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tqimap import locations
from tqimap.config import config
from tqimap.first_run import first_run
from tqimap.sandbox.threatq import ThreatQ

CONNECTOR = "Intelligence Mailbox"
PROGRAM = Path(sys.executable).with_name("tqimap")
LIMIT = 120.0  # seconds; a run over a few messages takes one


@dataclass
class Job:
    """The guide's directories below ``root``, a ThreatQ, and what differs from run to run as ``TQIMAP_`` variables.

    The environment is cron's, and poorer: no terminal, no home, an empty path.
    """

    root: Path
    threatq: ThreatQ
    settings: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = (str(PROGRAM),)

    @property
    def arguments(self) -> list[str]:
        """The options of the guide's crontab line."""
        return [
            "-c",
            f"{self.root}/config/",
            "-ll",
            f"{self.root}/logs/",
            "-f",
            f"{self.root}/files",
            "--files",
            "files/",
        ]

    @property
    def environment(self) -> dict[str, str]:
        return _variables({"threatq_ca_file": self.threatq.ca_file, **self.settings})

    def start(self, *more: str) -> "subprocess.Popen[str]":
        """Start a run and do not wait for it."""
        return subprocess.Popen(
            [*self.program, *self.arguments, *more], env=self.environment, cwd="/", stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *more: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """A whole run; ``settings`` are added for this run alone."""
        before, self.settings = self.settings, {**self.settings, **settings}
        try:
            with self.start(*more) as process:
                output, errors = process.communicate(timeout=LIMIT)
        finally:
            self.settings = before
        return subprocess.CompletedProcess(self.arguments, process.returncode, output, errors)

    def register(self) -> None:
        """The first run, within this process, and the analyst's work after it but for the settings of the mailbox."""
        tq = self.threatq
        answers = {"threatq_host": tq.host, "client_id": tq.client_id, "email": tq.email, "password": tq.password}
        settings = config.load(locations.config_file(f"{self.root}/config"), self.environment | _variables(answers))
        first_run(settings, None, lambda text: None)
        tq.switch_on(CONNECTOR)

    def fill_in(self, **fields: str) -> None:
        """What an analyst types into the form, by the keys of its fields: ``imap_server="mail:993"``."""
        self.threatq.fill_in(CONNECTOR, fields)

    def put(self, path: str, body: dict[str, object]) -> None:
        """What an administrator changes in ThreatQ."""
        self._asked("PUT", path, body)

    def get(self, path: str) -> list[dict[str, Any]]:
        """What somebody with a client of the API sees."""
        return self._asked("GET", path)  # type: ignore[no-any-return]

    def _asked(self, method: str, path: str, body: object = None) -> Any:
        tq = self.threatq
        with requests.Session() as session:
            session.verify, session.trust_env = tq.ca_file, False
            login = {"grant_type": "password", "client_id": tq.client_id, "email": tq.email, "password": tq.password}
            token = session.post(f"{tq.url}/api/token", json=login, timeout=10).json()["access_token"]
            headers = {"Authorization": f"Bearer {token}"}
            reply = session.request(method, tq.url + path, json=body, headers=headers, timeout=10)
            reply.raise_for_status()
            return reply.json()["data"]

    def log(self) -> str:
        """All that runs have logged."""
        return (self.root / "logs" / "tqimap.log").read_text(encoding="utf-8")

    def status(self) -> dict[str, object]:
        """What monitoring reads."""
        return json.loads((self.root / "config" / "config.state" / "status.json").read_text())  # type: ignore[no-any-return]

    def leftovers(self) -> list[str]:
        """Files that a run should have removed."""
        return [str(path) for path in (self.root / "files").rglob("*") if path.is_file()]


def _variables(settings: dict[str, str]) -> dict[str, str]:
    return {f"TQIMAP_{key.upper()}": value for key, value in settings.items()}
