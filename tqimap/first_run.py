"""The first run: ask, log in, register the connector in ThreatQ, save the configuration (guide, 3.1).

Nothing is saved before the login has succeeded, and no mail is read. Running it again never registers twice:
a connector of that name is adopted.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tqimap.config import config, config_file
from tqimap.config.config import Config
from tqimap.config.settings import Secret, ThreatQServer
from tqimap.connections.certificate import Certificate, shown_certificate
from tqimap.errors import CertificateError, ConfigError, ThreatQError, ThreatQLoginError, UnreachableError
from tqimap.printable import printable
from tqimap.terminal import Terminal
from tqimap.threatq.address import address
from tqimap.threatq.client import ThreatQ
from tqimap.threatq.login import PasswordLogin
from tqimap.threatq.registration import Registered, register
from tqimap.threatq.session import Session

log = logging.getLogger("tqimap")

TRIES = 3  # answers to one question: a third wrong one is no typing mistake

CREATED = "Connector has been created, please use UI for final configuration"
ADOPTED = "Connector was there already and has been adopted, please use UI for final configuration"
UNREGISTERED = "ThreatQ does not register connectors, please use the configuration file for final configuration"

# The guide's questions in the guide's order (figure 5), and the keys that answer them.
QUESTIONS = {
    "threatq_host": "ThreatQ Host:",
    "client_id": "Client ID:",
    "email": "E-Mail Address:",
    "password": "Password:",
    "status": "Status:",
}

# Without these the next run would not find what the first one made, or not trust it.
SURROUNDINGS = ("name", "threatq_ca_file", "threatq_verify")


@dataclass(slots=True)
class _Answers:
    """What has been answered so far; ``password`` is the secret itself, ``typed`` what came from the terminal."""

    threatq_host: str
    client_id: str
    email: str
    password: Secret
    status: str
    fingerprint: str | None
    typed: set[str]


def first_run(settings: Config, terminal: Terminal | None, say: Callable[[str], None]) -> None:
    """Set the connector up. Raises ConfigError where an answer is missing and nobody can be asked."""
    answers = _answers(settings, terminal)
    threatq = _signed_in(settings, answers, terminal)
    status_id = _status(threatq, answers, terminal, settings.text("status"))
    name = settings.text("name")
    there = threatq.find_connector(name)
    if there is not None:
        registered, notice = Registered(there.id, None), ADOPTED
    else:
        made = register(threatq.session, name, status_id)
        registered, notice = (made, CREATED) if made is not None else (Registered(0, None), UNREGISTERED)
    config_file.save(settings.path, {**_surroundings(settings), **_changes(answers, registered)})
    say("Connector configured. Set information in UI." if registered.connector_id else "Connector configured.")
    log.critical(notice)


def _answers(settings: Config, terminal: Terminal | None) -> _Answers:
    missing = [key for key in QUESTIONS if not settings.has(key)]
    if terminal is None and (needed := [key for key in missing if key != "status"]):
        keys = ", ".join(f"{key} ({QUESTIONS[key].rstrip(':')})" for key in needed)
        hint = "" if settings.path.exists() else f". There is no {settings.path} yet: is -c right?"
        raise ConfigError(
            f"The first run needs {keys}: set what is missing in {settings.path} or as "
            f"{config.ENVIRONMENT_PREFIX}{needed[0].upper()} …, or run tqimap on a terminal, which asks for it{hint}"
        )

    def text(key: str) -> str:
        if terminal is None or key not in missing:
            return settings.text(key)
        return _typed(terminal, key, default=settings.text(key))

    return _Answers(  # the order of the guide's questions
        threatq_host=text("threatq_host"),
        client_id=text("client_id"),
        email=text("email"),
        password=_asked_password(terminal) if terminal and "password" in missing else settings.secret("password"),
        status=text("status"),
        fingerprint=settings["threatq_fingerprint"] or None,
        typed=set(missing) if terminal else set(),
    )


def _asked_password(terminal: Terminal) -> Secret:
    return Secret(terminal.ask_secret(QUESTIONS["password"]))


def _typed(terminal: Terminal, key: str, default: str) -> str:
    for _ in range(TRIES):
        answer = terminal.ask(QUESTIONS[key]) or default
        if answer and (key != "threatq_host" or _is_address(answer, terminal)):
            return answer
    raise ConfigError(f"No answer to {QUESTIONS[key].rstrip(':')}; nothing has been saved")


def _is_address(answer: str, terminal: Terminal) -> bool:
    """Whether ThreatQ can be looked for there; what is wrong with it is said before the other questions are asked."""
    try:
        address(answer)
    except ConfigError as error:
        terminal.say(str(error))
        return False
    return True


def _signed_in(settings: Config, answers: _Answers, terminal: Terminal | None) -> ThreatQ:
    """A session with ThreatQ. On a terminal what may be mistyped is asked again, an unknown certificate shown."""
    tries: Counter[Callable[..., None]] = Counter()
    while True:
        threatq = ThreatQ(Session(_server(settings, answers), _login(answers)))
        try:
            threatq.sign_in()
        except CertificateError as error:
            answers.fingerprint = _trusted(error, answers, terminal)
        except (ThreatQError, UnreachableError) as error:
            ask = _ask_login if isinstance(error, ThreatQLoginError) else _ask_host
            tries[ask] += 1
            if terminal is None or tries[ask] == TRIES:
                raise
            terminal.say(f"{error}\nTry again; Enter alone keeps an answer")
            host = answers.threatq_host
            ask(answers, terminal)
            if answers.threatq_host != host:  # trust in a certificate that was shown does not go over to another host
                answers.fingerprint = settings["threatq_fingerprint"] or None
        else:
            return threatq


def _ask_host(answers: _Answers, terminal: Terminal) -> None:
    answers.threatq_host = _typed(terminal, "threatq_host", answers.threatq_host)


def _ask_login(answers: _Answers, terminal: Terminal) -> None:
    """What was typed, and in any case the password: ThreatQ does not tell which of them is wrong."""
    for key in ("client_id", "email"):
        if key in answers.typed:
            setattr(answers, key, _typed(terminal, key, getattr(answers, key)))
    if password := _asked_password(terminal):
        answers.password = password
        answers.typed.add("password")


def _server(settings: Config, answers: _Answers) -> ThreatQServer:
    return replace(settings.threatq_server(), host=answers.threatq_host, fingerprint=answers.fingerprint)


def _login(answers: _Answers) -> PasswordLogin:
    return PasswordLogin(answers.client_id, answers.email, answers.password)


def _trusted(error: CertificateError, answers: _Answers, terminal: Terminal | None) -> str:
    """The fingerprint of a certificate that somebody has looked at and trusts. Raises the error otherwise."""
    if error.certificate is None or answers.fingerprint or terminal is None:
        raise error
    shown = shown_certificate(error.certificate)
    _show(shown, error, terminal)
    if not _agreed(terminal, "Trust this certificate from now on? [y/N]"):
        raise error
    return shown.sha256


def _agreed(terminal: Terminal, question: str) -> bool:
    """Whether somebody says yes. What is no answer is asked again: a no costs all that has been typed before."""
    for _ in range(TRIES):
        answer = terminal.ask(question).lower()
        if answer in ("y", "yes", "n", "no", ""):
            return answer in ("y", "yes")
    return False


def _show(certificate: Certificate, error: CertificateError, terminal: Terminal) -> None:
    terminal.say(str(error))
    for line in certificate.lines():
        terminal.say(f"  {line}")


def _status(threatq: ThreatQ, answers: _Answers, terminal: Terminal | None, default: str) -> int:
    """The id of the status that was asked for. On a terminal an unknown one is asked again."""
    statuses = threatq.statuses()
    known = {name.casefold(): (name, id_) for name, id_ in statuses.items()}
    for tries in range(1, TRIES + 1):
        found = known.get(answers.status.casefold())
        if found is not None:
            answers.status = found[0]
            return found[1]
        message = f"ThreatQ has no status {answers.status!r}; it has {', '.join(map(printable, statuses))}"
        if terminal is None or tries == TRIES:
            raise ConfigError(f"{message}. Nothing has been saved; set status to one of them")
        terminal.say(message)
        answers.status = _typed(terminal, "status", default)
    raise AssertionError("unreachable")


def _surroundings(settings: Config) -> Mapping[str, object]:
    """What the environment said of the connector and of the way to ThreatQ, beside the answers."""
    return {key: settings[key] for key in SURROUNDINGS if key in settings.from_environment}


def _changes(answers: _Answers, registered: Registered) -> Mapping[str, object]:
    """What the file has to remember, so that cron needs no environment.

    A private client replaces the password; else only a password that was typed is written, because one from the
    environment, a command or another file is kept there on purpose.
    """
    changes: dict[str, object] = {
        "threatq_host": answers.threatq_host,
        "client_id": answers.client_id,
        "email": answers.email,
        "status": answers.status,
        "threatq_fingerprint": answers.fingerprint,
        "connector_id": registered.connector_id,
    }
    if registered.private_client is not None:
        client_id, secret = registered.private_client
        changes |= {"private_client_id": client_id, "private_client_secret": secret.reveal(), "password": None}
    elif "password" in answers.typed:
        changes["password"] = answers.password.reveal()
    return changes
