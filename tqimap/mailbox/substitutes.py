"""What some servers give in place of a message, with OK: whoever takes it for the message loses that one."""

import re
from mmap import mmap

# What Exchange gives in place of a message that it cannot convert; it lacks the trace of every real delivery.
_UNCONVERTED = re.compile(
    rb"^Subject:\s+Retrieval\s+using\s+the\s+IMAP4\s+protocol\s+failed\s+for\s+the\s+following\s+message", re.I | re.M
)
_RECEIVED = re.compile(rb"^Received:", re.I | re.M)
_MOST_BYTES = 16_384  # of one: some sentences, and what the server adds to them

# What Courier gives in place of a message whose file it cannot open, or that somebody has removed.
_NO_LONGER = (
    b"From: System Administrator <root@localhost>\r\nSubject: message unavailable\r\n\r\n"
    b"This message is no longer available on the server.\r\n"
)


def is_substitute(raw: bytes | mmap) -> bool:
    """Whether this is what Exchange or Courier gives in place of a message."""
    if len(raw) > _MOST_BYTES:
        return False
    text = raw[:]
    header = re.split(rb"\r?\n\r?\n", text, maxsplit=1)[0]
    unconverted = _UNCONVERTED.search(header) is not None and _RECEIVED.search(header) is None
    return unconverted or text == _NO_LONGER
