"""The folders that there are (RFC 9051, 6.3.9), for a person who asked for one that is not there."""

import difflib
from collections.abc import Sequence

from imapclient.exceptions import ProtocolError  # type: ignore[import-untyped]

from tqimap.mailbox.client import Client
from tqimap.mailbox.wording import plain

_NO_FOLDER = {rb"\noselect", rb"\nonexistent"}  # a name on the way to others (RFC 9051, 7.3.1), in any case
NAMED_FOLDERS = 5  # of those that exist


def folders(client: Client, pattern: str = "*") -> list[str]:
    """The names of the folders that can be opened; none where one breaks the rules for names (RFC 3501, 5.1.3)."""
    try:
        listed = client.list_folders(pattern=pattern)
    except (ValueError, ProtocolError):
        return []
    return [str(name) for flags, _, name in listed if not _NO_FOLDER & {flag.lower() for flag in flags}]


def nearest(wanted: str, names: Sequence[str]) -> str:
    """Those of ``names`` that are most like the one ``wanted``, as the end of a sentence; empty where there is none."""
    matches = difflib.get_close_matches(wanted, names, NAMED_FOLDERS, 0.0)
    return f"; there are: {', '.join(map(plain, matches))}" if matches else ""
