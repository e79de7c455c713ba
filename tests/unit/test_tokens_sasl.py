"""How a token goes onto the wire, byte by byte as in the standards, and what is said where it is refused."""

import imaplib

import pytest
from imapclient import exceptions

from tqimap.config.settings import Bearer, MailServer, Secret, TokenCommand, TokenMechanism
from tqimap.mailbox import bearer, providers

TOKEN = "vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg=="


def server(username: str, host: str = "server.example.com", port: int = 143, token: bool = True) -> MailServer:
    credential = Bearer("XOAUTH2", TokenCommand(("x",))) if token else Secret("x")
    return MailServer(host, port, username, credential)


@pytest.mark.parametrize(
    ("mechanism", "username", "expected"),
    [
        # The example of RFC 7628, 4.1.
        (
            "OAUTHBEARER",
            "user@example.com",
            f"n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer {TOKEN}\x01\x01",
        ),
        # A comma and an equals sign would end the name (RFC 5801, 4).
        (
            "OAUTHBEARER",
            "a,b=c@example.com",
            f"n,a=a=2Cb=3Dc@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer {TOKEN}\x01\x01",
        ),
        # The example in Google's "IMAP, POP, and SMTP": user= and auth= between control-A.
        ("XOAUTH2", "someuser@example.com", f"user=someuser@example.com\x01auth=Bearer {TOKEN}\x01\x01"),
        ("XOAUTH2", "müller@example.com", f"user=müller@example.com\x01auth=Bearer {TOKEN}\x01\x01"),
    ],
)
def test_the_initial_response(mechanism: TokenMechanism, username: str, expected: str) -> None:
    assert bearer.first_word(server(username), mechanism, Secret(TOKEN)) == expected.encode()


@pytest.mark.parametrize(
    ("challenge", "reason"),
    [
        (b"", ""),
        # Gmail's, decoded.
        (
            b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}',
            '{"status":"400","schemes":"Bearer","scope":"hxxps://mail[.]google[.]com/"}',
        ),
        (b'{"status":\r\n"401"}', r'{"status":\x0d\x0a"401"}'),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"x" * 10_000, "x" * 299 + "…"),
    ],
)
def test_a_challenge_is_kept_and_shown_on_one_line(challenge: bytes, reason: str) -> None:
    dialogue = bearer.Dialogue(b"first", b"last")
    assert [dialogue(b""), dialogue(challenge), dialogue(b"and so on")] == [b"first", b"last", b""]
    dialogue = bearer.Dialogue(b"first", b"last")
    dialogue(b"")
    dialogue(challenge)
    assert dialogue.reason == reason


@pytest.mark.parametrize(
    ("host", "token", "said"),
    [
        ("outlook.office365.com", False, "takes no passwords over IMAP: set imap_auth to xoauth2 and token_tenant"),
        ("Outlook.Office365.com.", False, "token_client_id and token_client_secret"),
        ("outlook.office365.us", False, "IMAP.AccessAsApp"),
        ("outlook.office365.com", True, "Add-MailboxPermission"),
        ("imap.gmail.com", False, "app password"),
        ("imap.gmail.com", True, "domain-wide delegation"),
        ("imap.example.com", False, "IMAP Password; with two-step verification that is an app password"),
        ("imap.example.com", True, "Is the token for this user, this server and IMAP?"),
        ("imap.gmail.com.example.com", False, "Check IMAP Username"),
    ],
)
def test_the_big_providers_are_recognised_and_told_what_works_there(host: str, token: bool, said: str) -> None:
    assert said in providers.advice(server("u", host, token=token), "")


class Refusing:
    """A client of a server that refuses each token, ``how``; ``asked`` are those that it was shown."""

    def __init__(self, how: type[imaplib.IMAP4.error]) -> None:
        self.asked: list[bytes] = []
        self._how = how

    def has_capability(self, name: str) -> bool:
        return True

    def sasl_login(self, mechanism: str, dialogue: bearer.Dialogue) -> None:
        self.asked.append(dialogue(b""))
        try:
            raise self._how("no")
        except imaplib.IMAP4.error as error:
            raise exceptions.LoginError(str(error))  # noqa: B904  # as imapclient does


@pytest.mark.parametrize(("how", "tried"), [(imaplib.IMAP4.error, 2), (imaplib.IMAP4.abort, 1)])
def test_a_second_token_is_tried_while_the_connection_stands(how: type[imaplib.IMAP4.error], tried: int) -> None:
    """Of a server that hangs up when it refuses the first one no other is asked for: nobody would look at it."""
    client, tokens = Refusing(how), iter([Secret("kept"), Secret("new")])
    with pytest.raises(ValueError, match=f"refused {tried}"):
        bearer.log_in(client, server("u"), "XOAUTH2", tokens, lambda *_: ValueError(f"refused {len(client.asked)}"))
    assert len(list(tokens)) == 2 - tried
