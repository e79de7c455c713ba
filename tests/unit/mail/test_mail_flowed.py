"""format=flowed (RFC 3676)."""

import pytest

from tqimap.mail.flowed import unflowed


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("one \r\ntwo", "one two"),
        ("one\r\ntwo", "one\ntwo"),
        ("see http://example.com/a/ \r\nand this", "see http://example.com/a/ and this"),
        ("> quoted \r\n> text\r\nanswer", "> quoted text\nanswer"),
        ("> quoted \r\n>> deeper", "> quoted \n>> deeper"),
        ("text \r\n-- \r\nname", "text \n-- \nname"),
        (" From stuffed", "From stuffed"),
        ("  indented", " indented"),
        ("last ", "last "),
        ("", ""),
    ],
)
def test_lines_that_end_in_a_blank_go_on_in_the_next(sent: str, meant: str) -> None:
    assert unflowed(sent) == meant


def test_delsp_takes_the_space_as_well() -> None:
    assert unflowed("http://example.com/very/ \r\nlong/path \r\n?x=1\r\nnext", delsp=True) == (
        "http://example.com/very/long/path?x=1\nnext"
    )
