"""The configuration file: one JSON object, replaced as a whole, which nobody else may read or replace."""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tqimap.errors import ConfigError, StateError
from tqimap.state import private_file

FILE_NAME = "config.json"

# What is mistyped most, and what Python's words for it do not say.
_JSON = (
    "JSON has double quotes, true and false in small letters, no comments and no comma before } or ]; a backslash is "
    "written twice"
)


def read(path: Path) -> dict[str, Any]:
    """What the file holds; nothing where there is none. Raises ConfigError where it is no JSON object."""
    try:
        _status(path)
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise _unreadable(path, error) from error
    if not text.strip():
        raise ConfigError(f"{path}: it is empty; write {{}} into it, or remove it")
    try:
        value = decoded(text, object_pairs_hook=_no_doubles)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}, line {error.lineno}, column {error.colno}: {error.msg} ({_JSON})") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: it is nested too deep") from error
    if not isinstance(value, dict):
        raise ConfigError(f"{path} must hold one JSON object: {{ … }}")
    return value


def require(path: Path) -> None:
    """Raises ConfigError where there is no file yet, or none that may be looked at."""
    try:
        path.stat()
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist: run tqimap -c {path} once, which makes it") from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> ConfigError:
    """The error of a configuration that the system does not let be read."""
    advice = "; run tqimap as the user to whom it belongs" if isinstance(error, PermissionError) else ""
    return ConfigError(f"Cannot read {path}: {error.strerror}{advice}")


def decoded(text: str, **hooks: Any) -> Any:
    """``text`` decoded; a whole number is an int however it is written, and what is no number is refused.

    Raises ValueError.
    """
    value = json.loads(text, parse_float=_number, parse_constant=_no_number, **hooks)
    if has_halves(json.dumps(value, ensure_ascii=False)):
        raise ValueError("it holds half of a character")
    return value


def has_halves(text: str) -> bool:
    """Whether halves of characters (UTF-16) stand in it, as those for bytes that are not UTF-8 do."""
    return text.encode("utf-8", "replace").decode() != text


def _number(text: str) -> float:
    value = float(text)
    return int(value) if value.is_integer() else value


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"{next(key for key in keys if keys.count(key) > 1)} is set twice")
    return value


def save(path: Path, changes: Mapping[str, object]) -> None:
    """Write ``changes`` into the file at ``path``: mode 0600, replaced atomically, so that a full disk or a kill
    leaves the old file or the new one. A change to None takes the key out. Raises StateError."""
    values = {**read(path), **changes}
    text = json.dumps({key: value for key, value in values.items() if value is not None}, indent=2, ensure_ascii=False)
    try:
        private_file.write(_real(path), text + "\n")  # a link stays one
    except OSError as error:
        advice = private_file.advice(error)
        raise StateError(f"Cannot write {path}: {error.strerror}{advice}. The file is unchanged") from error


def check_permissions(path: Path) -> str | None:
    """Make sure that nobody else reads or replaces the configuration; the warning to log, if any.

    Raises ConfigError as ``exposed`` does.
    """
    if not exposed(path):
        return None
    path.chmod(0o600)
    return f"{path} could be read by others; its mode is now 0600"


def exposed(path: Path) -> bool:
    """Whether others can read the configuration.

    Raises ConfigError for a file of another user and for a directory in which others could replace the file.
    """
    try:
        for directory in (path.parent, _real(path).parent):
            _refuse_if_open_to_all(directory)
        file = _status(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unreadable(path, error) from error
    if file.st_uid != os.geteuid():
        raise ConfigError(
            f"{path} belongs to another user (uid {file.st_uid}); run tqimap as that user, "
            f"or run: chown {os.geteuid()} {path}"
        )
    return bool(file.st_mode & 0o077)


def _refuse_if_open_to_all(directory: Path) -> None:
    mode = directory.stat().st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        raise ConfigError(
            f"Others can write to {directory} and could replace the configuration; run: chmod o-w {directory}"
        )


def _real(path: Path) -> Path:
    """The file behind ``path``, which may be a link; a ring of links is left to who opens it."""
    return Path(os.path.realpath(path))


def _status(path: Path) -> os.stat_result:
    """What the system knows of the file. Raises ConfigError for a directory, a pipe and the like."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise ConfigError(f"{path} is not a file")
    return found
