"""The way to the mail server: name, proxy, TCP, TLS. What fails on it names its hop and the next step.

A SOCKS proxy is used for this one connection only, and resolves the mail server's name itself; the certificate is
verified against the mail server's name behind a proxy too.
"""

import contextlib
import os
import socket
import ssl
from collections.abc import Iterator

import socks

from tqimap.errors import CertificateError, ConfigError, UnreachableError
from tqimap.mailbox.wording import plain
from tqimap.printable import printable
from tqimap.settings import MailServer, Proxy

PROXY_LOGIN_BYTES = 127  # PySocks cannot send the length of more, though RFC 1929 allows 255
_TYPES = {"socks4": socks.SOCKS4, "socks5": socks.SOCKS5}


class Line:
    """A TCP connection to the mail server, that another thread may cut at any moment."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._handle: socket.socket | None = None

    def connect(self) -> socket.socket:
        """A connected socket, with TLS where the server speaks it at once. Raises UnreachableError, ConfigError."""
        self.close()
        if self._server.security != "tls":
            return self._dial()
        context = tls_context(self._server)
        plain_socket = self._dial()
        try:
            with tls_errors(self._server):
                return context.wrap_socket(plain_socket, server_hostname=self._server.host)
        except BaseException:
            plain_socket.close()
            raise

    def cut(self) -> None:
        """End the connection, whoever is waiting on it and however it is wrapped by now."""
        if self._handle is not None:
            with contextlib.suppress(OSError):  # it has ended already
                self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def _dial(self) -> socket.socket:
        dialled = _through(self._server.proxy, self._server) if self._server.proxy else _directly(self._server)
        # A second descriptor: TLS takes the first one away from the socket object that we know.
        self._handle = socket.socket(fileno=os.dup(dialled.fileno()))
        dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # commands go out in two writes
        return dialled


def tls_context(server: MailServer) -> ssl.SSLContext:
    """Whom to trust: the system's authorities, or those of the CA file alone. Raises ConfigError."""
    try:
        context = ssl.create_default_context(cafile=server.ca_file)
    except ssl.SSLError as error:
        raise ConfigError(f"imap_ca_file {server.ca_file} holds no certificate in PEM form") from error
    except OSError as error:
        raise ConfigError(f"Cannot read imap_ca_file {server.ca_file}: {error.strerror}") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not server.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


@contextlib.contextmanager
def tls_errors(server: MailServer) -> Iterator[None]:
    """Says what a failed TLS handshake means. Raises CertificateError, UnreachableError."""
    place = f"{server.host}:{server.port}"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise CertificateError(f"The certificate of {place} does not verify: {error.verify_message}") from error
    except ssl.SSLError as error:
        if error.reason == "WRONG_VERSION_NUMBER":
            hint = "does not speak TLS at once; use port 993, or set imap_security to starttls"
            raise UnreachableError(f"{place} {hint}") from error
        raise UnreachableError(f"TLS with {place} failed: {plain(error.reason or error)}") from error
    except TimeoutError as error:
        text = f"{place} accepted the connection but did not answer the TLS handshake for {server.connect_timeout:g} s"
        raise UnreachableError(f"{text}; is it the port for TLS (993)?") from error
    except OSError as error:
        raise UnreachableError(f"{place} closed the connection during the TLS handshake: {_reason(error)}") from error


def _directly(server: MailServer) -> socket.socket:
    place = f"{server.host}:{server.port}"
    try:
        return socket.create_connection((server.host, server.port), server.connect_timeout)
    except (socket.gaierror, UnicodeError) as error:
        raise UnreachableError(
            f"The name {printable(server.host)} cannot be resolved: {_reason(error)}. Check IMAP Server; where only a "
            "proxy can resolve it, set Proxy Address"
        ) from error
    except ConnectionRefusedError as error:
        raise UnreachableError(
            f"Cannot reach {place}: connection refused. Is the port right (993 for TLS, 143 for STARTTLS)?"
        ) from error
    except TimeoutError as error:
        raise UnreachableError(
            f"Cannot reach {place}: no answer for {server.connect_timeout:g} s. Is there a firewall, or a proxy to use?"
        ) from error
    except OSError as error:
        raise UnreachableError(f"Cannot reach {place}: {_reason(error)}") from error


def _through(proxy: Proxy, server: MailServer) -> socket.socket:
    """A connection through the proxy, by the first of its addresses that answers."""
    _check_login(proxy)
    place = f"{proxy.host}:{proxy.port}"
    try:
        addresses = socket.getaddrinfo(proxy.host, proxy.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise UnreachableError(
            f"The proxy's name {printable(proxy.host)} cannot be resolved: {_reason(error)}. Check Proxy Address"
        ) from error
    failed = UnreachableError(f"The proxy {place} has no address")
    for family, _, _, _, address in addresses:
        try:
            return _through_address(proxy, family, str(address[0]), server)
        except (socks.ProxyError, OSError, UnicodeError) as error:
            failed = UnreachableError(_proxy_failure(error, proxy, server))
            failed.__cause__ = error
    raise failed


def _through_address(proxy: Proxy, family: socket.AddressFamily, address: str, server: MailServer) -> socket.socket:
    connection = socks.socksocket(family, socket.SOCK_STREAM)
    try:
        password = proxy.password.reveal() if proxy.password else None
        connection.set_proxy(_TYPES[proxy.type], address, proxy.port, True, proxy.username or None, password)
        connection.settimeout(server.connect_timeout)
        connection.connect((server.host, server.port))
    except BaseException:
        connection.close()
        raise
    return connection


def _check_login(proxy: Proxy) -> None:
    password = proxy.password.reveal() if proxy.password else ""
    if max(len(proxy.username.encode()), len(password.encode())) > PROXY_LOGIN_BYTES:
        raise ConfigError(f"User name and password of the proxy can have {PROXY_LOGIN_BYTES} bytes each at the most")


def _proxy_failure(error: BaseException, proxy: Proxy, server: MailServer) -> str:
    """One line on what went wrong at or behind the proxy."""
    name, target = f"The proxy {proxy.host}:{proxy.port}", f"{server.host}:{server.port}"
    inner = getattr(error, "socket_err", None)
    text = str(error)
    match error:
        case socks.ProxyConnectionError():
            return f"{name} cannot be reached: {_reason(inner or error)}. Check Proxy Address and Proxy Port"
        case socks.SOCKS5AuthError() if "No username" in text or ("All offered" in text and not proxy.username):
            return f"{name} wants a user name and a password: put user:password@ before the address, or proxy_username"
        case socks.SOCKS5AuthError():
            return f"{name} refused the user name or the password. Check proxy_username and proxy_password"
        case socks.SOCKS5Error() | socks.SOCKS4Error():
            code, _, words = text.partition(": ")
            return f"{name} could not reach {target}: {words.lower()} ({code}){_hint(code)}"
    if isinstance(inner, socks.ProxyError):  # PySocks wraps its own errors too: they are OSErrors
        return _proxy_failure(inner, proxy, server)
    other = "socks4" if proxy.type == "socks5" else "socks5"
    if isinstance(inner, TimeoutError):
        return f"{name} does not answer: it said nothing for {server.connect_timeout:g} s"
    if "invalid data" in text:
        return (
            f"{name} does not speak {proxy.type}: try Proxy Type {other}; the proxy of the mailbox cannot be a "
            "HTTP/HTTPS proxy"
        )
    if "closed unexpectedly" in text or isinstance(inner, ConnectionError):
        return f"{name} closed the connection: it could not reach {target}, or it speaks {other}; try that Proxy Type"
    return f"{name} failed: {_reason(inner or error)}"


def _hint(code: str) -> str:
    """What to do about an answer of the proxy (RFC 1928, 6)."""
    if code == "0x02":
        return ". The proxy's rules forbid it: ask who runs it"
    return ". Check IMAP Server: the proxy resolves the name itself"


def _reason(error: BaseException) -> str:
    return plain(getattr(error, "strerror", None) or error)
