"""Whatever a token endpoint answers: a token that can be sent, or one line of a foreseen error without a secret."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tqimap.config.settings import ClientCredentials, Secret, TokenEndpoint
from tqimap.errors import MailboxLoginError, TqimapError
from tqimap.tokens import endpoint, grants

SECRET = "s3cret-5c0e"
REQUEST = grants.request(ClientCredentials(TokenEndpoint("https://idp.test/token", "mail"), "app", Secret(SECRET)), 0.0)

KEYS = st.sampled_from(["access_token", "expires_in", "error", "error_description", "token_type"])
TEXT = st.text() | st.just(f"you sent {SECRET}\r\nforged") | st.just("a.b-c_d~e+f/g=")
VALUES = TEXT | st.none() | st.booleans() | st.integers() | st.floats() | st.lists(TEXT)
REPLIES = st.dictionaries(KEYS, VALUES).map(lambda reply: json.dumps(reply).encode())
BODIES = REPLIES | st.binary() | TEXT.map(lambda text: text.encode("utf-8", "replace"))
STATUSES = st.integers(100, 599) | st.just(200)


@given(STATUSES, BODIES)
@example(200, b'{"access_token": "a", "expires_in": 1%s}' % (b"0" * 400))
def test_an_answer_is_a_token_or_one_line(status: int, body: bytes) -> None:
    try:
        token = endpoint.token(REQUEST, status, body, 1000.0)
    except TqimapError as error:
        assert len(str(error).splitlines()) == 1 and SECRET not in str(error)
    else:
        value = token.value.reveal()
        assert status == 200 and value.isascii() and value.isprintable() and " " not in value
        assert 1000.0 <= token.expires < float("inf")


def test_a_secret_is_known_in_the_form_in_which_it_was_sent() -> None:
    request = grants.request(
        ClientCredentials(TokenEndpoint("https://idp.test/token", "mail"), "app", Secret("s+5c0e")), 0
    )
    with pytest.raises(MailboxLoginError, match=r"secret=\*\*\*"):
        endpoint.token(request, 400, urlencode(request.form).encode(), 1000.0)


def test_a_request_does_not_show_what_it_sends() -> None:
    assert SECRET not in repr(REQUEST)
