"""The places on disk that the command line names: made where they are missing, refused where they cannot serve."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tqimap.config.config_file import FILE_NAME
from tqimap.errors import ConfigError, StateError
from tqimap.state import private_file


def config_file(location: str) -> Path:
    """The file meant by ``-c``, in a directory that is made where it is missing. Raises ConfigError."""
    file = named_config_file(location)
    directory(file.parent, "configuration directory (-c)")
    if os.path.exists(file) and not os.access(file, os.R_OK | os.W_OK, effective_ids=True):
        raise ConfigError(f"The configuration file {file} must be readable and writable by the user who runs tqimap")
    return file


def named_config_file(location: str) -> Path:
    """The file meant by ``-c``: a name that ends in ``.json``, else ``config.json`` in a directory."""
    path = absolute(location)
    return path if path.suffix.lower() == ".json" and not os.path.isdir(path) else path / FILE_NAME


def log_location(location: str) -> str:
    """The directory meant by ``-ll``, or the word ``stdout``."""
    if location == "stdout":
        return location
    return str(directory(absolute(location), "log directory (-ll)"))


def files_directory(parent: str | None, name: str | None) -> Path | None:
    """Where attachments go: ``-f DIR`` and ``--files NAME`` give DIR/NAME; None where neither is given."""
    if parent is None and name is None:
        return None
    path = absolute(os.path.join(parent or ".", name or ""))  # an absolute NAME stands by itself
    return directory(path, "directory for attachments (-f, --files)")


def absolute(name: str) -> Path:
    """The whole path of a file or directory. Raises ConfigError."""
    try:
        return Path(name).absolute()
    except OSError as error:
        raise ConfigError(f"The current directory is gone, in which {name} would be; give the whole path") from error


def directory(path: Path, meaning: str) -> Path:
    """``path`` as a directory that this user can work in; made with mode 0700 where it is missing.

    The mode of a directory that is already there is never changed. Raises ConfigError.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)  # parents get it too: the driver's umask is 077
    except FileExistsError as error:
        raise ConfigError(f"The {meaning} {path} is not a directory") from error
    except OSError as error:
        raise ConfigError(f"Cannot make the {meaning} {path}: {error.strerror}{private_file.advice(error)}") from error
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK, effective_ids=True):
        raise ConfigError(f"The {meaning} {path} must be readable and writable by the user who runs tqimap")
    return path


@contextmanager
def temporary_directory() -> Iterator[Path]:
    """A directory for this user alone, removed at the end. Raises StateError where there is no place for one."""
    try:
        made = tempfile.TemporaryDirectory(prefix="tqimap-")
    except OSError as error:
        raise StateError(
            f"Cannot make a temporary directory: {error.strerror}. Make room, or set TMPDIR to a directory that can be "
            "written to"
        ) from error
    with made as name:
        yield Path(name)
