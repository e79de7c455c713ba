"""Values that a document keeps apart stay apart in what is found: no URL goes on in the next value."""

import pytest
from office_files import W, package

from tqimap.documents.markup import html, xml
from tqimap.documents.office_xml import odf, ooxml
from tqimap.documents.pieces import Context, Link, Piece, Text
from tqimap.indicators.engine import find

URL = "https://files.evil-site.net/package/2006/relationships/downloads/comments"
GOES_ON = "https://files.evil-site.net/package/2006/relationships/downloads/comments?d=aGVsbG8="


def urls(pieces: list[Piece]) -> list[str]:
    told = "\n\n".join(piece.text for piece in pieces if isinstance(piece, Text))
    found = [found.value for found in find(told).found if found.type == "URL"]
    return [*found, *(piece.url for piece in pieces if isinstance(piece, Link))]


@pytest.mark.parametrize("url", [URL, GOES_ON])
@pytest.mark.parametrize(
    "page",
    [
        "<a b='{}' c='/xl/comments/comment1.xml'/>",
        "<a b='see {}' c='x=1'/>",
        "<a><Url>{}</Url><Uri>/gate.php</Uri></a>",
        "<a><Url>\n  {}\n</Url>\n<Uri>\n  /gate.php\n</Uri></a>",
        "<a><!-- {} --><!--/gate.php--></a>",
    ],
)
def test_elements_and_attributes_of_xml(page: str, url: str) -> None:
    assert urls([*xml.read(page.format(url).encode(), Context())]) == [url]


@pytest.mark.parametrize("url", [URL, GOES_ON])
@pytest.mark.parametrize(
    "page",
    [
        "<p data-a='see {}' data-b='/gate.php'>x</p>",
        "<!-- {} --><!--/gate.php--><p>x</p>",
        "<ul><li>{}</li><li>/gate.php</li></ul>",
        "<ol><li>{}<li>/gate.php</ol>",
        "<dl><dt>URL</dt><dd>{}</dd><dt>/gate.php</dt></dl>",
        "<table><tr><td>1</td><td>{}</td></tr><tr><td>x=2</td><td>y</td></tr></table>",
        "<table><tr><td> <p>{}</p> </td></tr>\n<tr><td> <p>/gate.php</p></td></tr></table>",
        "<h3>{}</h3><p>/gate.php</p>",
    ],
)
def test_cells_and_items_of_pages(page: str, url: str) -> None:
    assert urls([*html.read(page.format(url).encode(), Context())]) == [url]


@pytest.mark.parametrize("url", [URL, GOES_ON])
def test_cells_and_attributes_in_packages(url: str) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = "".join(f"<w:tr>{cell.format('x=1')}{cell.format(url)}</w:tr>" for _ in range(2))
    docx = {"word/document.xml": W.format(f"<w:tbl>{rows}</w:tbl>")}
    assert {*urls([*ooxml.read(package(docx), Context())])} == {url}
    asides = f"<w:p><w:docPr descr='see {url}'/><w:docPr descr='/gate.php'/></w:p>"
    assert urls([*ooxml.read(package({"word/document.xml": W.format(asides)}), Context())]) == [url]
    cell = "<t:table-cell><x:p>{}</x:p></t:table-cell>"
    rows = "".join(f"<t:table-row>{cell.format('x=1')}{cell.format(url)}</t:table-row>" for _ in range(2))
    odt = {"mimetype": "text", "content.xml": f"<o xmlns:t='urn:t' xmlns:x='urn:x'><t:table>{rows}</t:table></o>"}
    assert {*urls([*odf.read(package(odt), Context())])} == {url}


def test_lines_of_a_page_are_those_of_a_mail() -> None:
    page = f"<p>{URL}<br>?id=7&amp;k=v</p><pre>{URL}/\n?id=8&amp;k=v</pre>"
    assert urls([*html.read(page.encode(), Context())]) == [f"{URL}?id=7&k=v", f"{URL}/?id=8&k=v"]


def test_words_in_an_attribute_still_speak_of_the_next() -> None:
    pieces = [*xml.read(b"<a b='C2 server, see http://a.evil-site.net/' c='23.4.5.6'/>", Context())]
    told = "\n".join(piece.text for piece in pieces if isinstance(piece, Text))
    assert "23.4.5.6" in [found.value for found in find(told).found]
