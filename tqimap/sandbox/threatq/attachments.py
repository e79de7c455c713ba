"""Files: the two-step upload by chunks, the one-step upload, and reading them back.

Nothing links the two steps but the file's name and the caller, so two parallel uploads of one name collide here too.
"""

import hashlib
import io
import mimetypes
from collections.abc import Iterator
from typing import Any, BinaryIO, Literal

import pyzipper  # type: ignore[import-untyped]

from . import annotations, objects, relations
from .database import Database
from .objects import COLLECTIONS
from .wire import Call, Refusal, Reply, Row, invalid, number, one, truth

KIND = COLLECTIONS["attachments"]
Duplicates = Literal["existing", "second"]
# Contents lie in the database in pieces of this many bytes, whatever the client's chunks were.
PIECE = 1 << 20
# content_type_id of ThreatQ; 1 is text/plain.
_CONTENT_TYPES = {"text/plain": 1, "application/pdf": 2, "application/zip": 3}
_OTHER_CONTENT = 4
_PASSWORD = b"infected"  # the customary one
# Whoever sent the file chose its name; it unpacks beside its archive, nowhere else.
_NO_FOLDERS = str.maketrans("/\\", "__")


def upload_chunk(call: Call) -> Reply:
    """``POST /api/attachments/upload``: one chunk of a file, by the conventions of resumable.js; or all in one."""
    fields = {**call.query, **(call.body if isinstance(call.body, dict) else {})}
    name, upload = str(fields.get("resumableFilename") or ""), fields.get("file")
    if not name or upload is None or isinstance(upload, str):
        raise invalid("file", "The file and resumableFilename fields are required.")
    chunk, chunks = number(fields.get("resumableChunkNumber")) or 1, number(fields.get("resumableTotalChunks")) or 1
    identifier = str(fields.get("resumableIdentifier") or "")
    key = (call.who.name, name)
    call.db.run(
        "DELETE FROM staged WHERE owner = ? AND name = ? AND (identifier <> ? OR chunk = ?)", *key, identifier, chunk
    )
    call.db.run_many(
        "INSERT INTO staged (owner, name, identifier, chunk, chunks, piece, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((*key, identifier, chunk, chunks, piece, data) for piece, data in enumerate(_pieces(upload.file))),
    )
    return Reply({"data": {"name": name, "chunk": chunk, "total": chunks}}, 200)


def has_chunk(call: Call) -> Reply:
    """``GET`` of the same: does the server hold that chunk? 200 if so, else 204 (resumable.js ``testChunks``)."""
    held = call.db.value(
        "SELECT 1 FROM staged WHERE owner = ? AND name = ? AND identifier = ? AND chunk = ?",
        call.who.name,
        call.query.get("resumableFilename", ""),
        call.query.get("resumableIdentifier", ""),
        number(call.query.get("resumableChunkNumber")) or 1,
    )
    return Reply({"data": {}}) if held else Reply(None, 204)


def create(call: Call, duplicates: Duplicates) -> Reply:
    """``POST /api/attachments``: as the second step (JSON), or with the file itself (multipart)."""
    fields = dict(call.body) if isinstance(call.body, dict) else {}
    upload = fields.pop("file", None)
    name = str(fields.get("name") or getattr(upload, "filename", "") or "")
    if not name:
        raise invalid("name", "The name field is required.")
    attachment_id = _keep(call, name, upload.file if hasattr(upload, "file") else None)
    digest, size = _digest(call.db, attachment_id)
    earlier = call.db.value("SELECT id FROM attachments WHERE hash = ? AND id <> ? ORDER BY id", digest, attachment_id)
    if earlier is not None and duplicates == "existing":
        remove_content(call.db, attachment_id)
        attachment_id = earlier
    else:
        _describe(call, attachment_id, {**fields, "name": name}, digest, size)
    annotations.add_sources(call, KIND, attachment_id, fields.get("sources"))
    annotations.add_attributes(call, KIND, attachment_id, fields.get("attributes"))
    if fields.get("tags"):
        annotations.add_tags(call, KIND, attachment_id, _listed(fields["tags"]))
    _relate(call, attachment_id, fields)
    return one(shown(call.db, attachment_id), 201)


def _relate(call: Call, attachment_id: int, fields: Row) -> None:
    for name, kind in COLLECTIONS.items():
        if isinstance(fields.get(name), list) and fields[name]:
            relations.relate(call, KIND, attachment_id, kind, relations.wanted_ids(fields[name]))


def _listed(given: Any) -> list[Any]:
    if isinstance(given, list):
        return given
    return [given] if given else []


def _keep(call: Call, name: str, file: BinaryIO | None) -> int:
    """A new row with the content that came with the call, or with what was staged under its name."""
    attachment_id = call.db.insert(KIND.name, name=name)
    if file is not None:
        rows = ((attachment_id, piece, data) for piece, data in enumerate(_pieces(file)))
        call.db.run_many("INSERT INTO contents (attachment_id, piece, data) VALUES (?, ?, ?)", rows)
        return attachment_id
    staged = call.db.one(
        "SELECT count(DISTINCT chunk) AS held, max(chunks) AS chunks FROM staged "
        "WHERE owner = ? AND name = ? AND chunk <= chunks",
        call.who.name,
        name,
    )
    if staged is None or not staged["held"] or staged["held"] < staged["chunks"]:
        raise _incomplete(name, staged)
    call.db.run(
        "INSERT INTO contents (attachment_id, piece, data) SELECT ?, row_number() OVER (ORDER BY chunk, piece), data "
        "FROM staged WHERE owner = ? AND name = ? AND chunk <= chunks",
        attachment_id, call.who.name, name,
    )  # fmt: skip
    call.db.run("DELETE FROM staged WHERE owner = ? AND name = ?", call.who.name, name)
    return attachment_id


def _incomplete(name: str, staged: Row | None) -> Refusal:
    if not staged or not staged["held"]:
        return invalid("name", f"No file named {name} has been uploaded.")
    return invalid("name", f"Only {staged['held']} of {staged['chunks']} chunks of {name} have been uploaded.")


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    yield file.read(PIECE)  # an empty file has one empty piece
    while data := file.read(PIECE):
        yield data


def content(db: Database, attachment_id: int) -> Iterator[bytes]:
    """The bytes of a File, piece by piece."""
    for row in db.all("SELECT piece FROM contents WHERE attachment_id = ? ORDER BY piece", attachment_id):
        yield db.value("SELECT data FROM contents WHERE attachment_id = ? AND piece = ?", attachment_id, row["piece"])


def _digest(db: Database, attachment_id: int) -> tuple[str, int]:
    digest, size = hashlib.md5(usedforsecurity=False), 0
    for piece in content(db, attachment_id):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def _describe(call: Call, attachment_id: int, fields: Row, digest: str, size: int) -> None:
    media_type = mimetypes.guess_type(fields["name"])[0] or ""
    call.db.update(
        KIND.name, attachment_id,
        type_id=_type(call, fields), title=str(fields.get("title") or fields["name"]), hash=digest, file_size=size,
        malware_locked=int(truth(fields.get("malware_locked"))), description=fields.get("description") or None,
        content_type_id=_CONTENT_TYPES.get(media_type, _OTHER_CONTENT), created_at=call.now, updated_at=call.now,
        touched_at=call.now, published_at=fields.get("published_at") or call.now,
    )  # fmt: skip


def _type(call: Call, fields: Row) -> int:
    """The type by any spelling; a name that nobody knows becomes a new type."""
    given, given_id = fields.get("type"), fields.get("type_id")
    if given in (None, "") and given_id in (None, ""):
        raise invalid("type", "The type field is required.")
    found = objects.named(call.db, "attachment_types", given, given_id)
    if found is not None:
        return found
    name = given.get("name") if isinstance(given, dict) else given
    if not name:
        raise invalid("type", "The selected type is invalid.")
    return call.db.insert("attachment_types", name=str(name), is_parsable="N", created_at=call.now, updated_at=call.now)


def shown(db: Database, attachment_id: int) -> Row:
    """The row of a File with its type."""
    row = objects.find(db, KIND, attachment_id)
    return {**row, "type": db.one("SELECT * FROM attachment_types WHERE id = ?", row["type_id"])}


def change(call: Call, object_id: int) -> Reply:
    """``PUT /api/attachments/{id}``: title, name, type, lock or description."""
    objects.find(call.db, KIND, object_id)
    changes: dict[str, Any] = {
        name: call.body[name] for name in ("title", "name", "description") if call.field(name) is not None
    }
    if call.field("type") or call.field("type_id"):
        changes["type_id"] = _type(call, call.body)
    if call.field("malware_locked") is not None:
        changes["malware_locked"] = int(truth(call.field("malware_locked")))
    call.db.update(KIND.name, object_id, **changes, updated_at=call.now, touched_at=call.now)
    return one(shown(call.db, object_id))


def remove_content(db: Database, attachment_id: int) -> None:
    db.run("DELETE FROM contents WHERE attachment_id = ?", attachment_id)
    db.run("DELETE FROM attachments WHERE id = ?", attachment_id)


def download(db: Database, attachment_id: int) -> tuple[str, Iterator[bytes]]:
    """The name and the bytes to hand out: a locked File comes in a zip that opens with ``infected``."""
    row = objects.find(db, KIND, attachment_id)
    if not row["malware_locked"]:
        return row["name"], content(db, attachment_id)
    return row["name"] + ".zip", iter([_locked(row["name"], b"".join(content(db, attachment_id)))])


def _locked(name: str, data: bytes) -> bytes:
    archive = io.BytesIO()
    with pyzipper.AESZipFile(archive, "w", pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as writer:
        writer.setpassword(_PASSWORD)
        writer.writestr(name.translate(_NO_FOLDERS), data)
    return archive.getvalue()
