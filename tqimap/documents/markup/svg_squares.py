"""Rectangles of SVG: what makes QR codes draws them so, and phishing sends them as no picture that scanners look at.

Filled shapes of straight lines are painted in their order, the strokes of horizontal ones too (SVG 2, 9.3, 10.2, 13.4).
Transformations are left out: they move all squares of a code alike.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil

from tqimap.documents.markup.html_squares import DARK, LIGHT, is_dark

_GROUPS = frozenset({"svg", "g"})
TAGS = _GROUPS | {"rect", "path"}
LEAST_SHAPES = 30  # that the smallest QR code is drawn with
MAX_POINTS = 30_000  # of one document: a QR code of 117 squares, square by square, has 27,000
MAX_STEPS = 150_000  # rows that the edges of one drawing cross; that code has 35,000
MAX_DRAWINGS = 3  # of one document
SIDE = 300  # of the picture, in pixels: codes of up to 120 squares
MARGIN = 30  # on its left and right

_NUMBER = re.compile(r"\s*+(-?\d{1,9}(?:\.\d{1,9})?|-?\.\d{1,9})(?:px|mm|pt|cm|in)?\s*+")
_CURVE = re.compile(r"[CcSsQqTtAa]")
_COMMAND = re.compile(r"([MmLlHhVvZz])([^MmLlHhVvZz]*+)")
_COORDINATE = re.compile(r"-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})")
_FILL = re.compile(r"(?<![\w-])fill\s*+:\s*+([^;]{1,40})")
_ALL = (1 << SIDE) - 1
_NOTHING = frozenset({"none", "transparent"})

Point = tuple[float, float]
Shape = list[Point]


class Shapes:
    """What the parser tells of drawings; ``drawings`` are those that may show a code, row by row."""

    def __init__(self) -> None:
        self.drawings: list[list[str]] = []
        self._fills: list[str] = []  # of the open elements
        self._shapes: list[tuple[Shape, bool]] = []  # with whether it is dark
        self._room = MAX_POINTS

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins that is one of ``TAGS``."""
        if tag in _GROUPS:
            self._fills.append(self._fill(attributes))
        elif self._fills and self._room > 0 and (shapes := _shapes(tag, attributes, 10 * self._room)):
            fill = self._fill(attributes)
            dark = not fill or fill.startswith(("currentcolor", "url(")) or is_dark(fill)
            if fill not in _NOTHING or "stroke" in attributes:
                self._room -= sum(map(len, shapes))
                self._shapes += ((shape, dark or fill in _NOTHING) for shape in shapes)

    def end(self, tag: str) -> None:
        """An element is over, and with the outermost the drawing."""
        if tag in _GROUPS and self._fills:
            self._fills.pop()
            if not self._fills:
                shapes, self._shapes = self._shapes, []
                if len(shapes) >= LEAST_SHAPES and len(self.drawings) < MAX_DRAWINGS:
                    self.drawings += filter(None, [_painted(shapes)])

    def _fill(self, attributes: Mapping[str, str]) -> str:
        style = _FILL.search(attributes.get("style") or "")
        own = style[1] if style else attributes.get("fill") or ""
        return own.strip().lower() or (self._fills[-1] if self._fills else "")


def _shapes(tag: str, attributes: Mapping[str, str], longest: int) -> Sequence[Shape]:
    """Those that an element draws; of a path up to so many characters."""
    if tag == "rect":
        return _rectangle(*(_number(attributes.get(key) or "0") for key in ("x", "y", "width", "height")))
    path = (attributes.get("d") or "")[:longest]
    return () if _CURVE.search(path) else list(filter(None, _of_path(path, _stroke(attributes))))


def _number(text: str) -> float | None:
    found = _NUMBER.fullmatch(text)
    return float(found[1]) if found else None


def _rectangle(left: float | None, top: float | None, width: float | None, height: float | None) -> Sequence[Shape]:
    """None where something is no number, such as a percentage: a background."""
    if left is None or top is None or not width or not height:
        return ()
    return ([(left, top), (left + width, top), (left + width, top + height), (left, top + height)],)


def _stroke(attributes: Mapping[str, str]) -> float:
    return _number(attributes.get("stroke-width") or "1") or 0 if "stroke" in attributes else 0


def _of_path(path: str, stroke: float) -> Iterator[Shape]:
    """The shapes of a path, and a rectangle for each horizontal line that has a stroke."""
    for shape in _sub_paths(path):
        if not stroke:
            yield shape
            continue
        for (left, top), (right, bottom) in pairwise(shape):
            if top == bottom:
                yield from _rectangle(min(left, right), top - stroke / 2, abs(right - left), stroke)


def _sub_paths(path: str) -> Iterator[Shape]:
    x = y = 0.0
    shape: Shape = []
    for command, numbers in _COMMAND.findall(path):
        kind, is_relative = command.upper(), command.islower()
        for at, (to_x, to_y) in enumerate(_targets(kind, list(map(float, _COORDINATE.findall(numbers))))):
            if kind == "M" and at == 0:
                yield shape
                shape = []
            x = x if to_x is None else to_x + x * is_relative
            y = y if to_y is None else to_y + y * is_relative
            shape.append((x, y))
        if kind == "Z" and shape:
            x, y = shape[0]
    yield shape


def _targets(kind: str, numbers: list[float]) -> Iterable[tuple[float | None, float | None]]:
    match kind:
        case "H":
            return ((number, None) for number in numbers)
        case "V":
            return ((None, number) for number in numbers)
    return zip(numbers[::2], numbers[1::2], strict=False)


def _painted(shapes: Sequence[tuple[Shape, bool]]) -> list[str]:
    """The rows of a picture of all dark shapes, but one that is behind all the others; light ones cover them."""
    points = [point for shape, dark in shapes if dark for point in shape]
    if not points:
        return []
    least, most = (tuple(map(edge, zip(*points, strict=True))) for edge in (min, max))
    scale = SIDE / max(most[0] - least[0], most[1] - least[1], 1e-9)
    rows = [0] * SIDE  # of bits, the lowest on the left
    steps = 0
    for shape, dark in shapes:
        moved = [((x - least[0]) * scale, (y - least[1]) * scale) for x, y in shape]
        steps += sum(abs(int(upper[1] - lower[1])) + 1 for upper, lower in pairwise(moved))
        if steps > MAX_STEPS:
            break
        if not (dark and len(shape) == 4 and {least, most} <= set(shape)):
            for row, bits in _inside(moved).items():
                rows[row] = rows[row] | bits if dark else rows[row] & ~bits
    return [_margined(f"{bits:0{SIDE}b}"[::-1]) for bits in rows]


def _inside(shape: Shape) -> dict[int, int]:
    """By rows the pixels whose centres are inside, by the rule of even and odd."""
    rows: dict[int, int] = {}
    for (x, y), (to_x, to_y) in pairwise([*shape, *shape[:1]]):
        for row in range(max(0, ceil(min(y, to_y) - 0.5)), min(SIDE, ceil(max(y, to_y) - 0.5))):
            crossed = x + (row + 0.5 - y) * (to_x - x) / (to_y - y)
            rows[row] = rows.get(row, 0) ^ (_ALL << min(max(0, ceil(crossed - 0.5)), SIDE) & _ALL)
    return rows


def _margined(bits: str) -> str:
    return MARGIN * LIGHT + bits.replace("1", DARK).replace("0", LIGHT) + MARGIN * LIGHT
