"""ODT, ODS and ODP: every part, macros, links, formulas; what is encrypted is said so."""

from office_files import children, links, package, texts, unread

from tqimap.documents.office_xml import odf
from tqimap.documents.pieces import Context, Piece

OFFICE = '<o xmlns:text="urn:t" xmlns:table="urn:tb" xmlns:xlink="urn:x" xmlns:office="urn:o" xmlns:dc="urn:d">{}</o>'


def read(parts: dict[str, str | bytes]) -> list[Piece]:
    return list(odf.read(package(parts), Context()))


def content(body: str) -> list[Piece]:
    return read({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": OFFICE.format(body)})


def test_text_is_joined_across_spans_and_broken_at_breaks() -> None:
    body = "<text:p>http://exa<text:span>mple.</text:span>net</text:p><text:h>a<text:s/>b<text:line-break/>c</text:h>"
    assert texts(content(body)) == "http://example.net\na b\nc"


def test_the_raised_number_of_a_note_is_no_part_of_a_value() -> None:
    def style(name: str, position: str) -> str:
        return f'<s:style s:name="{name}"><s:text-properties s:text-position="{position}"/></s:style>'

    styles = style("T1", "super 58%") + style("T2", "0% 100%") + style("T3", "33% 80%")
    spans = '44.128.7.2<text:span text:style-name="{}">1</text:span>'
    shown = "".join(f"<text:p>{spans.format(name)}</text:p>" for name in ("T1", "T2", "T3"))
    assert (
        texts(content(f'<s:styles xmlns:s="urn:s">{styles}</s:styles>{shown}'))
        == "44.128.7.2 1\n44.128.7.21\n44.128.7.2 1"
    )


def test_words_at_the_edges_of_a_link_are_two() -> None:
    link = '<text:a xlink:href="http://a.example.net/">{}</text:a>'
    shown = f"<text:p>at{link.format('x.net')}now</text:p><text:p>{link.format('x.n')}{link.format('et')}/a</text:p>"
    assert texts(content(shown)) == "at x.net now\nx.net/a"


def test_a_note_in_a_paragraph_does_not_cut_it() -> None:
    note = "<office:annotation><dc:creator>Eve</dc:creator><text:p>note</text:p></office:annotation>"
    lines = texts(content(f"<text:p>http://exa{note}mple.net</text:p>")).split("\n")
    assert sorted(lines) == ["Eve", "http://example.net", "note"]


def test_links_and_formulas_lead_out() -> None:
    found = content(
        '<text:p><text:a xlink:href="http://a.example.net/">x</text:a></text:p>'
        '<draw:image xmlns:draw="urn:w" xlink:href="Pictures/inside.png"/>'
        '<table:table-cell table:formula="of:=HYPERLINK(&quot;http://b.example.net&quot;)"/>'
    )
    assert links(found) == ["http://a.example.net/"]
    assert "http://b.example.net" in texts(found)


def test_conditions_and_names_are_words() -> None:
    found = content(
        '<table:content-validation table:condition="of:cell-content-is-in-list(&quot;a.example.net&quot;)"/>'
        '<c:condition xmlns:c="urn:c" c:value="contains-text(&quot;b.example.net&quot;)"/>'
        '<table:named-expression table:name="n" table:expression="&quot;http://c.exa&quot;&amp;&quot;mple.net&quot;"/>'
    )
    assert texts(found).split("\n") == ["a.example.net", 'contains-text("b.example.net")', "n", "http://c.example.net"]


def test_macros_and_other_files_are_read() -> None:
    macro = '<script:module xmlns:script="urn:s" script:name="M">Shell("calc.exe")</script:module>'
    found = read(
        {"Basic/Standard/M.xml": macro, "Scripts/python/run.py": b"import os", "Thumbnails/thumbnail.png": b"x"}
    )
    assert 'Shell("calc.exe")' in texts(found)
    assert children(found) == {"Scripts/python/run.py": b"import os"}


def test_the_name_of_a_template_is_no_word_and_where_it_is_from_is_a_link() -> None:
    found = content('<x:template xmlns:x="urn:m" xlink:title="Normal.dot" xlink:href="http://t.example.net/a.ott"/>')
    assert links(found) == ["http://t.example.net/a.ott"]
    assert texts(found) == ""


def test_the_producer_and_the_window_are_no_words() -> None:
    meta = "<m><generator>LibreOffice/5.2$0312e1a284a7d50ca85a365c316c7abbf20a4d22</generator><title>T</title></m>"
    assert texts(read({"meta.xml": meta, "settings.xml": "<s><config-item>903</config-item></s>"})) == "T"


def test_a_password_is_named_once() -> None:
    manifest = "<m:manifest xmlns:m='urn:m'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    found = read({"META-INF/manifest.xml": manifest, "content.xml": b"\x00\x01\x02", "styles.xml": b"\x03"})
    assert unread(found) == ["OpenDocument with a password: no library opens it"]
