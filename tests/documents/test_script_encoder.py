"""Scripts that were encoded for Windows Script Host are read as they were written."""

import pytest

from tqimap.documents.pieces import Text
from tqimap.documents.scripts import encoder
from tqimap.documents.walk import walk

SCRIPT = 'x = "https://x.example/a" & Chr(60) \' comment 1 < 2 > @ é\r\ny\t= "back\\slash"'


def encoded(script: str) -> str:
    """By the tables the other way round: of several characters with the same meaning the first."""
    signs: list[str] = []
    order = 0
    for sign in script:
        escape = next((key for key, value in encoder._ESCAPED.items() if value == sign), "")
        table = encoder._TABLES[encoder._ORDER[order % 64]]
        plain = next((code for code, value in table.items() if value == sign and chr(code) not in "<>@"), ord(sign))
        signs.append(f"@{escape}" if escape else chr(plain))
        order += sign < "\x80"
    return f"#@~^AAAAAA=={''.join(signs)}AAAAAA==^#~@"


def test_what_the_encoder_of_microsoft_made() -> None:
    """The example that is quoted wherever the format is described."""
    (told,) = encoder.decoded("#@~^DgAAAA==\\ko$K6,JC\x7fV^GJqAQAAA==^#~@")
    assert told == 'MsgBox "Hello"'


@pytest.mark.parametrize("text", ["{}", "<html><script language=VBScript.Encode>{}</script>", "<%@ x %>\n{}\n"])
def test_an_encoded_script_is_read(text: str) -> None:
    steps = list(walk(text.format(encoded(SCRIPT)).encode(), "a.vbe"))
    assert any(SCRIPT in step.piece.text for step in steps if isinstance(step.piece, Text))
    assert any("https://x.example/a<" in step.piece.text for step in steps if isinstance(step.piece, Text))


def test_a_beginning_alone_is_none() -> None:
    assert list(encoder.decoded("#@~^AAAAAA==" * 50_000)) == []
