"""What mailing programs add to a mail is no indicator, and is told as that; what somebody wrote is."""

import re

import compressed_rtf
import pytest
from office_files import Tree, compound_file, mapi_block, tnef

from tqimap.documents.markup import html
from tqimap.documents.messages import body, msg
from tqimap.documents.pieces import Context, Furniture, Link, Text
from tqimap.documents.walk import walk
from tqimap.mail import parse


def pieces(text: str, type_: str = "text/html") -> list[object]:
    (part,) = parse(f"Content-Type: {type_}; charset=utf-8\n\n{text}".encode()).parts
    return list(body.read(part))


def furniture(text: str, type_: str = "text/html") -> list[tuple[str, str]]:
    return [(piece.text, piece.spot) for piece in pieces(text, type_) if isinstance(piece, Furniture)]


@pytest.mark.parametrize(
    ("page", "spot"),
    [
        ('<img width="1" height="1" src="https://quota-demo.com/a.gif">', "img src"),
        ('<a href="https://quota-demo.com/x"><img src="https://quota-demo.com/a.gif" alt="Logo"></a>', "img src"),
        ('<table background="https://quota-demo.com/a.gif"><tr><td>a</table>', "table background"),
        ("<p style=\"background:url('https://quota-demo.com/a.gif')\">a", "style"),
        ('<link rel="stylesheet" href="https://quota-demo.com/a.gif">', "stylesheet link href"),
        ('<link rel="shortcut ICON" href="https://quota-demo.com/a.gif">', "icon link href"),
    ],
)
def test_pictures_are_there_to_be_looked_at(page: str, spot: str) -> None:
    assert furniture(f"<p>a{page}") == [("https://quota-demo.com/a.gif", spot)]


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ('<img src="file://quota-demo.com/share/a.gif">', Link("file://quota-demo.com/share/a.gif", "img src")),
        ('<iframe src="https://quota-demo.com/a"></iframe>', Link("https://quota-demo.com/a", "iframe src")),
        ('<form action="https://quota-demo.com/a">', Link("https://quota-demo.com/a", "form action")),
        ('<link rel="canonical" href="https://quota-demo.com/a">', Link("https://quota-demo.com/a", "link href")),
        ('<script src="https://quota-demo.com/v0.js"></script>', Link("https://quota-demo.com/v0.js", "script src")),
    ],
)
def test_what_asks_for_more_than_a_look_is_a_link(page: str, link: Link) -> None:
    assert furniture(f"<p>a{page}") == []
    assert link in pieces(f"<p>a{page}")


@pytest.mark.parametrize("inside", ['<img src="cid:1" alt="in">', "LinkedIn", " linkedin\n", ""])
def test_a_profile_of_the_sender_stands_behind_a_sign(inside: str) -> None:
    url = "https://www.linkedin.com/company/quota"
    assert furniture(f'<p>a <a href="{url}">{inside}</a>') == [(url, "a href, profile")]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.linkedin.com/in/quota", "this account sent them"),
        ("https://www.facebook.com/l.php?u=https://quota-demo.com", ""),
        ("https://linkedin.com.quota-demo.com/in/a", "LinkedIn"),
        ("https://quota-demo.com/in/a", ""),
    ],
)
def test_no_profile_of_the_sender(url: str, words: str) -> None:
    assert furniture(f'<p>a <a href="{url}">{words}</a>') == []


@pytest.mark.parametrize(
    "words",
    [
        "Unsubscribe",
        "<b>unsub</b>scribe here",
        "Newsletter abbestellen",
        "Se d\u00e9sabonner",
        "\u9000\u8ba2",
        "Manage Subscriptions",
        "Update your subscription",
        "G\u00e9rer vos pr\u00e9f\u00e9rences",
        "Afmeld nyhedsbrev",
        "Zrezygnuj z newslettera",
        "Odhl\u00e1sit odb\u011br",
        "Abonelikten \u00e7\u0131k",
        "\uc218\uc2e0\uac70\ubd80",
    ],
)
def test_a_link_that_ends_a_subscription_is_known_by_its_words(words: str) -> None:
    page = f'<p>a <a href="https://quota-demo.com/u?x=1">{words}</a> b <a href="https://quota-demo.com/x">more</a></p>'
    assert furniture(page) == [("https://quota-demo.com/u?x=1", "a href, unsubscribe link")]
    assert Link("https://quota-demo.com/x", "a href") in pieces(page)


@pytest.mark.parametrize(
    "words",
    ["Privacy\nPolicy", "Privacy &amp; Use", "Read our Privacy Policy", "privacy statement", "Mentions l\u00e9gales"],
)
def test_so_is_a_link_to_what_the_law_asks_for(words: str) -> None:
    page = f'<p>a <a href="https://quota-demo.com/p">{words}</a> <a href="https://quota-demo.com/x">My policy</a>'
    assert furniture(page) == [("https://quota-demo.com/p", "a href, legal notice")]


@pytest.mark.parametrize(
    "text",
    [
        "Privacy Policy: https://quota-demo.com/p",
        "Copyright Quota | Terms of Use <https://quota-demo.com/p> | Bob",
        "Impressum (https://quota-demo.com/p)",
        "Datenschutz\r\n<https://quota-demo.com/p>",
    ],
)
def test_and_in_a_text_that_says_how_to_leave_behind_those_words(text: str) -> None:
    assert furniture(f"{text}\nUnsubscribe", "text/plain") == [("https://quota-demo.com/p", "legal notice")]


@pytest.mark.parametrize(
    "text",
    ["The lure shows a privacy policy: https://quota-demo.com/p", "Privacy Policy: https://quota-demo[.]com/p"],
)
def test_but_not_in_a_sentence_nor_defanged(text: str) -> None:
    assert furniture(f"{text}\nUnsubscribe", "text/plain") == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://go.microsoft.com/fwlink/?LinkId=550986", "Mail"),
        ("https://go.onelink.me/107872968?pid=InProduct&c=Global", "Sent from Yahoo Mail on Android"),
        ("https://proton.me/mail/home", "Proton Mail"),
        ("https://www.avast.com/sig-email?utm_medium=email", ""),
        ("https://groups.google.com/d/msgid/ioc-share/CAF%40mail.gmail.com?utm_medium=email", "View this discussion"),
        ("https://groups.google.com/a/quota-demo.com/d/optout", "For more options, visit"),
    ],
)
def test_programs_that_say_so_below_what_they_send(url: str, words: str) -> None:
    page = f'<p>a Sent from <a href="{url.replace("&", "&amp;")}">{words}</a>'
    assert furniture(page) == [(url, "a href, mail program")]
    assert furniture(f"a\n\n{words}<{url}> for Windows\n", "text/plain") == [(url, "mail program")]
    other = re.sub("550986|107872968|mail/home|sig-email|/d/", "1", url)
    assert furniture(f'<a href="{other}">x</a>') == furniture(f"a\n{words} <{other}>\n", "text/plain") == []


def test_the_scripts_of_amp_are_in_every_mail_that_is_written_in_it() -> None:
    url = "https://cdn.ampproject.org/v0/amp-form-0.1.js"
    page = f'<script async custom-element="amp-form" src="{url}"></script><p>a'
    assert furniture(page, "text/x-amp-html") == [(url, "script src")]


def test_where_a_program_for_meetings_is_told_of() -> None:
    url = "https://www.microsoft.com/en-us/microsoft-teams/download-app"
    text = f"Join<https://teams.microsoft.com/l/meetup-join/1> or download Teams<{url}>"
    assert (url, "meeting link") in furniture(text, "text/plain")


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
        "To unsubscribe from these alerts, simply\ndisable them at https://quota-demo.com/u?x=1\nBob",
        "Se d\u00e9sabonner : https://quota-demo.com/u?x=1",
        "\u041e\u0442\u043f\u0438\u0441\u0430\u0442\u044c\u0441\u044f: https://quota-demo.com/u?x=1",
        "\u9000\u8ba2: https://quota-demo.com/u?x=1",
    ],
)
def test_in_a_text_it_follows_the_words(text: str) -> None:
    assert furniture(text, "text/plain") == [("https://quota-demo.com/u?x=1", "unsubscribe link")]
    (plain,) = [piece.text for piece in pieces(text, "text/plain") if isinstance(piece, Text)]
    assert plain == text.replace("https://quota-demo.com/u?x=1", " " * 28).replace("\r\n", "\n")  # all else stays


def test_so_does_the_address_of_a_program_that_keeps_lists() -> None:
    text = "To unsubscribe send an email to quota-leave@lists.quota-demo.com\nor ask bob@quota-demo.com"
    assert furniture(text, "text/plain") == [("quota-leave@lists.quota-demo.com", "unsubscribe link")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a [https://quota-demo.com/i/logo.png?v=1] b", ("https://quota-demo.com/i/logo.png?v=1", "picture")),
        ("[LinkedIn]<https://www.linkedin.com/company/q>", ("https://www.linkedin.com/company/q", "profile")),
        ("Twitter <https://twitter.com/quota>", ("https://twitter.com/quota", "profile")),
        ("[] <https://www.facebook.com/quota>", ("https://www.facebook.com/quota", "profile")),
        ("** Twitter (https://twitter.com/quota)", ("https://twitter.com/quota", "profile")),
        ("Follow us: X | https://x.com/quota", ("https://x.com/quota", "profile")),
        ("Suivez-nous\n  https://www.facebook.com/quota", ("https://www.facebook.com/quota", "profile")),
        ("Join: https://us02web.zoom.us/j/81234?pwd=a.", ("https://us02web.zoom.us/j/81234?pwd=a.", "meeting link")),
        ("Your number: https://us02web.zoom.us/u/kabc", ("https://us02web.zoom.us/u/kabc", "meeting link")),
        ("https://teams.microsoft.com/meet/1", ("https://teams.microsoft.com/meet/1", "meeting link")),
        ("<https://dialin.teams.microsoft.com/1?id=2>", ("https://dialin.teams.microsoft.com/1?id=2", "meeting link")),
    ],
)
def test_pictures_and_profiles_as_mailing_programs_write_them_in_a_text(text: str, told: tuple[str, str]) -> None:
    assert furniture(text, "text/plain") == [told]


@pytest.mark.parametrize(
    "text",
    [
        "The picture [https://quota-demo[.]com/logo.png] holds a payload",
        "It fetches https://quota-demo.com/logo.png",
        "The account <https://twitter.com/quota> sends commands",
        "The account on twitter (https://twitter.com/quota) sends commands",
        "They say: follow us\n\nThe account https://twitter.com/quota sends commands",
        "https://us02web-zoom.us/j/81234, https://zoom.us.quota-demo.com/j/81234 and hxxps://zoom.us/j/81234",
        "The unsubscribe link is hxxps://quota-demo[.]com/u",
        "The unsubscribe link is https://quota-demo[.]com/u",
        "Unsubscribe.\n\nThe page: https://quota-demo.com/u",
        "https://quota-demo.com/u was seen",
        "Subject: unsubscribe now\nThe page: https://quota-demo.com/u",
    ],
)
def test_what_was_defanged_or_stands_apart_is_text(text: str) -> None:
    assert furniture(text, "text/plain") == []


def test_in_a_document_nothing_is_passed_over() -> None:
    page = b'<img width=1 height=1 src="https://quota-demo.com/a"><a href="https://quota-demo.com/b">unsubscribe</a>'
    urls = {piece.url for piece in html.read(page, Context()) if isinstance(piece, Link)}
    assert urls == {"https://quota-demo.com/a", "https://quota-demo.com/b"}


def shown(text: str, type_: str) -> str:
    return "\n".join(piece.text for piece in pieces(text, type_) if isinstance(piece, Text))


def test_a_signature_follows_two_dashes_and_ends_with_an_empty_line() -> None:
    mail = "see a.b\n-- \nBob\nquota-demo.com\n\nOn Monday Eve wrote:\n> see c.d\n> -- \n> Eve, e.f\n\n-- \n\nsee g.h"
    assert furniture(mail, "text/plain") == [("Bob\nquota-demo.com\n", "signature"), ("> Eve, e.f\n", "signature")]
    text = shown(mail, "text/plain")
    assert [word in text for word in ("a.b", "quota-demo", "c.d", "e.f", "g.h")] == [True, False, True, False, True]
    assert text.count("\n") == mail.count("\n")


def test_so_does_the_footer_of_a_mailing_list() -> None:
    footer = "Quota mailing list\nhttps://quota-demo.com/mailman/listinfo/quota"
    assert furniture(f"see a.b\n{'_' * 47}\n{footer}\n", "text/plain") == [(f"{footer}\n", "signature")]
    outlook = f"see a.b\n{'_' * 32}\nFrom: Eve <eve@quota-demo.com>\n"
    assert furniture(outlook, "text/plain") == []


@pytest.mark.parametrize("line", ["--", "-" * 72, "=" * 10, "#" * 72, "> --"])
def test_and_that_of_another_program_says_how_to_leave_the_list(line: str) -> None:
    quoted = line[:-2] if line.startswith(">") else ""
    footer = f'{quoted}To unsubscribe from this list: send the line "unsubscribe a" to\n{quoted}a@b.com, see c.com/d\n'
    assert furniture(f"see a.b\n{line}\n{footer}\nsee e.com", "text/plain") == [(footer, "signature")]
    assert furniture(f"see a.b\n{line}\nsee e.com\n{footer}", "text/plain") == []


def test_that_of_groups_io_stands_between_lines_of_its_own() -> None:
    line = "-=" * 11 + "-"
    footer = (
        "Groups.io Links: You receive all messages.\nView: https://quota.groups.io/g/1\nUnsubscribe: a.b/c [d@e.com]\n"
    )
    assert furniture(f"see a.b\n{line}\n{footer}{line}\n", "text/plain") == [(f"{footer}{line}\n", "signature")]


def test_the_head_of_a_digest_names_the_list() -> None:
    head = (
        "Send Quota mailing list submissions to\n\tquota@b-demo.com\n\nTo subscribe or unsubscribe, go there\n\n"
        "You can reach the person managing the list at\n"
    )
    told = [("quota@b-demo.com", "unsubscribe link"), ("quota-owner@b-demo.com", "unsubscribe link")]
    assert furniture(f"{head}\tquota-owner@b-demo.com\n\nsee eve@c-demo.com", "text/plain") == told


@pytest.mark.parametrize("mail", ["a\n--\nb.c", "a\n--- \nb.c", "a -- \nb.c", "a\n-- b.c", "-- \n"])
def test_other_dashes_begin_no_signature(mail: str) -> None:
    assert furniture(mail, "text/plain") == []


@pytest.mark.parametrize(
    "element",
    [
        'div class="gmail_signature"',
        'div id="Signature"',
        'pre class="moz-signature" cols="72"',
        'div id="x_AppleMailSignature" dir="ltr"',
        'span class="-x-evo-signature"',
        'div id="_rc_sig"',
        'div class="protonmail_signature_block"',
        'div name="messageSignatureSection"',
        'div data-signature="true"',
    ],
)
def test_a_signature_of_a_page_is_known_by_the_name_of_its_element(element: str) -> None:
    link = '<a href="https://quota-demo.com/">quota-demo.com</a>'
    page = f"<p>see {link} a.b</p><{element}>Bob {link}<br>c.d</{element.split(maxsplit=1)[0]}><p>e.f</p>"
    told = [("Bob quota-demo.com\nc.d", "signature"), ("https://quota-demo.com/", "a href, signature")]
    assert furniture(page) == told
    assert shown(page, "text/html").splitlines()[:2] == ["see quota-demo.com a.b", "e.f"]
    assert Link("https://quota-demo.com/", "a href, shown") in pieces(page)


def test_the_rest_of_a_page_behind_a_signature_that_never_ends_is_none() -> None:
    link = '<a href="https://quota-demo.com/">here</a>'
    page = f'<p>see <div id="Signature">Bob<br>{"The report goes on, and on. " * 100}{link}'
    assert furniture(page) == []
    assert "goes on" in shown(page, "text/html")
    assert Link("https://quota-demo.com/", "a href, signature") in pieces(page)


def test_an_element_about_signatures_is_text() -> None:
    assert furniture('<p class="signature-list">a.b</p><p id="the-signature">c.d</p>') == []


def test_the_body_of_a_message_inside_a_document_has_furniture_too() -> None:
    mail = (
        b"From: a@b.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<img src='https://quota-demo.com/a'>"
    )
    walked = list(walk(mail, "a.eml"))
    assert [each.piece for each in walked if isinstance(each.piece, Furniture)] == [
        Furniture("https://quota-demo.com/a", "img src")
    ]


PAGE = b"<p>see https://quota-two.com/a<img src='https://quota-demo.com/a'><a href='https://quota-demo.com/b'>Unsubscribe</a>"
WRAPPED = rb"{\rtf1\fromhtml1 {\*\htmltag64 %b}}" % PAGE
PLAIN = b"see https://quota-two.com/a [https://quota-demo.com/a.png]\nUnsubscribe: https://quota-demo.com/b"
FIELD = rb"""{\rtf1 see https://quota-two.com/a [https://quota-demo.com/a.png]
{\field{\*\fldinst{ HYPERLINK "https://quota-demo.com/b" }}{\fldrslt{\ul\cf1 Unsub}{\b scribe}}}}"""
BODIES = [
    (0x1013, 0x0102, PAGE),
    (0x1009, 0x0102, compressed_rtf.compress(WRAPPED)),
    (0x1009, 0x0102, compressed_rtf.compress(rb"{\rtf1 %b}" % PLAIN.replace(b"\n", rb"\par "))),
    (0x1009, 0x0102, compressed_rtf.compress(FIELD)),
    (0x1000, 0x001E, PLAIN),
]


def furniture_of(data: bytes, name: str) -> list[str]:
    """With no link nor text left that holds any."""
    found = [each.piece for each in walk(data, name)]
    assert not any("quota-demo" in str(piece) for piece in found if isinstance(piece, Link | Text))
    assert any("https://quota-two.com/a" in piece.text for piece in found if isinstance(piece, Text))
    return [piece.text for piece in found if isinstance(piece, Furniture)]


@pytest.mark.parametrize(("tag", "kind", "content"), BODIES)
def test_so_have_the_bodies_of_outlook(tag: int, kind: int, content: bytes) -> None:
    item: Tree = {msg.PROPERTIES: b"", f"{msg.PROPERTY}{tag:04X}{kind:04X}": content}
    attached: Tree = {msg.PROPERTIES: b"", "__attach_version1.0_#00000000": {f"{msg.PROPERTY}3701000D": item}}
    for tree in (item, attached):
        assert len(furniture_of(compound_file(tree), "a.msg")) == 2
    assert len(furniture_of(tnef((0x00069003, mapi_block((tag, kind, content)))), "winmail.dat")) == 2


@pytest.mark.parametrize(
    ("name", "content"), [("body.html", PAGE), ("body.rtf", WRAPPED), ("a.rtf", FIELD), ("body.txt", PLAIN)]
)
def test_what_is_attached_to_them_has_none(name: str, content: bytes) -> None:
    titled = ((0x00069002, b"x"), (0x00018010, name.encode()), (0x0006800F, content))
    found = [each.piece for each in walk(tnef(*titled), "winmail.dat")]
    assert not any(isinstance(piece, Furniture) for piece in found)
    assert "https://quota-demo.com/b" in "\n".join(map(str, found))


def test_listserv_has_a_page_for_that() -> None:
    url = "http://lists.quota-demo.com/SCRIPTS/WA.EXE?SUBED1=QUOTA&A=1"
    text = f"To unsubscribe from the QUOTA list:\nwrite to: QUOTA-SIGNOFF\nor click the following link:\n{url}\n"
    assert furniture(text, "text/plain") == [(url, "unsubscribe link")]
    assert furniture(f"see {url.replace('SUBED1', 'A2')}", "text/plain") == []


def test_a_field_of_rtf_that_is_no_furniture_is_a_link() -> None:
    field = FIELD.replace(b"{\\b scribe}", b"{\\b mask}")
    item: Tree = {msg.PROPERTIES: b"", f"{msg.PROPERTY}10090102": compressed_rtf.compress(field)}
    found = [each.piece for each in walk(compound_file(item), "a.msg")]
    assert Link("https://quota-demo.com/b", "field") in found


def test_an_address_of_mail_that_is_its_own_link_stands_in_the_text_alone() -> None:
    page = (
        '<p>To: <a href="mailto:Bob@quota-demo.com">bob@quota-demo.com</a> <a href="mailto:a@quota-two.com">me</a></p>'
    )
    assert [piece.url for piece in pieces(page) if isinstance(piece, Link)] == ["mailto:a@quota-two.com"]
    assert shown(page, "text/html") == "To: bob@quota-demo.com me"


def test_a_link_that_shows_its_own_address_stands_in_the_text_alone() -> None:
    url = "https://quota-demo.com/x"
    assert [piece for piece in pieces(f'<p>see <a href="{url}">{url}</a></p>') if isinstance(piece, Link)] == []
    assert Link(url, "a href") in pieces(f'<p>see <a href="{url}">https://quota-two.com/x</a></p>')


NOTICE = "This message may contain confidential information; if you are not the intended recipient, ask a@b-demo.com."


@pytest.mark.parametrize(
    "notice",
    [
        NOTICE,
        "Confidentiality notice: see https://quota-demo.com/legal",
        "Quota plc, registered in England No 1234567. www.quota-demo.com",
        "Sollten Sie nicht der richtige Adressat sein, schreiben Sie an a@b-demo.com.",
        "Quota GmbH, Registergericht Berlin HRB 1234, www.quota-demo.com",
        "Si vous n\u2019\xeates pas le destinataire, merci d'\xe9crire \xe0 a@b-demo.com.",
    ],
)
def test_a_legal_notice_is_a_paragraph_with_its_phrase(notice: str) -> None:
    assert furniture(f"<p>see a.b<p>{notice}<p>c.d") == [(notice, "legal notice")]
    assert furniture(f"see a.b\n{notice}\nc.d\n", "text/plain")[0][1] == "legal notice"
    assert shown(f"see a.b\n\n{notice}\n\nc.d\n", "text/plain").split() == ["see", "a.b", "c.d"]


@pytest.mark.parametrize(
    "footer",
    [
        "This message has been scanned for viruses and dangerous content by MailScanner, see www.quota-demo.com",
        "This email has been checked for viruses by Avast antivirus software.\nwww.quota-demo.com <https://quota-demo.com/s>",
        "This email has been scanned by the Quota Email Security.cloud service.\nVisit http://www.quota-demo.com",
        "Diese E-Mail wurde von Avast-Antivirussoftware auf Viren gepr\xfcft. www.quota-demo.com",
        "Virenfrei.www.avast.com",
    ],
)
def test_so_is_what_a_scanner_writes_below_a_mail(footer: str) -> None:
    line = "This line of the mail goes on in the next one, as programs wrap it, and names a.b"
    assert furniture(f"{line}\n{footer}\n\nsee c.d\n", "text/plain") == [(footer, "legal notice")]


def test_the_link_of_a_host_that_stands_in_a_notice_belongs_to_it() -> None:
    link = '<a href="https://www.quota-demo.com/sig-email?x=1">www.quota-demo.com</a>'
    told = furniture(f'<p>see a.b<p>{NOTICE}{link}<p><a href="https://www.quota-demo.com/x">here</a>')
    assert ("https://www.quota-demo.com/sig-email?x=1", "a href, shown") in told
    assert "https://www.quota-demo.com/x" not in dict(told)


@pytest.mark.parametrize(
    "text",
    [
        "This mail has been checked by our team: https://quota-demo.com/x is bad",
        "The file has been scanned for viruses at https://quota-demo.com/x",
        "They called on evil-quota.com. www.avast.com has it",
        "This message has been scanned: virus found, see https://quota-demo.com/x",
    ],
)
def test_what_somebody_says_of_a_scan_is_text(text: str) -> None:
    assert furniture(text, "text/plain") == []


def test_a_legal_notice_in_a_text_is_wrapped() -> None:
    lines = [
        "This message is for those whom it was sent to and for nobody but them,",
        "for the use of the intended recipient alone. Everybody else has to delete",
        "it and to tell a@b-demo.com",
    ]
    hashes = "\n".join(f"{number:064x} a.exe b" for number in range(3))
    mail = "\n".join([hashes, *lines, "", "see c.d"])
    assert furniture(mail, "text/plain") == [("\n".join(lines), "legal notice")]
    assert shown(mail, "text/plain").split() == [*hashes.split(), "see", "c.d"]


@pytest.mark.parametrize(
    "text",
    [
        "The lure tells the recipient to open https://quota-demo.com/x",
        "Confidential: https://quota-demo.com/x was registered yesterday",
        "The page shows the intended recipient's logo: https://quota-demo.com/x was registered no later than May",
        f"{NOTICE} {'It goes on. ' * 200}",
    ],
)
def test_other_paragraphs_are_none(text: str) -> None:
    assert furniture(text, "text/plain") == furniture(f"<p>{text}") == []


@pytest.mark.parametrize(
    "closing",
    ["Best regards,", "Regards", "Many thanks", "Mit freundlichen Gr\xfc\xdfen", "Cordialement,", "Saludos cordiales"],
)
def test_a_signature_behind_a_closing_phrase_says_how_its_writer_is_reached(closing: str) -> None:
    signature = "Bob Quota | Quota plc\nT: +44 20 7946 0000\nwww.quota-demo.com"
    mail = f"see a.b\n\n{closing}\n\n{signature}\n\nOn Monday Eve wrote:\n> see c.d\n"
    assert furniture(mail, "text/plain") == [(f"\n{signature}", "signature")]
    assert shown(mail, "text/plain").split() == f"see a.b {closing} On Monday Eve wrote: > see c.d".split()
    page = f"<p>see a.b<p>{closing}<p>{signature.replace(chr(10), '<br>')}<p>From: Eve<p>see c.d"
    assert furniture(page) == [(signature, "signature")]


def test_one_may_name_the_company_below_an_empty_line() -> None:
    signature = "Bob Quota\nHead of it\n\nQuota AG\nMain Street 1\nTel.: +44 20 7946 0000\nE-Mail: bob@quota-demo.com"
    assert furniture(f"see a.b\n\nRegards\n{signature}\n\nsee c.d\n", "text/plain") == [(signature, "signature")]


def test_so_does_one_behind_two_dashes_that_lost_their_blank() -> None:
    signature = "Bob Quota\nTel. +44 20 7946 0000\nbob@quota-demo.com\nhttps://www.quota-demo.com"
    assert furniture(f"see a.b\n--\n{signature}\n\nsee c.d\n", "text/plain") == [(signature, "signature")]
    records = "".join(f"--\nName: Eve\nE-Mail: eve{number}@quota-demo.com\n" for number in range(3))
    assert furniture(f"found:\n{records}", "text/plain") == []


@pytest.mark.parametrize(
    "text",
    [
        "Regards,\nBob\nquota-demo.com\n",
        "Regards,\nBob\n\nIndicators:\nquota-demo.com\nTel: see above\n",
        "Regards,\nBob\n\nE-Mail: eve@quota-demo.com\nTel: +44 20 7946 0000\n",
        "Regards,\nBob\n\nAlso seen\neve@quota-demo.com\nTel: +44 20 7946 0000\n",
        "Regards,\nFrom: Eve\nTel: +44 20 7946 0000 quota-demo.com",
        "Thanks for quota-demo.com\nTel: +44 20 7946 0000",
    ],
)
def test_what_else_stands_behind_a_closing_phrase_is_text(text: str) -> None:
    assert furniture(text, "text/plain") == []


def test_the_link_that_a_program_made_of_a_host_in_a_signature_belongs_to_it() -> None:
    link = '<a href="http://www.quota-demo.com">www.quota-demo.com</a>'
    page = f'<p>Best regards<br>Bob, E-Mail: {link}<p><a href="http://www.quota-demo.com/">here</a>'
    assert ("http://www.quota-demo.com", "a href, shown") in furniture(page)
    assert Link("http://www.quota-demo.com/", "a href") in pieces(page)
