"""PDF: text and links of pages, and all that acts without being seen. Documents are made object by object."""

import base64
import random
import re
import zlib

import pytest
from pdf_documents import document, encrypted_page, flate, page, stream

from tqimap.documents.pdf import pdf
from tqimap.documents.pieces import Child, Context, Hint, Link, Piece, Text, Unread
from tqimap.documents.walk import walk


def read(data: bytes, *passwords: str) -> list[Piece]:
    return list(pdf.read(data, Context(passwords=passwords)))


def hidden(data: bytes) -> list[Piece]:
    """All but the text of pages."""
    return [piece for piece in read(data) if not (isinstance(piece, Text) and piece.spot.startswith("page"))]


def annotation(content: str) -> bytes:
    return page(page="/Annots [20 0 R]", more={20: f"<</Type /Annot /Rect [0 0 9 9] {content}>>"})


def filtered(filters: str, data: bytes) -> bytes:
    return page(catalog="/OpenAction <</S /JavaScript /JS 20 0 R>>", more={20: stream(f"/Filter {filters}", data)})


@pytest.mark.parametrize(
    ("filters", "data"),
    [
        ("/ASCIIHexDecode", b"66 28 31 29>"),
        ("/AHx", b"662831 2>"),  # the digit that is missing is a zero
        ("/ASCII85Decode", base64.a85encode(b"f(1)") + b"~>"),
        ("[/A85 /Fl]", b"<~" + base64.a85encode(zlib.compress(b"f(1)")) + b"~>"),
        ("[/ASCIIHexDecode /FlateDecode]", zlib.compress(b"f(1)").hex().encode() + b">"),
    ],
)
def test_a_script_behind_each_filter_in_which_text_is_kept(filters: str, data: bytes) -> None:
    shown = [piece.text for piece in hidden(filtered(filters, data)) if piece == Text(piece.text, "JavaScript")]
    assert shown and shown[0][:3] == "f(1"


def test_a_filter_of_pictures_is_named_where_a_file_is_packed_with_it() -> None:
    file = stream("/Type /EmbeddedFile /Filter /DCTDecode", b"\xff\xd8")
    assert Unread("embedded file 20: not read (filter DCTDecode)") in hidden(page(more={20: file}))


def test_strings_in_utf_8_are_read_as_such() -> None:
    found = hidden(annotation("/Subtype /Link /A <</S /URI /URI (\u00ef\u00bb\u00bfhttp://\u00d0\u00b6.example)>>"))
    assert Link("http://\u0436.example", "action URI") in found


def test_text_of_each_page_with_its_number() -> None:
    objects = {
        1: "<</Type /Catalog /Pages 2 0 R>>",
        2: "<</Type /Pages /Kids [3 0 R 6 0 R] /Count 2>>",
        5: "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    }
    for number, text in ((3, b"first"), (6, b"second")):
        objects[number] = (
            f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {number + 1} 0 R"
            " /Resources <</Font <</F1 5 0 R>>>>>>"
        )
        objects[number + 1] = stream("", b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text)
    assert read(document(objects)) == [Text("first", "page 1"), Text("second", "page 2")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("/Subtype /Link /A <</S /URI /URI (http://a.example/x)>>", Link("http://a.example/x", "action URI")),
        ("/Subtype /Link /A <</S /URI /URI (http://a.example/x)>>", Link("http://a.example/x", "link on page 1")),
        (
            "/Subtype /Link /A <</S/URI/URI(http://a.example/\\(1\\)\\056)>>",
            Link("http://a.example/(1).", "action URI"),
        ),
        ("/Subtype /Link /A <</S/URI/URI<687474703A2F2F612E62>>>", Link("http://a.b", "action URI")),
        ("/Subtype /Link /A <</S/URI/URI<FEFF0068007400740070003A>>>", Link("http:", "action URI")),
        (
            "/Subtype /Link /A <</S /Launch /F (\\\\\\\\host\\\\share\\\\x.exe)>>",
            Link("\\\\host\\share\\x.exe", "file"),
        ),
        ("/Subtype /Link /A <</S /Launch /Win <</F (cmd.exe) /P (/c calc)>>>>", Text("cmd.exe", "file")),
        (
            "/Subtype /Link /A <</S /Launch /Win <</F (cmd.exe) /P (/c calc)>>>>",
            Text("/c calc", "parameters of Launch"),
        ),
        ("/Subtype /Link /A <</S /GoToR /F (http://a.example/b.pdf)>>", Link("http://a.example/b.pdf", "file")),
        (
            "/Subtype /Link /A <</S /SubmitForm /F <</FS /URL /F (http://a.example/post)>>>>",
            Link("http://a.example/post", "file"),
        ),
        ("/Subtype /Widget /AA <</E <</S /JavaScript /JS (app.alert\\(1\\))>>>>", Text("app.alert(1)", "JavaScript")),
        ("/Subtype /Text /Contents (a sticky note)", Text("a sticky note", "annotation on page 1")),
        ("/Subtype /Widget /FT /Tx /T (n) /V (typed in)", Text("typed in", "form field")),
        ("/Subtype /Widget /FT /Ch /Opt [[(a) (b)] (c)]", Text("a\nb\nc", "form field")),
        ("/Subtype /Widget /FT /Ch /Opt [<61><62>]", Text("a\nb", "form field")),
        ("/Subtype /Widget /MK <</CA (push)>> /TM (name)", Text("push\nname", "form field")),
        ("/A <</S /JavaScript /JS ('http://a.ex'+'ample/')>>", Text("http://a.example/", "JavaScript, decoded")),
        ("/Subtype /Text /Subj (about)", Text("about", "annotation")),
        (
            "/Subtype /Text /RC (<body><a href='http://a.example/'>x</a></body>)",
            Link("http://a.example/", "rich text, a href"),
        ),
        ("/Subtype /Redact /OverlayText (over)", Text("over", "annotation")),
        ("/Subtype /RichMedia /X <</FlashVars (u=http://a.example/)>>", Text("u=http://a.example/", "description")),
    ],
)
def test_what_annotations_say_and_do(content: str, expected: Piece) -> None:
    assert expected in read(annotation(content))


@pytest.mark.parametrize(
    ("catalog", "more", "expected"),
    [
        ("/OpenAction <</S /JavaScript /JS (f\\(g\\(1\\)\\))>>", {}, Text("f(g(1))", "JavaScript")),
        (
            "/OpenAction <</S /JavaScript /JS 20 0 R>>",
            {20: flate("", b"launch('http://a.example')")},
            Text("launch('http://a.example')", "JavaScript"),
        ),
        (
            "/OpenAction <</S /URI /URI 20 0 R>>",
            {20: "(http://apart.example/)"},
            Link("http://apart.example/", "string"),
        ),
        ("/OpenAction <</S /JavaScript /JS 20 0 R>>", {20: "(a: f\\(1\\))"}, Text("a: f(1)", "string")),
        ("/OpenAction <</#53 /#4aava#53cript /J#53 (hidden\\(\\))>>", {}, Text("hidden()", "JavaScript")),
        ("/OpenAction <</S/URI/#55#52#49\x00(http://a.example/#JS)>>", {}, Link("http://a.example/#JS", "action URI")),
        ("/OpenAction <</S/URI/URI (http://a.example/p#4aS)>>", {}, Link("http://a.example/p#4aS", "action URI")),
        ("/URI <</Base (http://base.example/)>>", {}, Link("http://base.example/", "base URI")),
        (
            "/AcroForm <</XFA [(template) 20 0 R]>>",
            {20: flate("", b"<x>http://a.example</x>")},
            Child("XFA form 20.xml", b"<x>http://a.example</x>"),
        ),
        (
            "/Metadata 20 0 R",
            {20: stream("", b'<x:m xmlns:x="http://ns.example/" x:by="Me"><a>http://base.example/</a></x:m>')},
            Text("Me\nhttp://base.example/", "metadata"),
        ),
        (
            "/Outlines 20 0 R",
            {
                20: "<</First 21 0 R /Last 21 0 R /Count 1>>",
                21: "<</Title (Chapter) /Parent 20 0 R /A <</S /URI /URI (http://b.example/)>>>>",
            },
            Link("http://b.example/", "link on bookmark"),
        ),
    ],
)
def test_what_the_document_does_by_itself(catalog: str, more: dict[int, bytes | str], expected: Piece) -> None:
    assert expected in hidden(page(catalog=catalog, more=more))


def test_an_action_in_an_object_stream_is_found() -> None:
    packed = flate("/Type /ObjStm /N 1 /First 5", b"30 0 <</S /URI /URI (http://packed.example/)>>")
    assert Link("http://packed.example/", "action URI") in hidden(page(more={20: packed}))


@pytest.mark.parametrize(
    "specification",
    [
        b"<</EF <</F 21 0 R>> /CI <</Size 7>> /F (own.html)>>",
        b"<</F (own.html) /CI <</Size 7>> /EF <</F 21 0 R>>>>",
    ],
)
def test_an_embedded_file_has_no_name_of_a_neighbour(specification: bytes) -> None:
    """In an object stream nothing but brackets stands between two objects (ISO 32000-1, 7.5.7)."""
    neighbours = b"<</S /Launch /F (cmd.exe)>> %b <</S /Launch /F (calc.exe)>>" % specification
    data = page(more={21: flate("/Type /EmbeddedFile", b"content"), 22: flate("/Type /ObjStm", neighbours)})
    children = [piece for piece in hidden(data) if isinstance(piece, Child)]
    assert children == [Child("own.html", b"content")]


def test_embedded_files_have_their_names() -> None:
    more = {
        20: "<</Type /Filespec /F (evil.js) /UF (evil.js) /EF <</F 21 0 R>>>>",
        21: flate("/Type /EmbeddedFile", b"run()"),
        22: stream("/Type /EmbeddedFile", b"no specification"),
    }
    children = [piece for piece in read(page(more=more)) if isinstance(piece, Child)]
    assert children == [Child("evil.js", b"run()"), Child("embedded file 22", b"no specification")]


def test_properties_of_the_document_are_told() -> None:
    info = "<</Title (The title) /Author (M. Muster) /Own#20one (x) /Company <FEFF00610062>>>"
    found = set(read(page(more={20: info}, trailer="/Info 20 0 R")))
    assert {Text("The title", "metadata Title"), Text("M. Muster", "metadata Author")} <= found
    assert Text("ab", "metadata Company") in found


def test_what_pictures_and_signatures_say() -> None:
    more = {
        20: "<</Type /StructElem /S /Figure /Alt (a picture) /ActualText (words) /E (in full)>>",
        21: "<</Type /Sig /Name (Me) /Reason (mine) /Contents <3082>>>",
    }
    assert {
        Text("a picture\nwords\nin full", "alternative text"),
        Text("Me\nmine", "signature"),
    } <= set(hidden(page(more=more)))


def test_metadata_of_an_encrypted_document_loses_its_filter_where_it_is_decrypted() -> None:
    packet = b'<x:m xmlns:x="http://ns.example/"><a>http://base.example/</a></x:m>'
    decrypted = page(catalog="/Metadata 20 0 R", more={20: stream("/Type /Metadata", zlib.compress(packet))})
    assert Text("http://base.example/", "metadata") in hidden(decrypted)


@pytest.mark.parametrize("names", ["xmp:CreatorTool='Mozilla/5.0 (X)' pdf:Producer='www.maker.example'>", "><a>x</a>"])
def test_the_programs_that_made_a_document_say_nothing_of_it(names: str) -> None:
    """A page that an analyst prints from a browser has the browser's name in it."""
    info = "<</Title (T) /Creator (Mozilla/5.0 \\(X\\)) /Producer (www.maker.example)>>"
    packet = (
        f"<m {names}<xmp:CreatorTool>Mozilla/5.0 (X)</xmp:CreatorTool><pdf:Producer>www.maker.example</pdf:Producer>"
    )
    data = page(more={20: info, 21: stream("", packet.encode())}, trailer="/Info 20 0 R", catalog="/Metadata 21 0 R")
    said = " ".join(piece.text for piece in read(data) if isinstance(piece, Text))
    assert "T" in said and "Mozilla" not in said and "maker" not in said


@pytest.mark.parametrize(("password", "known"), [("", ()), ("infected", ()), ("s3cret", ("no", "s3cret"))])
def test_an_encrypted_document_is_opened_and_its_actions_decrypted(password: str, known: tuple[str, ...]) -> None:
    pieces = read(encrypted_page("secret text", password, "http://action.example/"), *known)
    assert Text("secret text", "page 1") in pieces
    assert Link("http://action.example/", "action URI") in pieces
    assert [piece for piece in pieces if isinstance(piece, Hint)] == (
        [Hint(f"opened with the password {password}")] if password else []
    )


def test_without_the_password_that_is_said() -> None:
    assert read(encrypted_page("x", "unknown", "http://x.example/")) == [
        Unread("encrypted, and no known password opens it")
    ]


def test_what_pdfium_cannot_open_still_gives_its_structure() -> None:
    data = page(catalog="/OpenAction <</S /URI /URI (http://a.example/)>>").replace(b"/Type /Pages", b"/Type /Pigs ")
    cut = data[: data.index(b"xref")].replace(b"/Kids", b"/Kits")
    pieces = [step.piece for step in walk(cut, "a.pdf")]
    assert Link("http://a.example/", "action URI") in pieces


def test_strings_and_identifiers_of_a_broken_document_are_no_hashes() -> None:
    """Fifteen characters of UTF-16 behind their mark are as many digits as a SHA-256."""
    title, digits = f"FEFF{'www.a-b.example'.encode('utf-16-be').hex()}", "0123456789ABCDEF" * 2
    data = (
        f"%PDF-1.4\n5 0 obj\n<</Title<{title}>/Subject <687474703A2F2F62 2E6578616D706C65>/Creator<{title}>"
        f"/Producer(Maker \\(X\\) 1.2)>>\nendobj\ntrailer\n<</ID[<{digits}>\n<{digits}>]/DocChecksum /{digits}>>"
    )
    said = "\n".join(step.piece.text for step in walk(data.encode(), "a.pdf") if isinstance(step.piece, Text))
    assert said.count("www.a-b.example") == 1 and "http://b.example" in said
    assert not re.search("[0-9A-Fa-f]{32}|Maker", said)


def test_a_word_of_encryption_does_not_hide_what_a_broken_document_does() -> None:
    data = (
        b"%PDF-1.7\n1 0 obj\n<</OpenAction <</S /URI /URI (http://a.example/)>>>>\nendobj\ntrailer <</Encrypt 9 0 R>>"
    )
    assert Link("http://a.example/", "action URI") in [step.piece for step in walk(data, "a.pdf")]


# --- hostile -------------------------------------------------------------------------------------------------------


def content_of(*packed: bytes) -> bytes:
    more = {10 + number: content for number, content in enumerate(packed)}
    references = " ".join(f"{number} 0 R" for number in more)
    return page(page=f"/Contents [{references}]", more=more).replace(b"/Contents 4 0 R", b"", 1)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_of_a_page_never_reaches_pdfium(layers: int) -> None:
    import zlib

    packed, filters = b"q " * (20 << 20), "/FlateDecode " * layers
    for _ in range(layers):
        packed = zlib.compress(packed, 9)
    pieces = read(content_of(stream(f"/Filter [{filters}]", packed)))
    assert pieces == [Unread("pages not read: they unpack to more than a reader of pages can hold")]


def test_many_streams_that_are_a_bomb_only_together() -> None:
    packed = flate("", b"q " * (10 << 20))
    assert read(content_of(*[packed] * 12)) == [
        Unread("pages not read: they unpack to more than a reader of pages can hold")
    ]


def test_an_object_stream_that_is_a_bomb_is_cut() -> None:
    bomb = flate("/Type /ObjStm", b"/URI (http://x.example/)" + b" " * (80 << 20))
    links = [piece for piece in read(page(more={20: bomb})) if isinstance(piece, Link)]
    assert links == [Link("http://x.example/", "action URI")]


@pytest.mark.parametrize(
    "data",
    [
        page("text").replace(b"/Length", b"/Length 99999999999 %"),
        page("text").replace(b"/Length ", b"/Length -"),
        document({1: "<</Type /Catalog /Pages 2 0 R>>", 2: "<</Type /Pages /Kids [2 0 R] /Count 1>>"}),
        document({1: "<</Type /Catalog /Pages 2 0 R>>", 2: "<</Type /Pages /Kids [] /Count 2000000000>>"}),
        page(catalog="/X " + "[" * 1_000_000),
        page(catalog="/X " + "(" * 1_000_000),
        page(catalog="/URI (" * 200_000),
        page(catalog="/URI <" * 200_000),
        page() + b"stream\n" * 200_000,
        page() + b"1 0 obj " * 200_000,
        page() + b"/EF <</F 1 0 R>> " * 50_000,
        page().replace(b"startxref\n", b"startxref\n0\nstartxref\n"),
        page(trailer="/Prev 9"),
        page(catalog="/XFA [" * 200_000),
        page(catalog="/Metadata 20 0 R", more={20: stream("", b"xmlns" * 400_000)}),
        page("n" * 1_000_000),
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + b"\x00" * 100_000,
    ],
    ids=range(18),
)
def test_lies_and_loops_end(data: bytes) -> None:
    list(walk(data, "a.pdf"))


def appearance(text: str) -> bytes:
    resources = "/BBox [0 0 400 50] /Resources <</Font <</F1 5 0 R>>>>"
    return stream(f"/Type /XObject /Subtype /Form {resources}", f"BT /F1 9 Tf 2 10 Td ({text}) Tj ET".encode())


@pytest.mark.parametrize("drawn", ["/N 12 0 R", "/N <</On 12 0 R>>"])
def test_what_only_the_appearance_of_an_annotation_shows(drawn: str) -> None:
    stamp = f"<</Type /Annot /Subtype /Widget /FT /Btn /T (n) /Rect [0 0 90 90] /AS /On /AP <<{drawn}>>>>"
    found = read(page("shown", page="/Annots [11 0 R]", more={11: stamp, 12: appearance("seen at a.example")}))
    assert Text("shown", "page 1") in found and Text("seen at a.example", "annotation on page 1") in found


def test_an_appearance_that_breaks_what_the_annotation_says_is_not_told_again() -> None:
    note = "<</Type /Annot /Subtype /FreeText /Contents (see a.example/path) /Rect [0 0 90 90] /AP <</N 12 0 R>>>>"
    found = read(
        page("shown", page="/Annots [11 0 R]", more={11: note, 12: appearance("see a.exam) Tj 0 9 Td (ple/path")})
    )
    assert [each for each in found if isinstance(each, Text)] == [
        Text("shown", "page 1"),
        Text("see a.example/path", "annotation on page 1"),
    ]


def test_more_appearances_than_any_page_has_are_left() -> None:
    annotation = "<</Type /Annot /Subtype /Stamp /Rect [0 0 9 9] /AP <</N 12 0 R>>>>"
    many = f"/Annots [{'11 0 R ' * 600}]"
    assert read(page("shown", page=many, more={11: annotation, 12: appearance("x")})) == [Text("shown", "page 1")]


def test_two_hundred_thousand_annotations_are_bounded() -> None:
    link = "<</Type /Annot /Subtype /Link /Rect [0 0 9 9] /A <</S /URI /URI (http://a.example/)>>>>"
    pieces = read(page(page=f"/Annots [{link * 30_000}]"))
    assert sum(isinstance(piece, Link) and piece.spot == "link on page 1" for piece in pieces) == pdf.MAX_ANNOTATIONS


def test_random_damage_never_fails_in_an_unforeseen_way() -> None:
    chance = random.Random(8)
    whole = annotation("/Subtype /Link /A <</S /URI /URI (http://a.example/x)>>")
    for _ in range(150):
        data = bytearray(whole[: chance.randrange(len(whole)) if chance.random() < 0.3 else None])
        for _ in range(chance.randrange(1, 12)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        list(walk(b"%PDF-1.7\n" + data, "a.pdf"))


def test_past_the_first_pages_words_are_whole_by_their_hyphens_only(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = f"(MD5) Tj 100 0 Td ({'ab12' * 5}) Tj 0 -14 Td ({'cd34' * 3}) Tj"
    content = f"BT /F1 12 Tf 72 720 Td (an indi-) Tj 0 -14 Td (cator) Tj 0 -14 Td {cells} ET"
    for pages, expected in ((1, "ab12cd34"), (0, "ab12\r\ncd34")):
        monkeypatch.setattr(pdf, "MAX_LAID_OUT_PAGES", pages)
        (piece,) = read(page(more={4: stream("", content.encode())}))
        assert expected in piece.text and "an indicator" in piece.text


@pytest.mark.parametrize("matrix", ["1 0 0 1 72 700", "0 1 -1 0 90 72", "-1 0 0 -1 540 90", "0 -1 1 0 520 720"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_are_whole_however_they_and_their_page_are_turned(matrix: str, rotation: int) -> None:
    lines = [f"({'ab12' * 5}) Tj 0 -14 Td ({'cd34' * 3}) Tj", f"({'12ab' * 5}) Tj 0 -14 Td ({'34cd' * 3}) Tj"]
    table = f"(MD5) Tj 100 0 Td {lines[0]} -100 -30 Td (MD5) Tj 100 0 Td {lines[1]}"
    content = f") Tj ET BT /F1 12 Tf {matrix} Tm {table} ET BT ("
    found = read(page(content, page=f"/Rotate {rotation}"))
    shown = next(each.text for each in found if isinstance(each, Text) and each.spot == "page 1")
    assert shown.split() == ["MD5", "ab12" * 5 + "cd34" * 3, "MD5", "12ab" * 5 + "34cd" * 3]


def test_the_letters_of_a_ligature_are_read_though_their_bytes_were_swapped() -> None:
    names = b"1 beginbfchar <58> <66006900> endbfchar 1 beginbfchar <59> <660066006C00> endbfchar"
    cmap = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange %s endcmap" % names
    font = "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 10 0 R>>"
    pieces = read(page("pro Xles-waYe.com", more={5: font, 10: stream("", cmap)}))
    assert Text("pro files-waffle.com", "page 1") in pieces
