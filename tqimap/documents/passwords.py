"""Which passwords are tried on an encrypted document, and how the one that worked is told."""

from collections.abc import Iterator

from tqimap.documents.containers import OLE_MAGIC
from tqimap.documents.pieces import Context, Hint

CUSTOMARY = ("infected", "malware", "virus", "password")  # what analysts agree on when they send samples
MAX_CANDIDATES = 40  # each costs a key derivation, up to 0.1 s in Office files

_MARKS_OF_ENCRYPTION = (b"/Encrypt", "EncryptedPackage".encode("utf-16-le"))  # ISO 32000-1, 7.6; MS-OFFCRYPTO, 2.3.4


def candidates(context: Context) -> Iterator[str]:
    """Those found in the message or configured first, then the customary ones; each once, a bounded number."""
    known = dict.fromkeys(context.passwords[: MAX_CANDIDATES - len(CUSTOMARY)])
    yield from known | dict.fromkeys(CUSTOMARY)


def may_be_locked(data: bytes) -> bool:
    """Whether a ZIP archive, a PDF or an Office file looks as if it took a password to read it."""
    if data.startswith(b"PK\x03\x04"):
        return data[6:7] != b"" and data[6] & 1 == 1  # of its first member
    return data.startswith((b"%PDF-", OLE_MAGIC)) and any(mark in data for mark in _MARKS_OF_ENCRYPTION)


def opened_with(password: str) -> Hint:
    """The note that an analyst needs to open the File again."""
    return Hint(f"opened with the password {password}")
