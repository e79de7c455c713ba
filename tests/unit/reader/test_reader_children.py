"""Children that die, hang, flood and forge: each is noticed and named, none does harm, none survives."""

import itertools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tqimap.reader import landlock
from tqimap.reader.answers import Answer, Data, Done, Noted
from tqimap.reader.children import Child, Died, Helper

PROGRAM = Path(__file__).with_name("misbehaving.py")
ROOT = Path(__file__).parents[3]


def command(control: int) -> list[str]:
    boot = f"import sys, runpy; sys.path[:] = {sys.path!r}; runpy.run_path({str(PROGRAM)!r}, run_name='__main__')"
    return [sys.executable, "-I", "-c", boot, str(control), str(400_000_000)]


@pytest.fixture
def helper() -> Iterator[Helper]:
    helper = Helper(b"", wall_seconds=20, start=command)
    yield helper
    helper.close()


@pytest.fixture
def source() -> Iterator[int]:
    with tempfile.TemporaryFile() as file:
        file.write(b"what is to be read")
        file.flush()
        readable = os.open(f"/proc/self/fd/{file.fileno()}", os.O_RDONLY)
        yield readable
        os.close(readable)


def begun(helper: Helper, source: int, do: str) -> Child:
    child = helper.begin([do])
    child.do({"do": do}, source, data_limit=3_000_000)
    return child


def heard(helper: Helper, source: int, do: str, count: int = 1) -> list[Answer]:
    with begun(helper, source, do) as child:
        answers = child.answers()
        return [next(answers) for _ in range(count)]


def death(helper: Helper, source: int, do: str) -> str:
    with begun(helper, source, do) as child, pytest.raises(Died) as died:
        for _ in child.answers():
            pass
    return str(died.value)


@pytest.mark.parametrize(
    ("do", "reason"),
    [
        ("close and stay", "signal SIGKILL"),  # it is killed when it says no more
        ("fill memory", "memory"),
        ("segfault", "signal SIGSEGV"),
        ("raise", "a fault of the reader"),
        ("flood", "it handed over more than there was"),
        ("forge length", "it sent a frame that is too long"),
        ("forge kind", "it sent a frame of an unknown kind"),
        ("end within a frame", "it ended without an answer"),
        ("end early", "it ended without an answer"),
        ("write to the source", "a fault of the reader"),
        ("kill the helper", "the helper is gone"),
    ],
)
def test_a_death_is_named_and_the_next_child_works(helper: Helper, source: int, do: str, reason: str) -> None:
    assert death(helper, source, do) == reason
    assert heard(helper, source, "well") == [Noted("what is to be read", False)]
    assert os.pread(source, 100, 0) == b"what is to be read"


def test_a_child_does_one_job_after_the_other_each_within_its_own_limits(helper: Helper, source: int) -> None:
    with helper.begin() as child:
        for _ in range(3):  # each takes more than half of a second of CPU time, of which each may take one
            child.do({"do": "work"}, source, data_limit=1_000_000)
            assert list(itertools.takewhile(lambda answer: answer != Done(), child.answers())) == [Data(bytes(900_000))]
        child.do({"do": "spin"}, source)
        with pytest.raises(Died, match="cpu time"):
            next(child.answers())


def test_a_child_that_died_between_two_jobs_is_noticed_at_the_next(helper: Helper, source: int) -> None:
    with helper.begin() as child:
        child.do({"do": "say who it is"}, source)
        (note, done) = itertools.islice(child.answers(), 2)
        os.kill(int(note.text), signal.SIGSEGV)
        assert done == Done() and gone(int(note.text))
        child.do({"do": "well"}, source)
        with pytest.raises(Died, match="signal SIGSEGV"):
            next(child.answers())


def test_the_deadline_ends_a_child_that_does_nothing(source: int) -> None:
    helper = Helper(b"", wall_seconds=0.5, start=command)
    assert death(helper, source, "hang") == "deadline"
    helper.close()


def test_cpu_time_is_bounded_even_where_the_wall_clock_is_patient(helper: Helper, source: int) -> None:
    assert death(helper, source, "spin") == "cpu time"


def test_the_limits_are_set_in_the_child(helper: Helper, source: int) -> None:
    notes = {answer.text for answer in heard(helper, source, "ask for the limits", 7)}
    assert notes == {"AS 400000000", "FSIZE 0", "CORE 0", "NOFILE 32", "NPROC 0", "CPU 1", "NoNewPrivs 1"}


def test_a_child_sees_neither_descriptors_nor_environment_nor_directory(source: int, monkeypatch) -> None:
    monkeypatch.setenv("TQIMAP_PASSWORD", "secret")
    inherited = os.open("/dev/null", os.O_RDONLY)
    os.set_inheritable(inherited, True)
    helper = Helper(b"", wall_seconds=5, start=command)
    (note,) = heard(helper, source, "look around")
    helper.close()
    os.close(inherited)
    descriptors, environment, directory = note.text.split(" ", 1)[0], *note.text.split(" ", 1)[1].rsplit(" ", 1)
    assert int(descriptors) == 6  # standard input, output and error, what to do, what to read, where to answer
    assert "TQIMAP" not in environment
    assert directory == "/"


@pytest.mark.skipif(landlock.version() < 6, reason="the kernel is older than Linux 6.12")
def test_a_child_cannot_break_out(source: int, tmp_path: Path) -> None:
    """Not read, change or remove a file, not reach the network, not signal the main process, not run a program."""
    file = tmp_path / "config.json"
    file.write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        more = [str(file), str(server.getsockname()[1]), str(os.getpid())]
        helper = Helper(b"", wall_seconds=20, start=lambda control: [*command(control), *more])
        with begun(helper, source, "break out") as child:
            assert list(itertools.takewhile(lambda answer: answer != Done(), child.answers())) == []
        helper.close()


def test_children_end_with_what_asked_for_them(helper: Helper, source: int) -> None:
    (note,) = heard(helper, source, "pid")
    child, parent = map(int, note.text.split())
    assert not alive(child)
    assert alive(parent)
    helper.close()
    assert not alive(parent)


def test_a_helper_starts_where_there_is_no_place_for_temporary_files(
    helper: Helper, source: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert heard(helper, source, "well") == [Noted("what is to be read", False)]


def test_a_helper_that_died_idle_is_replaced(helper: Helper, source: int) -> None:
    (note,) = heard(helper, source, "pid")
    process = int(note.text.split()[1])
    os.kill(process, signal.SIGKILL)
    assert gone(process)
    assert heard(helper, source, "well") == [Noted("what is to be read", False)]


def test_nothing_survives_when_the_main_process_is_killed() -> None:
    program = textwrap.dedent(f"""
        import sys, time
        sys.path[:0] = [{str(PROGRAM.parent)!r}, {str(ROOT)!r}]
        from test_reader_children import command, Helper
        helper = Helper(b"", 60, command)
        with open("/dev/null") as source, helper.begin() as child:
            child.do({{"do": "pid"}}, source.fileno())
            print(next(child.answers()).text, flush=True)
            time.sleep(60)
    """)
    main = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    child, helper = map(int, main.stdout.readline().split())
    assert alive(child)
    assert alive(helper)
    main.send_signal(signal.SIGKILL)
    main.communicate()
    assert gone(child)
    assert gone(helper)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # before it was opened, or while it was read
        return False


def gone(pid: int) -> bool:
    for _ in range(500):
        if not alive(pid):
            return True
        time.sleep(0.01)
    return False
