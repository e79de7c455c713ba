"""Sample mail of every kind, each with what ThreatQ must hold once it has been read.

Hosts are invented names below real suffixes, addresses lie in networks that are routed nowhere, hashes are those of
invented names: nothing here exists, and a reader that knows reserved names still takes it for real.

Expected values are written as ThreatQ keeps them: a URL without its scheme, a URL without a path as its host.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from . import small_compound, small_documents

Key = tuple[str, str]
READER = "Intelligence Desk <desk@sandbox.test>"


@dataclass(frozen=True, slots=True)
class ExpectedFile:
    """An attachment that must be a File: its name, the MD5 of its content, the indicators that it carries itself."""

    name: str
    md5: str
    indicators: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail as raw bytes, the indicators of its body, and the Files that its attachments must become."""

    title: str
    raw: bytes
    body: frozenset[Key] = frozenset()
    files: tuple[ExpectedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """All that ThreatQ must hold: indicators, and the indicators that each File, by its MD5, is related to."""

    indicators: frozenset[Key]
    files: Mapping[str, frozenset[Key]]
    names: Mapping[str, str]


def expected(samples: Iterable[Sample]) -> Expected:
    """The guide's rules over all samples: what stands in the body is related to every File of that mail, too."""
    indicators: set[Key] = set()
    files: dict[str, frozenset[Key]] = {}
    names: dict[str, str] = {}
    for sample in samples:
        indicators |= sample.body.union(*(file.indicators for file in sample.files))
        for file in sample.files:
            files[file.md5] = files.get(file.md5, frozenset()) | sample.body | file.indicators
            names.setdefault(file.md5, file.name)
    return Expected(frozenset(indicators), files, names)


def samples(now: datetime) -> list[Sample]:
    """The sample mail, sent in the hours before ``now``."""
    makers = (
        _defanged_prose, _hidden_link, _list_in_a_csv, _forwarded_phish, _office_documents, _archives,
        _structured_texts, _foreign_letters, _outlook, _scanned_code, _locked_archive, _program, _same_list_again,
        _small_talk,
    )  # fmt: skip
    return [maker(now.astimezone(UTC) - timedelta(hours=len(makers) - hour)) for hour, maker in enumerate(makers)]


def _mail(title: str, sent: datetime, text: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Sharing Group <list@sandbox.test>"
    message["To"] = READER
    message["Subject"] = title
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{_hash('sha1', title)[:16]}@sandbox.test>"
    message.set_content(text)
    return message


def _attach(message: EmailMessage, name: str, media_type: str, content: bytes) -> None:
    maintype, _, subtype = media_type.partition("/")
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)


def _sample(message: EmailMessage, body: Iterable[Key] = (), *files: tuple[str, bytes, Iterable[Key]]) -> Sample:
    found = (ExpectedFile(name, _md5(content), frozenset(keys)) for name, content, keys in files)
    return Sample(str(message["Subject"]), message.as_bytes(), frozenset(body), tuple(found))


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _hash(algorithm: str, name: str) -> str:
    """The hash of something that does not exist."""
    return hashlib.new(algorithm, name.encode(), usedforsecurity=False).hexdigest()


def _defanged_prose(sent: datetime) -> Sample:
    sha256 = _hash("sha256", "loader")
    text = f"""Dear colleagues,

the loader is fetched from hxxps://cdn[.]loader-tqimap-demo[.]com/stage2/load.php?id=7 and then
reports to 44[.]128[.]7[.]21 and 2d3a:bad:cafe::25, in some runs to gate(.)backup-tqimap-demo(.)net.
Its SHA-256 is {sha256}.
Samples were mailed by invoice[at]sender-tqimap-demo[.]org.

Regards, the desk
"""
    keys = (
        ("URL", "cdn.loader-tqimap-demo.com/stage2/load.php?id=7"), ("IP Address", "44.128.7.21"),
        ("IPv6 Address", "2d3a:bad:cafe::25"), ("FQDN", "gate.backup-tqimap-demo.net"), ("SHA-256", sha256),
        ("Email Address", "invoice@sender-tqimap-demo.org"),
    )  # fmt: skip
    return _sample(_mail("Defanged prose: a new loader", sent, text), keys)


def _hidden_link(sent: datetime) -> Sample:
    message = _mail(
        "Hidden link: your mailbox is full", sent, "Your mailbox is full. See the other part of this mail.\n"
    )
    html = """<html><head><style>p { color: #333333 }</style></head><body>
<p>Your mailbox is <b>full</b>. <a href="http://login.quota-tqimap-demo.com/owa/auth?u=1&amp;v=2">Sign in here</a>
to keep your messages, or write to <a href="mailto:help@quota-tqimap-demo.com">the help desk</a>.</p>
<p><img src="cid:logo@sandbox.test" alt="Logo"></p></body></html>"""
    message.add_alternative(html, subtype="html")
    html_part = list(message.iter_parts())[1]
    html_part.add_related(_PIXEL, maintype="image", subtype="png", cid="<logo@sandbox.test>")
    keys = (
        ("URL", "login.quota-tqimap-demo.com/owa/auth?u=1&v=2"), ("Email Address", "help@quota-tqimap-demo.com"),
    )  # fmt: skip
    return _sample(message, keys)


# A picture of one pixel: part of an HTML body, and so no File.
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000b4944415478da636000020000050001e9fadcd80000"
    "000049454e44ae426082"
)

_LIST = f"""type,value,comment
ip,44.128.9.30,command and control
domain,panel.stealer-tqimap-demo.com,panel
url,http://44.128.9.30:8080/gate/panel.php,exfiltration
md5,{_hash("md5", "stealer")},dropper
sha1,{_hash("sha1", "stealer")},dropper
""".encode()
_LIST_KEYS = (
    ("IP Address", "44.128.9.30"), ("FQDN", "panel.stealer-tqimap-demo.com"),
    ("URL", "44.128.9.30:8080/gate/panel.php"), ("MD5", _hash("md5", "stealer")), ("SHA-1", _hash("sha1", "stealer")),
)  # fmt: skip


def _list_in_a_csv(sent: datetime) -> Sample:
    text = "Attached is our list. New since yesterday: mail.stealer-tqimap-demo.com\n"
    message = _mail("A list as CSV", sent, text)
    _attach(message, "indicators.csv", "text/csv", _LIST)
    return _sample(message, [("FQDN", "mail.stealer-tqimap-demo.com")], ("indicators.csv", _LIST, _LIST_KEYS))


def _forwarded_phish(sent: datetime) -> Sample:
    """The forwarded mail is a File, and its own attachment is one as well."""
    note = b"Please pay to the account named at http://pay.phish-tqimap-demo.com/account/de\r\n"
    inner = EmailMessage(policy=SMTP)
    inner["From"], inner["Subject"] = "Somebody <list@sandbox.test>", "Overdue"
    inner.set_content("Open https://files.phish-tqimap-demo.com/overdue.html at once.\n")
    _attach(inner, "account.txt", "text/plain", note)
    message = _mail("A forwarded phish", sent, "Seen this morning, see the attached message.\n")
    message.add_attachment(inner, filename="overdue.eml")
    attached = _last_part(message)
    return _sample(
        message, (),
        ("overdue.eml", attached, [("URL", "files.phish-tqimap-demo.com/overdue.html")]),
        ("account.txt", note, [("URL", "pay.phish-tqimap-demo.com/account/de")]),
    )  # fmt: skip


def _last_part(message: EmailMessage) -> bytes:
    """The content of the last part as it stands in the raw mail; the line end before a boundary is the boundary's."""
    raw, boundary = message.as_bytes(), str(message.get_boundary()).encode()
    part = raw.split(b"--" + boundary)[-2].removesuffix(b"\r\n")
    return part.partition(b"\r\n\r\n")[2]


def _office_documents(sent: datetime) -> Sample:
    report = small_documents.pdf(
        ["Incident report", "The implant talks to 44.128.10.66", "and to relay.implant-tqimap-demo.com"],
        link="http://download.implant-tqimap-demo.com/agent/setup",
    )
    memo = small_documents.docx(
        ["Memo", "Block 44[.]128[.]11[.]5 at the gateway."], link="https://share.memo-tqimap-demo.com/s/4711"
    )
    table = small_documents.xlsx([["host", "hash"], ["c2.sheet-tqimap-demo.com", _hash("sha256", "sheet")]])
    letter = small_documents.rtf(["Dear Sir", "transfer it at http://bank.letter-tqimap-demo.com/transfer today."])
    note = small_documents.odt(["Note", "They also came from 44.128.10.67."])
    message = _mail("Documents", sent, "Five documents from the incident.\n")
    office = "application/vnd.openxmlformats-officedocument"
    _attach(message, "report.pdf", "application/pdf", report)
    _attach(message, "memo.docx", f"{office}.wordprocessingml.document", memo)
    _attach(message, "hosts.xlsx", f"{office}.spreadsheetml.sheet", table)
    _attach(message, "letter.rtf", "application/rtf", letter)
    _attach(message, "note.odt", "application/vnd.oasis.opendocument.text", note)
    report_keys = (
        ("IP Address", "44.128.10.66"), ("FQDN", "relay.implant-tqimap-demo.com"),
        ("URL", "download.implant-tqimap-demo.com/agent/setup"),
    )  # fmt: skip
    return _sample(
        message, (),
        ("report.pdf", report, report_keys),
        ("memo.docx", memo, [("IP Address", "44.128.11.5"), ("URL", "share.memo-tqimap-demo.com/s/4711")]),
        ("hosts.xlsx", table, [("FQDN", "c2.sheet-tqimap-demo.com"), ("SHA-256", _hash("sha256", "sheet"))]),
        ("letter.rtf", letter, [("URL", "bank.letter-tqimap-demo.com/transfer")]),
        ("note.odt", note, [("IP Address", "44.128.10.67")]),
    )  # fmt: skip


def _archives(sent: datetime) -> Sample:
    inner = small_documents.zipped({"deep.txt": "deep.archive-tqimap-demo.com\n"})
    outer = small_documents.zipped({"hosts.txt": "44.128.12.77\n", "inner.zip": inner})
    tar = small_documents.tar_gz({"logs/access.log": b"GET http://shell.archive-tqimap-demo.com/x.cgi 200\n"})
    message = _mail("Archives", sent, "Two archives, as promised.\n")
    _attach(message, "evidence.zip", "application/zip", outer)
    _attach(message, "logs.tar.gz", "application/gzip", tar)
    return _sample(
        message, (),
        ("evidence.zip", outer, [("IP Address", "44.128.12.77"), ("FQDN", "deep.archive-tqimap-demo.com")]),
        ("logs.tar.gz", tar, [("URL", "shell.archive-tqimap-demo.com/x.cgi")]),
    )  # fmt: skip


def _structured_texts(sent: datetime) -> Sample:
    json = b'{"indicators": [{"host": "api.json-tqimap-demo.com"}, {"ip": "44.128.13.1"}]}\n'
    xml = b'<?xml version="1.0"?><report><url>http://feed.xml-tqimap-demo.com/taxii?a=1&amp;b=2</url></report>\n'
    page = b'<html><body><a href="https://kit.page-tqimap-demo.com/kit/index">offer</a></body></html>\n'
    message = _mail("JSON, XML and HTML", sent, "The same in three formats.\n")
    _attach(message, "feed.json", "application/json", json)
    _attach(message, "feed.xml", "application/xml", xml)
    _attach(message, "offer.html", "text/html", page)
    return _sample(
        message, (),
        ("feed.json", json, [("FQDN", "api.json-tqimap-demo.com"), ("IP Address", "44.128.13.1")]),
        ("feed.xml", xml, [("URL", "feed.xml-tqimap-demo.com/taxii?a=1&b=2")]),
        ("offer.html", page, [("URL", "kit.page-tqimap-demo.com/kit/index")]),
    )  # fmt: skip


def _foreign_letters(sent: datetime) -> Sample:
    """A subject, a body and a file name that need their encodings to be understood."""
    content = "Zurück an den Absender? Nein: kontakt@liste-tqimap-demo.de\r\n".encode("utf-16")
    message = _mail("Grüße: „Rechnung“ über 7 €", sent, "")
    message.set_content(
        "Bitte über http://konto.umlaut-tqimap-demo.de/zahlung/?x=ja bezahlen, möglichst früh.\n",
        charset="utf-8",
        cte="base64",
    )
    _attach(message, "Übersicht März.txt", "text/plain", content)
    return _sample(
        message, [("URL", "konto.umlaut-tqimap-demo.de/zahlung/?x=ja")],
        ("Übersicht März.txt", content, [("Email Address", "kontakt@liste-tqimap-demo.de")]),
    )  # fmt: skip


def _outlook(sent: datetime) -> Sample:
    """What Outlook makes of a message that is passed on, of an attachment, and of an invitation."""
    passed_on = small_compound.outlook_message(
        "Invoice", "billing@outlook-tqimap-demo.com", "See https://pay.outlook-tqimap-demo.com/invoice/815 please.\r\n"
    )
    wrapped = small_documents.winmail("hosts.txt", b"beacon.winmail-tqimap-demo.net\r\n")
    invitation = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1@sandbox.test\r\nSUMMARY:Quarterly review\r\n"
        b"LOCATION:https://meet.invite-tqimap-demo.com/j/99\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    message = _mail("From Outlook", sent, "Reported by three people.\n")
    _attach(message, "Invoice.msg", "application/vnd.ms-outlook", passed_on)
    _attach(message, "winmail.dat", "application/ms-tnef", wrapped)
    _attach(message, "invite.ics", "text/calendar", invitation)
    keys = [("Email Address", "billing@outlook-tqimap-demo.com"), ("URL", "pay.outlook-tqimap-demo.com/invoice/815")]
    return _sample(
        message, (),
        ("Invoice.msg", passed_on, keys),
        ("winmail.dat", wrapped, [("FQDN", "beacon.winmail-tqimap-demo.net")]),
        ("invite.ics", invitation, [("URL", "meet.invite-tqimap-demo.com/j/99")]),
    )  # fmt: skip


def _scanned_code(sent: datetime) -> Sample:
    message = _mail("A code to scan", sent, "Your parcel waits. Scan the code in the picture with your telephone.\n")
    _attach(message, "parcel.png", "image/png", small_documents.CODE_PNG)
    url = small_documents.SCANNED.removeprefix("https://")
    return _sample(message, (), ("parcel.png", small_documents.CODE_PNG, [("URL", url)]))


def _locked_archive(sent: datetime) -> Sample:
    text = "hxxp://drop[.]locked-tqimap-demo[.]com/x/stage1\n"
    archive = small_documents.locked_zip({"notes.txt": text}, "infected")
    message = _mail("An archive with a password", sent, "The sample is attached. Password: infected\n")
    _attach(message, "sample.zip", "application/zip", archive)
    return _sample(message, (), ("sample.zip", archive, [("URL", "drop.locked-tqimap-demo.com/x/stage1")]))


def _program(sent: datetime) -> Sample:
    """Becomes a locked Malware Sample."""
    content = small_documents.program("GET http://update.bot-tqimap-demo.com/check/v3 HTTP")
    message = _mail("A program", sent, "Found on one machine only.\n")
    _attach(message, "update.exe", "application/x-msdownload", content)
    return _sample(message, (), ("update.exe", content, [("URL", "update.bot-tqimap-demo.com/check/v3")]))


def _same_list_again(sent: datetime) -> Sample:
    """Content that ThreatQ holds already becomes no second File; what is new is related to the one that is there."""
    message = _mail("The list again, under another name", sent, "Resent. They moved to 44.128.9.31 meanwhile.\n")
    _attach(message, "iocs-resent.csv", "text/csv", _LIST)
    return _sample(message, [("IP Address", "44.128.9.31")], ("iocs-resent.csv", _LIST, _LIST_KEYS))


def _small_talk(sent: datetime) -> Sample:
    """Nothing to find: version numbers, times, prices and a private network are no indicators."""
    text = "Lunch at 12:30? Version 1.2.3 costs 4.50, the printer is 192.168.1.10. And/or tomorrow.\n"
    return _sample(_mail("Small talk", sent, text))
