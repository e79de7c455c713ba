"""The mailbox: the only place that knows of imapclient, sockets, TLS and SOCKS proxies (RFC 9051, RFC 1928)."""

from tqimap.mailbox.mailbox import Mailbox

__all__ = ["Mailbox"]
