"""Landlock (Linux 5.13 and later): this process and its children may read their own programs, and nothing else.

No file of the user can be read, changed or removed, no process outside can be traced, and where the kernel is
new enough none can be signalled and no TCP connection made. Descriptors that are open already stay usable.
Numbers and structures: linux/landlock.h; landlock(7).
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION = 1  # flag: tell the version of the interface instead
_PATH_BENEATH = 1  # kind of rule
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # how many there are in a version; 16 in all later ones
_NETWORK_RIGHTS, _NETWORK_VERSION = 0b11, 4  # bind and connect, and the first version that knows them
_SCOPES, _SCOPES_VERSION = 0b11, 6  # abstract sockets and signals, likewise

# This package, which in a development installation is not on the path, and what the interpreter itself loads.
_PROGRAMS = (os.path.dirname(os.path.dirname(os.path.abspath(__file__))), os.path.join(sys.base_prefix, "lib"))
# What a library may open by itself, beside the modules: shared libraries, time zones, random numbers.
_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache",
    "/etc/localtime", "/dev/null", "/dev/urandom",
)  # fmt: skip


def version() -> int:
    """The version of the interface, 0 where the kernel has none."""
    return max(0, _call(_CREATE_RULESET, None, 0, _VERSION))


def restrict() -> bool:
    """Restrict this process for good (it must have given up new privileges); False where that is not possible."""
    known = version()
    if not known:
        return False
    fields = [(1 << _FILE_RIGHTS.get(known, 16)) - 1]
    if known >= _NETWORK_VERSION:
        fields.append(_NETWORK_RIGHTS)
    if known >= _SCOPES_VERSION:
        fields.append(_SCOPES)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    ruleset = _call(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        _allow(ruleset, [*_PROGRAMS, *sys.path, *_SYSTEM])
        return _call(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, paths: Iterable[str]) -> None:
    """Let what is at and below ``paths`` be read; what is not there needs no rule."""
    for path in filter(os.path.isabs, paths):
        try:
            descriptor = os.open(path, os.O_PATH)
        except OSError:
            continue
        rights = _EXECUTE | _READ_FILE | (_READ_DIR if os.path.isdir(path) else 0)
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
        os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    return int(ctypes.CDLL(None).syscall(number, *arguments))
