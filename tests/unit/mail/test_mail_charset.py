"""Bytes to text by the labels that mail really carries."""

import pytest

from tqimap.mail import charset


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("windows-874", "cp874", "ไทย"),
        ("tis-620", "cp874", "ไทย"),
        ("x-gbk", "gbk", "中文"),
        ("GB2312_CHARSET", "gbk", "中文"),
        ("gb2312", "gb18030", "喆 镕"),  # characters that gb2312 lacks and senders use under its name
        ("CHINESEBIG5", "big5", "中文"),
        ("x-mac-cyrillic", "mac_cyrillic", "Привет"),
        ("ks_c_5601-1987", "cp949", "안녕 똠"),
        ("shift_jis", "cp932", "①髙"),
        ("iso-2022-jp", "iso2022_jp", "日本語"),
        ("_iso-2022-jp$ESC", "iso2022_jp", "日本語"),
        ("iso-8859-1", "cp1252", "€ “quoted”"),
        ("l1", "cp1252", "€ “quoted”"),  # another name of it
        ("ISO-8859-8-I", "iso8859_8", "שלום"),
        ('"utf-8"', "utf-8", "Größe"),
        (" UTF8 ", "utf-8", "Größe"),
        ("utf-8 (Unicode)", "utf-8", "Größe"),
        ("koi8-r", "koi8-r", "Привет"),
        ("utf-7", "utf-7", "Größe +"),
        ("utf-16", "utf-16-be", "Größe"),
        ("utf-16", "utf-16-le", "Größe"),
        ("utf-16le", "utf-16-le", "Größe"),
        ("hz-gb-2312", "hz", "中文"),
    ],
)
def test_labels_that_mean_something(label: str, codec: str, text: str) -> None:
    assert charset.decode(text.encode(codec), label) == text


@pytest.mark.parametrize(
    "label",
    ["", "DEFAULT", "DEFAULT_CHARSET", "unknown-8bit", "x-unknown", "us-ascii", "ascii", "idna", "punycode", "hex",
     "undefined", "unicode_escape", "base64", "rot13", "mbcs", "\udcff", "a" * 5000, "../etc", "utf-8\0", "8bit"],
)  # fmt: skip
def test_labels_that_mean_nothing(label: str) -> None:
    assert charset.decode("Größe".encode(), label) == "Größe"
    assert charset.decode("Größe".encode("cp1252"), label) == "Größe"


def test_a_byte_order_mark_beats_the_label() -> None:
    for codec in ("utf-8-sig", "utf-16", "utf-32"):
        assert charset.decode("Größe".encode(codec), "koi8-r") == "Größe"


def test_a_label_that_is_wrong_is_dropped_and_damage_is_not() -> None:
    assert charset.decode("äöüäöü".encode("cp1252"), "utf-8") == "äöüäöü"
    damaged = "ü".encode() * 200 + b"\xff"
    assert charset.decode(damaged, "utf-8") == "ü" * 200 + "\ufffd"


def test_undeclared_japanese_is_told_by_its_escapes() -> None:
    assert charset.decode("日本語".encode("iso2022_jp")) == "日本語"


def test_fields_are_utf_8_before_they_are_what_the_body_is() -> None:
    assert charset.decode_field("Größe".encode(), "koi8-r") == "Größe"
    assert charset.decode_field("Привет".encode("koi8-r"), "koi8-r") == "Привет"
    assert charset.decode_field("日本語".encode("iso2022_jp"), "") == "日本語"
