"""The source of a mail that somebody pasted into another one."""

import quopri

import pytest

from tqimap.indicators import find

URL = "https://pay.evil-site.com/login.php?session=8842&user=a%40b.de&return=home&from=mail"
BODY = f'Dear customer, your account is limited. <a href="{URL}">Confirm</a> or write to help@evil-site.com, please.'
SOURCE = f"Content-Transfer-Encoding: quoted-printable\n\n{quopri.encodestring(BODY.encode()).decode()}\n"


@pytest.mark.parametrize("quotation", ["", "> ", ">> "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_was_quoted_printable_is_made_plain(quotation: str, end: str) -> None:
    text = end.join(quotation + line for line in SOURCE.split("\n"))
    found = find(text).found
    assert [finding.value for finding in found] == [URL, "help@evil-site.com"]
    assert [text[finding.start : finding.end] for finding in found] == [finding.raw for finding in found]


ORDINARY = [
    (f"{'a' * 60}=3D=\r", [], "half of the end of a line"),
    ("http://evil-site.com/?id=3D5", ["http://evil-site.com/?id=3D5"], "no line of it was broken"),
    (f"{SOURCE}\nhttp://evil-site.com/?id=20", [URL, "help@evil-site.com", "http://evil-site.com/?id=20"], "below it"),
    (
        f"http://evil-site.com/{'a' * 60}?b=3D1&c=\nnext&d=x",
        [f"http://evil-site.com/{'a' * 60}?b=3D1&c=next&d=x"],
        "a line that a mail program broke behind an equals sign, and one that is not escaped",
    ),
]


@pytest.mark.parametrize(("text", "values", "reason"), ORDINARY)
def test_other_text_stays_as_it_is(text: str, values: list[str], reason: str) -> None:
    assert [finding.value for finding in find(text).found] == values, reason
