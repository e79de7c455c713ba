"""The connector's row, in every shape that ThreatQ may show it in."""

import pytest

from tqimap.threatq.connector import connector, is_on, settings

FILLED = {"IMAP Server": "imap.example.com", "IMAP Username": "me", "IMAP Password": "pw", "Proxy Port": "1080"}


@pytest.mark.parametrize(
    "custom_fields",
    [
        {"imap_server": "imap.example.com", "imap_username": "me", "imap_password": "pw", "proxy_port": 1080},
        {"IMAP Server": "imap.example.com", "IMAP Username": "me", "IMAP Password": "pw", "Proxy Port": "1080"},
        {
            "imap_server": {"value": "imap.example.com", "type": "text"},
            "imap_username": {"value": "me"},
            "imap_password": {"value": "pw", "mask": True},
            "proxy_port": {"value": 1080},
            "proxy_address": {"value": None},
        },
        [
            {"id": 1, "key": "imap_server", "value": "imap.example.com"},
            {"id": 2, "name": "IMAP_USERNAME", "value": "me"},
            {"id": 3, "label": "IMAP Password", "key": "field_3", "value": "pw", "mask": True},
            {"id": 4, "key": "proxyPort", "value": "1080"},
            {"id": 5, "key": "proxy_type", "value": ""},
            "nonsense",
        ],
        '{"imap_server":"imap.example.com","imap_username":"me","imap_password":"pw","proxy_port":"1080"}',
    ],
)
def test_settings_are_read_from_every_shape(custom_fields: object) -> None:
    assert settings(custom_fields) == FILLED


@pytest.mark.parametrize(
    "custom_fields",
    [None, [], {}, "", "[", "7", "[" * 100_000, 7, {"imap_server": True}, {"imap_server": ["a"]}, {"other": "x"}],
)
def test_nothing_is_made_of_what_is_no_setting(custom_fields: object) -> None:
    assert settings(custom_fields) == {}


@pytest.mark.parametrize("masked", ["***", "****", "********", "••••••••", "●●●●", "*", " **** ", "xxxxxxxx", "   "])
def test_a_masked_value_counts_as_not_filled_in(masked: str) -> None:
    assert settings({"imap_password": masked}) == {}


@pytest.mark.parametrize("password", ["a*b", "**p**", "xx", "Xxxx1", "0"])
def test_a_password_with_such_characters_is_a_password(password: str) -> None:
    assert settings({"imap_password": password}) == {"IMAP Password": password}


@pytest.mark.parametrize("value", ["", "0", 0, False, "False", "false", None, "no", "off"])
def test_off_in_every_spelling(value: object) -> None:
    assert not is_on(value)


@pytest.mark.parametrize("value", [True, 1, "1", "True", "true", "yes", "on"])
def test_on_in_every_spelling(value: object) -> None:
    assert is_on(value)


def test_row_with_little_in_it_is_a_connector_that_is_off() -> None:
    shown = connector({"id": "7"}, "GET /api/connectors")
    assert (shown.id, shown.active, shown.settings, shown.status_id) == (7, False, {}, None)
