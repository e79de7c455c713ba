"""ZIP: the members that the central directory lists, then those that it hides or that are left where it is broken.

Names are text only: nothing is written. Programs differ in which of several directories they believe, and
hostile mail uses that, so a member is read wherever its local header stands.
"""

import io
import zipfile
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from tqimap.documents import carve, readers, zip_headers
from tqimap.documents.bounded import CHUNK_BYTES, Unpacked, cause, pieces, unpack
from tqimap.documents.decoded_text import decoded
from tqimap.documents.file_type import sniff
from tqimap.documents.named_passwords import SLIP_BYTES, passwords
from tqimap.documents.passwords import candidates, opened_with
from tqimap.documents.pieces import Child, Context, Hint, Piece, Text, Unread

MAX_FAILURES = 5  # members that no password opens; each try of AES derives a key, and archives have few passwords
SOON_DECRYPTED_BYTES = 1 << 20  # packed; ZipCrypto takes half a second for it
MAX_SLIPS = 200  # names and texts of members in which a password is looked for

_ENCRYPTED = 1  # bit of the general purpose flags (APPNOTE 4.4.4)
_AES = 99  # method of WinZip's encryption


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The comment, each member, and what stands in no directory; where there is no member at all, strings."""
    covered: list[tuple[int, int]] = []
    is_archive = True
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # a damaged directory in any of the library's ways
        yield Hint(f"the directory of the archive is broken ({cause(error)})")
        is_archive = False
    else:
        yield from _Listed(data, archive, context).read(covered)
    for piece in zip_headers.members_outside(data, covered):
        is_archive = is_archive or isinstance(piece, Child)
        yield piece
    if not is_archive:
        yield from carve.read(data, context)


def _labour(info: zipfile.ZipInfo) -> int:
    """Python decrypts 2 MB a second: large encrypted members come last, should they use up the reader's time."""
    return info.compress_size if info.compress_size > SOON_DECRYPTED_BYTES else 0


def _is_encrypted(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & _ENCRYPTED)


class _Listed:
    """The members that the central directory lists. The password that opened one is tried first on the next."""

    def __init__(self, data: bytes, archive: zipfile.ZipFile, context: Context) -> None:
        self._data = data
        self._archive: Any = archive
        self._passwords = list(candidates(context))
        self._told: set[str] = set()
        self._failures = 0
        self._opens_aes = False
        self._slips: deque[str] = deque(maxlen=MAX_SLIPS)

    def read(self, covered: list[tuple[int, int]]) -> Iterator[Piece]:
        """Yield all members, encrypted ones last: what stands beside them may name their password.

        ``covered`` gets the stretches of the archive that they occupy.
        """
        if self._archive.comment:
            yield Text(self._archive.comment.decode("utf-8", "replace"), "comment")
        yield from self._prepare_for_aes()
        infos = self._archive.infolist()
        for info in infos:
            self._slips.append(PurePosixPath(info.filename).stem)
            if not _is_encrypted(info):
                yield from self._member(info, covered)
        self._passwords[:0] = passwords(self._slips)
        for info in sorted(filter(_is_encrypted, infos), key=_labour):
            yield from self._member(info, covered)

    def _prepare_for_aes(self) -> Iterator[Piece]:
        if not any(info.compress_type == _AES for info in self._archive.infolist()):
            return
        try:
            import pyzipper  # type: ignore[import-untyped]
        except ImportError:
            yield readers.missing_extra("AES-encrypted members", "archives")
        else:
            self._opens_aes = True
            with suppress(Exception):  # what it refuses and zipfile does not is read as far as zipfile can
                self._archive = pyzipper.AESZipFile(io.BytesIO(self._data))

    def _member(self, info: zipfile.ZipInfo, covered: list[tuple[int, int]]) -> Iterator[Piece]:
        """What stays unread though it is not encrypted is left for the search by local headers, where that can read."""
        if info.filename.endswith("/"):
            return
        encrypted = _is_encrypted(info)
        unpacked, password = self._decrypt(info) if encrypted else (self._unpack(info, None), "")
        is_left = unpacked.error and not unpacked.data and zip_headers.is_readable(self._data, info.header_offset)
        if encrypted or not is_left:
            covered.append(zip_headers.stretch(self._data, info.header_offset, info.compress_size))
        if encrypted and unpacked.error:
            if self._opens_aes or info.compress_type != _AES:  # else nothing was tried, which has been told
                yield Unread(f"{info.filename}: encrypted, and no known password opens it")
        else:
            if len(unpacked.data) <= SLIP_BYTES and sniff(unpacked.data) == "text":
                self._slips.append(decoded(unpacked.data))
            yield from self._worked(password)
            yield from pieces(info.filename, unpacked)

    def _decrypt(self, info: zipfile.ZipInfo) -> tuple[Unpacked, str]:
        """Each method's quick check of a password may pass by chance; the checksum at the end does not."""
        unpacked = Unpacked(b"", error="no password")
        for password in self._passwords if self._failures < MAX_FAILURES else ():
            unpacked = self._unpack(info, password.encode("utf-8", "replace"))
            if not unpacked.error:
                return unpacked, password
        self._failures += 1
        return unpacked, ""

    def _worked(self, password: str) -> Iterator[Piece]:
        """Tell a password once, and have it tried first on the next member."""
        if password and password not in self._told:
            self._told.add(password)
            self._passwords.sort(key=lambda other: other != password)
            yield opened_with(password)

    def _unpack(self, info: zipfile.ZipInfo, password: bytes | None) -> Unpacked:
        return unpack(self._chunks(info, password), min(info.compress_size, len(self._data)))

    def _chunks(self, info: zipfile.ZipInfo, password: bytes | None) -> Iterator[bytes]:
        with self._archive.open(info, pwd=password) as source:
            while chunk := source.read(CHUNK_BYTES):
                yield chunk
