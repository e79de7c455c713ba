"""Through a SOCKS proxy (4, 4a and 5; RFC 1928), for one connection only: nothing of the process is patched.

The proxy resolves the mail server's name. PySocks wraps whatever goes wrong, its own errors too; the cause is in
``socket_err``.
"""

import socket
from collections.abc import Callable

import socks

from tqimap.config.settings import MailServer, Proxy
from tqimap.errors import ConfigError, UnreachableError
from tqimap.mailbox.steps import Tell
from tqimap.mailbox.wording import leads_nowhere, reason
from tqimap.printable import printable

LOGIN_BYTES = 127  # PySocks cannot send the length of more, though RFC 1929 allows 255

_TYPES = {"socks4": socks.SOCKS4, "socks5": socks.SOCKS5}
_OTHER = {"socks4": "socks5", "socks5": "socks4"}


def dial(proxy: Proxy, server: MailServer, begun: Callable[[socket.socket], None], passed: Tell) -> socket.socket:
    """A connection to the mail server, by the first of the proxy's addresses that works.

    ``begun`` gets each socket before it is used, ``passed`` hears of each step. Raises UnreachableError, ConfigError.
    """
    _check_login(proxy)
    failed: BaseException | None = None
    addresses = _addresses(proxy)
    passed("name", f"{proxy.host} is {', '.join(dict.fromkeys(str(each[4][0]) for each in addresses))}")
    for family, _, _, _, address in addresses:
        try:
            connection = _connected(family, str(address[0]), proxy, server, begun)
        except (socks.ProxyError, OSError, UnicodeError) as error:
            if failed is None or leads_nowhere(getattr(failed, "socket_err", failed)):
                failed = error
        else:
            passed("proxy", f"{proxy.type} {proxy.place} connects, and resolves {server.host} itself")
            return connection
    raise UnreachableError(_failure(failed, proxy, server)) from failed


def _check_login(proxy: Proxy) -> None:
    password = proxy.password.reveal() if proxy.password else ""
    if max(len(proxy.username.encode()), len(password.encode())) > LOGIN_BYTES:
        raise ConfigError(f"User name and password of the proxy can have {LOGIN_BYTES} bytes each at the most")


def _addresses(proxy: Proxy) -> list[tuple[socket.AddressFamily, object, object, object, tuple[object, ...]]]:
    try:
        return list(socket.getaddrinfo(proxy.host, proxy.port, type=socket.SOCK_STREAM))
    except (socket.gaierror, UnicodeError) as error:
        raise UnreachableError(
            f"The proxy's name {printable(proxy.host)} cannot be resolved: {reason(error)}. Check Proxy Address"
        ) from error


def _connected(
    family: socket.AddressFamily,
    address: str,
    proxy: Proxy,
    server: MailServer,
    begun: Callable[[socket.socket], None],
) -> socks.socksocket:
    """A connection to the mail server by this address of the proxy. Raises OSError, ProxyError, UnicodeError."""
    connection = socks.socksocket(family, socket.SOCK_STREAM)
    begun(connection)
    password = proxy.password.reveal() if proxy.password else None
    connection.set_proxy(_TYPES[proxy.type], address, proxy.port, True, proxy.username or None, password)
    connection.settimeout(server.connect_timeout)
    try:
        connection.connect((server.host, server.port))
    except BaseException:
        connection.close()
        raise
    return connection


def _failure(error: BaseException | None, proxy: Proxy, server: MailServer) -> str:
    """One line on what went wrong at the proxy or behind it."""
    name = f"The proxy {proxy.place}"
    inner = getattr(error, "socket_err", None)
    if isinstance(error, socks.ProxyConnectionError):
        why = f"no answer for {server.connect_timeout:g} s" if isinstance(inner, TimeoutError) else reason(inner)
        return f"{name} cannot be reached: {why}. Check Proxy Address and Proxy Port"
    if isinstance(inner, socks.ProxyError):
        return _failure(inner, proxy, server)
    if isinstance(error, socks.SOCKS5AuthError):
        return f"{name} {_login_failure(str(error), proxy)}"
    if isinstance(error, socks.SOCKS5Error | socks.SOCKS4Error):
        return f"{name} could not reach {server.place}: {_answer(str(error), proxy)}"
    if isinstance(inner, TimeoutError):
        # A web proxy may wait for the rest of what it takes for a line.
        silence = f"it said nothing for {server.connect_timeout:g} s"
        return f"{name} does not answer: {silence}. It must speak {proxy.type}; it cannot be a HTTP/HTTPS proxy"
    return f"{name} {_no_dialogue(str(error), inner, proxy, server)}"


def _login_failure(text: str, proxy: Proxy) -> str:
    if proxy.username and "authentication failed" in text:
        return "refused the user name or the password. Check proxy_username and proxy_password"
    if proxy.username:
        return "takes no login by user name and password; it wants another kind"
    return "wants a login. Set proxy_username and proxy_password, or put user:password@ before Proxy Address"


def _answer(text: str, proxy: Proxy) -> str:
    """The proxy's own answer (RFC 1928, 6), and what to do about it."""
    code, _, words = text.partition(": ")
    if code == "0x02":
        return f"{words.lower()} ({code}). Ask who runs the proxy to allow it"
    more = ". With Proxy Type socks5 it would tell more, and take a login" if proxy.type == "socks4" else ""
    return f"{words.lower()} ({code}). Check IMAP Server: the proxy resolves the name itself{more}"


def _no_dialogue(text: str, inner: BaseException | None, proxy: Proxy, server: MailServer) -> str:
    """What it means when the two do not understand each other."""
    other = _OTHER[proxy.type]
    if "invalid data" in text:
        return f"does not speak {proxy.type}. Try Proxy Type {other}; it cannot be a HTTP/HTTPS proxy"
    if "closed unexpectedly" in text or isinstance(inner, ConnectionError):
        return (
            f"closed the connection. Either it could not reach {server.place}, or it does not let this machine in, "
            f"or it does not speak {proxy.type}: try Proxy Type {other}"
        )
    return f"failed: {reason(inner or text)}"
