"""One run at a time, and a dead run never blocks."""

import errno
import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tqimap.errors import StateError
from tqimap.state.lock import Holder, RunLock

HOLD = """
import sys, time
from pathlib import Path
from tqimap.state.lock import RunLock
assert RunLock(Path(sys.argv[1]), 1000.0).acquire() is None
print("held", flush=True)
time.sleep(60)
"""


def test_the_second_run_learns_who_holds_the_lock(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("a longer note of a run before" * 4)
    with RunLock(tmp_path, 123.0) as first:
        assert first.acquire() is None
        with RunLock(tmp_path, 456.0) as second:
            holder = second.acquire()
            assert holder is not None
            assert (holder.pid, holder.since) == (os.getpid(), 123.0)
    with RunLock(tmp_path, 789.0) as third:
        assert third.acquire() is None


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    run = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    assert run.stdout is not None and run.stdout.readline() == b"held\n"
    with RunLock(tmp_path, time.time()) as lock:
        holder = lock.acquire()
        assert holder is not None and holder.pid == run.pid
    run.kill()
    run.wait()
    with RunLock(tmp_path, time.time()) as lock:
        assert lock.acquire() is None


@pytest.mark.parametrize("note", ["", "{", "{}", "[]", '{"pid": null, "since": 1}'])
def test_a_note_that_cannot_be_read_still_means_held(tmp_path: Path, note: str) -> None:
    with RunLock(tmp_path, 1.0) as first, RunLock(tmp_path, 2.0) as second:
        assert first.acquire() is None
        (tmp_path / "lock").write_text(note)
        assert second.acquire() == Holder(0, 2.0)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.EACCES, "Permission denied. Give the user who runs tqimap the right to write there"),
        (errno.ENOLCK, "No locks available. Files on this file system cannot be locked: put the configuration on a "),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_cannot_be_locked_says_what_to_do(
    code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", refused)
    with pytest.raises(StateError, match=f"^Cannot lock {tmp_path}/lock: {said}"):
        RunLock(tmp_path, 1.0).acquire()


def test_no_directory_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="Cannot lock"):
        RunLock(tmp_path / "missing", 1.0).acquire()
