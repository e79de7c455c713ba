"""Office documents in one XML file, and the macros that travel in them."""

import base64
import zlib

import pytest
from office_files import W, children, compound_file, links, texts, unread, vba_project

from tqimap.documents.file_type import sniff
from tqimap.documents.office import activemime
from tqimap.documents.office_xml import flat
from tqimap.documents.pieces import Context
from tqimap.documents.walk import walk
from tqimap.run.plan import is_malware_like

MACROS = compound_file(vba_project({"M": b'Attribute VB_Name = "M"\r\nSub AutoOpen()'}))
PACKED = b"ActiveMime".ljust(0x32, b"\0") + zlib.compress(MACROS)
WORD_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" w:macrosPresent="yes">'
    '<w:docSuppData><w:binData w:name="editdata.mso">{}</w:binData></w:docSuppData>'
    "<w:body><w:p><w:r><w:t>http://a.exa</w:t></w:r><w:r><w:t>mple.net</w:t></w:r></w:p></w:body></w:wordDocument>"
)
FLAT = (
    '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
    f"<pkg:part pkg:name='/w.xml'><pkg:xmlData>{W.format('<w:p><w:t>words</w:t></w:p>')}</pkg:xmlData></pkg:part>"
    '<pkg:part pkg:name="/_rels/x.rels"><pkg:xmlData>'
    '<Relationship Target="http://r.example.net" TargetMode="External"/></pkg:xmlData></pkg:part>'
    '<pkg:part pkg:name="/word/vba.bin"><pkg:binaryData>AAEC</pkg:binaryData></pkg:part>'
    "</pkg:package>"
)
SHEET_2003 = (
    '<Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Style>'
    '<NumberFormat ss:Format="0&quot; n.exa&quot;'
    '\\m&quot;ple.net&quot;"/></Style><Worksheet ss:Name="s.example.net"><Row>'
    '<Cell ss:HRef="http://h.example.net" ss:Formula="=HYPERLINK(&quot;http://f.exa&quot;&amp;&quot;mple.net&quot;)">'
    '<Data ss:Type="String">data</Data></Cell></Row></Worksheet></Workbook>'
)
FLAT_ODF = (
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:t"><t:p>http://o.exa'
    "<t:span>mple.net</t:span></t:p><office:binary-data>AAEC</office:binary-data></office:document>"
)


def test_word_2003_by_libreoffice_which_declares_namespaces_of_opendocument() -> None:
    declared = WORD_2003.replace("<w:wordDocument", '<w:wordDocument xmlns:o="urn:oasis:names:tc:opendocument:xmlns:x"')
    assert "http://a.example.net" in texts(list(flat.read(declared.format("").encode(), Context()))).split("\n")


@pytest.mark.parametrize("document", [WORD_2003, FLAT, SHEET_2003, FLAT_ODF], ids=["Word", "OPC", "Excel", "ODF"])
def test_they_are_told_by_their_root_element(document: str) -> None:
    assert sniff(document.encode(), "letter.doc").removesuffix("+macros") == "office-xml"


def test_a_value_in_several_fonts_in_a_cell_of_excel_2003_is_whole() -> None:
    rich = '<Data xmlns="urn:h">C2 exam<B><Font>ple.</Font></B><Font>net</Font></Data>'
    document = SHEET_2003.replace('<Data ss:Type="String">data</Data>', rich)
    assert "C2 example.net" in texts(list(flat.read(document.encode(), Context()))).split("\n")


def test_macros_are_told_and_read() -> None:
    document = WORD_2003.format(base64.b64encode(PACKED).decode()).encode()
    assert is_malware_like(sniff(document))
    found = [step.piece for step in walk(document, "letter.doc")]
    assert "http://a.example.net" in texts(found)
    assert "Sub AutoOpen()" in texts(found)


def test_parts_binaries_and_cells_are_read() -> None:
    found = list(flat.read(FLAT.encode(), Context()))
    assert texts(found) == "words"
    assert links(found) == ["http://r.example.net"]
    assert children(found) == {"/word/vba.bin": b"\0\1\2"}
    found = list(flat.read(SHEET_2003.encode(), Context()))
    assert links(found) == ["http://h.example.net"]
    assert {"http://f.example.net", "data", "n.example.net", "s.example.net"} <= set(texts(found).split())
    found = list(flat.read(FLAT_ODF.encode(), Context()))
    assert texts(found) == "http://o.example.net"
    assert children(found) == {"embedded": b"\0\1\2"}


def test_the_raised_number_of_a_note_is_no_part_of_a_value_here_either() -> None:
    style = '<s:style s:name="T1" xmlns:s="urn:s"><s:text-properties s:text-position="33% 80%"/></s:style><t:p>'
    document = FLAT_ODF.replace("<t:p>", style).replace("<t:span>", '<t:span t:style-name="T1">')
    assert texts(list(flat.read(document.encode(), Context()))) == "http://o.exa mple.net"


def test_damage_is_named() -> None:
    assert unread(list(activemime.read(PACKED[:0x32] + b"xx no zlib", Context())))[0].startswith("macros: not read (")


def test_of_damaged_base64_what_is_there_is_kept() -> None:
    found = list(flat.read(WORD_2003.format("Q2Vybg=").encode(), Context()))
    assert children(found)["editdata.mso"] == b"Cern"
