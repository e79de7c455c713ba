"""The MIME tree, cut into its leaves in one pass (RFC 2046, 5.1), over slices of the raw message.

Every delimiter line is looked at once, whatever the depth: the open boundaries stand in a dictionary. What a
damaged tree hides is read all the same: a part after the closing delimiter, a multipart whose boundary never
comes but another one does, text before the first and after the last part.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, replace
from mmap import mmap

from tqimap.mail import bounces, header_block, transfer
from tqimap.mail.encoded_files import without_encoded_files
from tqimap.mail.entity import Entity, read_entity
from tqimap.mail.message import Header, Mail, Part
from tqimap.mail.transfer import Buffer

MAX_PARTS = 5_000  # parts of one message: honest ones have tens; what follows is kept in one piece
MAX_HEADER_BLOCK = 16 << 20  # bytes: past it the block ends at a line, and the rest is read as body
MAX_GUESSES = 10  # of boundaries that no header names, each a search of its own: damaged mail needs one or two
MAX_BOUNDARY = 1_000  # bytes: RFC 2046 allows 70

_WIDE_SAMPLE = 1024  # bytes by which UTF-16 is told from a message that only begins with its mark

_EMPTY_LINE = re.compile(rb"\n\r?\n")
_LEADING_BLANK = re.compile(rb"(?:\xef\xbb\xbf|[ \t]*\r?\n|(?!))*+(?=[!-9;-~]++[ \t]*+:|>?From |--)")
_DOUBLED = re.compile(rb"[^\r\n]*\r\r\n")  # line ends that were made twice, as copying in text mode does on Windows
_DELIMITER = re.compile(rb"--([^\r\n]{1,%d}+)(?:\r?\n|\r|\Z)" % MAX_BOUNDARY)
_LINE_END = re.compile(rb"\r?\n|\Z")
_VISIBLE = re.compile(rb"\S")
# What a boundary looks like that the header does not name: a line of dashes straight before the fields of a part.
_UNNAMED = re.compile(
    rb"(?:\A|\n)--(?!\s)([^\r\n]{1,200})\r?\n(?=content-(?:type|transfer-encoding|disposition)[ \t]*:)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Multipart:
    boundary: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class _Delimiter:
    start: int  # the end of what stands before it: the line break belongs to the delimiter (RFC 2046, 5.1.1)
    line: int
    end: int
    depth: int
    closes: bool


def parse(raw: Buffer | memoryview) -> Mail:
    """The message in ``raw``, taken apart. Never raises; takes time linear in its size."""
    data = raw if isinstance(raw, (bytes, mmap)) else bytes(raw)
    if _is_utf16(data[:_WIDE_SAMPLE]):
        data = data[:].decode("utf-16", "replace").encode("utf-8", "replace")
    if data.find(b"\n") < 0 <= data.find(b"\r"):
        data = data[:].replace(b"\r", b"\n")
    if _DOUBLED.match(data):
        data = data[:].replace(b"\r\r\n", b"\r\n")
    return _Splitter(data, 0, len(data)).mail()


def _is_utf16(sample: bytes) -> bool:
    """Whether it begins as editors and shells of Windows save what they show; of fields every other byte is zero."""
    return sample[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) and 3 * sample.count(0) >= len(sample)


def parse_attached(part: Part) -> Mail:
    """The message that ``part`` is, taken apart where it stands if it is not encoded: nothing is copied."""
    if part.encoding in transfer.ENCODINGS:
        return parse(part.payload())
    return _Splitter(part.raw, part.start, part.end).mail()


class _Splitter:
    def __init__(self, raw: Buffer, start: int, end: int) -> None:
        self._raw = raw
        self._start = start
        self._end = end
        self._parts: list[Part] = []
        self._notes: list[str] = []
        self._open: list[_Multipart] = []
        self._depths: dict[bytes, int] = {}
        self._empty_line = -1  # the last one found, so that no stretch is searched twice
        self._after_empty_line = -1
        self._guesses = 0
        self._charset = ""  # the first one that was declared

    def mail(self) -> Mail:
        leading = _LEADING_BLANK.match(self._raw, self._start, self._end)
        start = leading.end() if leading else self._start
        if self._raw[start : start + 2] == b"--":  # the fields of the message are missing, not those of its parts
            entity, at = read_entity((), "text/plain"), start
        else:
            entity, at = self._read_entity(start, "text/plain")
        self._tree(entity, at)
        headers = tuple(map(self._in_charset, entity.headers))
        return Mail(headers, bounces.marked(headers, self._parts), tuple(dict.fromkeys(self._notes)))

    def _in_charset(self, header: Header) -> Header:
        """A field with 8-bit bytes, in the charset that the text of the message declares."""
        return header if header.charset or header.raw.isascii() else replace(header, charset=self._charset)

    def _tree(self, root: Entity, at: int) -> None:
        delimiter = self._content(root, at)
        while delimiter is not None:
            if len(self._parts) >= MAX_PARTS:
                self._notes.append(f"more than {MAX_PARTS} parts: what follows is read as one text")
                self._add_text(delimiter.line, self._end, "rest")
                return
            self._close_to(delimiter.depth)
            if delimiter.closes:
                delimiter = self._text_until_delimiter(delimiter.end, "epilogue")
            else:
                default = "message/rfc822" if self._within() == "multipart/digest" else "text/plain"
                delimiter = self._content(*self._read_entity(delimiter.end, default))

    def _content(self, entity: Entity, at: int) -> _Delimiter | None:
        """Take in what follows the fields of ``entity``, up to the next delimiter of an open multipart."""
        if self._opens(entity.boundary, entity):
            delimiter = self._next_delimiter(at)
            if delimiter is not None and delimiter.depth == len(self._open) - 1:
                self._add_text(at, delimiter.start, "preamble")
                return delimiter
            self._close_to(len(self._open) - 2)
        return self._leaf(entity, at)

    def _leaf(self, entity: Entity, at: int) -> _Delimiter | None:
        delimiter = self._next_delimiter(at)
        end = delimiter.start if delimiter else self._end
        is_damaged = entity.media_type.startswith("multipart/") or not (entity.declared or self._open)
        if is_damaged and self._guesses < MAX_GUESSES:
            self._guesses += 1
            unnamed = self._unnamed_boundary(at, end)
            if unnamed and self._opens(unnamed, entity):
                self._notes.append("parts found by a boundary that the header does not name")
                own = self._next_delimiter(at)
                self._add_text(at, own.start if own else end, "preamble")
                return own
        self._add_leaf(entity, at, end)
        return delimiter

    def _opens(self, boundary: bytes, entity: Entity) -> bool:
        if not boundary or len(boundary) > MAX_BOUNDARY or boundary in self._depths:
            return False
        self._depths[boundary] = len(self._open)
        self._open.append(_Multipart(boundary, entity.media_type))
        return True

    def _close_to(self, depth: int) -> None:
        while len(self._open) > depth + 1:
            del self._depths[self._open.pop().boundary]

    def _unnamed_boundary(self, start: int, end: int) -> bytes:
        found = _UNNAMED.search(self._raw, max(start - 1, 0), end)
        return found[1].rstrip() if found else b""

    def _read_entity(self, start: int, default_type: str) -> tuple[Entity, int]:
        """The entity whose fields begin at ``start``, and where its body begins."""
        end, body = self._block_end(start)
        block = header_block.read(self._raw[start:end])
        if block.strays:
            self._notes.append("lines among the header fields that are none")
            self._parts.append(Part("text/plain", block.strays, 0, len(block.strays), spot="between headers"))
        whole = block.length == end - start
        entity = read_entity(block.fields, default_type, self._charset)
        self._charset = self._charset or entity.charset
        return entity, body if whole else start + block.length

    def _block_end(self, start: int) -> tuple[int, int]:
        """Where the fields that begin at ``start`` end, and where the body begins."""
        first = _LINE_END.match(self._raw, start, self._end)
        if first:
            return start, first.end()
        if self._empty_line < start:
            found = _EMPTY_LINE.search(self._raw, start, self._end)
            self._empty_line, self._after_empty_line = found.span() if found else (self._end, self._end)
        end = min(self._empty_line + 1, self._end)
        delimiter = self._next_delimiter(start, end)
        if delimiter:
            return delimiter.line, delimiter.line
        if end - start > MAX_HEADER_BLOCK:
            cut = self._raw.rfind(b"\n", start, start + MAX_HEADER_BLOCK) + 1 or start + MAX_HEADER_BLOCK
            return cut, cut
        return end, self._after_empty_line

    def _next_delimiter(self, at: int, limit: int | None = None) -> _Delimiter | None:
        """The first line from ``at`` on, itself the beginning of a line, that delimits an open multipart."""
        limit = self._end if limit is None else limit
        if not self._open:
            return None
        found = self._delimiter_at(at, at)
        line = at
        while found is None:
            line = self._raw.find(b"\n--", line, limit) + 1
            if not line:
                return None
            found = self._delimiter_at(line, at)
        return found

    def _delimiter_at(self, line: int, floor: int) -> _Delimiter | None:
        found = _DELIMITER.match(self._raw, line, self._end)
        if not found:
            return None
        boundary = found[1].rstrip(b" \t")
        depth = self._depths.get(boundary)
        closes = depth is None
        if closes:
            depth = self._depths.get(boundary.rpartition(b"--")[0])
        if depth is None:
            return None
        before = line - 2 if self._raw[line - 2 : line] == b"\r\n" else line - 1
        return _Delimiter(max(before, floor), line, found.end(), depth, closes)

    def _text_until_delimiter(self, at: int, spot: str) -> _Delimiter | None:
        delimiter = self._next_delimiter(at)
        self._add_text(at, delimiter.start if delimiter else self._end, spot)
        return delimiter

    def _add_text(self, start: int, end: int, spot: str) -> None:
        if _VISIBLE.search(self._raw, start, end):
            self._parts.append(Part("text/plain", self._raw, start, end, spot=spot, within=self._within()))

    def _within(self) -> str:
        return self._open[-1].media_type if self._open else ""

    def _add_leaf(self, entity: Entity, start: int, end: int) -> None:
        media_type = entity.media_type
        if media_type.startswith("multipart/"):
            if not _VISIBLE.search(self._raw, start, end):
                return
            media_type = "text/plain"
            self._notes.append(f"{entity.media_type} without parts")
        is_text = media_type.startswith("text/")
        own_end = transfer.base64_end(self._raw, start, end) if is_text and entity.encoding == "base64" else end
        part = Part(
            media_type,
            self._raw,
            start,
            own_end,
            encoding=self._encoding(entity, start, own_end, is_text=is_text),
            disposition=entity.disposition,
            name=entity.name,
            content_id=entity.content_id,
            charset=entity.charset,
            params=entity.params,
            headers=entity.headers,
            within=self._within(),
        )
        self._parts.extend(without_encoded_files(part))
        self._add_text(own_end, end, "after base64")

    def _encoding(self, entity: Entity, start: int, end: int, *, is_text: bool) -> str:
        """The encoding that a body is really in, whatever it calls itself."""
        encoding = transfer.real(entity.encoding, self._raw, start, end, is_text)
        if is_text and not entity.name and entity.disposition != "attachment":  # the bytes of a File stay as they are
            encoding = transfer.unnamed(encoding, self._raw, start, end)
        return encoding
