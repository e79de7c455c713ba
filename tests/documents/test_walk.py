"""The walk: paths, bounds that hold, errors that become words. With real readers, and with one that misbehaves."""

import base64
import io
import struct
import tarfile
import types
import zipfile

import pytest
from pdf_documents import encrypted_page, page
from test_zip import zipcrypto

from tqimap.documents import readers
from tqimap.documents import walk as subject
from tqimap.documents.file_type import sniff
from tqimap.documents.pieces import Child, Hint, Link, Text, Unread
from tqimap.documents.walk import Budget, Walked, walk


def texts(walked: list[Walked]) -> dict[tuple[str, ...], str]:
    return {step.path: step.piece.text for step in walked if isinstance(step.piece, Text)}


def unread(walked: list[Walked]) -> list[str]:
    return [step.piece.reason for step in walked if isinstance(step.piece, Unread)]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch):
    """Give the reader of unknown formats another behaviour."""

    def replace(read) -> None:
        module = types.SimpleNamespace(read=read)
        monkeypatch.setattr(readers.importlib, "import_module", lambda name: module)

    return replace


def test_a_child_has_the_path_that_leads_to_it(reader) -> None:
    def read(data, context):
        if data == b"\x00outer":
            yield Text("outside", "page 1")
            yield Child("inner.bin", b"\x00inner")
        else:
            yield Link("http://inside.example/")

    reader(read)
    assert list(walk(b"\x00outer", "outer.bin")) == [
        Walked(("outer.bin",), Text("outside", "page 1")),
        Walked(("outer.bin", "inner.bin"), Child("inner.bin", b"\x00inner")),
        Walked(("outer.bin", "inner.bin"), Link("http://inside.example/")),
    ]


@pytest.mark.parametrize("error", [ValueError(), MemoryError(), RecursionError(), ZeroDivisionError()])
def test_a_failing_reader_keeps_what_it_found_and_the_strings_are_carved(monkeypatch, error) -> None:
    def read(format, data, context):
        yield Text("found before")
        raise error

    monkeypatch.setattr(readers, "read", read)
    steps = list(walk(b"\x00\x01http://carved.example/\x00", "x"))
    assert steps[0].piece == Text("found before")
    assert unread(steps)[0].startswith(f"the reader for unknown failed ({type(error).__name__}")
    assert "http://carved.example/" in texts(steps)["x",]


def test_what_contains_itself_is_read_once(reader) -> None:
    def read(data, context):
        yield Hint("read")
        yield Child("again", data)

    reader(read)
    assert [step.piece for step in walk(b"\x00quine", "quine")] == [Hint("read")]


def test_depth_is_bounded(reader) -> None:
    reader(lambda data, context: iter([Child("deeper", data + b"\x00words of it")]))
    steps = list(walk(b"\x00", "x", budget=Budget(depth=3)))
    assert max(len(step.path) for step in steps if isinstance(step.piece, Child)) == 4
    assert unread(steps) == ["only its strings were read: deeper than 3 documents"]
    assert "words of it" in texts(steps)[("x", *["deeper"] * 4)]


def test_number_of_children_is_bounded_and_said_once(reader) -> None:
    made = []

    def read(data, context):
        if data == b"\x00":
            for number in range(1000):
                made.append(number)
                yield Child(str(number), b"\x00%d" % number)

    reader(read)
    steps = list(walk(b"\x00", "x", budget=Budget(children=10)))
    assert sum(isinstance(step.piece, Child) for step in steps) == 10
    assert unread(steps) == ["not read: more than 10 documents in one attachment"]
    assert len(made) == 11


def test_unpacked_bytes_are_bounded_over_all_levels(reader) -> None:
    reader(lambda data, context: iter([Child("a", data + b"\x00"), Child("b", data + b"\x01")]))
    steps = list(walk(b"\x00" * (1 << 20), "x", budget=Budget(unpacked=3 << 20)))
    assert sum(isinstance(step.piece, Child) for step in steps) == 2
    assert unread(steps) == ["not read: more than 3 MB unpacked from one attachment"]


def test_text_of_one_document_is_bounded(reader) -> None:
    reader(lambda data, context: (Text("x" * (1 << 20)) for _ in range(10**9)))
    steps = list(walk(b"\x00", "x", budget=Budget(text=2 << 20)))
    assert len(steps) == 3
    assert unread(steps) == ["partly read: more than 2 MB of text"]


def test_a_reader_that_is_not_there_is_a_word(monkeypatch) -> None:
    monkeypatch.setitem(readers._READERS, "unknown", "no_such_reader")
    steps = list(walk(b"\x00\x01 still searched", "x"))
    assert unread(steps)[0].startswith("the reader for unknown failed (ModuleNotFoundError")
    assert "still searched" in texts(steps)["x",]


def test_a_missing_extra_is_named_and_the_strings_are_carved(monkeypatch) -> None:
    monkeypatch.setitem(readers._READERS, "unknown", "no_such_reader")
    monkeypatch.setitem(readers._EXTRAS, "no_such_reader", "archives")
    steps = list(walk(b"\x00\x01 still searched", "x"))
    assert unread(steps) == ["unknown document not read: pip install 'tqIMAP[archives]'"]
    assert "still searched" in texts(steps)["x",]


def test_an_empty_attachment_has_nothing_to_say() -> None:
    assert list(walk(b"", "empty.bin")) == []


@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("invoice.html", b"<p>Password: <b>Secret1</b></p><a href='data:application/zip;base64,%b'>"),
        ("invoice.html", b"<p>Password: <b>Secret1</b></p><script>f('%b')</script>"),
        ("a.eml", b"Subject: x\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nPassword: Secret1\n"
                  b"--B\nContent-Type: a/b\nContent-Transfer-Encoding: base64\n\n%b\n--B--\n"),
        ("a.eml", b"Subject: Password: Secret1\nContent-Type: a/b\nContent-Transfer-Encoding: base64\n\n%b"),
    ],
)  # fmt: skip
def test_a_password_that_a_document_names_opens_what_is_inside(name: str, around: bytes) -> None:
    inside = base64.b64encode(zipcrypto("Secret1", ("a.txt", b"https://inside.example/")))
    assert "https://inside.example/" in texts(list(walk(around % inside, name))).values()


def tarred(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


LOCKED = zipcrypto("Secret1", ("a.txt", b"https://inside.example/"))
LOCKED_PDF = encrypted_page("https://page.example/", "Secret1", "https://action.example/")


def test_a_locked_pdf_waits_for_its_password_too() -> None:
    steps = list(walk(tarred(("a.pdf", LOCKED_PDF), ("readme.txt", b"The password is Secret1")), "a.tar"))
    assert texts(steps)["a.tar", "a.pdf"] == "https://page.example/"
    assert not unread(steps)


def test_a_text_that_speaks_of_the_header_of_a_pdf_is_a_text() -> None:
    rule = 'rule pdf { strings: $head = "%PDF-1." // naïve\n condition: $head at 0 }'
    steps = list(walk(rule.encode(), "pdf.yar"))
    assert (texts(steps), unread(steps)) == ({("pdf.yar",): rule}, [])


def test_an_archive_that_begins_with_a_pdf_as_it_is_is_none() -> None:
    """Its header is shorter than what may stand in front of a PDF."""
    pdf = page("https://page.example/")
    steps = list(walk(tarred(("a.pdf", pdf), ("b.txt", b"https://beside.example/")), "a.tar"))
    assert texts(steps) == {("a.tar", "a.pdf"): "https://page.example/", ("a.tar", "b.txt"): "https://beside.example/"}
    assert sniff(b"\x19\x00-lh0-" + struct.pack("<2I", len(pdf), len(pdf)) + bytes(12) + pdf) == "lha"


@pytest.mark.parametrize(
    "slip",
    [("readme.txt", b"The password is Secret1"), ("z/Password - Secret1.txt", b"")],
    ids=["in a text", "in a name"],
)
def test_a_password_that_stands_in_an_archive_opens_what_comes_before_it(slip: tuple[str, bytes]) -> None:
    steps = list(walk(tarred(("inner.zip", LOCKED), slip), "a.tar"))
    assert texts(steps)["a.tar", "inner.zip", "a.txt"] == "https://inside.example/"
    assert not unread(steps)


def test_only_a_bounded_number_of_locked_documents_waits_for_a_password(monkeypatch) -> None:
    monkeypatch.setattr(subject, "HELD_BYTES", len(LOCKED))
    steps = list(walk(tarred(("1.zip", LOCKED), ("2.zip", LOCKED + b" "), ("z.txt", b"password: Secret1")), "a.tar"))
    assert [step.path[1] for step in steps if isinstance(step.piece, Child) and len(step.path) == 2] == [
        "2.zip", "z.txt", "1.zip",
    ]  # fmt: skip
    assert unread(steps) == ["a.txt: encrypted, and no known password opens it"]


def test_a_container_that_no_reader_opens_is_named() -> None:
    steps = list(walk(b"ITSF\x03\0\0\0http://strings.example/", "help.chm"))
    assert unread(steps) == ["chm cannot be opened, only its strings were read"]
    assert "http://strings.example/" in texts(steps)["help.chm",]


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_picture_that_is_not_looked_into_is_named(brand: bytes) -> None:
    steps = list(walk(b"\0\0\0\x1cftyp" + brand + bytes(4) + b"mif1miaf", "code.jpg"))
    assert unread(steps) == ["pictures as HEIC and AVIF cannot be opened, only its strings were read"]


ARMOURED = b"-----BEGIN PGP MESSAGE-----\n\nhQEMAwAAAAAAAAABAQ\n-----END PGP MESSAGE-----\n"


@pytest.mark.parametrize(
    "data",
    [
        ARMOURED,
        b"\x85\x01\x8c\x03" + bytes(8) + b"\x01" + bytes(99),
        b"\xc1\xc0\x4c\x03" + bytes(8) + b"\x12" + bytes(99),
        b"\x8c\x0d\x04\x09\x03" + bytes(99),
    ],
)
def test_a_message_encrypted_with_pgp_is_named(data: bytes) -> None:
    assert unread(list(walk(data, "message.asc"))) == ["encrypted with PGP, only its strings were read"]


@pytest.mark.parametrize(
    "front", [b"GIF89a", b"%PDF-1.4", b"{\\rtf1", b"BEGIN:VCALENDAR\n", b"{}", b"PK\x03\x04", bytes(range(32)) * 99]
)
def test_what_is_called_a_page_is_read_as_one_too(front: bytes) -> None:
    page = front + b"<html><script>f('%b')</script>" % base64.b64encode(b"https://page.example/")
    assert "https://page.example/" in texts(list(walk(page, "page.html")))["page.html",]


END_OF_ZIP = b"PK\x05\x06" + bytes(18)
PAGE = b"<html><a href='https://page.example/'>"


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "inside.example")
    return target.getvalue()


@pytest.mark.parametrize("archive", [zipped(), END_OF_ZIP], ids=["archive", "empty archive"])
@pytest.mark.parametrize(
    ("front", "name", "found"),
    [
        (PAGE, "page.html", Link("https://page.example/", "a href")),
        (b"open('https://script.example/')//", "invoice.js", Text("open('https://script.example/')//")),
        (b"just words", "", Text("just words")),
        (b"%PDF-1.4\n/URI (https://pdf.example/)\n", "", Link("https://pdf.example/", "action URI")),
    ],
)
def test_what_stands_in_front_of_an_archive_is_read_and_the_archive_too(front, name, found, archive) -> None:
    steps = list(walk(front + archive, name or "x"))
    assert found in [step.piece for step in steps]
    assert ("inside.example" in " ".join(texts(steps).values())) == (archive != END_OF_ZIP)


def test_a_directory_that_lies_about_its_members_hides_no_page() -> None:
    directory = b"PK\x01\x02" + bytes(42)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(PAGE), 0)
    assert Link("https://page.example/", "a href") in [step.piece for step in walk(PAGE + directory + end, "page.html")]
