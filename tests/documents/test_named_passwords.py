"""Passwords that a message names, in the languages of those who write."""

import pytest

from tqimap.documents import named_passwords as subject
from tqimap.documents.named_passwords import passwords

NAMED = [
    ("The password is infected.", "infected"),
    ("password: infected", "infected"),
    ("Password = Inv0ice!", "Inv0ice!"),
    ('The archive is protected; password "two2"', "two2"),
    ("pw: 1234", "1234"),
    ("PW:1234", "1234"),
    ("pwd: abc", "abc"),
    ("pass is s3cret", "s3cret"),
    ("passcode: 99-11", "99-11"),
    ("Das Passwort lautet „Geheim“", "Geheim"),
    ("Passwort: Geheim", "Geheim"),
    ("Kennwort: Geheim", "Geheim"),
    ("Mot de passe : secret1", "secret1"),
    ("mdp: secret1", "secret1"),
    ("La contraseña es abc123", "abc123"),
    ("contraseña: abc123", "abc123"),
    ("A senha é abc123", "abc123"),
    ("Wachtwoord: abc123", "abc123"),
    ("Hasło: abc123", "abc123"),
    ("пароль: abc123", "abc123"),
    ("密码：abc123", "abc123"),
    ("パスワード：abc123", "abc123"),
    ("password:\n    infected\n", "infected"),
    ("Password: 'a b'", "a"),
    ("Archive pass - Secret1!", "Secret1!"),
    ("(password Secret1!)", "Secret1!"),
    ("Archive password\n\nU4512", "U4512"),
    ("The password for your file is Secret1", "Secret1"),
    ("Password to open the document: abcd", "abcd"),
    ("Das Passwort für die Datei lautet: Geheim", "Geheim"),
    ("Mot de passe d'ouverture : secret1", "secret1"),
    ("Clave de acceso: abc", "abc"),
    ("Das Kennwort fuer das Archiv: abc", "abc"),
    ("A senha do arquivo é abc", "abc"),
    ("Password del file: abc", "abc"),
    ("Hasło do pliku: abc", "abc"),
    ("Пароль от архива 4512", "4512"),
    ("Код доступа: abc", "abc"),
    ("Heslo k archivu je abc", "abc"),
    ("Lösenordet är abc", "abc"),
    ("Passordet er abc", "abc"),
    ("Dosya şifresi: abc", "abc"),
    ("A csatolmány jelszava: abc", "abc"),
    ("Mật khẩu là abc", "abc"),
    ("Ο κωδικός είναι abc", "abc"),
    ("סיסמה: abc", "abc"),
    ("كلمة المرور: abc", "abc"),
    ("压缩包密码为 abc", "abc"),
    ("密码是1234，请查收", "1234"),
    ("パスワードは abc です", "abc"),
    ("開封パスワード【abc】", "abc"),
    ("비밀번호는 abc 입니다", "abc"),
    ("PIN: 4512", "4512"),
]


@pytest.mark.parametrize(("text", "word"), NAMED, ids=[text[:30] for text, _ in NAMED])
def test_a_named_password_is_found(text: str, word: str) -> None:
    assert word in passwords([text])


@pytest.mark.parametrize(
    "text",
    [
        "Reset your password now",
        "Your password expires today",
        "password protected",
        "password 2 times",
        "your password https://x1.example/",
        "passing: by",
        "compass: north",
        "the pw of it",
        "pinning: x",
        "passport: X1234",
        "",
    ],
)
def test_talk_of_passwords_names_none(text: str) -> None:
    assert passwords([text]) == ()


def test_marks_at_the_end_may_belong_to_the_sentence_or_to_the_password() -> None:
    assert passwords(["password: Winter2026!"]) == ("Winter2026!", "Winter2026")


def test_many_passwords_are_bounded_and_each_is_tried_once() -> None:
    many = [f"password: p{number}x" for number in range(100)]
    assert len(passwords(many)) == subject.MAX_WORDS
    assert passwords(["password: a1", "password: a1"]) == ("a1",)


def test_hostile_text_is_read_in_linear_time() -> None:
    for text in (
        "password" * 50_000,
        "password " + " " * 300_000,
        "password:" + '"' * 300_000,
        "mot de passe" * 20_000,
        "пароль от " * 20_000,
        "密码是" * 60_000,
    ):
        passwords([text])
