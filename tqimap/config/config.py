"""The configuration of a run: a JSON file, overridden key by key from the environment, completed by ThreatQ.

``config.schema.json`` is the one list of keys, types, defaults and meanings. For each key the environment
(``TQIMAP_<KEY>``) beats the file, the file beats ThreatQ, and ThreatQ beats the default; but for the six
settings of ThreatQ's form (guide, 3.2) ThreatQ beats the file unless its field is empty or masked.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from tqimap.config import config_file, schema, secret_sources
from tqimap.config.settings import (
    Bearer,
    Done,
    MailServer,
    Proxy,
    ProxyType,
    Secret,
    Security,
    ThreatQServer,
    TokenMechanism,
    one_inbox,
)
from tqimap.config.token_source import token_source
from tqimap.deadline import Deadline, never
from tqimap.errors import ConfigError

ENVIRONMENT_PREFIX = "TQIMAP_"

# The labels of the form in ThreatQ's user interface (guide, 3.2) and the keys that stand for them here.
FORM = {
    "IMAP Server": "imap_server",
    "IMAP Username": "imap_username",
    "IMAP Password": "imap_password",
    "Proxy Address": "proxy_address",
    "Proxy Port": "proxy_port",
    "Proxy Type": "proxy_type",
}
_REQUIRED_FIELDS = ("IMAP Server", "IMAP Username", "IMAP Password")

IMAP_PORTS: dict[Security, int] = {"tls": 993, "starttls": 143, "plain": 143}
SOCKS_PORT = 1080  # IANA's, where the form has an address but no port


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one run. Secrets are unresolved (a string, or where to get it) until they are needed."""

    path: Path
    values: Mapping[str, Any]
    from_environment: frozenset[str]
    from_file: frozenset[str]
    until: Deadline = never  # a command for a secret is waited for

    def __getitem__(self, key: str) -> Any:
        """The value of ``key``, or its default."""
        return self.values[key]

    def has(self, key: str) -> bool:
        """Whether somebody has set ``key`` to something."""
        return key in self.from_environment | self.from_file and self.values[key] not in ("", None)

    @property
    def state_directory(self) -> Path:
        """Where a run keeps lock, ledger and tokens: ``<config stem>.state/`` beside the file."""
        return self.path.with_name(self.path.stem + ".state")

    def text(self, key: str) -> str:
        """A string setting without surrounding blanks."""
        return str(self.values[key]).strip()

    def secret(self, key: str) -> Secret:
        """A secret, fetched from its command or file where the configuration says so. Raises ConfigError."""
        return secret_sources.resolve(key, self.values[key], self.until)

    def with_form(self, fields: Mapping[str, str]) -> "Config":
        """This configuration completed by the form in ThreatQ: ``fields`` maps labels to what was typed in."""
        typed = {FORM[label]: text.strip() for label, text in fields.items() if label in FORM and text.strip()}
        if not (typed.get("proxy_address") or self.text("proxy_address")):
            typed.pop("proxy_port", None)  # it means nothing then (guide, 3.2), whatever stands in it
        kept = {key: _form_value(key, text) for key, text in typed.items() if key not in self.from_environment}
        return replace(self, values={**self.values, **kept})

    def threatq_server(self) -> ThreatQServer:
        """How to reach ThreatQ."""
        return ThreatQServer(
            host=self.text("threatq_host"),
            ca_file=self.values["threatq_ca_file"] or None,
            fingerprint=self.values["threatq_fingerprint"] or None,
            verify=self.values["threatq_verify"],
            connect_timeout=self.values["connect_timeout"],
            read_timeout=self.values["read_timeout"],
        )

    def mail_server(self) -> MailServer:
        """How to reach the mailbox. Raises ConfigError naming each field that is missing or wrong."""
        needed = _REQUIRED_FIELDS if self.values["imap_auth"] == "password" else _REQUIRED_FIELDS[:2]
        missing = [label for label in needed if not self.values[FORM[label]]]
        if missing:
            names = ", ".join(f"{label} ({FORM[label]})" for label in missing)
            masked = "; a password that ThreatQ masks has to stand in the file" if "IMAP Password" in missing else ""
            raise ConfigError(
                f"The settings of the mailbox are incomplete: {names}. Enter them in ThreatQ's form or in "
                f"{self.path}{masked}"
            )
        security = cast(Security, self.values["imap_security"])
        host, port = _host_and_port("IMAP Server", self.text("imap_server"), IMAP_PORTS[security])
        return MailServer(
            host=host,
            port=port,
            username=self.text("imap_username"),
            credential=self._credential(),
            security=security,
            ca_file=self.values["imap_ca_file"] or None,
            verify=self.values["imap_verify"],
            allow_cleartext_login=self.values["allow_cleartext_login"],
            proxy=self._proxy(),
            connect_timeout=self.values["connect_timeout"],
            read_timeout=self.values["read_timeout"],
        )

    def done(self) -> Done:
        """Which messages are read, and how they are marked. Raises ConfigError."""
        mode, folder, since = self.values["done"], self.text("done_folder"), self.text("since")
        if mode == "move" and (not folder or one_inbox(folder) in map(one_inbox, self.values["folders"])):
            raise ConfigError(
                f"done_folder must name the folder to move messages to, and not one of folders ({folder!r})"
            )
        try:
            day = date.fromisoformat(since) if since else None
        except ValueError as error:
            raise ConfigError(f"since must be a day of the calendar, not {since}") from error
        senders, subjects = tuple(self.values["senders"]), tuple(self.values["subjects"])
        return Done(mode, self.text("done_keyword"), folder, day, senders, subjects)

    def _credential(self) -> Secret | Bearer:
        auth = self.values["imap_auth"]
        if auth == "password":
            return self.secret("imap_password")
        client_secret = self.secret("token_client_secret")
        return Bearer(cast(TokenMechanism, auth.upper()), token_source(self.values, client_secret))

    def _proxy(self) -> Proxy | None:
        """The SOCKS proxy; Proxy Port and Proxy Type count only where there is a Proxy Address (guide, 3.2)."""
        address = self.text("proxy_address")
        if not address:
            return None
        scheme, _, rest = address.rpartition("://")
        if scheme.lower().startswith("http"):
            raise ConfigError(
                f"Proxy Address {scheme}://… is a web proxy; the proxy of the mailbox cannot be a HTTP/HTTPS proxy: "
                "give a SOCKS proxy (socks4 or socks5)"
            )
        login, _, place = rest.rstrip("/").rpartition("@")
        username, _, password = login.partition(":")
        host, port = _host_and_port("Proxy Address", place, self.values["proxy_port"] or SOCKS_PORT)
        kind = self.values["proxy_type"] or _scheme_type(scheme)
        if kind not in ("socks4", "socks5"):
            raise ConfigError(f"Proxy Type must be socks4 or socks5, not {kind!r}")
        secret = Secret(password) if password else self.secret("proxy_password")
        return Proxy(cast(ProxyType, kind), host, port, username or self.text("proxy_username"), secret or None)


def load(path: Path, environment: Mapping[str, str]) -> Config:
    """The configuration at ``path`` (it need not exist yet). Raises ConfigError with all problems at once."""
    known = _schema()
    file = config_file.read(path)
    given, wrong = _from_environment(known, environment)
    wrong += [f"{path}: {problem}" for problem in schema.problems(known, file, known)]
    for key, value in given.items():
        wrong += _wrong_in_environment(known, key, value)
    if wrong:
        raise ConfigError(*wrong)
    defaults = {key: entry["default"] for key, entry in known["properties"].items()}
    values = {**defaults, **file, **given}
    values["own_domains"] = [_domain(domain) for domain in values["own_domains"]]
    values["status_by_domain"] = {_domain(domain): status for domain, status in values["status_by_domain"].items()}
    return Config(path, values, frozenset(given), frozenset(file))


def _schema() -> dict[str, Any]:
    text = (Path(__file__).parents[1] / "config.schema.json").read_text(encoding="utf-8")
    return cast(dict[str, Any], json.loads(text))


def _from_environment(known: dict[str, Any], environment: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    wrong = []
    for name, text in environment.items():
        if not name.startswith(ENVIRONMENT_PREFIX):
            continue
        key = name.removeprefix(ENVIRONMENT_PREFIX).lower()
        entry = known["properties"].get(key)
        if entry is None:
            variables = [ENVIRONMENT_PREFIX + known_key.upper() for known_key in known["properties"]]
            meant = schema.nearest(name, variables)
            wrong.append(f"the environment variable {name} stands for no key of the configuration{meant}")
        elif config_file.has_halves(text):
            wrong.append(f"the environment variable {name} is not UTF-8")
        else:
            values[key] = _parsed(entry, text)
    return values, wrong


def _wrong_in_environment(known: dict[str, Any], key: str, value: object) -> list[str]:
    """What is wrong with one value; what is no JSON has stayed text, and not every key wants text."""
    entry = known["properties"][key]
    hint = "; write it in JSON, as in the file" if isinstance(value, str) and not _is_text(entry) else ""
    return [problem + hint for problem in schema.problems(entry, value, known, ENVIRONMENT_PREFIX + key.upper())]


def _domain(written: str) -> str:
    """The domain that is meant by ``@a.org``, ``.a.org`` or ``A.org``."""
    return written.lower().strip(".@")


def _parsed(entry: dict[str, Any], text: str) -> Any:
    """The value that ``text`` stands for: itself where a string is wanted, else JSON (also for secrets' objects)."""
    if _is_text(entry) and not ("$ref" in entry and text.startswith("{")):
        return text
    try:
        return config_file.decoded(text)
    except ValueError:
        return text  # the schema says what is wrong with it


def _is_text(entry: dict[str, Any]) -> bool:
    return bool(entry.get("type", "string") == "string")


def _form_value(key: str, text: str) -> Any:
    if key == "proxy_port":
        if not _is_port(text):
            raise ConfigError(f"Proxy Port in ThreatQ's form must be a number from 1 to 65535, not {text!r:.40}")
        return int(text)
    return text.lower() if key == "proxy_type" else text


def _host_and_port(label: str, text: str, default: int) -> tuple[str, int]:
    """``host``, ``host:port``, ``[v6]`` or ``[v6]:port``. Raises ConfigError."""
    scheme, slashes, _ = text.partition("://")
    if slashes:
        raise ConfigError(f"{label}: give the host without {scheme:.20}://, with :port where needed")
    _, login, place = text.rpartition("@")
    if login:
        raise ConfigError(f"{label} {place!r:.100}: a login does not belong in front of it")
    host, colon, port = text.rpartition(":")
    if not colon or (host.count(":") and not host.endswith("]")):  # no port, or a bare IPv6 address
        host, port = text, str(default)
    host = host.removeprefix("[").removesuffix("]")
    if not host or any(character.isspace() or character == "/" for character in host):
        raise ConfigError(f"{label} must be a host name or an address, with :port where needed, not {text!r:.100}")
    if not _is_port(port):
        raise ConfigError(f"{label} {text!r:.100}: the port must be a number from 1 to 65535")
    return host, int(port)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 1 << 16


def _scheme_type(scheme: str) -> str:
    kind = scheme.lower().removesuffix("h").removesuffix("a")
    return kind or "socks5"
