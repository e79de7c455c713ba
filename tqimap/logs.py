"""The log of a run, line by line as tqIMAP 2.0.1 wrote it (guide, figure 5)::

    2018-03-16 18:05:46 - Intelligence Mailbox CRITICAL: Connector has been created, …

Local time. Everything goes through the logger ``tqimap``; other libraries' loggers stay silent, because
they would put mail and secrets into the log.
"""

import logging
import logging.handlers
import os
import sys
from pathlib import Path
from typing import TextIO

from tqimap.errors import ConfigError
from tqimap.state import private_file

LEVELS = {1: logging.WARNING, 2: logging.INFO, 3: logging.DEBUG}

FILE_NAME = "tqimap.log"
FILE_BYTES = 10_000_000  # a busy mailbox at verbosity 3 fills this in about a week
FILE_COUNT = 5  # old ones that are kept

logger = logging.getLogger("tqimap")


def start(name: str, location: str, verbosity: int) -> None:
    """Log under ``name`` to ``stdout`` or to ``tqimap.log`` in the directory ``location``.

    With a directory CRITICAL lines also go to stdout, so that cron mails them, and on a terminal warnings, too.
    Raises ConfigError where the file cannot be opened.
    """
    silence_libraries()
    logging.raiseExceptions = False  # a full disk must not end a run by its log
    format_ = f"%(asctime)s - {name.replace('%', '%%')} %(levelname)s: %(message)s"
    formatter = logging.Formatter(format_, "%Y-%m-%d %H:%M:%S")
    console = logging.StreamHandler(sys.stdout)
    handlers: list[logging.Handler] = [console]
    if location != "stdout":
        console.setLevel(logging.WARNING if sys.stdout.isatty() else logging.CRITICAL)
        handlers.append(_file(Path(location) / FILE_NAME))
    stop()
    for handler in handlers:
        handler.setFormatter(formatter)
        logger.addHandler(handler)
    logger.setLevel(LEVELS[verbosity])
    logger.propagate = False


def warn_on_terminal() -> None:
    """Where there is no run that keeps a log: warnings go to stderr, apart from what is printed."""
    silence_libraries()
    stop()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("tqimap: %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False


def silence_libraries() -> None:
    """Let other libraries' warnings go nowhere: Python would print them, with what a server said, on stderr."""
    logging.lastResort = logging.NullHandler()


def stop() -> None:
    """Flush and detach all handlers, so that another run in the same process starts afresh."""
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)
        handler.close()


def keep_error(message: str) -> None:
    """An error that is said on stderr, in the log file too, where there is one: on the console it would stand twice."""
    record = logger.makeRecord(logger.name, logging.ERROR, __file__, 0, "%s", (message,), None)
    for handler in logger.handlers:
        if isinstance(handler, logging.FileHandler):
            handler.handle(record)


class _PrivateRotatingFile(logging.handlers.RotatingFileHandler):
    """A rotating log file that only its owner can read: subjects and addresses stand in it."""

    def _open(self) -> TextIO:  # type: ignore[override]
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return open(handle, "a", encoding="utf-8", errors="backslashreplace")


def _file(path: Path) -> logging.Handler:
    if path.is_fifo():
        raise ConfigError(f"Cannot open the log {path}: it is a pipe, and a run would wait for its reader")
    try:
        return _PrivateRotatingFile(path, maxBytes=FILE_BYTES, backupCount=FILE_COUNT)
    except OSError as error:
        raise ConfigError(f"Cannot open the log {path}: {error.strerror}{private_file.advice(error)}") from error
