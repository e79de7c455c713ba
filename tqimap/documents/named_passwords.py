"""Passwords that a message names for what is attached to it: ``password: infected``, ``Passwort lautet "x"``."""

import re
from collections.abc import Iterable, Iterator

MAX_WORDS = 20  # each costs a key derivation per document; honest mails name one or two
SLIP_BYTES = 2000  # a text of this size may be there to name the password of what it is sent with
MAX_MARKS = 3  # behind a password, of a sentence and its bracket
MAX_NAMED = 500  # times that one text speaks of a password; honest ones do some ten times
TEXT = 200_000  # characters of each text that are looked at

# The word in the languages of most senders, in lower case and as it is inflected before its value.
_NAMES = (
    "password", "pasword", "passwd", "passphrase", "passcode", "pass code", "pass", "pwd", "pswd", "psw", "pw", "p/w",
    "access code", "unlock code", "pin", "passwort", "kennwort", "mot de passe", "mdp", "code d'accès",
    "code d\u2019accès", "contraseña", "contrasena", "contrasenya", "clave", "código de acceso", "senha", "wachtwoord",
    "parola", "parola d'ordine", "codice di accesso", "hasło", "haslo", "пароль", "пароля", "код доступа", "парола",
    "лозинка", "lösenord", "lösenordet", "losenord", "adgangskode", "adgangskoden", "passord", "passordet", "salasana",
    "salasõna", "parool", "heslo", "jelszó", "jelszava", "geslo", "lozinka", "zaporka", "slaptažodis", "parole",
    "şifre", "şifresi", "parolası", "parolă", "κωδικός", "mật khẩu", "kata sandi", "סיסמה", "كلمة المرور", "كلمة السر",
    "رمز عبور", "รหัสผ่าน", "密码", "密碼", "口令", "提取码", "パスワード", "비밀번호", "암호", "패스워드",
)  # fmt: skip
_ASCII_NAMES = tuple(filter(str.isascii, _NAMES))
# What follows it, or what it is for: a sign or a verb, or nothing where the next word has a quotation mark or a figure
# as few words have; then the password of at most 64 characters.
_FOR = "for|to|of|für|fuer|zum|zur|pour|d['\u2019]|para|per|del|della|de|do|da|voor|для|к|от|до|на|k|ke|til|till"
_VERBS = "is|ist|lautet|est|es|é|è|je|jest|to jest|är|er|on|este|là|adalah|είναι|هي|هو"
_VALUE = re.compile(
    rf"(?:[^\S\n](?:{_FOR})\b[^\n.:=：]{{1,60}}?)?"
    rf"(?:[^\S\n]{{0,4}}(?:[:=：]|[-–—]>?(?=\s)|(?:{_VERBS})\b[^\S\n]{{0,4}}:?|[是为為は는은])\s{{0,8}}"
    r"|\s{1,8}(?=[\"'«„“‘`]|(?!\S{0,20}://)\S{0,63}?\d)(?=\S{4})|(?=[「『【]))"
    r"(?P<quote>[\"'«„“‘`「『【]?)(?P<word>\S{1,64})",
    re.IGNORECASE,
)
_ASCII = re.compile(r"[!-~]+")
_CLOSING = {'"': '"', "'": "'", "«": "»", "„": "“”", "“": "”", "‘": "’", "`": "`", "「": "」", "『": "』", "【": "】"}


def passwords(texts: Iterable[str]) -> tuple[str, ...]:
    """The words that the texts name as passwords, in order, each once, a bounded number."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _values(text[:TEXT]):
            found.update(dict.fromkeys(_spellings(match["word"], match["quote"])))
    return tuple(found)[:MAX_WORDS]


def _values(text: str) -> list[re.Match[str]]:
    """What follows each name of a password, in the order of the text."""
    lower = _lower(text)
    names = _ASCII_NAMES if lower.isascii() else _NAMES
    ends = sorted(end for name in names for end in _ends(lower, name))
    return [match for end in ends[:MAX_NAMED] if (match := _VALUE.match(text, end))]


def _ends(text: str, name: str) -> Iterator[int]:
    """Where ``name`` ends, wherever it does not begin within a word."""
    at = text.find(name)
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum() or not name.isascii():
            yield at + len(name)
        at = text.find(name, at + len(name))


def _lower(text: str) -> str:
    """In lower case and of the same length: a few letters have two in lower case, and stay as they are."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _spellings(word: str, quote: str) -> list[str]:
    """The word without its quotes; else as it stands and, where a sentence may have ended, with fewer marks.

    Languages without blanks go on behind it in letters of their own.
    """
    if quote:
        ends = [at for mark in _CLOSING[quote] if (at := word.find(mark)) > 0]
        return [word[: min(ends)]] if ends else [word]
    spellings = [word]
    if (own := _ASCII.match(word)) and own.end() < len(word):
        spellings.append(own[0])
    word = spellings[-1]
    while len(spellings) <= MAX_MARKS and word[:-1] and word[-1] in ".,;:!?)]>":
        word = word[:-1]
        spellings.append(word)
    return spellings
