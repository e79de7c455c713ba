"""An attachment that the disk does not take: only a full one asks for room."""

import errno
import os
import re
from pathlib import Path

import pytest

from tqimap.errors import StateError
from tqimap.reader.spooling import SpoolFile


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "No space left on device. Make room there. The mail stays unread"),
        (errno.EROFS, "Read-only file system. Give the user who runs tqimap the right to write there. The mail"),
        (errno.EIO, "Input/output error. Look whether the disk is failing. The mail"),
        (errno.EFBIG, "File too large. Raise the limit of this user for the size of files (ulimit -f). The mail"),
    ],
)
def test_what_to_do_depends_on_what_is_wrong_with_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    file = SpoolFile(tmp_path / "0-1", 0)

    def write(descriptor: int, data: bytes) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(StateError, match=re.escape(said)):
        file.write(b"content")
    assert not list(tmp_path.iterdir())
