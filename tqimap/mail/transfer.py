"""Content-Transfer-Encoding undone (RFC 2045, 6), piece by piece, so that no attachment need stand in memory."""

import binascii
import codecs
import re
from collections.abc import Iterator
from mmap import mmap

Buffer = bytes | mmap

ENCODINGS = ("base64", "quoted-printable", "x-uuencode", "x-yenc")  # those that change anything (RFC 2045, 6.1)
PIECE = 1 << 20  # bytes of encoded text taken at a time: no decoded piece is longer
MAX_PADDINGS = 20_000  # in one piece: texts joined line by line have fewer; more is noise, and left out

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_ALPHABET))
_IN_BASE64 = _ALPHABET + b"=\r\n"
_PADDING = re.compile(rb"=[=\s]*+")
_AFTER_PADDING = re.compile(rb"=[ \t]*+\r?\n(?:[ \t]*+\r?\n|(?!))*+(?=[^\r\n]*[^A-Za-z0-9+/=\s])")
_BASE64_LINES = re.compile(rb"(?:[A-Za-z0-9+/]{4,}+[ \t]*+\r?\n|(?!))++(?:[ \t]*+\r?\n|(?!))*+")
# Full lines of base64 and what is left, with nothing around them: no text looks so, but for a list of digests.
_ALL_BASE64 = re.compile(rb"\s*+(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]{0,76}={0,2}\s*\Z")
_SAMPLE = 4096  # bytes by which a body is told from what it calls itself
_LINE_EDGES = re.compile(rb"[ \t]++(?=[\r\n]|\Z)|(?<=\n)[ \t]++")
_FOREIGN_SHARE = 0.05  # of characters outside of the alphabet: prose has more, damaged base64 less
_BLANKS_BEFORE_BREAK = re.compile(rb"=[ \t]++(?=\r?\n)")
_YENC_BYTES = bytes((byte - 42) & 0xFF for byte in range(256))
_YENC_CONTROL = re.compile(rb"^=y[^\n]*(?:\n|\Z)", re.MULTILINE)
_YENC_BREAKS = re.compile(rb"[\r\n]")
_YENC_ESCAPE = re.compile(rb"=(.)", re.DOTALL)
_UU_NAMES = ("x-uuencode", "uuencode", "uue", "x-uue")
_COMMENT = re.compile(r"\((?:[^()]|\([^()]*\))*\)")  # RFC 5322, 3.2.2; nobody writes more than two levels
_LABEL = re.compile(r"[a-z0-9-]+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]{1,255}\r?\n", re.MULTILINE)


def label(value: str) -> str:
    """The name of the encoding in a header value, also between quotes, blanks or comments."""
    found = _LABEL.search(_COMMENT.sub(" ", value.lower()))
    name = found.group() if found else ""
    return "x-uuencode" if name in _UU_NAMES else name


def real(encoding: str, raw: Buffer, start: int, end: int, is_text: bool) -> str:
    """The encoding of a body that calls itself base64: some programs write uuencode there, some the plain text."""
    if encoding != "base64":
        return encoding
    sample = raw[start : min(end, start + _SAMPLE)]
    if _UU_BEGIN.match(sample.lstrip()):
        return "x-uuencode"
    return "" if is_text and _is_prose(sample) else encoding


def unnamed(encoding: str, raw: Buffer, start: int, end: int) -> str:
    """The encoding of a text that does not call itself base64: some programs, and gateways, lose that field."""
    sample = raw[start : min(end, start + _SAMPLE)]
    if encoding in ("base64", "x-uuencode", "x-yenc") or not _ALL_BASE64.match(sample):
        return encoding
    return "base64" if _is_text(base64_bytes(sample)) else encoding


def _is_text(sample: bytes) -> bool:
    """Whether nothing but text is in it, of which the last character may be cut."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(sample)
    except ValueError:
        return False
    return all(character.isprintable() or character.isspace() for character in text)


def base64_end(raw: Buffer, start: int, end: int) -> int:
    """Where plain text begins behind base64: what a mailing list adds, not knowing of the encoding."""
    found = _AFTER_PADDING.search(raw, start, end)
    if found:
        return found.end()
    lines = _BASE64_LINES.match(raw, start, end)
    if lines and _is_prose(raw[lines.end() : min(end, lines.end() + _SAMPLE)]) and _is_whole(lines.group()):
        return lines.end()
    return end


def _is_whole(lines: bytes) -> bool:
    """Whether it may be base64 that needs no padding, rather than words or digests on lines of their own."""
    sample = lines[:_SAMPLE]
    return len(lines.translate(None, _NOT_BASE64)) % 4 == 0 and sample not in (sample.lower(), sample.upper())


def _is_prose(sample: bytes) -> bool:
    return len(_LINE_EDGES.sub(b"", sample).translate(None, _IN_BASE64)) > len(sample) * _FOREIGN_SHARE


def decoded(raw: Buffer, start: int, end: int, encoding: str) -> Iterator[bytes]:
    """The bytes between ``start`` and ``end`` without their ``encoding``; an unknown one changes nothing."""
    if encoding == "base64":
        return _base64(_pieces(raw, start, end))
    if encoding == "quoted-printable":
        return map(quoted_printable, _whole_lines(raw, start, end))
    if encoding == "x-uuencode":
        return _uuencoded(_whole_lines(raw, start, end))
    if encoding == "x-yenc":
        return _yencoded(_whole_lines(raw, start, end))
    return _pieces(raw, start, end)


def base64_bytes(text: bytes) -> bytes:
    """What base64 ``text`` stands for; characters that do not belong there are skipped (RFC 2045, 6.8)."""
    return b"".join(_base64(iter((text,))))


def quoted_printable(text: bytes) -> bytes:
    """What quoted-printable ``text`` stands for; blanks between ``=`` and the line break are none (RFC 2045, 6.7)."""
    return binascii.a2b_qp(_BLANKS_BEFORE_BREAK.sub(b"=", text))


def _pieces(raw: Buffer, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, PIECE):
        yield raw[at : min(at + PIECE, end)]


def _whole_lines(raw: Buffer, start: int, end: int) -> Iterator[bytes]:
    """Pieces that end with a line; a line longer than a piece is cut where no ``=XX`` can stand."""
    while start < end:
        cut = end if end - start <= PIECE else raw.rfind(b"\n", start, start + PIECE) + 1
        if cut <= 0:
            equals = raw.rfind(b"=", start + PIECE - 3, start + PIECE)
            cut = equals if equals > 0 else start + PIECE
        yield raw[start:cut]
        start = cut


def _base64(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Decoded pieces. After padding another base64 text may follow, as some senders join them, but no other text."""
    quad = b""
    padded = False
    for segment, pads in _segments(pieces):
        text = segment.translate(None, _NOT_BASE64)
        if padded and text and segment.translate(None, _IN_BASE64):
            return
        quad += text
        whole = len(quad) & ~3
        yield binascii.a2b_base64(quad[:whole])
        quad = quad[whole:]
        if pads and (not quad or len(quad) + pads >= 4):
            yield _quad(quad)
            quad = b""
            padded = True
    yield _quad(quad)


def _segments(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """The text between padding, and how many ``=`` stand behind it; a piece with too many of them in one."""
    for piece in pieces:
        if piece.count(b"=") > MAX_PADDINGS:
            yield piece.replace(b"=", b""), 0
            continue
        at = 0
        for padding in _PADDING.finditer(piece):
            yield piece[at : padding.start()], padding.group().count(b"=")
            at = padding.end()
        yield piece[at:], 0


def _quad(text: bytes) -> bytes:
    """The last characters without their padding; a lone one holds no whole byte."""
    return binascii.a2b_base64(text + b"=" * (4 - len(text))) if len(text) > 1 else b""


def _uuencoded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    begun = False
    for piece in pieces:
        begin = None if begun else _UU_BEGIN.search(piece)
        if not begun and begin is None:
            continue
        begun = True
        lines = piece[begin.end() if begin else 0 :].split(b"\n")
        yield b"".join(map(_uu_line, lines))
        if any(line.rstrip() == b"end" for line in lines):
            return


def _yencoded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """yEnc 1.3: each byte moved by 42, and behind ``=`` by 64 more; lines with ``=y`` in front are no data."""
    for piece in pieces:
        text = _YENC_BREAKS.sub(b"", _YENC_CONTROL.sub(b"", piece))
        yield _YENC_ESCAPE.sub(lambda found: bytes([(found[1][0] - 64) & 0xFF]), text).translate(_YENC_BYTES)


def _uu_line(line: bytes) -> bytes:
    line = line.rstrip(b"\r")
    if not line or line == b"end":
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        length = ((line[0] - 32) & 63) * 4  # some encoders write too much: what the length says counts
        return _uu_cut(line[: (length + 5) // 3])


def _uu_cut(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""
