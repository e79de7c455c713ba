"""Asking a token endpoint: one HTTPS form, perhaps through a web proxy of its own, and what can come back.

Nothing of it comes from the environment, and no redirect is followed: the secret would go elsewhere.
"""

import json
import re
import ssl
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from tqimap.config.settings import Secret, TokenEndpoint
from tqimap.connections import bounded_tls
from tqimap.connections.causes import causes as inner_causes
from tqimap.connections.causes import words
from tqimap.connections.http import basic, lifetime, page_title
from tqimap.deadline import Deadline, never, within
from tqimap.errors import CertificateError, ConfigError, MailboxLoginError, UnreachableError
from tqimap.printable import printable
from tqimap.tokens.grants import TokenRequest
from tqimap.tokens.kept import Token

if TYPE_CHECKING:
    import urllib3

PAUSES = (1.0, 4.0)  # seconds before each repeat where the endpoint is busy or broken; the next run comes anyway
EXCHANGE_SECONDS = 90.0  # longest for one request: an endpoint that thinks for a minute is given its minute
MAX_ANSWER_BYTES = 65_536  # a token with all its claims has a few KB
_BUSY = frozenset({429, 500, 502, 503, 504})

_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")  # RFC 6750, 2.1, allows fewer characters; none of these breaks the SASL


def fetch(request: TokenRequest, now: Callable[[], float], until: Deadline = never) -> Token:
    """A new token, answered before ``until``.

    Raises MailboxLoginError, UnreachableError, CertificateError or ConfigError.
    """
    asked = now()
    status, body = _answer(request, until)
    return token(request, status, body, asked)


def token(request: TokenRequest, status: int, body: bytes, asked: float) -> Token:
    """The token in an answer to what was ``asked`` then. Raises as ``fetch`` does."""
    if status in _BUSY:
        raise UnreachableError(f"{_place(request)} answered {status}: {_said(request, body)}; try again later")
    if 300 <= status < 400:
        raise ConfigError(f"{_place(request)} redirects, which is not followed: set token_url to where it leads")
    if status != 200:
        raise MailboxLoginError(f"{_place(request)} gives {request.who} no token ({status}): {_said(request, body)}")
    reply = _object(body)
    value = reply.get("access_token")
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise MailboxLoginError(f"{_place(request)} answered without an access token: {_said(request, body)}")
    return Token(Secret(value), asked + lifetime(reply.get("expires_in")))


def _answer(request: TokenRequest, until: Deadline) -> tuple[int, bytes]:
    """Status and body of the first answer that is not just a bad moment, or of the last."""
    import urllib3

    context = bounded_tls.context()
    bounded_tls.trust(context, request.endpoint.ca_file, "token_ca_file")
    with _pool(request.endpoint, context) as pool:
        for pause in (*PAUSES, None):
            context.deadline = within(EXCHANGE_SECONDS, until)
            try:
                status, body = _exchange(pool, request)
            except urllib3.exceptions.HTTPError as error:
                raise _trouble(request, error) from error
            if pause is None or status not in _BUSY or time.monotonic() + pause > until():
                break
            time.sleep(pause)
    return status, body


def _exchange(pool: "urllib3.PoolManager", request: TokenRequest) -> tuple[int, bytes]:
    import urllib3

    with pool.urlopen(
        "POST",
        request.url,
        redirect=False,
        retries=False,
        body=urlencode(request.form),
        headers={"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
        timeout=urllib3.Timeout(connect=request.endpoint.connect_timeout, read=request.endpoint.read_timeout),
        preload_content=False,
    ) as response:
        return response.status, response.read(MAX_ANSWER_BYTES)


def _pool(endpoint: TokenEndpoint, context: ssl.SSLContext) -> "urllib3.PoolManager":
    import urllib3

    if endpoint.proxy is None:
        return urllib3.PoolManager(ssl_context=context)
    from tqimap.tokens import tunnel

    login, _, place = endpoint.proxy.reveal().removeprefix("http://").rpartition("@")
    headers = {"Proxy-Authorization": f"Basic {basic(login)}"} if login else None  # urllib3 would make it Latin-1
    return tunnel.bounded(urllib3.ProxyManager(f"http://{place}", proxy_headers=headers, ssl_context=context))


def _trouble(request: TokenRequest, error: Exception) -> UnreachableError:
    """What went wrong on the way, by hop."""
    import urllib3.exceptions as http

    causes = list(inner_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return CertificateError(
                f"The certificate of the token endpoint {_host(request)} is not trusted: "
                f"{printable(cause.verify_message)}; where a proxy opens the TLS, set token_ca_file to its authority"
            )
    reason = words(causes)
    if isinstance(error, http.ProxyError):
        return UnreachableError(f"The proxy {_proxy(request.endpoint)} (token_proxy) does not let through: {reason}")
    hop = f" through the proxy {_proxy(request.endpoint)} (token_proxy)" if request.endpoint.proxy else ""
    if isinstance(error, http.NameResolutionError):
        reason = "its name cannot be resolved" + ("" if hop else "; is a web proxy (token_proxy) needed?")
    return UnreachableError(f"The token endpoint {_host(request)} cannot be reached{hop}: {reason}")


def _said(request: TokenRequest, body: bytes) -> str:
    """What the endpoint says is wrong (RFC 6749, 5.2), or what it is instead of one; no secret that it was sent."""
    reply = _object(body)
    said = [str(reply[key]) for key in ("error", "error_description") if reply.get(key)]
    text = ": ".join(said).partition("\r\n")[0]  # Microsoft appends identifiers for its own support
    if not text:
        page = body.decode("utf-8", "replace")
        title = page_title(page)
        text = (page.strip() or "nothing") if title is None else f"a web page ({title})"
    for secret in request.secrets:
        text = text.replace(secret, "***")
    return printable(text, 300)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _place(request: TokenRequest) -> str:
    return f"The token endpoint {_host(request)}"


def _host(request: TokenRequest) -> str:
    return printable(urlsplit(request.url).netloc.rpartition("@")[2])


def _proxy(endpoint: TokenEndpoint) -> str:
    return printable(endpoint.proxy.reveal().removeprefix("http://").rpartition("@")[2]) if endpoint.proxy else ""
