"""Trust in ThreatQ's certificate.

The system's authorities are trusted, or those of a CA file. A pinned fingerprint stands in for authority and
host name. Both checks can be switched off. Nothing of it comes from the environment.
"""

import re
import socket
import ssl
from typing import TYPE_CHECKING

from tqimap import __version__
from tqimap.config.settings import ThreatQServer
from tqimap.connections import bounded_tls
from tqimap.connections.bounded_tls import Context
from tqimap.errors import ConfigError
from tqimap.threatq.address import Address

if TYPE_CHECKING:
    import urllib3

_SHA256 = re.compile(r"[0-9a-f]{64}")


def context(server: ThreatQServer) -> Context:
    """The TLS settings for ``server``. Raises ConfigError for a CA file that cannot be used."""
    made = bounded_tls.context()
    if server.fingerprint or not server.verify:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE  # the fingerprint is compared after the handshake, before anything is sent
    else:
        bounded_tls.trust(made, server.ca_file, "threatq_ca_file")
    return made


def fingerprint(text: str) -> str:
    """SHA-256 as 64 small hex digits. Raises ConfigError."""
    plain = text.replace(":", "").strip().lower()
    if not _SHA256.fullmatch(plain):
        raise ConfigError("threatq_fingerprint must be a SHA-256: 64 hex digits, with or without colons")
    return plain


def pool(address: Address, server: ThreatQServer, tls: Context) -> "urllib3.HTTPSConnectionPool":
    """One connection, kept alive, that trusts what ``server`` says and takes no proxy, login or CA from elsewhere."""
    import urllib3

    if not server.verify:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)  # said once a run, in tqimap's own words
    return urllib3.HTTPSConnectionPool(
        address.host,
        address.port,
        timeout=urllib3.Timeout(connect=server.connect_timeout, read=server.read_timeout),
        headers={
            "User-Agent": f"tqIMAP/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # no decompression bombs
        },
        ssl_context=tls,
        assert_fingerprint=fingerprint(server.fingerprint) if server.fingerprint else None,
    )


def shown_certificate(server: Address, timeout: float) -> bytes | None:
    """The certificate that the server shows, in DER form; None where it shows none. ``timeout`` in seconds."""
    unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE  # only looked at: nothing is sent over this connection
    try:
        with (
            socket.create_connection((server.host, server.port), timeout) as plain,
            unverified.wrap_socket(plain, server_hostname=server.host) as secured,
        ):
            return secured.getpeercert(binary_form=True)
    except OSError:
        return None
