"""Reading a message: never raises on what a mail holds, never loses a byte of it, linear in its size.

``parse`` splits the raw message into its headers and the leaves of its MIME tree (RFC 5322, RFC 2045 to 2049),
as slices of the given bytes; nothing is decoded before it is asked for.
"""

from tqimap.mail.message import Header, Mail, Part
from tqimap.mail.splitter import parse, parse_attached

__all__ = ["Header", "Mail", "Part", "parse", "parse_attached"]
