"""Which passwords are tried on an encrypted document, and how the one that worked is told."""

from collections.abc import Iterator

from tqimap.documents.pieces import Context, Hint

CUSTOMARY = ("infected", "malware", "virus", "password")  # what analysts agree on when they send samples
MAX_CANDIDATES = 40  # each costs a key derivation, up to 0.1 s in Office files


def candidates(context: Context) -> Iterator[str]:
    """Those found in the message or configured first, then the customary ones; each once, a bounded number."""
    known = dict.fromkeys(context.passwords[: MAX_CANDIDATES - len(CUSTOMARY)])
    yield from known | dict.fromkeys(CUSTOMARY)


def opened_with(password: str) -> Hint:
    """The note that an analyst needs to open the File again."""
    return Hint(f"opened with the password {password}")
