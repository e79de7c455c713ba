"""The simulated ThreatQ as a context object: a server of its own on loopback, over TLS, in a thread of the caller."""

import asyncio
import http.client
import secrets
import ssl
import tempfile
import threading
import time
from pathlib import Path

import uvicorn

from .. import listening
from ..listening import LOOPBACK
from ..rules import Rule, Script, Scripted
from . import app, database, objects, tokens
from .edge import Connection, Edge
from .faults import Action, Fault, Seen
from .records import Records
from .vocabulary import Generation

# A start takes well under a second; a stop waits for nothing but the requests in hand. Seconds.
_START_LIMIT = 20.0
_STOP_LIMIT = 10.0
_POLL = 0.005
# Clients keep their connections as long as they like.
_KEEP_ALIVE = 3600


class ThreatQ(Scripted, Records):
    """``with ThreatQ() as tq:``; see the package's docstring for what it offers."""

    def __init__(
        self,
        port: int = 0,
        *,
        directory: Path | None = None,
        types: Generation = "2020",
        certificate: listening.Quality = "good",
        token_lifetime: int = 3600,
    ) -> None:
        """``directory``: where the data lies (private and temporary by default); ``token_lifetime`` in seconds."""
        self._port = port
        self._temporary = None if directory else tempfile.TemporaryDirectory(prefix="threatq-")
        self.directory = directory or Path(self._temporary.name)  # type: ignore[union-attr]
        self.behaviour = app.Behaviour()
        self._script: Script[Fault, Seen] = Script()
        issued = listening.issue(self.directory, "threatq", certificate)
        self._certificate = issued
        self.ca_file = str(issued.ca_file)
        self.certificate = issued.der
        self.fingerprint = issued.fingerprint
        self.email = "analyst@sandbox.test"
        self.password = secrets.token_urlsafe(12)
        path = self.directory / "threatq.sqlite"
        self._served = database.create(path, types, objects.CUSTOM, app.timestamp(time.time()))
        super().__init__(database.Database(path))
        self.client_id = self._enrol(token_lifetime)

    def _enrol(self, token_lifetime: int) -> str:
        """The public client of the web front end, and the user who logs in through it."""
        with self._db.transaction():
            self.add_user(self.email, self.password)
            now = app.timestamp(time.time())
            client = tokens.new_client(self._db, "ThreatQ UI", token_lifetime, now, private=False)
        return str(client["client_id"])

    def add_user(self, email: str, password: str, role: str = "maintenance") -> None:
        """Another login; ``role`` is ``administrative``, ``maintenance``, ``analyst`` or ``read-only``."""
        now = app.timestamp(time.time())
        user_id = self._db.insert("users", email=email, password=password, role=role, created_at=now)
        self._db.insert("sources", type="users", reference_id=user_id, name=email)

    def add_client(self, name: str) -> tuple[str, str]:
        """Id and secret of another private OAuth client, as the appliance's command ``threatq:oauth2-client`` makes."""
        with self._db.transaction():
            lifetime = self._db.value("SELECT lifetime FROM clients WHERE client_id = ?", self.client_id)
            client = tokens.new_client(self._db, name, lifetime, app.timestamp(time.time()))
        return client["client_id"], client["client_secret"]

    @property
    def port(self) -> int:
        return self._port

    @property
    def host(self) -> str:
        """``127.0.0.1:PORT``, as it is typed at the prompt for the ThreatQ host."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        return f"https://{self.host}"

    @property
    def requests(self) -> list[Seen]:
        """What was asked so far, in the order of the answers."""
        return list(self._script.log)

    def fail(
        self, action: Action, *, method: str = "*", path: str = "*", nth: int = 1, times: int | None = 1,
        status: int = 500, retry_after: float | None = None, rows: int = -1, effect: bool = False,
    ) -> None:  # fmt: skip
        """Let the ``nth`` request that matches (and ``times - 1`` after it) go wrong; see ``faults.Fault``.

        ``path`` may hold ``*``, as in ``/api/attachments/*/indicators``.
        """
        fault = Fault(action, status, retry_after, rows, effect)
        with self._script.lock:
            self._script.rules.append(Rule(fault, (method, path), nth, times))

    def start(self) -> None:
        """Listen and answer. Raises OSError when the port is taken. After ``stop`` it takes the same port again."""
        listener = listening.listener(self._port)
        self._port = int(listener.getsockname()[1])
        self._server = uvicorn.Server(self._config())
        self._thread = threading.Thread(target=self._server.run, args=([listener],), name="threatq", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + _START_LIMIT
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the simulated ThreatQ did not start")
            time.sleep(_POLL)
        self._probe()

    def _config(self) -> uvicorn.Config:
        connections: dict[tuple[str, int], asyncio.Transport] = {}
        protocol = type("Connection", (Connection,), {"open": connections})
        edge = Edge(app.build(self._served, self.behaviour), self._script, connections)
        config = uvicorn.Config(
            edge, loop="asyncio", http=protocol, ws="none", lifespan="off", log_config=None, access_log=False,
            timeout_keep_alive=_KEEP_ALIVE, server_header=False, proxy_headers=False,
        )  # fmt: skip
        config.load()
        config.ssl = self._certificate.server_context()
        return config

    def _probe(self) -> None:
        """One real request: the server is ready when it answers."""
        context = ssl.create_default_context(cafile=self.ca_file)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(LOOPBACK, self.port, timeout=_START_LIMIT, context=context)
        try:
            connection.request("GET", "/api/users/current")
            connection.getresponse().read()
        finally:
            connection.close()
        self._script.log.clear()

    def stop(self) -> None:
        """Close the port and all connections; the data stays, and ``start`` goes on with it.

        Raises RuntimeError where its thread does not end.
        """
        self._server.force_exit = self._server.should_exit = True
        self._thread.join(_STOP_LIMIT)
        if self._thread.is_alive():
            raise RuntimeError("the simulated ThreatQ did not stop")

    def close(self) -> None:
        """Stop for good: a temporary directory goes with it."""
        if hasattr(self, "_thread") and self._thread.is_alive():
            self.stop()
        self._served.close()
        self._db.close()
        if self._temporary:
            self._temporary.cleanup()
