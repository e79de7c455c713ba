"""Attachments on disk, for the time between reading a message and having it in ThreatQ (guide, ``-f``)."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from tqimap import mapped
from tqimap.errors import ConfigError, StateError
from tqimap.model import Attachment, RawMessage, ReadMessage

MAX_NAME = 150  # bytes of a kept file's name; leaves room for a number below the 255 of every file system


class Spool:
    """The private directory of one run below the directory for attachments.

    Its name depends on the configuration alone, whose lock the run holds: what is found there was left by a
    dead run and is removed; another mailbox that shares the directory has a spool of its own.
    """

    def __init__(self, files: Path, config_path: Path, *, keep: bool) -> None:
        self._files = files
        self._keep = keep
        self.path = files / f".run-{hashlib.sha256(str(config_path).encode()).hexdigest()[:12]}"
        shutil.rmtree(self.path, ignore_errors=True)
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"Cannot make {self.path} for the attachments of this run: {error.strerror}") from error

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
            raise StateError(f"Cannot write {path}: {error.strerror}") from error
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
            if attachment.file is None or not attachment.file.exists():
                continue
            if self._keep and uploaded:
                self._keep_file(attachment.file, attachment.name)
            else:
                attachment.file.unlink()

    def _keep_file(self, file: Path, name: str) -> None:
        target = self._files / name
        number = 0
        while target.exists():
            number += 1
            target = self._files / f"{Path(name).stem}-{number}{Path(name).suffix}"
        file.rename(target)


def _message_name(message: ReadMessage) -> str:
    """``Subject.eml`` without what a file name cannot have."""
    plain = "".join(c if c.isalnum() or c in " -_.()[]" else "_" for c in message.subject).strip(" .")
    return f"{plain[:MAX_NAME] or 'message'}.eml"
