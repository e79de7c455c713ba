"""XML, SVG and STIX 1: text and attributes apart, nothing fetched, nothing blown up."""

import base64
import re

import pytest

from tqimap.documents.markup import html, xml
from tqimap.documents.pieces import Child, Context, Link, Piece, Text


def pieces(page: str | bytes) -> list[Piece]:
    return list(xml.read(page.encode() if isinstance(page, str) else page, Context()))


def text(page: str | bytes, spot: str = "") -> str:
    return "\n".join(each.text for each in pieces(page) if isinstance(each, Text) and each.spot == spot)


STIX = """<?xml version="1.0" encoding="UTF-8"?>
<stix:STIX_Package xmlns:stix="http://stix.mitre.org/stix-1" xmlns:AddressObj="http://cybox.mitre.org/objects#AddressObject-2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://stix.mitre.org/stix-1 x.xsd">
<AddressObj:Address_Value condition="Equals">198.51.100.7</AddressObj:Address_Value><stix:Name>evil.example</stix:Name>
</stix:STIX_Package>"""


def test_stix_values_stand_on_lines_of_their_own() -> None:
    assert text(STIX).split() == ["198.51.100.7", "evil.example"]
    assert text(STIX, "attributes") == "Equals"


@pytest.mark.parametrize("written", ["<![CDATA[{}]]>", "&lt;p&gt;C2 &lt;b&gt;exam&lt;/b&gt;ple.net{}&lt;/p&gt;"])
def test_a_page_in_an_element_is_read_as_one(written: str) -> None:
    page = written.format('<p>C2 <b>exam</b>ple.net <a href="https://l.example.net/">x</a></p>' * ("CDATA" in written))
    feed = f"<rss><title>Bob &lt;bob@a.example&gt;</title><description>{page}</description></rss>"
    assert text(feed) == "Bob <bob@a.example>"
    assert text(feed, "page inside").strip().startswith("C2 example.net")
    if "CDATA" in written:
        assert [each.url for each in pieces(feed) if isinstance(each, Link)] == ["https://l.example.net/"]


def test_names_of_vocabularies_are_told_nowhere() -> None:
    page = '<package prefix="rendition: http://x.example/vocab/#"><network prefix="44.128.7.0/24"/></package>'
    assert text(page, "attributes") == "44.128.7.0/24"


def test_a_list_of_stix_and_numbers_of_versions() -> None:
    assert text("<a><b>198.51.100.7##comma##198.51.100.8</b></a>") == "198.51.100.7, 198.51.100.8"
    assert text("<a><FileVersion>1.2.3.4</FileVersion><b>x</b></a>") == "version 1.2.3.4\nx"
    assert text("<a Version='1.2.3.4' b='x'/>", "attributes") == "version 1.2.3.4\nx"


def test_who_wrote_a_report_of_dmarc_and_where_that_one_is_reached_is_left_out() -> None:
    reporter = "<report_metadata><org_name>a.example</org_name><email>b@a.example</email></report_metadata>"
    row = "<record><row><source_ip>198.51.100.7</source_ip></row></record>"
    assert text(f"<feedback>{reporter}{row}</feedback>") == "198.51.100.7"


def test_svg_links_scripts_and_files() -> None:
    page = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="go()">'
        '<a xlink:href="https://x.example/"><text>exam<tspan>ple</tspan></text></a>'
        '<script><![CDATA[location = "https:\\/\\/s.example\\/";]]></script>'
        '<image href="data:image/png;base64,iVBORw0KGgo="/><!-- note --><path d="M0 0L1 1"/></svg>'
    )
    found = pieces(page)
    assert [each.url for each in found if isinstance(each, Link)] == ["https://x.example/"]
    assert [(each.name, each.data) for each in found if isinstance(each, Child)] == [("data.png", b"\x89PNG\r\n\x1a\n")]
    assert text(page) == "example"
    assert text(page, "script").startswith("go()\nlocation")
    assert text(page, "script, decoded") == "https://s.example/"
    assert text(page, "comment") == " note "
    assert text(page, "attributes") == ""


LINES = [
    '<tspan x="1" y="1">one.example</tspan><tspan x="1" y="9">two.example</tspan>',
    '<tspan x="1">one.example</tspan><tspan x="1" dy="1.2em">two.example</tspan>',
    '<tspan x="1" y="1">one.</tspan><tspan x="9" y="1">example</tspan><tspan x="1" y="9">two.example</tspan>',
    '<tspan class="TextParagraph"><tspan class="TextPosition" y="1">one.</tspan>'
    '<tspan class="TextPosition" y="3">example</tspan></tspan>'
    '<tspan class="ListItem"><tspan class="TextPosition" y="9">two.example</tspan></tspan>',
]


@pytest.mark.parametrize("lines", LINES, ids=["places", "distances", "pieces of a line", "LibreOffice"])
def test_lines_in_a_picture_are_lines(lines: str) -> None:
    picture = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{lines}</text></svg>'
    assert text(picture) == "one.example\ntwo.example"
    in_page = next(each for each in html.read(f"<p>{picture}".encode(), Context()) if isinstance(each, Text))
    assert in_page.text == "one.example\ntwo.example"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "iso-8859-1", "koi8-r"])
def test_declared_charsets(codec: str) -> None:
    words = "Привет" if codec == "koi8-r" else "Größe"
    assert text(f'<?xml version="1.0" encoding="{codec}"?><a>{words}</a>'.encode(codec)) == words


def test_entities_of_the_document_are_read_and_no_others() -> None:
    page = (
        '<!DOCTYPE a [<!ENTITY u "https://x.example/"><!ENTITY f SYSTEM "file:///etc/passwd">'
        '<!ENTITY n SYSTEM "http://127.0.0.1:1/x">]><a>&u; &f; &n; &amp;</a>'
    )
    everything = " ".join(each.text for each in pieces(page) if isinstance(each, Text))
    assert "https://x.example/" in text(page)
    assert "root:" not in everything


@pytest.mark.parametrize(
    ("declaration", "targets"),
    [
        ('<!DOCTYPE a SYSTEM "https://x.example/a.dtd">', ["https://x.example/a.dtd"]),
        ("<!DOCTYPE a [<!ENTITY % p SYSTEM 'https://x.example/p'> %p;]>", ["https://x.example/p"]),
        ('<!DOCTYPE a [<!ENTITY u "https://x.example/unused">]>', ["https://x.example/unused"]),
        ('<!DOCTYPE a [<!ENTITY u PUBLIC "any" "https://x.example/u">]>', ["https://x.example/u"]),
        ('<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">', []),
        ('<!DOCTYPE a PUBLIC "-//W3C//DTD X//EN"\n "http://x.example/known" [<!ENTITY u "words">]>', []),
    ],
)
def test_what_the_document_type_names_is_a_link_unless_it_is_a_published_one(
    declaration: str, targets: list[str]
) -> None:
    found = pieces(f"<?xml version='1.0'?>\n<!-- x -->{declaration}<a>words</a>")
    assert [(each.url, each.spot) for each in found if isinstance(each, Link)] == [
        (target, "document type") for target in targets
    ]


def test_base64_in_an_element_is_decoded() -> None:
    page = base64.encodebytes(b"<html><a href='https://x.example/'>a page as a profile holds it</a></html>").decode()
    found = pieces(f"<plist><dict><data>\n\t{page.strip().replace(chr(10), chr(10) + chr(9))}\n</data></dict></plist>")
    assert Link("https://x.example/", "decoded, a href") in found


@pytest.mark.parametrize(
    "page",
    [
        "<a><b>one</a>two</b>three",
        "<a>one</a><a>two</a>three",
        "<a attr=unquoted>one two three</a>",
        "<a>one &undefined; two three",
        "<?xml version='1.0'?>\n\n<a>one two three</a>\0",
        "\ufeff<a>one two three</a>",
        "  <?xml version='1.0' encoding='utf-16'?><a>one two three</a>",
        "one two three, no XML at all",
    ],
)
def test_broken_xml_loses_no_text(page: str) -> None:
    everything = " ".join(each.text for each in pieces(page) if isinstance(each, Text))
    assert [word for word in ("one", "two", "three") if word not in everything] == []


LAUGHS = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 12))
HOSTILE = (
    f'<!DOCTYPE a [<!ENTITY e0 "ha">{LAUGHS}]><a>&e11;</a>',
    f'<!DOCTYPE a [<!ENTITY e "{"x" * 50_000}">]><a>{"&e;" * 50_000}</a>',
    "<a>" * 200_000,
    "<a " + " ".join(f'a{number}="b"' for number in range(20_000)) + ">",
    "<!" * 100_000,
    "<a>" + "<b/>" * 100_000 + "</a>",
    "<a>" + "x" * 3_000_000 + "</a>",
)


@pytest.mark.parametrize("page", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_xml_is_gone_through(page: str) -> None:
    assert sum(len(each.text) for each in pieces(page) if isinstance(each, Text)) < 20_000_000


@pytest.mark.parametrize("fault", ["", " x:href='a'", " href='a&b'"])
def test_what_stands_behind_the_root_is_not_lost(fault: str) -> None:
    assert "https://behind.example/" in text(
        f"<svg><a{fault}/></svg><object data='https://behind.example/'/>", "markup"
    )
    assert text(f"<svg><a{fault}/></svg>") == ""


def test_an_address_keeps_its_parameters_though_nobody_escaped_them() -> None:
    url = "http://a.example/x?a=1&token=2&copy=3"
    page = f'<a><b u="{url}"/><c>{url}</c><d><![CDATA[{url}#d]]></d><!-- {url}#e -->AT&T &#65;&amp;&lt;</a>'
    found = [each.text for each in pieces(page) if isinstance(each, Text)]
    assert sorted(re.findall(r"http:\S+|AT\S+ \S+", "\n".join(found))) == sorted([
        url, url, f"{url}#d", f"{url}#e", "AT&T A&<"
    ])  # fmt: skip
