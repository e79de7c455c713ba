"""Contract of the simulated ThreatQ: chunked uploads, downloads, duplicates, and what happens to many relations."""

import hashlib
import io
import zipfile
from collections.abc import Iterator

import pytest
import pyzipper
from threatq_api import Client, assert_holds

from tqimap.sandbox.threatq import ThreatQ

# What resumable.js, and so the browser, sends as one chunk. Bytes.
CHUNK = 1048576


@pytest.fixture
def tq() -> Iterator[ThreatQ]:
    with ThreatQ() as server:
        yield server


def send_chunks(client: Client, name: str, content: bytes, identifier: str, numbers: list[int]) -> None:
    """Chunks as resumable.js sends them: its fields both in the form and in the query."""
    total = max(1, len(content) // CHUNK)
    for number in numbers:
        part = content[(number - 1) * CHUNK : number * CHUNK if number < total else None]
        fields = {
            "resumableChunkNumber": number, "resumableChunkSize": CHUNK, "resumableCurrentChunkSize": len(part),
            "resumableTotalSize": len(content), "resumableType": "", "resumableIdentifier": identifier,
            "resumableFilename": name, "resumableRelativePath": name, "resumableTotalChunks": total,
        }  # fmt: skip
        file = {"file": ("blob", part, "application/octet-stream")}
        client.call("POST", "/api/attachments/upload", params=fields, data=fields, files=file)


def create(client: Client, name: str, status: int = 201) -> dict[str, object]:
    body = {"name": name, "type": "Generic Text", "malware_locked": False}
    reply: dict[str, object] = client.call("POST", "/api/attachments", status, json=body)["data"]
    return reply


def test_a_large_file_comes_in_chunks_and_back_whole(tq: ThreatQ) -> None:
    client = Client(tq)
    block = hashlib.shake_128(b"chunks").digest(CHUNK)
    content = b"".join(bytes([number]) + block[1:] for number in range(24))
    send_chunks(client, "big.bin", content, "25165824-bigbin", list(range(1, 25)))
    row = create(client, "big.bin")
    assert row["hash"] == hashlib.md5(content).hexdigest()
    assert row["file_size"] == len(content) == 25165824
    assert client.send("GET", f"/api/attachments/{row['id']}/download").content == content


def test_chunks_may_come_in_any_order_and_twice_and_can_be_asked_for(tq: ThreatQ) -> None:
    client = Client(tq)
    content = b"1" * CHUNK + b"2" * CHUNK + b"3" * (CHUNK + 5)
    send_chunks(client, "three.bin", content, "id", [3, 1, 1])
    asked = {"resumableIdentifier": "id", "resumableFilename": "three.bin", "resumableChunkNumber": 3}
    client.call("GET", "/api/attachments/upload", 200, params=asked)
    client.call("GET", "/api/attachments/upload", 204, params={**asked, "resumableChunkNumber": 2})
    create(client, "three.bin", 400)
    send_chunks(client, "three.bin", content, "id", [2])
    assert create(client, "three.bin")["hash"] == hashlib.md5(content).hexdigest()


def test_a_chunk_behind_the_last_one_completes_no_file(tq: ThreatQ) -> None:
    client = Client(tq)
    content = b"1" * CHUNK + b"2" * CHUNK
    send_chunks(client, "two.bin", content, "id", [2, 3])
    create(client, "two.bin", 400)
    send_chunks(client, "two.bin", content, "id", [1])
    assert create(client, "two.bin")["hash"] == hashlib.md5(content).hexdigest()


def test_two_uploads_of_one_name_at_a_time_collide(tq: ThreatQ) -> None:
    """Nothing but the name links the steps of an upload: a client must not interleave two files of one name."""
    client = Client(tq)
    for identifier, content in (("1-a", b"first"), ("2-a", b"second")):
        send_chunks(client, "invoice.pdf", content, identifier, [1])
    assert create(client, "invoice.pdf")["hash"] == hashlib.md5(b"second").hexdigest()
    create(client, "invoice.pdf", 400)


def test_known_content_is_answered_with_the_file_that_is_there_or_becomes_a_second_one(tq: ThreatQ) -> None:
    client = Client(tq)
    first = client.upload("a.txt", b"same", sources=[{"name": "One"}])
    assert client.upload("b.txt", b"same", sources=[{"name": "Two"}])["id"] == first["id"]
    assert [(file.name, file.sources) for file in tq.files()] == [("a.txt", ("One", "Two"))]
    tq.behaviour.duplicates = "second"
    assert client.upload("b.txt", b"same")["id"] != first["id"]
    assert [file.name for file in tq.files()] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    "name", ["plain.txt", 'quo"te.txt', "Rechnung für März.pdf", "line\r\nX-Evil: 1.txt", "…", "\x00\x1b[31m\x7f.txt"]
)
def test_a_download_carries_the_name_in_quotes_and_cannot_be_tricked_by_it(tq: ThreatQ, name: str) -> None:
    client = Client(tq)
    row = client.upload(name, b"content")
    reply = client.send("GET", f"/api/attachments/{row['id']}/download")
    assert reply.content == b"content"
    assert "X-Evil" not in reply.headers
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="')
    if name.isascii() and name.isprintable() and '"' not in name:
        assert reply.headers["Content-Disposition"].split('"')[1] == name


def test_a_locked_file_comes_in_a_zip_that_opens_with_the_customary_password(tq: ThreatQ) -> None:
    client = Client(tq)
    row = client.upload("bad.exe", b"MZ evil", malware_locked=True)
    reply = client.send("GET", f"/api/attachments/{row['id']}/download")
    assert reply.headers["Content-Disposition"].split('"')[1] == "bad.exe.zip"
    with pytest.raises((RuntimeError, NotImplementedError)), zipfile.ZipFile(io.BytesIO(reply.content)) as plain:
        plain.read("bad.exe")
    with pyzipper.AESZipFile(io.BytesIO(reply.content)) as archive:
        archive.setpassword(b"infected")
        assert archive.read("bad.exe") == b"MZ evil"


@pytest.mark.parametrize("name", ["../../evil.exe", "..\\..\\evil.exe", "/etc/evil.exe"])
def test_the_zip_of_a_locked_file_unpacks_beside_itself(tq: ThreatQ, name: str) -> None:
    client = Client(tq)
    row = client.upload(name, b"MZ evil", malware_locked=True)
    reply = client.send("GET", f"/api/attachments/{row['id']}/download")
    (member,) = pyzipper.AESZipFile(io.BytesIO(reply.content)).namelist()
    assert member == name.replace("/", "_").replace("\\", "_")


def test_a_file_takes_thousands_of_relations_and_lists_them_by_the_thousand(tq: ThreatQ) -> None:
    client = Client(tq)
    file_id = client.upload("list.txt", b"list")["id"]
    ids = []
    for start in range(0, 3000, 500):
        sent = [{"type": "FQDN", "status": "Active", "value": f"host{n}.com"} for n in range(start, start + 500)]
        ids += [row["id"] for row in client.call("POST", "/api/indicators/consume/new", 201, json=sent)["data"]]
    for start in range(0, 3000, 1000):
        sent = [{"id": each} for each in ids[start : start + 1000]]
        reply = client.call("POST", f"/api/attachments/{file_id}/indicators", 201, json=sent)
        assert [row["id"] for row in reply["data"]] == ids[start : start + 1000]
    assert tq.count("relations") == 3000
    path = f"/api/attachments/{file_id}/indicators"
    listed = [row["id"] for n in range(3) for row in client.call("GET", path, params={"offset": n * 1000})["data"]]
    assert listed == ids
    assert_holds(client.call("GET", path, params={"limit": 2000}), {"total": 3000, "limit": 1000})
