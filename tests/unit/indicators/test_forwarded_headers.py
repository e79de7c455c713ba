"""The header of a forwarded mail within a text: who sent it is an indicator, who got it is none."""

import pytest

from tqimap.indicators import find

HEADERS = [
    "From: Eve <eve@quota-demo.com>\nSent: Monday\nTo: Bob <bob@quota-two.com>\nCc: al@quota-two.com\nSubject: Pay",
    "> From: eve@quota-demo.com\n> To: bob@quota-two.com, al@quota-two.com\n> Subject: Pay",
    "*Von:* eve@quota-demo.com\n*Gesendet:* Montag\n*An:* bob@quota-two.com\n*Betreff:* Rechnung",
    "De : eve@quota-demo.com\nObjet : Facture\n\u00c0 : bob@quota-two.com",
    "Od: eve@quota-demo.com\nKomu: bob@quota-two.com\nKopie (CC): al@quota-two.com\nP\u0159edm\u011bt: Platba",
    "Fr\u00e5n: eve@quota-demo.com\nTill: bob@quota-two.com\nKopia: al@quota-two.com\n\u00c4mne: x",
    "Kimden: eve@quota-demo.com\nKime: bob@quota-two.com\nKonu: x",
    "Felad\u00f3: eve@quota-demo.com\nC\u00edmzett: bob@quota-two.com\nT\u00e1rgy: x",
    "\ubcf4\ub0b8 \uc0ac\ub78c: eve@quota-demo.com\n\ubc1b\ub294 \uc0ac\ub78c: bob@quota-two.com\n\uc81c\ubaa9: x",
    "From: eve@quota-demo.com\nTo: bob@quota-two.com,\n    al@quota-two.com,\n\tjo@quota-two.com\nSubject: x",
    "> From: eve@quota-demo.com\n> To: bob@quota-two.com,\n>   al@quota-two.com\n> Subject: x",
    "Sender: eve@quota-demo.com\nSubject: x\nRecipient: bob@quota-two.com\n"
    + "To: al@quota-two.com, Expanded: all@quota-two.com\n" * 20
    + "Bcc: jo@quota-two.com",  # the report of a journal by Exchange
    "    Date: Mon, 02 Nov\n    From: eve@quota-demo.com\n Subject: x\n      To: bob@quota-two.com",  # Horde
    "             eve@quota-demo.com\n             Monday"
    + " " * 50
    + "To\n"
    + " " * 39
    + "bob@quota-two.com\n"
    + " " * 69
    + "cc \n"
    + " " * 39
    + "al@quota-two.com,\n"
    + " " * 39
    + "jo@quota-two.com\n"
    + " " * 64
    + "Subject",
    "Recipient: bob@quota-two.com\nSender: eve@quota-demo.com\nSubject: x",
    "Subject: \tx\nResent-Date: \tMonday\nResent-To: \tal@quota-two.com\nDate: \tMonday\nFrom: \teve@quota-demo.com\n"
    "X-One: 1\nX-Two: 2\nTo: \tbob@quota-two.com",
    "Delivered-To: bob@quota-two.com\nReceived: by relay with SMTP\n\tfor <al@quota-two.com>; Mon, 2 Nov\n"
    "From: eve@quota-demo.com",
    "\u53d1\u4ef6\u4eba\uff1aeve@quota-demo.com\n\u6536\u4ef6\u4eba\uff1abob@quota-two.com\n\u4e3b\u9898\uff1ax",
]


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_who_got_a_forwarded_mail_is_no_indicator(header: str) -> None:
    findings = find(f"Please look at this.\n\n{header}\n\nHello Bob", dropped=True)
    assert [finding.value for finding in findings.found] == ["eve@quota-demo.com"]
    assert {finding.rule for finding in findings.dropped} == {"recipient"}


@pytest.mark.parametrize(
    "text",
    [
        "The stealer mails what it found:\nFrom: log@quota-demo.com\nTo: drop@quota-two.com",  # no mail of anybody
        "To: drop@quota-two.com\nSubject: logs",
        "Received: by the drop <drop@quota-two.com>",
        "From: a@quota-demo.com\nSubject: x\n\nThe addresses:\ndrop@quota-two.com",
        "From: a@quota-demo.com\nTo: drop[at]quota-two[.]com\nSubject: x",  # who defangs means it
    ],
)
def test_other_addresses_are(text: str) -> None:
    assert "drop@quota-two.com" in {finding.value for finding in find(text).found}
