"""How a sound file is damaged: the same number gives the same damage, on every machine."""

import re
from collections.abc import Callable
from random import Random

MAX_BYTES = 1 << 20  # of a mutant: several chunks doubled could make more of it
_LIES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 40, (1 << 64) - 1)
_NUMBER = re.compile(rb"\d+")


def mutant(seed: bytes, number: int) -> bytes:
    """``seed`` with one to six damages."""
    chance = Random(number)
    data = seed
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        data = chance.choice(_DAMAGES)(data, chance)[:MAX_BYTES]
    return data


def _span(data: bytes, chance: Random, longest: int = 4096) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, chance.choice((4, 64, longest))))


def _truncated(data: bytes, chance: Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _flipped(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64)) if data else 0):
        at = chance.randrange(len(changed))
        changed[at] = chance.choice((0, 0xFF, changed[at] ^ 1 << chance.randrange(8), chance.randrange(256)))
    return bytes(changed)


def _doubled(data: bytes, chance: Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[start:end] * chance.choice((2, 2, 3, 50)) + data[end:]


def _cut_out(data: bytes, chance: Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _moved(data: bytes, chance: Random) -> bytes:
    start, end = _span(data, chance)
    to = chance.randint(0, len(data))
    return data[:to] + data[start:end] + data[to:]


def _false_number(data: bytes, chance: Random) -> bytes:
    """A length, count or offset that lies: two, four or eight bytes in either order."""
    size = chance.choice((2, 4, 4, 8))
    at = chance.randint(0, max(0, len(data) - size)) & ~(size // 2 - 1)
    lie = chance.choice((*_LIES, len(data), len(data) + 1, at)) & (1 << 8 * size) - 1
    return data[:at] + lie.to_bytes(size, chance.choice(("little", "little", "big"))) + data[at + size :]


def _false_digits(data: bytes, chance: Random) -> bytes:
    """The same for formats that write their numbers in decimal."""
    numbers = list(_NUMBER.finditer(data, *_span(data, chance)))
    if not numbers:
        return _false_number(data, chance)
    found = chance.choice(numbers)
    return data[: found.start()] + b"%d" % chance.choice((*_LIES, len(data))) + data[found.end() :]


_DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _truncated, _flipped, _flipped, _doubled, _cut_out, _moved, _false_number, _false_number, _false_digits,
)  # fmt: skip
