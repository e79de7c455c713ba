"""A file that is replaced whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from tqimap.state import private_file


def test_a_place_that_takes_a_file_but_no_flush_of_its_directory_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As some network file systems are: who hears of an error takes the old file to be there still."""
    flush = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    private_file.write(tmp_path / "new", "text")
    assert (tmp_path / "new").read_text() == "text"


def test_a_disk_that_takes_nothing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_file.write(tmp_path / "kept", "old")

    def fsync(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left"):
        private_file.write(tmp_path / "kept", "new")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("kept", "old")]
