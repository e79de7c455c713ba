"""DOCX, XLSX and PPTX: everything that is anywhere in the package, nothing glued, nothing that only names a schema."""

import base64
import struct

import pytest
from office_files import RELATIONS, W, children, links, package, relation, spot_of, texts, unread

from tqimap.documents.office_xml import ooxml
from tqimap.documents.pieces import Context, Link, Piece
from tqimap.documents.workbooks.formulas import words_of, words_of_format


def read(parts: dict[str, str | bytes]) -> list[Piece]:
    return list(ooxml.read(package(parts), Context()))


def document(body: str) -> list[Piece]:
    return read({"word/document.xml": W.format(body)})


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        # Word splits words across runs wherever spelling or formatting changes
        ("<w:p><w:r><w:t>http://exa</w:t></w:r><w:r><w:t>mple.net/a</w:t></w:r></w:p>", ["http://example.net/a"]),
        ("<w:p><w:r><w:t>one</w:t></w:r></w:p><w:p><w:r><w:t>two</w:t></w:r></w:p>", ["one", "two"]),
        ("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r></w:p>", ["a", "b\tc"]),
        ("<w:p><w:r><w:t>evil</w:t><w:noBreakHyphen/><w:t>host.net</w:t></w:r></w:p>", ["evil-host.net"]),
        ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>y</w:t></w:r></w:p></w:tc>"
         "</w:tr></w:tbl>", ["x", "y"]),
        # a drawing's offsets and a text box inside a paragraph do not cut or lengthen its words
        ("<w:p><w:r><w:t>http://a</w:t><w:drawing><posOffset>123</posOffset></w:drawing><w:t>b.net</w:t></w:r></w:p>",
         ["http://ab.net"]),
        ("<w:p><w:r><w:t>out</w:t><w:txbxContent><w:p><w:r><w:t>in</w:t></w:r></w:p></w:txbxContent><w:t>er</w:t>"
         "</w:r></w:p>", ["in", "outer"]),
        # a hash in a narrow cell
        ("<w:p><w:r><w:t>9e107d9d372bb682</w:t><w:br/><w:t>6bd81d3542a419d6</w:t></w:r></w:p>",
         ["9e107d9d372bb6826bd81d3542a419d6"]),
        ("<w:p><w:r><w:t>9e107d9d372bb6826bd81d3542a419d6</w:t><w:br/><w:t>9e107d9d</w:t></w:r></w:p>",
         ["9e107d9d372bb6826bd81d3542a419d6", "9e107d9d"]),
        ("<w:p><w:r><w:t>9e107d9d</w:t><w:br/><w:t>6bd81d35</w:t></w:r></w:p>", ["9e107d9d", "6bd81d35"]),
        # the number of a note behind a value is no part of it
        ("<w:p><w:r><w:t>44.128.7.2</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r>"
         "</w:p>", ["44.128.7.2 1"]),
        ("<w:p><w:r><w:t>44.128.7.2</w:t></w:r><w:r><w:rPr baseline='30000'/><w:t>1</w:t></w:r></w:p>",
         ["44.128.7.2 1"]),
        ("<w:p><w:r><w:t>44.128.7.2</w:t></w:r><w:r><w:rPr><w:position w:val='8'/></w:rPr><w:t>1</w:t></w:r></w:p>",
         ["44.128.7.2 1"]),
        ("<w:p><w:r><w:t>exam</w:t></w:r><w:r><w:rPr><w:position w:val='-1'/></w:rPr><w:t>ple.net</w:t></w:r></w:p>",
         ["example.net"]),
        ("<w:p><w:r><w:t>exam</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='baseline'/></w:rPr><w:t>ple.net</w:t></w:r>"
         "</w:p>", ["example.net"]),
        # words at the two edges of a link are two; signs may go on behind it, and a link may have several pieces
        ("<w:p><w:r><w:t>at</w:t></w:r><w:hyperlink r:id='1'><w:r><w:t>x.net</w:t></w:r></w:hyperlink><w:r><w:t>now"
         "</w:t></w:r></w:p>", ["at x.net now"]),
        ("<w:p><w:hyperlink r:id='1'><w:r><w:t>x.n</w:t></w:r></w:hyperlink><w:hyperlink r:id='1'><w:r><w:t>et</w:t>"
         "</w:r></w:hyperlink><w:r><w:t>/a</w:t></w:r></w:p>", ["x.net/a"]),
        ("<w:p><w:hyperlink r:id='1'><w:r><w:t>x.net</w:t></w:r></w:hyperlink><w:hyperlink r:id='2'><w:r><w:t>y.net"
         "</w:t></w:r></w:hyperlink></w:p>", ["x.net y.net"]),
        ("<w:p><w:r><w:t>at</w:t><w:fldChar/><w:instrText>HYPERLINK</w:instrText><w:fldChar/><w:t>x.n</w:t></w:r><w:r>"
         "<w:t>et</w:t><w:fldChar/><w:t>now</w:t></w:r></w:p>", ["at x.net now", "HYPERLINK"]),
        ("<w:p><w:r><w:t>at</w:t></w:r><w:r><w:rPr><hlinkClick r:id='1'/></w:rPr><w:t>x.n</w:t></w:r><w:r><w:rPr>"
         "<hlinkClick r:id='1'/></w:rPr><w:t>et</w:t></w:r><w:r><w:t>now</w:t></w:r></w:p>", ["at x.net now"]),
        ("<w:cNvPr><hlinkClick r:id='1'/></w:cNvPr><w:p><w:r><w:t>x.n</w:t></w:r><w:r><w:t>et</w:t></w:r></w:p>",
         ["x.net"]),
        # an arrow of a font, a picture, and a note's own mark
        ("<w:p><w:r><w:t>x.net</w:t><w:sym w:char='F0E0'/><w:t>y.net</w:t></w:r></w:p>", ["x.net y.net"]),
        ("<w:p><w:r><w:t>x.net</w:t><inline/><w:t>y.net</w:t></w:r></w:p>", ["x.net y.net"]),
        ("<w:p><w:r><w:t>44.128.7.2</w:t></w:r><w:r><w:footnoteReference/><w:t>1</w:t></w:r></w:p>", ["44.128.7.2 1"]),
        # deleted text is kept, but not as part of what replaced it
        ("<w:p><w:r><w:t>http://new.net</w:t></w:r><w:del><w:r><w:delText>http://old.net</w:delText></w:r></w:del>"
         "</w:p>", ["http://old.net", "http://new.net"]),
    ],
)  # fmt: skip
def test_text_is_joined_in_a_paragraph_and_nowhere_else(body: str, lines: list[str]) -> None:
    assert sorted(texts(document(body)).split("\n")) == sorted(lines)


def test_where_a_link_leads_within_its_target() -> None:
    links_ = "".join(
        f'<w:hyperlink r:id="rId1"{place}/>' for place in (' w:anchor="eve@corp.example"', "", ' w:anchor="b"')
    )
    sheet = (
        '<worksheet xmlns:r="urn:r"><hyperlinks><hyperlink ref="A1" r:id="rId1" location="c"/></hyperlinks></worksheet>'
    )
    found = links(
        read(
            {
                "word/_rels/document.xml.rels": RELATIONS.format(relation("https://one.example.net/a")),
                "word/document.xml": W.format(f"<w:p>{links_}</w:p>"),
                "xl/worksheets/sheet1.xml": sheet,
                "xl/worksheets/_rels/sheet1.xml.rels": RELATIONS.format(relation("https://two.example.net/")),
            }
        )
    )
    one, two = "https://one.example.net/a", "https://two.example.net/"
    assert found == [one, f"{one}#b", f"{one}#eve@corp.example", f"{two}#c"]


def test_neighbouring_properties_do_not_fuse() -> None:
    found = read({"docProps/app.xml": "<P><Company>example</Company><Manager>.net</Manager></P>"})
    assert texts(found) == "example\n.net"


@pytest.mark.parametrize(
    "part",
    ["word/_rels/document.xml.rels", "word/_rels/settings.xml.rels", "xl/externalLinks/_rels/externalLink1.xml.rels",
     "ppt/slides/_rels/slide9.xml.rels", "word/_rels/comments.xml.rels", "_rels/.rels"],
)  # fmt: skip
def test_external_targets_are_links_wherever_they_are(part: str) -> None:
    found = read({part: RELATIONS.format(relation("http://template.example.net/a.dotm") + relation("styles.xml", ""))})
    assert links(found) == ["http://template.example.net/a.dotm"]


def test_a_link_tells_what_it_is_for() -> None:
    found = read({"word/_rels/settings.xml.rels": RELATIONS.format(relation("http://t.net", kind="attachedTemplate"))})
    assert [piece.spot for piece in found if isinstance(piece, Link)] == [
        "word/_rels/settings.xml.rels attachedTemplate"
    ]


def test_a_target_within_a_page_of_mhtml_has_two_addresses() -> None:
    target = "mhtml:http://a.example.net/x.html!x-usc:http://b.example.net/y.html"
    found = read({"word/_rels/document.xml.rels": RELATIONS.format(relation(target, kind="oleObject"))})
    assert links(found) == ["mhtml:http://a.example.net/x.html", "http://b.example.net/y.html"]


def test_an_external_target_counts_even_on_the_host_of_a_schema() -> None:
    assert links(read({"_rels/.rels": RELATIONS.format(relation("http://purl.org/redirect"))})) == [
        "http://purl.org/redirect"
    ]


def test_namespaces_and_schemas_are_no_links() -> None:
    schema = '<ds:schemaRef xmlns:ds="http://schemas.openxmlformats.org/x" ds:uri="http://schemas.microsoft.com/y"/>'
    assert links(read({"customXml/itemProps1.xml": schema})) == []


@pytest.mark.parametrize(
    "attribute",
    [
        'href="https://evil.example.net/schemas"',
        'href="http://schemas.microsoft.com/evil"',  # it can be clicked
        'target="http://schemas.evil.example.net/"',
        'target="http://www.w3.org.evil.example.net/"',
    ],
)
def test_a_link_that_looks_like_a_schema_is_a_link(attribute: str) -> None:
    assert len(links(read({"customXml/item1.xml": f"<a {attribute}/>"}))) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPER</w:instrText></w:r><w:r>'
         '<w:instrText>LINK "http://a.example.net/"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/>'
         "</w:r><w:r><w:t>click</w:t></w:r></w:p>", "http://a.example.net/"),
        ('<w:p><w:fldSimple w:instr="INCLUDEPICTURE &quot;http://b.example.net/x.png&quot; \\d"/></w:p>',
         "http://b.example.net/x.png"),
        ('<w:p><w:fldSimple w:instr="HYPERLINK &quot;http://b.example.net/x&quot; \\l &quot;bob&quot;"/></w:p>',
         "http://b.example.net/x#bob"),
        ('<w:p><w:hyperlink w:tooltip="t"/><v:shape xmlns:v="urn:v" href="http://c.example.net/"/></w:p>',
         "http://c.example.net/"),
    ],
)  # fmt: skip
def test_fields_and_attributes_lead_out(body: str, expected: str) -> None:
    assert links(document(body)) == [expected]


def test_a_dde_command_is_text_even_in_numbers() -> None:
    codes = " ".join(str(ord(letter)) for letter in "http://q.example.net")
    field = f"<w:instrText>DDEAUTO c:\\\\x.exe</w:instrText><w:fldChar/><w:instrText>QUOTE {codes}</w:instrText>"
    found = texts(document(f"<w:p><w:r>{field}</w:r></w:p>"))
    assert "DDEAUTO c:\\\\x.exe" in found
    assert "http://q.example.net" in found


def test_side_parts_are_read() -> None:
    found = read(
        {
            "word/comments.xml": W.format(
                "<w:comment w:author='Eve'><w:p><w:r><w:t>note</w:t></w:r></w:p></w:comment>"
            ),
            "word/vmlDrawing1.vml": "<x><v:textbox xmlns:v='urn:v'><div>in <font>a box</font></div></v:textbox></x>",
            "docProps/custom.xml": "<Properties><property name='Key'><lpwstr>value</lpwstr></property></Properties>",
            "xl/connections.xml": "<connections><connection command='SELECT 1' connection='DSN=x'/></connections>",
            "word/settings.xml": '<w:settings xmlns:w="urn:w"><w:docVar w:name="v" w:val="hidden words"/></w:settings>',
        }
    )
    for words in ("Eve", "note", "in a box", "Key", "value", "SELECT 1", "DSN=x", "hidden words"):
        assert words in texts(found)
    assert spot_of(found, "note") == "word/comments.xml"


def test_what_is_no_xml_becomes_a_child() -> None:
    found = read({"word/embeddings/oleObject1.bin": b"\xd0\xcf", "word/vbaProject.bin": b"vba", "word/a.html": b"<p>"})
    assert children(found) == {
        "word/embeddings/oleObject1.bin": b"\xd0\xcf",
        "word/vbaProject.bin": b"vba",
        "word/a.html": b"<p>",
    }


def test_xml_under_a_false_name_is_read() -> None:
    assert "hidden" in texts(
        read({"word/image.bin": '<?xml version="1.0"?>' + W.format("<w:p><w:t>hidden</w:t></w:p>")})
    )


def test_a_query_is_unpacked_from_custom_xml() -> None:
    inner = package({"Formulas/Section1.m": 'Web.Contents("http://m.example.net")'})
    mashup = base64.b64encode(struct.pack("<II", 0, len(inner)) + inner).decode()
    found = read(
        {"customXml/item1.xml": f'<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">{mashup}</DataMashup>'}
    )
    assert children(found)["customXml/item1.xml query.zip"].startswith(b"PK")


def test_a_damaged_part_costs_only_itself() -> None:
    found = read({"word/document.xml": W.format("<w:p><w:t>begin</w:t></w:p><w:p a='unclosed>http://x.example.net/"),
                  "word/footnotes.xml": W.format("<w:p><w:t>whole</w:t></w:p>")})  # fmt: skip
    assert "begin" in texts(found)
    assert "http://x.example.net/" in texts(found)
    assert "whole" in texts(found)


def test_a_package_without_a_directory_is_opened_by_its_local_headers() -> None:
    whole = package({"word/document.xml": W.format("<w:p><w:t>repaired by Word</w:t></w:p>")})
    found = list(ooxml.read(whole[: whole.rfind(b"PK\x01\x02")], Context()))
    assert "repaired by Word" in texts(found)


def test_without_a_directory_all_of_many_small_parts_are_read() -> None:
    """Each counts as what it takes in the package, which is little."""
    whole = package({f"docProps/p{number}.xml": f"<a>words{number}</a>" for number in range(100)})
    found = list(ooxml.read(whole[: whole.rfind(b"PK\x01\x02")], Context()))
    assert texts(found).split() == [f"words{number}" for number in range(100)]
    assert not unread(found)


def test_a_part_that_is_cut_short_is_read_as_far_as_it_goes_and_named() -> None:
    words = " ".join(f"<w:p><w:t>word{number * 7919}</w:t></w:p>" for number in range(400))
    whole = package({"word/document.xml": W.format(words)})
    found = list(ooxml.read(whole[: len(whole) // 2], Context()))
    assert "word7919\n" in texts(found)
    assert unread(found)[0].startswith("word/document.xml: damaged after ")


def test_a_part_with_a_wrong_checksum_is_read_and_named() -> None:
    whole = bytearray(package({"word/document.xml": W.format("<w:p><w:t>still there</w:t></w:p>")}))
    at = whole.rfind(b"PK\x01\x02")
    whole[at + 16] ^= 0xFF
    found = list(ooxml.read(bytes(whole), Context()))
    assert "still there" in texts(found)
    assert unread(found) and "word/document.xml" in unread(found)[0]


def test_instructions_to_programs_are_read() -> None:
    assert (
        texts(read({"word/document.xml": '<?mso-a href="http://pi.example.net"?><a/>'}))
        == 'href="http://pi.example.net"'
    )


def test_an_external_entity_is_a_link_and_is_not_read() -> None:
    secret = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><t>&x;</t><t>after</t></a>'
    found = read({"word/document.xml": secret})
    assert links(found) == ["file:///etc/hostname"]
    assert texts(found) == "after"


# --- workbooks -----------------------------------------------------------------------------------------------------

SHEET = '<worksheet xmlns="urn:s"><sheetData>{}</sheetData></worksheet>'
BOOK = {
    "xl/workbook.xml": '<workbook xmlns="urn:s" xmlns:r="urn:r"><sheets>'
    '<sheet name="Invoices" sheetId="1" r:id="rId7"/>'
    '<sheet name="Secret" sheetId="2" state="veryHidden" r:id="rId8"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": RELATIONS.format(
        relation("worksheets/sheet1.xml", "Internal", "rId8") + relation("worksheets/sheet2.xml", "Internal", "rId7")
    ),
}


def test_a_cell_that_may_hold_an_indicator_is_told_with_sheet_and_reference() -> None:
    found = read(
        BOOK
        | {
            "xl/worksheets/sheet1.xml": SHEET.format(
                '<row r="4"><c r="B4" t="s"><v>1</v></c><c r="C4" t="s"><v>0</v></c><c r="D4"><v>3.14</v></c></row>'
            ),
            "xl/worksheets/sheet2.xml": SHEET.format(
                '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a@</t></r><r><t>example.net</t></r></is></c>'
                '<c r="B1" t="str"><f>HYPERLINK("http://f.example.net","x")</f><v>x</v></c></row>'
            ),
            "xl/sharedStrings.xml": "<sst><si><t>plain words</t></si><si><r><t>http://s.exa</t></r><r><t>mple.net</t></r>"
            "<rPh><t>phonetic</t></rPh></si></sst>",
        }
    )
    assert spot_of(found, "http://s.example.net") == "Secret!B4"
    assert spot_of(found, "a@example.net") == "Invoices!A1"
    assert spot_of(found, "http://f.example.net") == "Invoices!B1"
    for words in ("plain words", "phonetic", "3.14", "Secret"):
        assert words in texts(found)


def test_a_chart_on_a_sheet_of_its_own_lends_no_other_sheet_its_name() -> None:
    """Their files are called alike, as xlsxwriter and Excel call them."""
    found = read(
        {
            "xl/workbook.xml": BOOK["xl/workbook.xml"],
            "xl/_rels/workbook.xml.rels": RELATIONS.format(
                relation("/xl/worksheets/sheet1.xml", "Internal", "rId7")
                + relation("chartsheets/sheet1.xml", "Internal", "rId8")
            ),
            "xl/worksheets/sheet1.xml": SHEET.format('<c r="B2" t="str"><v>http://c.example.net</v></c>'),
        }
    )
    assert spot_of(found, "http://c.example.net") == "Invoices!B2"


def test_what_rules_for_cells_say_is_told_with_these_and_the_rest_with_the_sheet() -> None:
    rules = (
        '<sheetData><c r="A9" t="str"><v>x</v></c></sheetData><conditionalFormatting sqref="C1:C9 E1"><cfRule>'
        '<formula>$C1="c.example.net"</formula></cfRule></conditionalFormatting><dataValidations>'
        '<dataValidation sqref="D1" prompt="see p.example.net"><formula1>"d.example.net,b"</formula1></dataValidation>'
        "</dataValidations><oddHeader>h.example.net</oddHeader>"
    )
    found = read(BOOK | {"xl/worksheets/sheet2.xml": f"<worksheet>{rules}</worksheet>"})
    spots = {host: spot_of(found, f"{host}.example.net") for host in "cdph"}
    assert spots == {"c": "Invoices!C1:C9", "d": "Invoices!D1", "p": "Invoices", "h": "Invoices"}


@pytest.mark.parametrize(
    ("part", "element"),
    [
        ("xl/pivotCache/pivotCacheDefinition1.xml", '<sharedItems><s v="{}"/></sharedItems>'),
        ("xl/pivotCache/pivotCacheRecords1.xml", '<r><s v="{}"/></r>'),
        ("xl/connections.xml", '<connection name="{}"/>'),
        ("xl/connections.xml", '<connection description="{}"/>'),
        ("xl/externalLinks/externalLink1.xml", '<ddeItem name="{}"/>'),
        ("xl/worksheets/sheet1.xml", '<filters><filter val="{}"/></filters>'),
        ("xl/worksheets/sheet1.xml", '<customFilter operator="equal" val="*{}"/>'),
        ("xl/worksheets/sheet1.xml", '<scenario name="{}"/>'),
        ("xl/worksheets/sheet1.xml", '<scenario comment="{}"><inputCells r="A1" val="1"/></scenario>'),
        ("xl/worksheets/sheet1.xml", '<inputCells r="A1" val="{}"/>'),
        ("xl/workbook.xml", '<definedName name="n" comment="{}">1</definedName>'),
        ("word/document.xml", '<dropDownList><listItem displayText="{}" value="1"/></dropDownList>'),
        ("word/document.xml", '<comboBox><listItem displayText="a" value="{}"/></comboBox>'),
        ("word/settings.xml", '<mailMerge><mailSubject val="{}"/></mailMerge>'),
        ("word/glossary/document.xml", '<docPartPr><description val="{}"/></docPartPr>'),
        ("xl/styles.xml", '<numFmt numFmtId="164" formatCode="0&quot;{}&quot;;@"/>'),
        ("word/numbering.xml", '<lvlText val="{} %1."/>'),
        ("customUI/customUI14.xml", '<button screentip="{}"/>'),
        ("customUI/customUI14.xml", '<button supertip="{}"/>'),
        ("customUI/customUI14.xml", '<button label="{}"/>'),
    ],
)
def test_words_of_an_author_in_attributes_are_read(part: str, element: str) -> None:
    assert "words.example.net" in texts(read({part: f"<a>{element.format('words.example.net')}</a>"}))


def test_what_only_looks_like_an_indicator_is_left_out() -> None:
    found = read(
        {
            "docProps/app.xml": "<P><Template>Normal.dot</Template><AppVersion>16.0300</AppVersion></P>",
            "_xmlsignatures/sig1.xml": "<S><Identifier>http://uri.etsi.org/01903/v1.2.2#ProofOfOrigin</Identifier></S>",
            "xl/worksheets/sheet1.xml": "<s><f>SUM(AS127)</f><oddHeader>&amp;K0070C0www.example.net</oddHeader></s>",
            "xl/chartsheets/sheet1.xml": "<s><evenFooter>&amp;Lc.example.net</evenFooter></s>",
            "xl/charts/chart1.xml": "<s><c:firstHeader xmlns:c='c'>&amp;Ca.example.net</c:firstHeader></s>",
        }
    )
    assert texts(found).split() == ["c.example.net", "a.example.net", "www.example.net"]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ('HYPERLINK("http://a.exa"&"mple.net/"&A1,"click")', "http://a.example.net/\nclick"),
        ("cmd|'/c calc.exe'!A0", "cmd|'/c calc.exe'!A0"),
        ("'http://b.example.net/[x.xlsx]Sheet1'!AS127", "http://b.example.net/[x.xlsx]Sheet1"),
        ("SUM(A1:A9)", ""),
        ('CONCATENATE("http://a.exa", "mple.net" ; "/b")', "http://a.example.net/b"),
        ('_xlfn.CONCAT("http://",A1,".net")', "http://\n.net"),
        ('"h"&CHAR(116)&"tp://"&_xlfn.UNICHAR( 97 )&".example.net"', "http://a.example.net"),
        ("CHAR(104)&CHAR(A1)&CHAR(55555)", "h"),
    ],
)
def test_words_of_a_formula(formula: str, words: str) -> None:
    assert words_of(formula) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('0.00" x.exa"\\m"ple.net";[Red]-0', " x.example.net"),
        ("[$x.example.net-409]#,##0.00", "x.example.net"),
        ('"one"0"two"', "one two"),
        ('_-* #,##0\\ "open', ""),
        ("[$-F800]yyyy", ""),
        pytest.param("[$" * 50_000 + r"\\" * 50_000, "\\" * 50_000, id="hostile"),
    ],
)
def test_words_of_a_format_of_numbers(code: str, words: str) -> None:
    assert words_of_format(code).split() == words.split()


def test_a_column_of_versions_holds_no_addresses() -> None:
    cells = {
        "A1": "Name",
        "B1": "File version",
        "C1": "IP",
        "A2": "a.b",
        "B2": "7.4.7.2",
        "C2": "7.4.7.3",
        "B3": "7.4.7.4",
    }
    row = "".join(f'<c r="{cell}" t="s"><v>{index}</v></c>' for index, cell in enumerate(cells))
    strings = "".join(f"<si><t>{words}</t></si>" for words in cells.values())
    found = read({"xl/worksheets/sheet1.xml": SHEET.format(row), "xl/sharedStrings.xml": f"<sst>{strings}</sst>"})
    assert {"version 7.4.7.2", "7.4.7.3", "version 7.4.7.4"} <= set(texts(found).split("\n"))


def test_a_shared_string_is_given_once_however_often_it_is_used() -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 500))
    found = read(
        {
            "xl/worksheets/sheet1.xml": SHEET.format(rows),
            "xl/sharedStrings.xml": "<sst><si><t>x.example.net</t></si></sst>",
        }
    )
    assert texts(found).count("x.example.net") == 1
