"""The helper: a process that is exec'd fresh, holds no secret and no connection, and forks the children that read.

It never looks at mail itself. Requests come over one socket of packets: ``{"begin": n, "modules": […]}`` with two
descriptors (a socket over which jobs come, a pipe for the answers) forks child ``n``; ``{"end": n}`` kills it if it
still lives and answers with its wait status. When the socket closes, the main process is gone: the children are
killed, and the helper ends. Each job comes with the descriptor of what is to be read.
"""

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, Protocol

from tqimap.garbage import collect_seldom
from tqimap.reader import confinement
from tqimap.reader.confinement import FAULT, MEMORY, Limits

MAX_REQUEST = 1 << 16  # bytes: a batch of messages, or a name, its path and some passwords

Job = dict[str, Any]


class Work(Protocol):
    """What the children do."""

    def preload(self, modules: Sequence[str]) -> None:
        """Import modules in the helper, so that the children need not."""

    def run(self, job: Job, source: int, sink: int) -> None:
        """Do the job, in a child: read the file ``source``, answer on the pipe ``sink``."""


def main(control: int) -> None:
    """Serve the process at the other end of the socket ``control``; its options come over standard input."""
    from tqimap.reader.jobs import Jobs
    from tqimap.reader.options import ReaderOptions

    options = ReaderOptions.from_json(sys.stdin.buffer.read())
    sys.modules["requests"] = ModuleType("requests")  # iocextract's own program needs it; nobody here has a network
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process, which ends after the message in hand
    work = Jobs(options)
    collect_seldom()
    serve(socket.socket(fileno=control), options.limits, work)


def serve(control: socket.socket, limits: Limits, work: Work) -> None:
    """Fork and end children until the other end closes."""
    children: dict[int, int] = {}
    with open(os.devnull, "wb") as nothing:
        confinement.isolate()
        control.send(b"ready")
        os.dup2(nothing.fileno(), 2)  # up to here the main process listens to what goes wrong
    try:
        while True:
            packet, descriptors, _, _ = socket.recv_fds(control, MAX_REQUEST, 2)
            if not packet:
                return
            request = json.loads(packet)
            if "begin" in request:
                work.preload(request["modules"])
                children[request["begin"]] = _fork(control, limits, work, descriptors)
            else:
                control.send(str(_end(children.pop(request["end"]))).encode())
    finally:
        for pid in children.values():
            _end(pid)


def _end(pid: int) -> int:
    """Kill the child if it still lives; its wait status."""
    os.kill(pid, signal.SIGKILL)  # a child that has ended keeps its own status
    return os.waitpid(pid, 0)[1]


def _fork(control: socket.socket, limits: Limits, work: Work, descriptors: list[int]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        control.close()
        _child(limits, parent, work, descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    return pid


def _child(limits: Limits, parent: int, work: Work, descriptors: list[int]) -> None:
    """Do one job after the other in the limits; ends the process whatever happens."""
    code = FAULT
    try:
        confinement.confine(limits, parent)
        jobs, sink = descriptors
        for job, source in _received(socket.socket(fileno=jobs)):
            confinement.allow_job(limits)
            work.run(job, source, sink)
            os.close(source)
        code = 0
    except MemoryError:
        code = MEMORY
    finally:
        os._exit(code)


def _received(jobs: socket.socket) -> Iterator[tuple[Job, int]]:
    """The jobs until the other end closes, each with the file that it is about."""
    while True:
        packet, descriptors, _, _ = socket.recv_fds(jobs, MAX_REQUEST, 1)
        if not packet:
            return
        yield json.loads(packet), descriptors[0]
