"""ThreatQ's side: name, connection, TLS, token, clock, rights, connector, settings, types and statuses."""

import socket
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from tqimap.check.walk import Walk
from tqimap.config.config import Config
from tqimap.config.settings import MailServer, ThreatQServer
from tqimap.connections.certificate import shown_certificate
from tqimap.errors import CertificateError, ConfigError, ThreatQError, TqimapError, UnreachableError
from tqimap.printable import printable
from tqimap.threatq import statuses, tls
from tqimap.threatq.address import Address, address, unresolved
from tqimap.threatq.client import ThreatQ
from tqimap.threatq.connector import Connector
from tqimap.threatq.login import Login, configured_login
from tqimap.threatq.session import Session
from tqimap.wanted import TYPES

PLAN = ("login", "name", "connection", "TLS", "token", "rights", "connector", "settings", "types")

# Seconds between the clocks that do no harm: dates of messages are compared with ThreatQ's to the minute at most,
# and a signed statement is good for a few minutes.
CLOCK_TOLERANCE = 120

SWITCHED_OFF = (
    "is switched off, so that a run does nothing: switch it on in ThreatQ under Incoming Feeds, tab ThreatQ Labs"
)
NO_FILE = "0" * 32  # an MD5 that no File has, to see that Files can be looked up


@dataclass(frozen=True, slots=True)
class Found:
    """What the other side needs: the settings completed by ThreatQ's form, and how to reach the mailbox."""

    settings: Config
    server: MailServer | None


def look(settings: Config, walk: Walk) -> Found:
    """Make the steps; where one fails the rest is left out, except that a connector which is off is still read."""
    way = _Way(settings, walk)
    try:
        way.go()
    except TqimapError as error:
        walk.failed(error)
    return Found(way.settings, way.server or _complete(way.settings))


class _Way:
    """The steps, in order. ``settings`` are completed by ThreatQ's form as soon as that has been read."""

    def __init__(self, settings: Config, walk: Walk) -> None:
        self.settings = settings
        self.server: MailServer | None = None
        self._walk = walk

    def go(self) -> None:
        """Make the steps. Raises TqimapError at the first that fails."""
        server, login = self._configured()
        where = self._name(server)
        with closing(self._session(server, login)) as session:
            self._sign_in(session, server, where)
            _clock(session, self._walk)
            self._read(ThreatQ(session, self.settings.text("name"), self.settings.text("status")))

    def _configured(self) -> tuple[ThreatQServer, Login]:
        if self.settings["connector_id"] is None and not self.settings.text("threatq_host"):
            raise ConfigError(f"threatq_host is missing: run tqimap -c {self.settings.path} once, which asks for it")
        return self.settings.threatq_server(), configured_login(self.settings)

    def _name(self, server: ThreatQServer) -> Address:
        self._walk.reached("name")
        where = address(server.host)
        found = ", ".join(_addresses(where))
        self._walk.passed("name", f"{where.host} is {'an address' if found == where.host else found}")
        return where

    def _session(self, server: ThreatQServer, login: Login) -> Session:
        try:
            return Session(server, login)
        except ConfigError:  # a CA file or fingerprint that is none
            self._walk.reached("TLS")
            raise

    def _sign_in(self, session: Session, server: ThreatQServer, where: Address) -> None:
        try:
            session.sign_in()
        except CertificateError:
            self._walk.passed("connection", str(where))
            raise
        except ThreatQError:
            _secured(server, where, self._walk)
            raise
        _secured(server, where, self._walk)
        self._walk.passed("token", f"{session.login} is signed in")

    def _read(self, threatq: ThreatQ) -> None:
        known, types = threatq.statuses(), threatq.indicator_types()
        threatq.find_file(NO_FILE, 0)
        self._walk.passed("rights", "statuses, types and Files can be read")
        self._walk.not_tested("writing", "uploading Files and posting indicators would change ThreatQ")
        connector = _connector(threatq, self.settings, self._walk)
        if connector:
            self.settings = self.settings.with_form(connector.settings)
        self.settings.done()  # its keys are among the settings too
        self.server = self.settings.mail_server()
        self._walk.passed("settings", _described(self.settings, self.server))
        status = _status(self.settings, known, connector)
        self._walk.passed("types", f"status {status}, {_types(self.settings, types)}")


def _addresses(where: Address) -> list[str]:
    try:
        found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(unresolved(where)) from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _secured(server: ThreatQServer, where: Address, walk: Walk) -> None:
    walk.passed("connection", str(where))
    encoded = tls.shown_certificate(where, server.connect_timeout)
    how = "" if server.verify else "not verified (threatq_verify is false): "
    if server.fingerprint:
        how = "pinned (threatq_fingerprint): "
    walk.passed("TLS", how + (shown_certificate(encoded).line() if encoded else "no certificate shown"))


def _clock(session: Session, walk: Walk) -> None:
    if session.server_time is None:
        walk.not_tested("clock", "ThreatQ does not show its time")
        return
    ahead = round((session.server_time - datetime.now(UTC)).total_seconds())
    said = f"ThreatQ's clock is {abs(ahead)} s {'ahead of' if ahead > 0 else 'behind'} the one of this machine"
    if abs(ahead) <= 2:  # it is shown in whole seconds, of a moment ago
        said = "ThreatQ's clock and the one of this machine agree"
    if abs(ahead) <= CLOCK_TOLERANCE:
        walk.passed("clock", said)
    else:
        walk.failed(ConfigError(f"{said}; set the wrong one right (guide, 2.1: one clock source for all)"), "clock")


def _connector(threatq: ThreatQ, settings: Config, walk: Walk) -> Connector | None:
    """The connector with what is typed into its form; None where the settings stand in the configuration."""
    name, id_ = settings.text("name"), settings["connector_id"]
    if id_ is None:
        there = threatq.find_connector(name)
        state = "is in ThreatQ but not set up here" if there else "is not in ThreatQ yet"
        raise ConfigError(f"The connector {name} {state}: run tqimap -c {settings.path} once, which sets it up")
    if id_ == 0:
        walk.passed("connector", "none (connector_id is 0): the settings of the mailbox stand in the configuration")
        return None
    found = threatq.connector(id_)
    if found.active:
        walk.passed("connector", f"{printable(found.name)} ({id_}) is switched on")
    else:
        walk.failed(ConfigError(f"{printable(found.name)} ({id_}) {SWITCHED_OFF}"), "connector")
    return found


def _described(settings: Config, server: MailServer) -> str:
    """The settings of the mailbox in short."""
    by = "a password" if settings["imap_auth"] == "password" else settings["imap_auth"].upper()
    proxy = f"through {server.proxy.type} {server.proxy.place}" if server.proxy else "without proxy"
    return f"{printable(server.username)} at {server.place} by {by}, {proxy}"


def _complete(settings: Config) -> MailServer | None:
    """How to reach the mailbox; known even where ThreatQ could not be asked, if the configuration says it all."""
    try:
        settings.done()
        return settings.mail_server()
    except ConfigError:
        return None


def _status(settings: Config, known: Mapping[str, int], connector: Connector | None) -> str:
    """The status that indicators get: the connector's own in ThreatQ, else the configured one."""
    statuses.check_by_domain(known, settings["status_by_domain"])
    return statuses.chosen(known, connector.status_id if connector else None, settings.text("status"))


def _types(settings: Config, types: Mapping[str, int]) -> str:
    """How many types of indicators there are, and which that are switched on would not be posted."""
    wanted = {name for name, on in TYPES.items() if settings["indicator_types"].get(name, on)}
    missing = sorted(wanted - types.keys())
    return f"{len(types)} types of indicators" + (f" (not {', '.join(missing)})" if missing else "")
