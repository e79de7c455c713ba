"""File names of strangers, made safe."""

import pytest

from tqimap.mail.names import MAX_BYTES, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("Rechnung für März.pdf", "Rechnung für März.pdf"),
        ("Счёт 五月 فاتورة.docx", "Счёт 五月 فاتورة.docx"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\..\\boot.ini", "_.._boot.ini"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\Users\\x.exe", "C_Users_x.exe"),
        ("..", "fallback"),
        (".", "fallback"),
        ("", "fallback"),
        ("   ", "fallback"),
        ("///", "fallback"),
        (".bashrc", "bashrc"),
        ("x.pdf.", "x.pdf"),
        ("x.pdf ", "x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\u200bb\ufeff.pdf", "ab.pdf"),
        ("a\r\nb\tc.pdf", "a b c.pdf"),
        ("nul\0byte.pdf", "nul_byte.pdf"),
        ("\x1b[31mred.pdf", "_[31mred.pdf"),
        ("\ud800.pdf", "pdf"),
        ('a"b<c>d|e?f*.pdf', "a_b_c_d_e_f_.pdf"),
        ("u\u0308.pdf", "ü.pdf"),
    ],
)
def test_a_name_of_a_file_becomes_a_safe_one(name: str, safe: str) -> None:
    assert safe_name(name, "fallback") == safe


@pytest.mark.parametrize(
    ("name", "end"),
    [("ж" * 500 + ".docx", ".docx"), ("a" * 10_000, "a"), ("a." + "b" * 5000, "b"), ("a" * 300 + ".tar.gz", ".gz")],
)  # fmt: skip
def test_long_names_keep_their_extension(name: str, end: str) -> None:
    safe = safe_name(name, "fallback")
    assert MAX_BYTES - 4 <= len(safe.encode()) <= MAX_BYTES
    assert safe.endswith(end)
