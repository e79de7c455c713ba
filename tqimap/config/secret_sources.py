"""Secrets that do not stand in the configuration but come from a command or a file; bounded in time and in bytes."""

import contextlib
import os
import select
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tqimap.config.settings import Secret
from tqimap.deadline import SLICE_SECONDS, Deadline, never, within
from tqimap.errors import ConfigError

SECRET_SECONDS = 30.0  # a password store that asks somebody would hang a cron job for ever
SECRET_BYTES = 65_536  # a token of any provider fits, with what password stores print for people below it


class _TooSlow(Exception):
    """What was asked for did not come in time."""


def resolve(key: str, value: object, until: Deadline = never) -> Secret:
    """The secret that ``value`` is or leads to. Raises ConfigError without ever showing it."""
    begun, end = time.monotonic(), within(SECRET_SECONDS, until)
    try:
        match value:
            case {"command": list(command)}:
                return Secret(_first_line(key, command[0], _from_command(key, command, end)))
            case {"file": str(name)}:
                return Secret(_first_line(key, name, _from_file(key, Path(name), end)))
    except _TooSlow as error:
        seconds = min(SECRET_SECONDS, time.monotonic() - begun)
        raise ConfigError(f"{error} did not end within {seconds:.0f} s") from error
    return Secret(str(value))


def _from_command(key: str, command: Sequence[str], end: Deadline) -> bytes:
    what = f"The command for {key} ({command[0]})"
    try:
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
            try:
                assert process.stdout is not None
                said = _read(process.stdout.fileno(), end, what)
                code = _exit_code(process, end, what)
            finally:
                process.kill()
    except OSError as error:
        named = isinstance(error, FileNotFoundError) and "/" not in command[0]
        advice = "; give its whole path, cron looks in /usr/bin and /bin only" if named else ""
        raise ConfigError(f"{what} cannot be run: {error.strerror}{advice}") from error
    if code:
        raise ConfigError(f"{what} failed with exit code {code}")
    return said


def _exit_code(process: "subprocess.Popen[bytes]", end: Deadline, what: str) -> int:
    """Raises _TooSlow."""
    while time.monotonic() < end():
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(min(SLICE_SECONDS, max(0.0, end() - time.monotonic())))
    raise _TooSlow(what)


def _from_file(key: str, path: Path, end: Deadline) -> bytes:
    what = f"The file {path} for {key}"
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # it may be a pipe to which nobody writes
        try:
            return _read(file, end, what)
        finally:
            os.close(file)
    except OSError as error:
        raise ConfigError(f"Cannot read {path} for {key}: {error.strerror}") from error


def _read(file: int, end: Deadline, what: str) -> bytes:
    """All of it, up to the time ``end``, which may come nearer meanwhile. Raises _TooSlow, ConfigError, OSError."""
    said = b""
    while len(said) <= SECRET_BYTES:
        if time.monotonic() >= end():
            raise _TooSlow(what)
        if not select.select([file], [], [], SLICE_SECONDS)[0]:
            continue
        piece = os.read(file, SECRET_BYTES)
        if not piece:
            return said
        said += piece
    raise ConfigError(f"{what} gives more than {SECRET_BYTES} bytes")


def _first_line(key: str, origin: str, raw: bytes) -> str:
    """What password stores print below it is for people."""
    try:
        text = raw.decode("utf-8").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{origin} did not give UTF-8 for {key}") from error
    if not text:
        raise ConfigError(f"{origin} gave nothing for {key}")
    return text
