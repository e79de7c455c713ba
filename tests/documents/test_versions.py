"""Versions look like addresses; a column that is headed so tells them apart, in every kind of table."""

import time

import pytest
from office_files import package, texts

from tqimap.documents import text
from tqimap.documents.markup import html
from tqimap.documents.office_xml import flat, odf, ooxml
from tqimap.documents.pieces import Context
from tqimap.documents.values import versions

ROWS = [("Host", "Agent version", "IP"), ("a", "44.5.6.77", "44.5.6.78"), ("b", "44.5.6.79", "44.5.6.80")]


def table(row: str, cell: str) -> str:
    return "".join(row.format("".join(cell.format(words) for words in cells)) for cells in ROWS)


WORD = '<w:document xmlns:w="urn:w"><w:tbl>{}</w:tbl></w:document>'.format(
    table("<w:tr>{}</w:tr>", "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>")
)
OPEN_DOCUMENT = '<o xmlns:table="urn:t" xmlns:text="urn:x"><table:table>{}</table:table></o>'.format(
    table(
        "<table:table-row>{}</table:table-row>",
        "<table:table-cell><text:p>{}</text:p></table:table-cell>",
    )
)
WORKBOOK = (
    '<?xml version="1.0"?><ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><ss:Table>{}'.format(
        table("<ss:Row>{}</ss:Row>", "<ss:Cell><ss:Data>{}</ss:Data></ss:Cell>") + "</ss:Table></ss:Workbook>"
    )
)


@pytest.mark.parametrize(
    "found",
    [
        html.read(table("<tr>{}</tr>", "<td>{}</td>").join(("<table>", "</table>")).encode(), Context()),
        html.read(table("<tr>{}", "<th><b>{}</b><br>").join(("<table>", "")).encode(), Context()),
        ooxml.read(package({"word/document.xml": WORD}), Context()),
        odf.read(package({"content.xml": OPEN_DOCUMENT}), Context()),
        flat.read(WORKBOOK.encode(), Context()),
        text.read(table("{}\r\n", "{},").encode(), Context()),
        text.read(table("{}\n", '"{}"\t').encode(), Context()),
        text.read(table("|{}\n", " {} |").replace("\n", "\n|---|---|---|\n", 1).encode(), Context()),
    ],
    ids=["html", "html without ends", "docx", "odt", "excel 2003", "csv", "tsv", "markdown"],
)
def test_a_column_of_versions_holds_no_addresses(found: object) -> None:
    shown = texts(list(found))  # type: ignore[call-overload]
    assert [words in shown for words in ("version 44.5.6.77", "version 44.5.6.79")] == [True, True]
    assert "version 44.5.6.78" not in shown and "version 44.5.6.80" not in shown


def test_columns_are_counted_over_cells_that_take_several() -> None:
    rows = "<tr><td>a<td>b<td>Version<td>c</tr><tr><td colspan=2>x<td>44.5.6.77<td>44.5.6.78</tr>"
    repeated = (
        '<o xmlns:table="urn:t" xmlns:text="urn:x"><table:table><table:table-row><table:table-cell/><table:table-cell/>'
        "<table:table-cell><text:p>Version</text:p></table:table-cell></table:table-row><table:table-row>"
        '<table:table-cell table:number-columns-repeated="2"><text:p>44.5.6.78</text:p></table:table-cell>'
        "<table:table-cell><text:p>44.5.6.77</text:p></table:table-cell></table:table-row></table:table></o>"
    )
    for found in (
        html.read(f"<table>{rows}</table>".encode(), Context()),
        odf.read(package({"content.xml": repeated}), Context()),
    ):
        shown = texts(list(found))
        assert "version 44.5.6.77" in shown and "version 44.5.6.78" not in shown


@pytest.mark.parametrize(
    "heading",
    [
        "Version",
        "os_version",
        "ProductVersion",
        "Fixed Release",
        "Version (fixed)",
        "Versión",
        "Installed versions",
        "版本",
    ],
)
def test_headings_of_versions(heading: str) -> None:
    assert versions.is_heading(heading)


@pytest.mark.parametrize(
    "heading",
    ["Conversion", "IP", "The new version that they use is said to call home", "", "v", "Version 1.2.3.4 x y z"],
)
def test_other_headings(heading: str) -> None:
    assert not versions.is_heading(heading)


@pytest.mark.parametrize(
    "lines",
    [
        "Host,Version,IP\n\na,44.5.6.77,b\n",  # the table is over
        "Host,Version,IP\na,b,44.5.6.77,c\n",  # not one of its rows
        "The version, which is new, has\n44.5.6.77, 44.5.6.78, x\n",
        "Version\n44.5.6.77\n",  # a line is no table
    ],
)
def test_what_stands_in_no_column_of_versions_stays_as_it_is(lines: str) -> None:
    assert versions.in_lines(lines) == lines


@pytest.mark.parametrize(
    "lines",
    ['"version' * 50_000, "version," * 50_000, "a version_" * 50_000, "x,version\n" + '""' * 100_000, "\n" * 300_000],
)
def test_hostile_lines_cost_no_more_than_their_length(lines: str) -> None:
    began = time.process_time()
    assert versions.in_lines(f"{lines}\nHost,Version\nx,1.2.3.4\n").endswith("x,version 1.2.3.4\n")
    assert time.process_time() - began < 5
