"""What can go wrong and how a run ends. A class exists only where somebody acts differently on it.

Every message names the thing, the cause and the next step, on one line, and never holds a secret.
An exception outside this family that reaches the driver is a bug.
"""

BUG = 4  # exit code of an error that nobody foresaw


class TqimapError(Exception):
    """Base of all foreseen errors; ``exit_code`` is what the process ends with."""

    exit_code = 1

    @property
    def told(self) -> str:
        """What went wrong, and all that was noted of it."""
        return "; ".join((str(self), *getattr(self, "__notes__", ())))


class Stopped(TqimapError):
    """A signal has ended the run, or whom it waited for; ``exit_code`` is that of the signal."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class InputEnded(TqimapError):
    """The person at the terminal has gone."""

    exit_code = 130


class ConfigError(TqimapError):
    """The command line or the configuration is wrong; ``problems`` lists all of them."""

    exit_code = 2

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class StateError(TqimapError):
    """The state directory (lock, ledger, tokens) cannot be used."""


class CopyLost(StateError):
    """The copy of one attachment is gone or another: that message fails, the run goes on."""


class UnreachableError(TqimapError):
    """A hop on the way to a server failed: name, proxy, TCP, TLS or a silent peer. Worth another try later."""


class CertificateError(UnreachableError):
    """A server's certificate did not verify; ``certificate`` is its DER form when the peer showed one."""

    exit_code = 2

    def __init__(self, message: str, certificate: bytes | None = None) -> None:
        super().__init__(message)
        self.certificate = certificate


class MailboxError(TqimapError):
    """The mail server refused, or broke the protocol, in a way that ends the run.

    ``back_off`` is for how many seconds the server asked to be left alone.
    """

    def __init__(self, message: str, back_off: float = 0.0) -> None:
        super().__init__(message)
        self.back_off = back_off


class MailboxConnectionLost(MailboxError):
    """The IMAP connection is gone (BYE, reset, stall); reconnect, then go on."""


class MailboxRefused(MailboxError):
    """The server answered NO or BAD to one command; the connection still stands."""


class MailboxBusy(MailboxRefused):
    """The server refused one command for the moment: nobody and no message is to blame."""


class MailboxOutOfTime(MailboxError):
    """A command went on beyond the time of the run and was cut off; it had had so many ``seconds``."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class MailboxLoginError(MailboxError):
    """The mail server refused user, password or token. Never repeated within a run."""


class MailboxFolderError(MailboxError):
    """One folder cannot be read; the connection still stands, and others may be."""


class MailboxReadOnly(MailboxFolderError):
    """The folder was opened READ-ONLY or keeps no flags: nothing could be marked as read."""


class ThreatQError(TqimapError):
    """ThreatQ refused a request or answered what cannot be understood."""


class ThreatQLoginError(ThreatQError):
    """ThreatQ refused e-mail and password, or the client id and secret."""


class ThreatQUnavailable(ThreatQError):
    """ThreatQ did not answer usefully (429, 5xx, a lost connection) within the total bound of the retries."""


class ThreatQRefused(ThreatQError):
    """ThreatQ denied or broke on what one message needs: that message fails, the run goes on.

    ``broken``: it did not deny it but broke on it (5xx), or what answered is not ThreatQ, though other requests
    succeed; ThreatQ, or what is in front of it, may be ill as a whole.
    """

    def __init__(self, message: str, status: int, *, broken: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.broken = broken or status >= 500 or status == 408
