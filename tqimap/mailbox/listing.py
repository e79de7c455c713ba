"""The folders that there are (RFC 9051, 6.3.9), for a person who asked for one that is not there."""

import contextlib
import difflib
from collections.abc import Iterator, Sequence

from imapclient import imap_utf7  # type: ignore[import-untyped]
from imapclient.exceptions import ProtocolError  # type: ignore[import-untyped]

from tqimap.mailbox.client import Client
from tqimap.mailbox.wording import plain

_NO_FOLDER = {rb"\noselect", rb"\nonexistent"}  # a name on the way to others (RFC 9051, 7.3.1), in any case
NAMED_FOLDERS = 5  # of those that exist


def folders(client: Client, pattern: str = "*") -> list[str]:
    """The names of the folders that can be opened, but for those that break the rules for names (RFC 3501, 5.1.3)."""
    client.folder_encode = False  # it would refuse the whole answer for one of them
    try:
        listed = client.list_folders(pattern=imap_utf7.encode(pattern))
    except (ValueError, ProtocolError):
        return []
    finally:
        client.folder_encode = True
    names = [name for flags, _, name in listed if not _NO_FOLDER & {flag.lower() for flag in flags}]
    return list(_decoded(names))


def _decoded(names: Sequence[str | bytes]) -> Iterator[str]:
    for name in names:
        with contextlib.suppress(ValueError):
            decoded = imap_utf7.decode(name)
            imap_utf7.encode(decoded)  # half a character cannot be sent
            yield decoded


def nearest(wanted: str, names: Sequence[str]) -> str:
    """Those of ``names`` that are most like the one ``wanted``, as the end of a sentence; empty where there is none."""
    matches = difflib.get_close_matches(wanted, names, NAMED_FOLDERS, 0.0)
    return f"; there are: {', '.join(map(plain, matches))}" if matches else ""
