"""The helper and its children, seen from the main process: start them, read their answers, notice how they end.

A child has ended well when it has said so in its answer (``Done``); everything else raises Died. The deadline
counts only the time in which the main process waits for the child, not what it does meanwhile itself.
"""

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO

from tqimap.documents.pieces import Exposed
from tqimap.errors import StateError
from tqimap.reader.answers import Answer, Data
from tqimap.reader.confinement import MEMORY
from tqimap.reader.frames import Forged, Unpacker
from tqimap.reader.wire import decode

PIPE_BYTES = 1 << 20  # what a pipe may hold at most without privileges (pipe(7)): a child need not wait for us
READ_BYTES = 1 << 18  # taken from the pipe at a time
HELPER_SECONDS = 60.0  # for it to start on a busy machine with a cold disk, or to answer; usually a fraction of one
END_SECONDS = 5.0  # a helper has nothing to do at its end but to kill its children
ANSWER_BYTES = 256 << 20  # findings of one child, beside the attachments that it hands over

# The import path is handed over, so that the helper finds what this process found, and the environment is not asked.
_BOOT = "import sys; sys.path[:] = sys.argv[2:]; from tqimap.reader import helper; helper.main(int(sys.argv[1]))"


class Died(Exception):
    """A child has not done its work; ``str`` is why: ``memory``, ``deadline``, ``cpu time``, ``signal SIGSEGV`` …"""


def command(control: int) -> Sequence[str]:
    """How the helper is started: isolated from environment, working directory and user site (``-I``)."""
    return [sys.executable, "-I", "-c", _BOOT, str(control), *(path for path in sys.path if os.path.isabs(path))]


class Helper:
    """The helper process; it is started when the first child is wanted, and again when it has died."""

    def __init__(self, options: bytes, wall_seconds: float, start: Callable[[int], Sequence[str]] = command) -> None:
        self._options = options
        self._wall_seconds = wall_seconds
        self._start = start
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._count = 0

    def begin(self, modules: Sequence[str] = ()) -> "Child":
        """Fork a child that waits for jobs; ``modules`` are imported before.

        Raises StateError where no process can be made.
        """
        try:
            return self._begun(modules)
        except OSError as error:
            raise StateError(f"Cannot start the process that reads mail: {error.strerror}") from error

    def _begun(self, modules: Sequence[str]) -> "Child":
        self._count += 1
        request = json.dumps({"begin": self._count, "modules": modules}).encode()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        reading, writing = os.pipe()
        try:
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
            self._ask(request, [theirs.fileno(), writing])
        except BaseException:
            ours.close()
            os.close(reading)
            raise
        finally:
            theirs.close()
            os.close(writing)
        return Child(self, self._count, ours, reading, self._wall_seconds)

    def _ask(self, request: bytes, descriptors: Sequence[int]) -> None:
        try:
            socket.send_fds(self._control or self._started(), [request], descriptors)
        except OSError:  # it has died while nothing was asked of it, which is no fault of the next message
            self.close()
            socket.send_fds(self._started(), [request], descriptors)

    def end(self, number: int) -> int | None:
        """Kill child ``number`` if it still lives; its wait status, None where the helper itself is gone."""
        if self._control is None:
            return None
        with contextlib.suppress(OSError):
            self._control.send(json.dumps({"end": number}).encode())
        answer = _received(self._control)
        if not answer:
            self.close()
            return None
        return int(answer)

    def close(self) -> None:
        """End the helper and with it all its children."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _started(self) -> socket.socket:
        """Start the helper and wait until it is ready. Raises StateError with its last words where it is not."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with os.fdopen(os.memfd_create("words"), "w+b") as words:
            with theirs:
                self._process = self._spawned(theirs.fileno(), words)
            assert self._process.stdin is not None
            with contextlib.suppress(BrokenPipeError), self._process.stdin as options:
                options.write(self._options)
            self._control = ours
            ours.settimeout(HELPER_SECONDS)
            if not _received(ours):
                self.close()
                words.seek(0)
                last = words.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
                raise StateError(f"The process that reads mail did not start: {last or 'it said nothing'}")
        return ours

    def _spawned(self, control: int, words: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._start(control), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words,
            env={}, cwd="/", pass_fds=[control], start_new_session=True,
        )  # fmt: skip


class Child:
    """One child and its answers. Close it in any case: that kills it if it still lives.

    ``is_exposed``: what it does from here on may be the will of whoever wrote the mail.
    """

    def __init__(self, helper: Helper, number: int, jobs: socket.socket, reading: int, wall_seconds: float) -> None:
        self._helper = helper
        self._number = number
        self._jobs = jobs
        self._reading = reading
        self._wall_seconds = self._seconds = wall_seconds
        self._data_room = 0
        self._unpacker = Unpacker(0)
        jobs.settimeout(HELPER_SECONDS)
        self._open = True
        self.is_exposed = False
        self._answers = self._decoded()
        self._poll = select.poll()
        self._poll.register(reading, select.POLLIN)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def do(self, job: Mapping[str, object], source: int, data_limit: int = 0) -> None:
        """Let it do ``job`` on the open file ``source``, once the answers on the last one have been heard to their end.

        It may hand over ``data_limit`` bytes of attachments.
        """
        self._seconds = self._wall_seconds
        self._data_room = data_limit
        self._unpacker.allow(data_limit + ANSWER_BYTES)
        with contextlib.suppress(OSError):  # it has died, and its answers will say how
            socket.send_fds(self._jobs, [json.dumps(job).encode()], [source])

    def answers(self) -> Iterator[Answer]:
        """What the child says from here on, until the caller has heard enough. Raises Died when it ends before that."""
        return self._answers

    def _decoded(self) -> Iterator[Answer]:
        try:
            while data := self._read():
                for kind, payload in self._unpacker.feed(data):
                    answer = self._counted(decode(kind, payload))
                    if isinstance(answer, Exposed):
                        self.is_exposed = True
                    else:
                        yield answer
        except Forged as error:
            raise Died(str(error)) from error
        raise Died(_reason(self.close()))

    def _counted(self, answer: Answer) -> Answer:
        """The answer. Raises Forged where it hands over more than there was."""
        if isinstance(answer, Data):
            self._data_room -= len(answer.piece)
            if self._data_room < 0:
                raise Forged("it handed over more than there was")
        return answer

    def close(self) -> int | None:
        """Kill the child if it still lives; its wait status, None where that cannot be known any more."""
        if not self._open:
            return None
        self._open = False
        self._jobs.close()
        os.close(self._reading)
        return self._helper.end(self._number)

    def _read(self) -> bytes:
        """Some bytes of the answer, none at its end. Raises Died at the deadline."""
        begun = time.monotonic()
        ready = self._poll.poll(max(0.0, self._seconds) * 1000)
        self._seconds -= time.monotonic() - begun
        if not ready:
            raise Died("deadline")
        return os.read(self._reading, READ_BYTES)


def _received(control: socket.socket) -> bytes:
    """The next packet; none where the other end is gone or silent."""
    try:
        return control.recv(64)
    except OSError:
        return b""


def _reason(status: int | None) -> str:
    """Why a child has ended, by its wait status."""
    if status is None:
        return "the helper is gone"
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return "cpu time" if number == signal.SIGXCPU else f"signal {_signal_name(number)}"
    code = os.WEXITSTATUS(status)
    return {0: "it ended without an answer", MEMORY: "memory"}.get(code, "a fault of the reader")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
