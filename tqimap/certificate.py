"""A server's certificate, described for people, whether it is trusted or not."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from tqimap import der
from tqimap.printable import printable

NAMES_SHOWN = 5  # of a certificate that is for many


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a person can compare: each name on one line, validity in UTC, SHA-256 of the DER form.

    ``names`` are the host names and addresses that it is for.
    """

    subject: str
    issuer: str
    begins: datetime | None
    expires: datetime | None
    names: tuple[str, ...]
    sha256: str

    def lines(self) -> list[str]:
        """The description, a line each."""
        return [
            f"Subject: {self.subject}",
            f"Issuer:  {self.issuer}",
            f"Expires: {self.expires:%Y-%m-%d %H:%M:%S} UTC" if self.expires else "Expires: unreadable",
            f"SHA-256: {self.sha256}",
        ]


def shown_certificate(encoded: bytes) -> Certificate:
    """The description of a certificate in DER form; what cannot be read in it is called unreadable."""
    digest = hashlib.sha256(encoded).hexdigest().upper()
    sha256 = ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))
    try:
        read = der.certificate(encoded)
    except ValueError:
        return Certificate("unreadable", "unreadable", None, None, (), sha256)
    names = tuple(printable(name) for name in read.names[:NAMES_SHOWN])
    subject, issuer = printable(read.subject) or "(empty)", printable(read.issuer) or "(empty)"
    return Certificate(subject, issuer, read.begins, read.expires, names, sha256)
