"""Attachments on disk: a directory that nobody else has made, and kept files of which none replaces another."""

import hashlib
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tqimap.errors import ConfigError, StateError
from tqimap.model import Attachment, RawMessage, ReadMessage
from tqimap.state.spool import Spool


def spool(files: Path, *, keep: bool = True) -> Spool:
    return Spool(files, Path("/etc/tqimap/config.json"), keep=keep)


def attachment(path: Path, name: str, content: str) -> Attachment:
    path.write_text(content)
    return Attachment(name, "text/plain", "text", len(content), "", "", path)


def test_what_a_dead_run_left_is_removed_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("")
    dead = spool(tmp_path)
    (dead.path / "left").write_text("")
    with spool(tmp_path) as again:
        assert list(again.path.iterdir()) == []
    assert [each.name for each in tmp_path.iterdir()] == ["kept.txt"]


def test_the_name_of_the_configuration_need_not_be_utf_8(tmp_path: Path) -> None:
    with Spool(tmp_path, Path(os.fsdecode(b"/etc/caf\xe9/config.json")), keep=False) as spool:
        assert spool.path.is_dir()


def test_a_directory_that_somebody_else_put_there_is_not_used(tmp_path: Path) -> None:
    mine = spool(tmp_path).path
    mine.rmdir()
    mine.symlink_to(tmp_path / "theirs", target_is_directory=True)
    (tmp_path / "theirs").mkdir()
    with pytest.raises(ConfigError, match="File exists"):
        spool(tmp_path)


def test_of_two_files_of_one_name_both_are_kept(tmp_path: Path) -> None:
    with spool(tmp_path) as one:
        for number, content in enumerate(("a", "b", "c")):
            one.release([attachment(one.path / str(number), "list.csv", content)], uploaded=True)
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {
        "list.csv": "a", "list-1.csv": "b", "list-2.csv": "c",
    }  # fmt: skip


def test_what_was_not_uploaded_or_is_not_wanted_is_removed(tmp_path: Path) -> None:
    """At once, since a run may have more of them than fit on the disk."""
    for keep, uploaded in ((True, False), (False, True)):
        with spool(tmp_path, keep=keep) as one:
            one.release([attachment(one.path / "1", "list.csv", "a")], uploaded=uploaded)
            assert list(one.path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("keep", [True, False])
def test_a_file_that_has_gone_holds_up_no_run(tmp_path: Path, keep: bool) -> None:
    """A virus scanner may have taken it after its upload."""
    with spool(tmp_path, keep=keep) as one:
        gone = attachment(one.path / "1", "list.csv", "a")
        gone.file.unlink()
        one.release([gone, attachment(one.path / "2", "other.csv", "b")], uploaded=True)
    assert [each.name for each in tmp_path.iterdir()] == (["other.csv"] if keep else [])


def test_a_message_as_a_file_is_known_by_its_hashes(tmp_path: Path) -> None:
    """By which ThreatQ is asked for it: else it would be made once more each time."""
    raw = b"Subject: x\r\n\r\nhello"
    with spool(tmp_path) as one:
        held = one.hold_message(RawMessage(7, datetime.now(UTC), raw), ReadMessage("", "x", "", (), None))
        assert (held.file.read_bytes(), held.size) == (raw, len(raw))
    assert held.md5 == hashlib.md5(raw).hexdigest() and held.sha256 == hashlib.sha256(raw).hexdigest()


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    one = spool(tmp_path)
    with pytest.raises(StateError, match=r"Cannot keep gone/list\.csv in .*: No such file or directory"):
        one.release([attachment(one.path / "1", "gone/list.csv", "a")], uploaded=True)
    shutil.rmtree(one.path)
    with pytest.raises(StateError, match=r"Cannot write .*/message-7\.eml: No such file or directory"):
        one.hold_message(RawMessage(7, datetime.now(UTC), b"x"), ReadMessage("", "", "", (), None))


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("Re: list", "Re_ list.eml"),
        ("", "message.eml"),
        ("../../etc/passwd", "_.._etc_passwd.eml"),
        ("攻撃" * 100, "攻撃" * 33 + ".eml"),  # 600 bytes; no file system takes more than 255
    ],
)
def test_a_message_is_a_file_under_its_subject(tmp_path: Path, subject: str, name: str) -> None:
    raw = RawMessage(7, datetime.now(UTC), b"Subject: x\r\n\r\n")
    message = ReadMessage("", subject, "", (), None)
    with spool(tmp_path) as one:
        held = one.hold_message(raw, message)
        one.release([held], uploaded=True)
    assert held.name == name and (tmp_path / name).read_bytes() == raw.raw
