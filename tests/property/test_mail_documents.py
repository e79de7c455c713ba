"""Readers of text-like documents on anything: pieces come, exceptions never. Nothing else is an allowed outcome."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tqimap.documents import text
from tqimap.documents.markup import html, xml
from tqimap.documents.messages import calendar, eml
from tqimap.documents.pieces import Context, Link, Piece, Text

READERS = (text, html, xml, calendar, eml)

FRAGMENTS = st.sampled_from(
    [
        "<a href='https://x.example/'>", '<a href="', '</a>', '<b>', '<!--', '-->', '<![CDATA[', ']]>', '<script>',
        '</script>', '<style>', 'url(x)', '<base href=//b.example/>', "<iframe srcdoc='&lt;b&gt;'>",
        'data:text/html;base64,PGI+', '<meta charset=utf-16>', "<meta http-equiv=refresh content='0;url=/x'>",
        '&#x41;', '&lt', '&nope;', "<?xml version='1.0'?>", "<!DOCTYPE a [<!ENTITY e 'x'>]>", '&e;',
        "<a:b xmlns:a='c'>", "style='display:none'", "on click='x'", '\x00', '\ud800', 'BEGIN:VCARD\r\n',
        'NOTE;QUOTED-PRINTABLE:=41=\r\n', ' folded\r\n', 'ATTACH;ENCODING=BASE64:QUJD\r\n', 'X;A="b:c":d\r\n', '"',
        "'", '`', '\\', '\\u00', '\\x4', '%41%42%43', 'atob(', 'String.fromCharCode(65,66)',
        'QUJDREVGR0hJSktMTU5PUFFSU1RV', 'From: a\r\nTo: b\r\n\r\n', 'Content-Type: text/html\r\n\r\n', '\r\n--B\r\n',
        'text ', '\n', 'http://x.example/ ',
    ]
)  # fmt: skip
DOCUMENTS = st.one_of(
    st.binary(max_size=1_000),
    st.lists(FRAGMENTS, max_size=40).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass")),
    st.lists(FRAGMENTS, max_size=40).map(lambda parts: "".join(parts).encode("utf-16", "surrogatepass")),
)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__.rpartition(".")[2])
@settings(deadline=5000, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=DOCUMENTS, charset=st.sampled_from(["", "utf-8", "utf-16", "iso-2022-jp", "nope", "utf-7"]))
def test_only_pieces_come(reader, data: bytes, charset: str) -> None:  # type: ignore[no-untyped-def]
    for piece in reader.read(data, Context(charset=charset)):
        assert isinstance(piece, Piece)
        if isinstance(piece, Link):
            assert piece.url and not set(piece.url) & set("\r\n\t")
        if isinstance(piece, Text):
            piece.text.encode("utf-8", "surrogatepass")
