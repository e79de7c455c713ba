"""Attachments on disk, for the time between reading a message and having it in ThreatQ (guide, ``-f``)."""

import contextlib
import hashlib
import itertools
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from tqimap import mapped
from tqimap.errors import ConfigError, StateError
from tqimap.mail.names import safe_name
from tqimap.model import Attachment, RawMessage, ReadMessage
from tqimap.state import private_file


class Spool:
    """The private directory of one run below the directory for attachments.

    Its name depends on the configuration alone, whose lock the run holds: what is found there was left by a
    dead run and is removed; another mailbox that shares the directory has a spool of its own.
    """

    def __init__(self, files: Path, config_path: Path, *, keep: bool) -> None:
        self._files = files
        self._keep = keep
        self.path = files / f".run-{hashlib.sha256(os.fsencode(config_path)).hexdigest()[:12]}"
        shutil.rmtree(self.path, ignore_errors=True)
        try:
            self.path.mkdir(mode=0o700)
        except OSError as error:
            advice = private_file.advice(error)
            raise ConfigError(
                f"Cannot make {self.path} for the attachments of this run: {error.strerror}{advice}"
            ) from error

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def hold_message(self, raw: RawMessage, message: ReadMessage) -> Attachment:
        """The message itself as a file, for ``message_as_file``. Raises StateError where the disk is full."""
        path = self.path / f"message-{raw.uid}.eml"
        md5 = hashlib.md5(usedforsecurity=False)
        try:
            with path.open("wb") as file:
                for piece in mapped.pieces(raw.raw):
                    md5.update(piece)
                    file.write(piece)
        except OSError as error:
            raise StateError(f"Cannot write {path}: {error.strerror}{private_file.advice(error)}") from error
        return Attachment(
            name=_message_name(message),
            media_type="message/rfc822",
            format="eml",
            size=len(raw.raw),
            md5=md5.hexdigest(),
            sha256=mapped.sha256(raw.raw),
            file=path,
        )

    def release(self, attachments: Iterable[Attachment], *, uploaded: bool) -> None:
        """Let the files go: removed, or kept under their own names where they were uploaded and are wanted."""
        for attachment in attachments:
            if self._keep and uploaded and attachment.file.exists():
                self._keep_file(attachment.file, attachment.name)
            else:
                attachment.file.unlink(missing_ok=True)

    def _keep_file(self, file: Path, name: str) -> None:
        try:
            file.rename(self._reserved(name))
        except OSError as error:
            advice = private_file.advice(error)
            raise StateError(f"Cannot keep {name} in {self._files}: {error.strerror}{advice}") from error

    def _reserved(self, name: str) -> Path:
        """An empty file of this name, or with a number; another run may keep a file here at the same moment."""
        for number in itertools.count():
            target = self._files / (f"{Path(name).stem}-{number}{Path(name).suffix}" if number else name)
            with contextlib.suppress(FileExistsError):
                target.touch(mode=0o600, exist_ok=False)
                return target
        raise AssertionError("unreachable")


def _message_name(message: ReadMessage) -> str:
    return f"{safe_name(message.subject, 'message')}.eml"
