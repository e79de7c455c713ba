"""What a child may not do, set by the child itself before it sees a byte of mail.

Everything here is kept by the kernel, cannot be taken back, and needs no privileges. Linux only.
"""

import ctypes
import os
import resource
import signal
import time
from dataclasses import dataclass

from tqimap.reader import landlock

DESCRIPTORS = 32  # a reader needs a handful; none is a connection
FAULT, MEMORY = 1, 3  # exit codes of a child: an exception, not enough memory
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use for one job. ``wall_seconds`` is how long the parent waits for it, beside its own work.

    ``jobs``: after so many batches or attachments a child ends. A new one touches all its memory anew, which costs as
    much as reading ten messages, and what it has learned of names is gone; one that is in the hands of a sender has at
    most these to falsify, and only a mailbox that waits for days has as many. A child of which a library in C has read
    an attachment has no other after it.
    ``message_seconds`` is how long all attachments of one message together are read: then the others are only
    uploaded. A sender who attaches a hundred documents that never end must not hold up everybody's mail.
    """

    address_space: int = 1 << 30  # bytes; below 512 MB pdfium aborts on honest files
    cpu_seconds: int = 20
    wall_seconds: float = 30.0
    jobs: int = 32
    message_seconds: float = 120.0


def isolate() -> None:
    """Leave the network, and all files but the programs, for good. As far as the system allows; less is no failure.

    For the helper, once it is ready: its children inherit it.
    """
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if _LIBC.unshare(_CLONE_NEWNET) != 0:  # without privileges that takes a name space of users, too
        _LIBC.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    landlock.restrict()


def confine(limits: Limits, parent: int) -> None:
    """Set all limits on this process, a child of ``parent``. Raises OSError where the kernel refuses."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before that was set
        os._exit(1)
    for kind, value in (
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, DESCRIPTORS),
    ):
        _limit(kind, value, value)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds * limits.jobs + 1)


def _limit(kind: int, soft: int, hard: int) -> None:
    """At the most so much; whoever started us may have allowed less, which cannot be raised."""
    _, allowed = resource.getrlimit(kind)
    if allowed != resource.RLIM_INFINITY:
        hard = min(hard, allowed)
    resource.setrlimit(kind, (min(soft, hard), hard))


def allow_job(limits: Limits) -> None:
    """Allow this process ``cpu_seconds`` from here on; the kernel counts whole ones."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (min(round(time.process_time()) + limits.cpu_seconds, hard), hard))


def _prctl(option: int, value: int) -> None:
    if _LIBC.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
