"""What a PDF hides from those who look at its pages: targets of actions, scripts, forms, embedded files.

A scan of the bytes (ISO 32000-1, 7.3 and 12.6) that follows no reference from object to object: no loop and no
lying table can hold it, and it reads what is too damaged for a PDF library. It unpacks with bounds of its own.
Strings of an encrypted document are ciphertext; the caller decrypts first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tqimap.documents.bounded import pieces
from tqimap.documents.decoded_text import blocks
from tqimap.documents.markup import html
from tqimap.documents.pdf import strings as pdf_strings
from tqimap.documents.pdf.filters import decode, unpacked_size
from tqimap.documents.pieces import Child, Link, Piece, Text, Unread

MAX_STRUCTURE_BYTES = 64 << 20  # unpacked object streams; large books have a twentieth of it
DICTIONARY_BYTES = 8192  # looked back from the word "stream" for the dictionary of the stream
MAX_NAMED_FILES = 1000  # twice as many documents as one attachment may hold
MAX_KEYS = 500  # of strings; documents have some tens
PACKET_BEGIN = 64  # bytes in which an XMP packet begins
SPECIFICATION_BYTES = 600  # looked at on both sides of the reference to an embedded file for its name

_BLANK = pdf_strings.BLANK
_ESCAPED_NAME = re.compile(rb"/(?=[A-Za-z]{0,20}#)((?:[A-Za-z\d]|#[0-9A-Fa-f]{2}){1,60})")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT = re.compile(rb"(?:^|[^0-9])(\d{1,9})%b+\d{1,5}%b+obj\b" % (_BLANK, _BLANK))
_LENGTH = re.compile(rb"/Length%b+(\d{1,12})(?!\d|%b+\d+%b+R\b)" % (_BLANK, _BLANK, _BLANK))
_REFERENCE = re.compile(rb"(\d{1,9})%b+\d{1,5}%b+R\b" % (_BLANK, _BLANK))
_SCRIPT = re.compile(rb"/(?:JS|OnInstantiate)%b*%b" % (_BLANK, _REFERENCE.pattern))
_METADATA = re.compile(rb"/Metadata%b*%b" % (_BLANK, _REFERENCE.pattern))
_XFA = re.compile(rb"/XFA%b*(\[[^\]/]{0,4096}\]|\d{1,9}%b+\d{1,5}%b+R\b)" % (_BLANK, _BLANK, _BLANK))
_NAMESPACES = re.compile(r"""xmlns:?[\w.-]{0,60}\s{0,9}=\s*(?:"[^"]*"|'[^']*')|<(\w+:namespaceURI)>[^<]*""")
_PROGRAMS = re.compile(r"""(<?)\b(?:xmp:CreatorTool|pdf:Producer)(?:>[^<]*|\s*=\s*(?:"[^"]*"|'[^']*'))""")
_XMP_VALUE = re.compile(r"""=\s*["']([^"']+)["']|>([^<>]+)<""")
_TEXT_KEY = re.compile(rb"/([A-Za-z0-9_.\-]{1,60})%b*(?:\(|<(?!<))" % _BLANK)
_IMAGE = re.compile(rb"/Subtype%b*/Image\b" % _BLANK)
_ENCRYPT = re.compile(rb"/Encrypt%b*(?:\d|<<)" % _BLANK)
_EMBEDDED = re.compile(rb"/EF%b*<<([^<>]{0,200})>>" % _BLANK)
_FILE_NAMES = (b"UF", b"F")
_JAVASCRIPT, _RICH_TEXT = "JavaScript", "rich text"  # which is XHTML (12.7.3.4)
_SPOTS = {
    b"URI": "action URI",
    b"Base": "base URI",
    b"JS": _JAVASCRIPT,
    b"RC": _RICH_TEXT,
    b"F": "file",
    b"UF": "file",
    b"P": "parameters of Launch",
    b"V": "form field",
    b"DV": "form field",
    b"obj": "string",
    b"Opt": "form field",
    b"TU": "form field",
    b"TM": "form field",
    b"CA": "form field",
    **dict.fromkeys((b"Subj", b"T", b"OverlayText"), "annotation"),
    **dict.fromkeys((b"Alt", b"ActualText", b"E"), "alternative text"),
    **dict.fromkeys((b"Reason", b"Location", b"ContactInfo", b"Name", b"Attestation"), "signature"),
    **dict.fromkeys((b"Desc", b"N", b"FlashVars"), "description"),
}
# Names that are looked for here and in the filters; only these are unescaped, for fragments of URLs look alike.
_KNOWN_NAMES = frozenset(_SPOTS) | frozenset(
    b"EF EmbeddedFile Encrypt Filter FlateDecode JavaScript Length Metadata ObjStm Subtype XFA".split()
)
_TARGET_SPOTS = frozenset({"action URI", "base URI"})
_MAYBE_TARGET_SPOTS = frozenset({"file", "string"})
_TARGET = re.compile(r"[A-Za-z][A-Za-z\d+.-]{0,20}:\S+\Z|\\\\")  # a URL, or a share of a Windows server


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: its object's number (0 where none was found), its dictionary's bytes, its packed bytes."""

    number: int
    dictionary: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Structure:
    """All streams of a document, and its bytes without them."""

    streams: tuple[Stream, ...]
    text: bytes


def is_encrypted(structure: Structure) -> bool:
    """Whether a trailer or a cross-reference stream names an encryption dictionary."""
    return _ENCRYPT.search(structure.text) is not None


def split(data: bytes) -> Structure:
    """Find all streams. Linear: no byte is looked at again once its stream has ended."""
    streams: list[Stream] = []
    rest: list[bytes] = []
    at = 0
    for found in re.finditer(rb"(?<!end)stream\r?\n?", data):
        if found.start() < at:
            continue
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        rest.append(_unescaped(data[at : found.start()]))
        streams.append(_stream(rest[-1][-DICTIONARY_BYTES:], data[found.end() : end]))
        at = end + len(b"endstream")
    rest.append(_unescaped(data[at:]))
    return Structure(tuple(streams), b"\n".join(rest))


def read(structure: Structure) -> Iterator[Piece]:
    """Strings of actions and forms; then scripts, form data and files that are kept in streams."""
    wanted: dict[int, str] = {}
    names: dict[int, str] = {}
    for text in _texts(structure):
        if isinstance(text, Unread):
            yield text
        else:
            yield from _strings(text)
            wanted |= _referred(text)
            names |= _file_names(text)
    for stream in structure.streams:
        if stream.number in names or b"/EmbeddedFile" in stream.dictionary:
            name = names.get(stream.number, f"embedded file {stream.number}")
            yield from pieces(name, decode(stream.dictionary, stream.packed))
        else:
            yield from _kept_in(stream, wanted.get(stream.number, ""))


def unpacked_sizes(structure: Structure, limit: int) -> Iterator[int]:
    """Of each stream that is no image the bytes that it unpacks to, counted up to just above ``limit``."""
    for stream in structure.streams:
        if not _IMAGE.search(stream.dictionary):
            yield unpacked_size(stream.dictionary, stream.packed, limit)


def keys_of_strings(structure: Structure) -> list[str]:
    """Every key of any dictionary whose value is a string; the names of metadata are among them."""
    found = (
        key.decode("ascii") for text in _texts(structure) if isinstance(text, bytes) for key in _TEXT_KEY.findall(text)
    )
    return list(islice(dict.fromkeys(found), MAX_KEYS))


def _stream(before: bytes, packed: bytes) -> Stream:
    objects = list(_OBJECT.finditer(before))
    dictionary = before[objects[-1].end() :] if objects else before
    return Stream(int(objects[-1][1]) if objects else 0, dictionary, packed[: _length(dictionary, packed)])


def _length(dictionary: bytes, packed: bytes) -> int:
    """What the dictionary says where only white space follows then, else up to the end of line before the end."""
    declared = _LENGTH.search(dictionary)
    if declared and not packed[int(declared[1]) :][:4].strip():
        return int(declared[1])
    return len(packed) - len(b"\r\n") if packed.endswith(b"\r\n") else len(packed.removesuffix(b"\n"))


def _texts(structure: Structure) -> Iterator[bytes | Unread]:
    """What is no stream, and the contents of all object streams (7.5.7) as far as the bound allows."""
    yield structure.text
    room = MAX_STRUCTURE_BYTES
    for stream in structure.streams:
        if b"/ObjStm" in stream.dictionary:
            text = decode(stream.dictionary, stream.packed).data
            room -= len(text)
            if room < 0:
                yield Unread(f"more than {MAX_STRUCTURE_BYTES >> 20} MB of object streams")
                return
            yield _unescaped(text)


def _unescaped(text: bytes) -> bytes:
    """Names may hide behind escapes, as in ``/J#53`` (7.3.5): malicious documents do that to their actions."""

    def plain(found: re.Match[bytes]) -> bytes:
        name = _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), found[1])
        return b"/" + name if name in _KNOWN_NAMES else found[0]

    return _ESCAPED_NAME.sub(plain, text)


def _strings(text: bytes) -> Iterator[Piece]:
    """Targets as they stand; all other strings of one kind together, each once."""
    said: dict[str, dict[str, None]] = {}
    for key, value in pdf_strings.values(text, _SPOTS):
        spot = _SPOTS[key]
        if spot in _TARGET_SPOTS or (spot in _MAYBE_TARGET_SPOTS and _TARGET.match(value)):
            yield Link(value, spot)
        else:
            said.setdefault(spot, {})[value] = None
    for spot, strings in said.items():
        yield from _told("\n".join(strings), spot)


def _told(text: str, spot: str) -> Iterator[Piece]:
    if spot == _RICH_TEXT:
        yield from html.read_text(text, spot)
    else:
        yield from blocks(text, spot)
    if spot == _JAVASCRIPT:
        yield from html.read_strings(text, spot)


def _referred(text: bytes) -> dict[int, str]:
    """Numbers of streams that hold a script, a part of an XFA form or metadata, with what they hold."""
    metadata = dict.fromkeys(map(int, _METADATA.findall(text)), "metadata")
    forms = dict.fromkeys(map(int, _REFERENCE.findall(b" ".join(_XFA.findall(text)))), "XFA form")
    scripts = dict.fromkeys(map(int, _SCRIPT.findall(text)), _JAVASCRIPT)
    return metadata | forms | scripts


def _file_names(text: bytes) -> dict[int, str]:
    """Numbers of streams that are embedded files, with the name that stands nearest in the specification (7.11.3)."""
    names: dict[int, str] = {}
    for found in islice(_EMBEDDED.finditer(text), MAX_NAMED_FILES):
        before = _own(text[max(0, found.start() - SPECIFICATION_BYTES) : found.start()][::-1], b">>", b"<<")[::-1]
        behind = _own(text[found.end() : found.end() + SPECIFICATION_BYTES], b"<<", b">>")
        near = [*pdf_strings.values(before, _FILE_NAMES)][-1:] or [*pdf_strings.values(behind, _FILE_NAMES)][:1]
        for _, name in near:
            names |= dict.fromkeys(map(int, _REFERENCE.findall(found[1])), name)
    return names


def _own(text: bytes, begin: bytes, end: bytes) -> bytes:
    """What belongs to the dictionary in which ``text`` starts: up to its ``end``, over those that ``begin`` in it."""
    depth = 0
    for found in re.finditer(rb"<<|>>", text):
        depth += 1 if found[0] == begin else -1
        if depth < 0:
            return text[: found.start()]
    return text


def _kept_in(stream: Stream, what: str) -> Iterator[Piece]:
    if what == _JAVASCRIPT:
        yield from _told(pdf_strings.text_string(decode(stream.dictionary, stream.packed).data), what)
    elif what == "metadata":
        yield from _xmp(_packet(stream))
    elif what:
        yield Child(f"{what} {stream.number}.xml", decode(stream.dictionary, stream.packed).data)


def _packet(stream: Stream) -> bytes:
    """The metadata in a stream; pdfium leaves its filter out of the dictionary where it decrypts a document."""
    data = decode(stream.dictionary, stream.packed).data
    return data if b"<" in data[:PACKET_BEGIN] else decode(b"/Filter /FlateDecode", stream.packed).data


def _xmp(packet: bytes) -> Iterator[Piece]:
    """Values of an XMP packet (ISO 16684-1), without its namespaces, which are URIs, and the programs that made it."""
    text = _PROGRAMS.sub("", _NAMESPACES.sub("", packet.decode("utf-8", "replace")))
    values = {(attribute or element).strip() for attribute, element in _XMP_VALUE.findall(text)}
    if values - {""}:
        yield Text("\n".join(sorted(values - {""})), "metadata")
