"""Files: found by the hash of their content, uploaded in two steps, their bytes before what they are.

Nothing ties the two steps together but the name, so that two uploads of one name at the same time could mix.
Which content a File got is therefore read back, and where it is another's the upload is made under a name of its own.
"""

import hashlib
from collections.abc import Iterable, Iterator

from tqimap.errors import CopyLost, StateError, ThreatQRefused, ThreatQUnavailable
from tqimap.model import Attachment, FileUpload
from tqimap.threatq import listing, payloads, replies
from tqimap.threatq.session import Session

FILES_PATH = "/api/attachments"
CHUNKS_PATH = "/api/attachments/upload"
TYPES_PATH = "/api/attachments/types"

FALLBACK_TYPE = "Generic Text"  # in every table of types that was ever seen
MAYBE_THERE = frozenset({400, 409, 422})  # refusals of what another host may have made meanwhile
CREATIONS = 3  # times that a File is made whose making was not answered: it is looked up in between


class Files:
    """The Files of one ThreatQ, made by ``source``."""

    def __init__(self, session: Session, source: str) -> None:
        self._session = session
        self._source = source
        self._types: dict[str, str] | None = None

    def find(self, md5: str, size: int, known: int | None = None) -> int | None:
        """The id of a File with this content: ``known`` where it is one, else the oldest.

        A server that ignores the filter is seen through; one that refuses to look refuses that for all Files.
        """
        what = f"GET {FILES_PATH}"
        try:
            found = replies.rows(self._session.get(FILES_PATH, hash=md5), what)
        except ThreatQRefused as error:
            raise ThreatQRefused(str(error), error.status, broken=True) from error
        same = [row for row in found if _hash(row) == md5 and replies.number(row.get("file_size")) in (size, None)]
        ids = [replies.row_id(row, what) for row in same]
        return known if known in ids else min(ids, default=None)

    def upload(self, file: FileUpload) -> int:
        """Make the File; its id. Raises ThreatQRefused where ThreatQ will not have it, CopyLost, StateError."""
        content = file.attachment
        for name in (content.name, payloads.unique_name(content)):
            self._send_chunks(content, name)
            made = self._create(file, name)
            if made is not None:
                return made
        raise ThreatQRefused(
            f"ThreatQ twice made a File of other content than that of {content.name}; "
            "try again when nobody else uploads",
            201,
        )

    def _send_chunks(self, content: Attachment, name: str) -> None:
        for number, data in enumerate(_chunks(content), 1):
            self._session.send_part(CHUNKS_PATH, payloads.chunk(content, name, number, len(data)), data)

    def _create(self, file: FileUpload, name: str) -> int | None:
        """Make the File of what was sent; None where it turned out to have other content.

        Making it twice would double it: after a lost answer it is looked up first. A locked File is kept as a ZIP,
        whose hash it may show.
        """
        content, what = file.attachment, f"POST {FILES_PATH}"
        body = payloads.file(file, name, self._type(file.type), self._source)
        failure = ""
        for _ in range(CREATIONS):
            try:
                row = replies.row(self._session.post(FILES_PATH, body, idempotent=False), what)
            except ThreatQUnavailable as error:
                failure = str(error)
                found = self.find(content.md5, content.size)
                if found is not None:
                    return found
            except ThreatQRefused as error:
                found = self.find(content.md5, content.size) if error.status in MAYBE_THERE else None
                if found is None:
                    raise
                return found
            else:
                return replies.row_id(row, what) if file.malware_locked or _hash(row) in (content.md5, "") else None
        raise ThreatQRefused(f"{failure} ({CREATIONS} times, while other requests succeed)", 500)

    def _type(self, wanted: str) -> str:
        """The name of a type as this ThreatQ spells it; one that it does not have would be made anew."""
        if self._types is None:
            self._types = {name.casefold(): name for name in self._type_names()}
        return self._types.get(wanted.casefold()) or self._types.get(FALLBACK_TYPE.casefold()) or wanted

    def _type_names(self) -> Iterable[str]:
        try:
            return listing.vocabulary(self._session, TYPES_PATH)
        except ThreatQRefused:
            return ()  # a ThreatQ that does not list them takes the names all the same


def _hash(row: replies.Row) -> str:
    """The MD5 of a File's content in small hex digits; empty where ThreatQ does not say."""
    return str(row.get("hash") or "").lower()


def _chunks(content: Attachment) -> Iterator[bytes]:
    """The content in pieces of a chunk each; an empty one gives an empty piece.

    Raises CopyLost, at its end where it is not what was written: no File is made of that. Raises StateError where no
    other copy can be there either.
    """
    md5 = hashlib.md5(usedforsecurity=False)
    try:
        with content.file.open("rb") as file:
            for _ in range(payloads.chunks(content.size)):
                piece = file.read(payloads.CHUNK_BYTES)
                md5.update(piece)
                yield piece
    except OSError as error:
        if not content.file.parent.exists():
            raise StateError(
                f"The directory {content.file.parent} for copies of attachments is gone: who removes it during a run?"
            ) from error
        raise _lost(content, f"cannot be read: {error.strerror}") from error
    if md5.hexdigest() != content.md5:
        raise _lost(content, "has been changed")


def _lost(content: Attachment, how: str) -> CopyLost:
    return CopyLost(
        f"The copy of {content.name}, {content.file}, {how}. Where a virus scanner watches this machine, exclude the "
        "directory for attachments (-f)"
    )
