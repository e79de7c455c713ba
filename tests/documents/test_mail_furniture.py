"""What mailing programs add to a mail is no indicator, and is told as that; what somebody wrote is."""

import pytest

from tqimap.documents import body, html
from tqimap.documents.pieces import Context, Furniture, Link, Text
from tqimap.mail import parse


def pieces(text: str, type_: str = "text/html") -> list[object]:
    (part,) = parse(f"Content-Type: {type_}; charset=utf-8\n\n{text}".encode()).parts
    return list(body.read(part))


def furniture(text: str, type_: str = "text/html") -> list[tuple[str, str]]:
    return [(piece.url, piece.spot) for piece in pieces(text, type_) if isinstance(piece, Furniture)]


@pytest.mark.parametrize(
    "size",
    [
        'width="1" height="1"',
        "width=0 height=0",
        'width="1px" height="2"',
        'style="width:1px;height:1px"',
        'style="border:0; HEIGHT: 1px !important; width: 0" alt=""',
        'width="1" style="height:1px;"',
    ],
)
def test_a_picture_that_cannot_be_seen_reports_who_reads(size: str) -> None:
    page = f'<p>a<img {size} src="https://quota-demo.com/open.gif"></p>'
    assert furniture(page) == [("https://quota-demo.com/open.gif", "img src, tracking pixel")]


@pytest.mark.parametrize("size", ['width="1"', 'width="600" height="1"', 'width="100%" height="2"', "", 'width="10"'])
def test_another_picture_is_a_link(size: str) -> None:
    page = f'<p>a<img {size} src="https://quota-demo.com/a.gif"></p>'
    assert furniture(page) == []
    assert Link("https://quota-demo.com/a.gif", "img src") in pieces(page)


@pytest.mark.parametrize(
    "words",
    ["Unsubscribe", "<b>unsub</b>scribe here", "Newsletter abbestellen", "Se d\u00e9sabonner", "\u9000\u8ba2"],
)
def test_a_link_that_ends_a_subscription_is_known_by_its_words(words: str) -> None:
    page = f'<p>a <a href="https://quota-demo.com/u?x=1">{words}</a> b <a href="https://quota-demo.com/x">more</a></p>'
    assert furniture(page) == [("https://quota-demo.com/u?x=1", "a href, unsubscribe link")]
    assert Link("https://quota-demo.com/x", "a href") in pieces(page)


def test_a_link_that_other_words_lead_to_as_well_is_kept() -> None:
    page = "".join(f'<a href="https://quota-demo.com/x">{words}</a> ' for words in ("Your invoice", "unsubscribe"))
    assert furniture(page) == []
    assert Link("https://quota-demo.com/x", "a href") in pieces(page)


def test_a_sentence_that_speaks_of_it_is_no_link_of_a_mailing_program() -> None:
    sentence = "When you unsubscribe from the list on the page that this link leads to, the kit asks for a password"
    assert furniture(f'<a href="https://quota-demo.com/x">{sentence}</a>') == []


@pytest.mark.parametrize(
    "text",
    [
        "To unsubscribe, go to https://quota-demo.com/u?x=1 now",
        "Unsubscribe <https://quota-demo.com/u?x=1>",
        "[Unsubscribe](https://quota-demo.com/u?x=1)",
        "> To unsubscribe:\r\n> https://quota-demo.com/u?x=1\r\n> Bob",
    ],
)
def test_in_a_text_it_follows_the_words(text: str) -> None:
    assert furniture(text, "text/plain") == [("https://quota-demo.com/u?x=1", "unsubscribe link")]
    (plain,) = [piece.text for piece in pieces(text, "text/plain") if isinstance(piece, Text)]
    assert plain == text.replace("https://quota-demo.com/u?x=1", " " * 28)  # each other word stays at its place


@pytest.mark.parametrize(
    "text",
    [
        "The unsubscribe link is hxxps://quota-demo[.]com/u",
        "The unsubscribe link is https://quota-demo[.]com/u",
        "Unsubscribe.\n\nThe page: https://quota-demo.com/u",
        "https://quota-demo.com/u was seen",
    ],
)
def test_what_was_defanged_or_stands_apart_is_text(text: str) -> None:
    assert furniture(text, "text/plain") == []


def test_in_a_document_nothing_is_passed_over() -> None:
    page = b'<img width=1 height=1 src="https://quota-demo.com/a"><a href="https://quota-demo.com/b">unsubscribe</a>'
    urls = {piece.url for piece in html.read(page, Context()) if isinstance(piece, Link)}
    assert urls == {"https://quota-demo.com/a", "https://quota-demo.com/b"}
