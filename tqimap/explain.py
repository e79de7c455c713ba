"""``tqimap --explain FILE…``: why each value in a file, or in a message of the mailbox, is an indicator or is none.

The files go through the same contained reader as the mail of a run: what is kept here is what a run would send.
"""

import json
import mailbox
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tqimap import locations
from tqimap.config import config_file
from tqimap.config.config import Config
from tqimap.errors import ConfigError
from tqimap.printable import printable
from tqimap.reader.answers import Candidate, Explained
from tqimap.reader.options import ReaderOptions
from tqimap.reader.reader import Reader

STANDARD_INPUT = "-"
LIVE = "uid:"
_HEADS = ("", "type", "value", "rule", "where", "as it stood")
_WIDEST = 48  # characters that a column is widened to; what is longer moves the rest of its line
_INDENT = 9 * " "  # below the type

_Row = tuple[str, ...]  # below the heads
Lines = Callable[[str, Sequence[Explained]], Iterator[str]]  # what is printed of a document


def main(files: Sequence[str], settings: Config, *, as_json: bool) -> int:
    """Explain ``files`` on standard output, notes on standard error; the exit code.

    Raises ConfigError in the end where some could not be read.
    """
    options = ReaderOptions.from_settings(settings.values, explain=True)
    lines = _json_lines if as_json else _text_lines
    failure: ConfigError | None = None
    with locations.temporary_directory() as spool, Reader(spool, options) as reader:
        for file in files:
            try:
                _explain(reader, _contents(file, settings), lines)
            except ConfigError as error:
                if failure is None:
                    failure = error
                else:
                    failure.add_note(str(error))
    if failure is not None:
        raise failure
    return 0


def _explain(reader: Reader, documents: Iterator[tuple[str, bytes]], lines: Lines) -> None:
    for name, content in documents:
        found, notes = reader.explain(os.path.basename(name), content)
        for line in lines(name, found):
            print(line)
        for note in notes:
            print(f"tqimap: {printable(name)}: {printable(note)}", file=sys.stderr)


def _contents(file: str, settings: Config) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each document: the file itself, the messages of an mbox or of a Maildir, one in the mailbox."""
    if file.startswith(LIVE) and not os.path.exists(file):
        yield file, _live(file, settings)
        return
    try:
        if file == STANDARD_INPUT:
            yield file, _standard_input()
        elif os.path.isdir(file):
            yield from _maildir(Path(file))
        else:
            yield from _file(Path(file))
    except OSError as error:
        raise ConfigError(f"Cannot read {file}: {error.strerror}") from error


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise ConfigError(f"Cannot read {STANDARD_INPUT}: standard input is closed")
    return sys.stdin.buffer.read()


def _live(name: str, settings: Config) -> bytes:
    from tqimap import live_message

    wanted = live_message.named(name)
    if wanted is None:
        raise ConfigError(f"{name} names no message: uid:NUMBER, or uid:NUMBER:FOLDER")
    config_file.require(settings.path)
    return live_message.fetch(settings, *wanted)


def _file(path: Path) -> Iterator[tuple[str, bytes]]:
    content = path.read_bytes()
    if not (path.is_file() and content.startswith(b"From ")):  # a pipe can be read only once
        yield str(path), content
        return
    messages = mailbox.mbox(path, create=False)
    for number, key in enumerate(messages.iterkeys(), 1):
        yield f"{path}, message {number}", messages.get_bytes(key)
    messages.close()


def _maildir(path: Path) -> Iterator[tuple[str, bytes]]:
    """Maildir keeps one message a file, the new ones and the others apart; in another directory every file counts."""
    folders = [path / name for name in ("new", "cur") if (path / name).is_dir()] or [path]
    for folder in folders:
        for message in sorted(folder.iterdir()):
            if message.is_file():
                yield str(message), message.read_bytes()


def _json_lines(name: str, found: Sequence[Explained]) -> Iterator[str]:
    for answer in found:
        for candidate in answer.candidates:
            row: dict[str, Any] = {
                "file": name, "where": _where(answer, candidate), "start": candidate.start, "end": candidate.end,
                "type": candidate.type, "value": candidate.value, "raw": candidate.raw, "kept": candidate.kept,
                "rule": candidate.rule,
            }  # fmt: skip
            yield json.dumps(row)


def _text_lines(name: str, found: Sequence[Explained]) -> Iterator[str]:
    """The name of the file, and what was found in it, for people."""
    rows = [_row(answer, candidate) for answer in found for candidate in answer.candidates]
    yield f"{printable(name)}:"
    if rows:
        yield from _paragraphs(rows) if sys.stdout.isatty() else _table(rows)
    else:
        yield "no candidates"


def _table(rows: Sequence[_Row]) -> Iterator[str]:
    """A line for each candidate, as grep and less want it, in columns as wide as what stands in them."""
    widths = [min(max(map(len, column)), _WIDEST) for column in zip(_HEADS, *rows, strict=True)]
    for row in (_HEADS, *rows):
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _paragraphs(rows: Sequence[_Row]) -> Iterator[str]:
    """For each candidate its value in one piece, and below it why: no terminal would fit the table."""
    width = shutil.get_terminal_size().columns
    for outcome, type_, value, rule, where, stood in rows:
        yield f"{outcome:<7}  {type_:<11}  {value}"
        why = f"{rule}; {where}" + (f"; it stood as {stood}" if stood else "")
        yield from textwrap.wrap(why, width, initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False)


def _row(found: Explained, candidate: Candidate) -> _Row:
    """How it stood is left out where that is the value."""
    value, raw = printable(candidate.value), printable(candidate.raw)
    type_, rule, where = map(printable, (candidate.type, candidate.rule, _where(found, candidate)))
    return ("kept" if candidate.kept else "dropped", type_, value, rule, where, "" if raw == value else raw)


def _where(found: Explained, candidate: Candidate) -> str:
    return f"{found.place}, line {candidate.line}" if candidate.line else str(found.place)
