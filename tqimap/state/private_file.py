"""A file of our own: replaced whole or not at all, and for its owner alone."""

import contextlib
import errno
import os
import tempfile
from pathlib import Path

_DENIED = ". Give the user who runs tqimap the right to write there"
_ADVICE = {
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: _DENIED,
    errno.ENOSPC: ". Make room there",
    errno.EDQUOT: ". Make room there",
    errno.EFBIG: ". Raise the limit of this user for the size of files (ulimit -f)",
    errno.EIO: ". Look whether the disk is failing",
    errno.ENOLCK: ". Files on this file system cannot be locked: put the configuration on a local disk",
}


def advice(error: OSError) -> str:
    """What to do about a file that cannot be used, to be put behind what the system says; often nothing."""
    return _ADVICE.get(error.errno or 0, "")


def write(path: Path, text: str) -> None:
    """Replace the file at ``path`` atomically with mode 0600. Raises OSError; then the old file is untouched."""
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mkstemp makes it 0600
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # not every file system can do that, and the new file is there in any case
        _flush(path.parent)


def _flush(directory: Path) -> None:
    """So that a new name in it survives a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
