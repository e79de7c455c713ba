"""Pages of XPS: runs beside each other are whole, those in lines, cells and frames of their own are apart."""

from office_files import links, package, texts

from tqimap.documents.office_xml import ooxml
from tqimap.documents.pieces import Context, Piece

PAGE = '<FixedPage xmlns="http://schemas.microsoft.com/xps/2005/06">{}</FixedPage>'


def run(text: str, x: float, y: int = 10, more: str = "") -> str:
    return f'<Glyphs OriginX="{x}" OriginY="{y}" FontRenderingEmSize="10" UnicodeString="{text}" {more}/>'


def read(body: str) -> list[Piece]:
    parts = {"[Content_Types].xml": "<Types/>", "Documents/1/Pages/1.fpage": PAGE.format(body)}
    return list(ooxml.read(package(parts), Context()))


def test_runs_of_a_line_are_whole_and_lines_are_apart() -> None:
    assert texts(read(run("a.exam", 0) + run("ple", 36) + run(".net", 54) + run("b", 0, 22))) == "a.example.net\nb"


def test_words_that_are_placed_apart_are_two() -> None:
    widths = 'Indices="1,50;2,50;3,50"'
    assert texts(read(run("C2:", 0, more=widths) + run("a.net", 15) + run("b.net", 60))) == "C2:a.net b.net"
    assert texts(read(run("C2:", 0, more=widths) + run("a.net", 18))) == "C2: a.net"


def test_cells_are_apart_though_each_counts_from_its_own_corner() -> None:
    moved = 'RenderTransform="1,0,0,1,99,0"'
    assert texts(read(run("a", 0) + run("b", 0, more=moved))) == "a\nb"
    assert texts(read(f"<Canvas>{run('a', 0)}</Canvas><Canvas>{run('b', 6)}</Canvas>")) == "a\nb"


def test_a_link_is_one_and_a_text_that_is_an_address_is_none() -> None:
    found = read(run("http://shown.example.net", 0, more='FixedPage.NavigateUri="http://linked.example.net/"'))
    assert links(found) == ["http://linked.example.net/"]
    assert texts(found) == "http://shown.example.net"


def test_braces_that_begin_a_text_are_escaped_and_numbers_that_are_none_cost_nothing() -> None:
    assert texts(read(run("{}{a}", 0) + '<Glyphs OriginX="nan" UnicodeString="b" Indices=";,x"/>')) == "{a}\nb"
