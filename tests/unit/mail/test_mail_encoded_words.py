"""RFC 2047 as it is written, and as it is sent."""

import pytest

from tqimap.mail import encoded_words

SPLIT = "=?utf-8?B?w7w=?="


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("=?ISO-8859-1?Q?a?=", "a"),  # these six are the table of RFC 2047, 8
        ("=?ISO-8859-1?Q?a?= b", "a b"),
        ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
        ("=?ISO-8859-1?Q?a?=\n    =?ISO-8859-1?Q?b?=", "ab"),
        ("=?ISO-8859-1?Q?a_b?=", "a b"),
        ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
        ('"=?utf-8?q?J=C3=B6rg?=" <j@example.com>', '"Jörg" <j@example.com>'),
        ("=?utf-8?q?=E4=BD?= =?utf-8?q?=A0?=", "你"),
        ("=?UTF-8?b?5L0=?= =?utf-8?B?oA==?=", "你"),
        ("=?utf-8*en?q?x?=", "x"),
        ("=?utf-8?q?two words?=", "two words"),
        ("=?utf-8?q?=3D?=", "="),
        ("=?utf-8?q?a?b?=", "a?b"),
        ("=?utf-8?b?w7w?=", "ü"),
        ("=?utf-8?b?w7w====?=", "ü"),
        ("=?x-unknown?q?caf=E9?=", "café"),
        ("=?utf-8?q?ungebrochen", "=?utf-8?q?ungebrochen"),
        ("=?utf-8?q?lost =?utf-8?q?found?=", "=?utf-8?q?lost found"),
        ("x=?utf-8?q?y?=z", "xyz"),
        ("=?utf-8?x?y?=", "=?utf-8?x?y?="),
        ("=??q?y?=", "=??q?y?="),
        ("=?utf-8?q??= x", " x"),
        ("=?utf-8?q?ü?=", "ü"),
    ],
)
def test_encoded_words_are_decoded_and_what_only_looks_so_is_left(raw: str, text: str) -> None:
    assert encoded_words.decode(raw) == text
