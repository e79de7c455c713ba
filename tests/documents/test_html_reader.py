"""What the HTML reader makes of a page: text as it is shown, what is hidden, and where links lead."""

import base64
import gc
import weakref
from html import escape

import pytest

from tqimap.documents.markup import html
from tqimap.documents.pieces import Child, Context, Link, Piece, Text, Unread


def pieces(page: str | bytes, charset: str = "") -> list[Piece]:
    return list(html.read(page.encode() if isinstance(page, str) else page, Context(charset=charset)))


def text(page: str | bytes, spot: str = "", charset: str = "") -> str:
    return "\n".join(each.text for each in pieces(page, charset) if isinstance(each, Text) and each.spot == spot)


def test_the_program_that_made_a_page_says_nothing() -> None:
    made = '<meta name="Generator" content="LibreOffice 7.4.7.2 (Linux)"><meta name="author" content="x">words'
    assert text(made, "attributes") == "x"


def links(page: str) -> list[str]:
    return [each.url for each in pieces(page) if isinstance(each, Link)]


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        (
            "<table><tr><td>a.example</td><td>b.example</td></tr><tr><td>c</td></tr></table>",
            "a.example\t\tb.example\nc",
        ),
        ("exam<b>ple</b>.<font color=red>com</font>/<span>path</span>", "example.com/path"),
        ("at 44.128.7.2<sup>1</sup>, C<sub>2</sub>", "at 44.128.7.2\t1\t, C\t2"),
        ("exam<wbr>ple<!-- x -->.com", "example.com"),
        ("<a href=x>http://a.example/x</a><a href=y>Click</a>", "http://a.example/x Click"),
        ("see<a href=x>a.example</a>now", "see a.example now"),
        # Mail programs make a link of what they take for a host in the middle of a value.
        (
            "hxxp://sub.<a href=x>a.example</a>/path <a href=x>user</a>@<a href=y>a.example</a>",
            "hxxp://sub.a.example/path user@a.example",
        ),
        ("ex<a name=_GoBack></a>ample.com", "example.com"),  # where Word's cursor stood
        ("exam&shy;ple&#8203;.com", "example.com"),
        ("one<br>two<hr>three", "one\ntwo\nthree"),
        ("many   blanks\n and   breaks", "many blanks and breaks"),
        ("<pre>kept\nbreaks</pre>", "kept\nbreaks"),
        ("<pre>kept\nbreaks</pre>not\nkept", "kept\nbreaks\nnot kept"),
        ("a&nbsp;b &lt;c&gt; &amp;amp; &eacute; &#x2e;", "a b <c> &amp; é ."),
        ("<ul><li>one<li>two</ul>", "one\ntwo"),
        ("<title>T</title><body>B", "T\nB"),
        ("<noscript>shown</noscript>", "shown"),
        ("before\0after", "beforeafter"),
        ("never <b>closed", "never closed"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_shown_text(page: str, shown: str) -> None:
    assert text(page) == shown


@pytest.mark.parametrize("size", [32, 40, 64])
@pytest.mark.parametrize("parts", [2, 3])
def test_a_hash_that_breaks_divide_in_a_cell(size: int, parts: int) -> None:
    digits = ("2fd4e1c67a2d28fced849ee1bb76e7391b93eb12" * 2)[:size]
    length = 20 if (size, parts) == (64, 2) else -(-size // parts)
    pieces = [digits[at : at + length] for at in range(0, size, length)]
    cell = "<br>".join(pieces)
    assert text(f"<table><tr><td>hash</td><td>{cell}</td><td>1<br>2</td></tr></table>") == f"hash\t\t{digits}\t\t1\n2"
    assert text(f"<p>{cell}</p>") == "\n".join(pieces)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p><b style='color:red'>a</b><span style='Display: table-cell'>b</span>c</p>", "a\tb\tc"),
        ("a<span style='display:block'>b</span>c", "a\nb\nc"),
        ("<p style='display:flex'><b>a</b><i>b<u>c</u></i></p>d<u>e</u>", "a\t\tbc\nde"),
        ("<style>.x, div.row > .y {color:red; display:inline-block}</style>a<b class='z y'>b</b>c", "a\tb\tc"),
        ("a<b class=y>b</b>c<STYLE type='text/css'>.x,.y{display:inline-block}</STYLE>", "a\tb\tc"),
        ("<!--[if mso]><style>.x{display:block}</style><![endif]-->a<b class=x>b</b>c", "abc"),
        ("<style>@media print{.x{display:grid}}</style><p><b class=x><i>a</i><i>b</i></b></p>", "a\t\tb"),
        ("<style>.x:hover{display:block} .x b{display:block} .x{display:inline}</style>a<b class=x>b</b>c", "abc"),
        ("<svg><text>a</text><text>b</text></svg>", "a\nb"),
    ],
)
def test_elements_that_their_style_parts(page: str, shown: str) -> None:
    assert text(page) == shown


@pytest.mark.parametrize(
    "hiding",
    [
        "<div style='display:none'>secret</div>",
        "<div style='DISPLAY : NONE !important'>secret</div>",
        "<span style='font-size:0px'>secret</span>",
        "<span style='font-size:0'>secret</span>",
        "<span style='visibility: hidden'>secret</span>",
        "<span style='opacity:0;color:red'>secret</span>",
        "<span style='mso-hide:all'>secret</span>",
        "<span style='max-height:0;overflow:hidden'>secret</span>",
        "<span style='position:absolute;left:-9999px'>secret</span>",
        "<p hidden=''>secret</p>",
        "<div style='display:none'><p><b>secret</b><br></p></div>",
    ],
)
def test_hidden_text_is_read_and_said_to_be_hidden(hiding: str) -> None:
    page = f"<p>before</p>{hiding}<p>after</p>"
    assert text(page).split() == ["before", "after"]
    assert text(page, "hidden") == "secret"


@pytest.mark.parametrize(
    "style", ["font-size:10px", "opacity:0.5", "opacity:1", "display:block", "font-size:0.9em", "left:-5px"]
)
def test_small_is_not_hidden(style: str) -> None:
    assert text(f"<span style='{style}'>shown</span>") == "shown"


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("<a href='https://x.example/a?b=1&amp;c=2'>", "https://x.example/a?b=1&c=2"),
        ("<a href='https://x.example/a?b=1&copy=2'>", "https://x.example/a?b=1&copy=2"),
        ("<img src='\\\\x.example\\share\\a.png'>", "\\\\x.example\\share\\a.png"),
        ("<a href='https://x.example/a?b=&amp;amp;c'>", "https://x.example/a?b=&amp;c"),
        ("<a href=' \n https://x.example/\n'>", "https://x.example/"),
        ("<a href='ht&#9;tps://x.exa&#10;mple/'>", "https://x.example/"),
        ("<a href='https:\\\\x.example\\a?b\\c'>", "https://x.example/a?b\\c"),
        ("<a href='https:/x.example/'>", "https://x.example/"),
        ("<a href='HTTPS://x.example/'>", "HTTPS://x.example/"),
        ("<a href='https&colon;&sol;&sol;x&period;example&sol;'>", "https://x.example/"),
        ("<a href='//x.example/a'>", "https://x.example/a"),
        ("<a href='&quot;https://x.example/&quot;'>", "https://x.example/"),
        ("<a href=`https://x.example/`>", "https://x.example/"),
        ("<a href=”https://x.example/”>", "https://x.example/"),
        ("<a/href=https://x.example/>", "https://x.example/"),
        ("<a href='www.x.example/a'>", "www.x.example/a"),
        ("<a href='x.example/a'>", "x.example/a"),
        ("<a href='mailto:a@x.example'>", "mailto:a@x.example"),
        ("<area href='https://x.example/'>", "https://x.example/"),
        ("<img src='https://x.example/p.png'>", "https://x.example/p.png"),
        ("<img srcset='https://x.example/1.png 1x, https://x.example/2,3.png 2x'>", "https://x.example/2,3.png"),
        ("<form action='https://x.example/post.php'>", "https://x.example/post.php"),
        ("<button formaction='https://x.example/'>", "https://x.example/"),
        ("<input type=image src='https://x.example/'>", "https://x.example/"),
        ("<body background='https://x.example/'>", "https://x.example/"),
        ("<td background=https://x.example/>", "https://x.example/"),
        ("<iframe src='https://x.example/'>", "https://x.example/"),
        ("<object data='https://x.example/'>", "https://x.example/"),
        ("<embed src='https://x.example/'>", "https://x.example/"),
        ("<link rel=stylesheet href='https://x.example/'>", "https://x.example/"),
        ("<script src='https://x.example/x.js'></script>", "https://x.example/x.js"),
        ("<meta http-equiv=refresh content='0;url=https://x.example/'>", "https://x.example/"),
        ("<meta http-equiv=refresh content=\"5; URL='https://x.example/'\">", "https://x.example/"),
        ("<div style='background:url(https://x.example/b.png)'>", "https://x.example/b.png"),
        ("<div style='background:url(&quot;https://x.example/b.png&quot;)'>", "https://x.example/b.png"),
        ("<style>@import 'https://x.example/b.css';</style>", "https://x.example/b.css"),
        ("<a data-saferedirecturl='https://x.example/'>", "https://x.example/"),
        ("<v:rect><v:fill src='https://x.example/'></v:rect>", "https://x.example/"),
        ("<svg><a xlink:href='https://x.example/'></svg>", "https://x.example/"),
        ("<base href='https://x.example/d/'><a href='e/f'>", "https://x.example/d/e/f"),
        ("<a href='e'>early</a><base href='https://x.example/d/'>", "https://x.example/d/e"),
        ("<base href='https://x.example/d/'><a href='/e'>", "https://x.example/e"),
        ("<base href='https://x.example/d/'><img src='?q'>", "https://x.example/d/?q"),
        ("<a href='http://[broken/'>", "http://[broken/"),
        ("<a href=https://x.example/><b>text", "https://x.example/"),
        ("<A HREF=https://x.example/ >", "https://x.example/"),
        ("<a\nhref\n=\n'https://x.example/'>", "https://x.example/"),
        ("<a title='>' href='https://x.example/'>", "https://x.example/"),
        ("<a href='https://x.example/' href='https://second.example/'>", "https://x.example/"),
        ("<!--[if mso]><v:roundrect href='https://x.example/'></v:roundrect><![endif]-->", "https://x.example/"),
        ("<iframe srcdoc='&lt;a href=https://x.example/&gt;'>", "https://x.example/"),
    ],
)
def test_link_targets(page: str, url: str) -> None:
    assert url in links(page)


@pytest.mark.parametrize(
    "page",
    [
        "<a href='#top'>",
        "<img src='cid:picture'>",
        "<a href='javascript:void(0)'>",
        "<a href='about:blank'>",
        "<a href=''>",
        "<img src='images/logo.png'>",
        "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:o='urn:schemas-microsoft-com:office:office'>",
        "<base href='https://x.example/'>",
    ],
)
def test_what_leads_nowhere_is_no_link(page: str) -> None:
    assert [url for url in links(page) if url != "images/logo.png"] == []


def test_scripts_and_comments_are_told_apart_from_text() -> None:
    page = (
        "<p onclick=\"go('https://click.example/')\">x</p><script>var a = 'https://s.example/';</script>"
        "<!-- https://c.example/ -->"
    )
    assert text(page) == "x"
    assert "https://s.example/" in text(page, "script") and "https://click.example/" in text(page, "script")
    assert "https://c.example/" in text(page, "comment")
    assert text("<!-- <p>a page in it</p> -->", "comment") == "a page in it"
    assert "location" in text("<a href='javascript:location=1'>", "script")


def test_words_in_attributes_are_read() -> None:
    page = (
        "<img alt='call a@x.example'><input value='198.51.100.7'><meta property='og:url' content='https://og.example/'>"
    )
    assert text(page, "attributes").split("\n") == ["call a@x.example", "198.51.100.7"]
    assert links(page) == ["https://og.example/"]


def test_what_a_script_writes_is_read_as_a_page() -> None:
    inner = base64.b64encode(b"<form action='https://kit.example/post.php'></form>").decode()
    page = (
        f"<script>document.write(atob('{inner}')); document.write(unescape('%3Ca%20href%3Dhttps%3A//p.example/%3E'));"
        "u = 'htt' + 'ps://joined' + \".example/\"; v = 'https:\\x2f\\u002fhex.example/';"
        "w = String.fromCharCode(104,116,116,112,58,47,47,99,111,100,101,46,101,120,97,109,112,108,101)</script>"
    )
    assert links(page) == ["https://kit.example/post.php", "https://p.example/"]
    assert text(page, "script, decoded").split("\n") == [
        "https://joined.example/",
        "https://hex.example/",
        "http://code.example",
    ]


def test_files_in_the_page_are_children() -> None:
    archive = base64.b64encode(b"PK\x03\x04" + bytes(60)).decode()
    page = (
        "<a href='data:text/html;base64,PGI+aGk8L2I+'>x</a><iframe src='data:text/html,%3Cb%3Ehi'></iframe>"
        f"<script>save('{archive}')</script>"
    )
    children = [(each.name, each.data[:9]) for each in pieces(page) if isinstance(each, Child)]
    assert children == [("data.html", b"<b>hi</b>"), ("data.html", b"<b>hi"), ("string", b"PK\x03\x04\0\0\0\0\0")]


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_tag_that_never_ends_is_not_lost(quote: str) -> None:
    page = f"<p>text</p><a href={quote}https://x.example/never>click</a><p>more https://y.example/</p>"
    assert "https://x.example/never" in text(page, "markup") and "https://y.example/" in text(page, "markup")


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        ("<p>Größe</p>".encode(), ""),
        ("<p>Größe</p>".encode("cp1252"), ""),
        ("<p>Größe</p>".encode("utf-16"), ""),
        ("<p>Größe</p>".encode("utf-16-le"), ""),
        ("<meta charset=utf-8><p>Größe</p>".encode(), "iso-8859-1-typo"),
        ("<p>Größe</p>".encode("cp850"), "cp850"),
        ("<meta charset=cp850><p>Größe</p>".encode("cp850"), "us-ascii"),
        ("<meta http-equiv=Content-Type content='text/html; charset=cp850'><p>Größe".encode("cp850"), ""),
        ("<meta charset=\"cp850\"><p>Größe".encode("cp850"), ""),
        ("\ufeff<meta charset=\"koi8-r\"><p>Größe".encode(), ""),
    ],
)  # fmt: skip
def test_a_page_is_decoded_whoever_names_its_charset(page: bytes, charset: str) -> None:
    assert text(page, charset=charset) == "Größe"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "<a href='https://x.example/'>x</a>",
        "<b>" * 50_000 + "<a href='https://x.example/'>x</a>",
        "<table><tr><td>" * 20_000 + "<a href='https://x.example/'>x</a>",
        "<p " + "a='b' " * 50_000 + "><a href='https://x.example/'>",
        "<!" * 200_000 + "><a href='https://x.example/'>",
        "<" * 200_000 + "><a href='https://x.example/'>",
        "&" * 500_000 + "<a href='https://x.example/'>",
        "x" * 5_000_000 + "<a href='https://x.example/'>",
        "<a href='https://x.example/'>" + "<a href='https://y.example/?n=1'>y</a>" * 50_000,
        "<a href='https://x.example/'>" + "<!--" * 100_000,
        "<a href='https://x.example/'><script>" + "'" * 100_000 + '\\"' * 100_000 + "`" * 9_999,
        "<a href='https://x.example/'><p style='" + "url(" * 100_000 + "'>",
        "<a href='https://x.example/'><p style='" + "display " * 50_000 + "'>",
        "<a href='https://x.example/'>" + "<![endif]" * 50_000,
    ],
    ids=range(14),
)
def test_hostile_pages_are_gone_through(page: str) -> None:
    assert "https://x.example/" in [url for url in links(page) if "y.example" not in url]


def test_what_was_told_of_a_page_does_not_wait_until_cycles_are_freed() -> None:
    gc.disable()  # a child reads many pages between two looks for cycles
    try:
        events = html.parsed("<p>A page</p>")
        told = weakref.ref(events.squares)
        del events
        assert told() is None
    finally:
        gc.enable()


def test_more_links_than_any_page_has() -> None:
    page = "".join(f"<a href='https://x.example/{number}'>" for number in range(60_000))
    assert len(links(page)) == 50_000
    assert "https://x.example/59999" in text(page, "attributes")


def test_more_pages_in_a_page_than_any_has() -> None:
    page = "".join(f"<!-- <a href='https://x.example/{number}'> -->" for number in range(1_500))
    assert len(links(page)) == 1_000
    assert "https://x.example/1499" in text(page, "pages inside")


def test_a_page_too_long_is_told_as_text_from_there_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MAX_BYTES", 1_000)
    found = pieces("<p>x</p>" * 125 + "<a href='https://x.example/'>")
    assert [each for each in found if isinstance(each, Unread)]
    assert "https://x.example/" in "".join(each.text for each in found if isinstance(each, Text))


@pytest.mark.parametrize(
    "page", ["</p></div>only ends", "<!-- only ends -->", "<!doctype html>only ends", "<![CDATA[only ends]]>"]
)
def test_what_is_hardly_a_page_is_told(page: str) -> None:
    assert any("only ends" in each.text for each in pieces(page) if isinstance(each, Text))


def test_names_of_vocabularies_are_told_nowhere() -> None:
    name = "z3998: http://x.example/vocab/#"
    assert not any("x.example" in str(piece) for piece in pieces(f"<html prefix='{name}' epub:prefix='{name}'><p>a"))
    assert links("<p prefix='//x.example/a'>") == ["https://x.example/a"]


@pytest.mark.parametrize(
    "page",
    ["<p title='<a href=https://x.example/>'>", "<a href='see https://x.example/'>", "<p x='a https://x.example/'>"],
)
def test_addresses_within_attributes_are_words(page: str) -> None:
    assert links(page) == [] and "https://x.example/" in text(page, "attributes")


@pytest.mark.parametrize(
    "page", ["<title>t", "<textarea>t", "<script>t", "<style>t", "<!-- t", "<b>t", "<iframe>t", "<xmp>t", "<p>t <"]
)
def test_the_mark_at_the_end_of_the_page_is_not_told(page: str) -> None:
    assert "the end of the page" not in repr(pieces(page))


def test_scripts_that_write_scripts_are_followed() -> None:
    page = "<form action='https://kit.example/'>"
    for _ in range(3):
        page = f"<script>document.write(atob('{base64.b64encode(page.encode()).decode()}'))</script>"
    assert links(page) == ["https://kit.example/"]


def test_pages_in_pages_come_to_an_end_and_are_told_as_text_from_there_on() -> None:
    page = "bottom"
    for _ in range(7):
        page = f"<iframe srcdoc='{escape(page)}'>"
    found = [each for each in pieces(page) if isinstance(each, Text)]
    assert "bottom" in found[-1].text and found[-1].spot.endswith("pages inside")
