"""What every server of the sandbox listens with: loopback only, and a throwaway certificate of its own."""

import datetime
import hashlib
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import trustme

LOOPBACK = "127.0.0.1"
Quality = Literal["good", "expired", "wrong-name"]
_NAMES = {"good": ("localhost", LOOPBACK), "expired": ("localhost", LOOPBACK), "wrong-name": ("elsewhere.test",)}


@dataclass(frozen=True, slots=True)
class Certificate:
    """A server's certificate: ``der`` as it is shown on the wire, ``ca_file`` what a client must trust."""

    der: bytes
    ca_file: Path
    chain_file: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER form, 64 hex digits."""
        return hashlib.sha256(self.der).hexdigest()

    def server_context(self) -> ssl.SSLContext:
        """What the server listens with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain_file)
        return context


def listener(port: int) -> socket.socket:
    """A listening socket on loopback. Raises OSError when the port is taken.

    Without TCP_NODELAY, which accepted sockets inherit, an answer in two writes waits 40 ms for the peer's delayed
    acknowledgement; asyncio sets it only on sockets that were made with an explicit protocol.
    """
    listening = socket.create_server((LOOPBACK, port))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def issue(directory: Path, name: str, quality: Quality = "good") -> Certificate:
    """A certificate for 127.0.0.1 and localhost by an authority of its own; its files go to ``directory``."""
    authority = trustme.CA(organization_name="tqimap sandbox")
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC) if quality == "expired" else None
    leaf = authority.issue_cert(*_NAMES[quality], common_name=name, not_after=past)
    ca_file, chain_file = directory / f"{name}-ca.pem", directory / f"{name}.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    chain_file.touch(mode=0o600)
    leaf.private_key_and_cert_chain_pem.write_to_path(str(chain_file))
    return Certificate(ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode()), ca_file, chain_file)
