"""A helper whose children do what an exploited or broken reader could do. Run with the number of its socket."""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
import time

from tqimap.reader import helper
from tqimap.reader.answers import Data, Done, Noted
from tqimap.reader.confinement import Limits
from tqimap.reader.frames import pack
from tqimap.reader.wire import encode


class Misbehaviour:
    def preload(self, modules: list[str]) -> None:
        if modules == ["kill the helper"]:
            os.kill(os.getpid(), signal.SIGKILL)

    def run(self, job: dict, source: int, sink: int) -> None:
        self._sink = sink
        getattr(self, "_" + job["do"].replace(" ", "_"))(source)

    def _say(self, *answers) -> None:
        for answer in answers:
            for frame in encode(answer):
                os.write(self._sink, frame)

    def _well(self, source: int) -> None:
        self._say(Noted(os.pread(source, 100, 0).decode(), False), Done())

    def _work(self, source: int) -> None:
        end = time.process_time() + 0.52  # more than half of a second, and room for what a busy machine adds to it
        while time.process_time() < end:
            pass
        self._say(Data(bytes(900_000)), Done())

    def _say_who_it_is(self, source: int) -> None:
        self._say(Noted(str(os.getpid()), False), Done())

    def _hang(self, source: int) -> None:
        self._say(Noted("begun", False))
        while True:
            time.sleep(1)

    def _spin(self, source: int) -> None:
        while True:
            pass

    def _fill_memory(self, source: int) -> None:
        held = []
        while True:
            held.append(bytes(50_000_000))  # not touched: on a busy machine that could take the CPU time first

    def _segfault(self, source: int) -> None:
        ctypes.string_at(0)

    def _raise(self, source: int) -> None:
        raise ValueError("a bug")

    def _end_early(self, source: int) -> None:
        self._say(Noted("begun", False))
        os._exit(0)

    def _end_within_a_frame(self, source: int) -> None:
        os.write(self._sink, pack(7, b'["half",false]')[:-3])
        os._exit(0)

    def _flood(self, source: int) -> None:
        while True:
            self._say(Data(bytes(1 << 20)))

    def _forge_length(self, source: int) -> None:
        os.write(self._sink, b"\x07\xff\xff\xff\xff" + bytes(1000))

    def _forge_kind(self, source: int) -> None:
        os.write(self._sink, pack(99, b"[]"))

    def _close_and_stay(self, source: int) -> None:
        os.close(self._sink)
        while True:
            time.sleep(1)

    def _ask_for_the_limits(self, source: int) -> None:
        names = ("AS", "FSIZE", "CORE", "NOFILE", "NPROC", "CPU")
        found = {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[0] for name in names}
        found["NoNewPrivs"] = ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)  # PR_GET_NO_NEW_PRIVS
        self._say(*(Noted(f"{name} {value}", False) for name, value in found.items()), Done())

    def _look_around(self, source: int) -> None:
        open_now = [descriptor for descriptor in range(256) if _is_open(descriptor) and not _is_of_libffi(descriptor)]
        self._say(Noted(f"{len(open_now)} {dict(os.environ)} {os.getcwd()}", False), Done())

    def _break_out(self, source: int) -> None:
        for what, attempt in (
            ("read", lambda: open(sys.argv[3]).close()),
            ("write", lambda: open(sys.argv[3], "a").close()),
            ("remove", lambda: os.unlink(sys.argv[3])),
            ("make", lambda: os.mkdir(sys.argv[3] + ".directory")),
            ("list", lambda: os.listdir(os.path.dirname(sys.argv[3]))),
            ("run", lambda: os.execv("/bin/true", ["true"])),
            ("connect", lambda: socket.create_connection(("127.0.0.1", int(sys.argv[4])), 1)),
            ("signal", lambda: os.kill(int(sys.argv[5]), 0)),
        ):
            with contextlib.suppress(OSError):
                attempt()
                self._say(Noted(what, True))
        self._say(Done())

    def _write_to_the_source(self, source: int) -> None:
        os.write(source, b"forged")

    def _pid(self, source: int) -> None:
        self._say(Noted(f"{os.getpid()} {os.getppid()}", False))
        while True:
            time.sleep(1)


def _is_of_libffi(descriptor: int) -> bool:
    """Whether the library behind ctypes holds its own file open, as it does from 3.5 on."""
    return "/libffi.so" in os.readlink(f"/proc/self/fd/{descriptor}")


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.stdin.buffer.read()
    limits = Limits(address_space=int(sys.argv[2]), cpu_seconds=1)
    helper.serve(socket.socket(fileno=int(sys.argv[1])), limits, Misbehaviour())
