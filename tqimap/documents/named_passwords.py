"""Passwords that a message names for what is attached to it: ``password: infected``, ``Passwort lautet "x"``."""

import re
from collections.abc import Iterable, Iterator

MAX_WORDS = 20  # each costs a key derivation per document; honest mails name one or two
SLIP_BYTES = 2000  # a text of this size may be there to name the password of what it is sent with
MAX_MARKS = 3  # behind a password, of a sentence and its bracket
TEXT = 200_000  # characters of each text that are looked at

# The word in the languages of most senders, in lower case.
_NAMES = (
    "password", "passphrase", "passcode", "pass", "pwd", "pw", "passwort", "kennwort", "mot de passe", "mdp",
    "contraseña", "clave", "senha", "wachtwoord", "parola", "parola d'ordine", "hasło", "haslo", "пароль", "lösenord",
    "losenord", "adgangskode", "salasana", "heslo", "jelszó", "şifre", "parolă", "密码", "パスワード", "비밀번호",
)  # fmt: skip
# What follows it, or what it is for: a sign or a verb, or nothing where the next word has a quotation mark or a figure
# as few words have; then the password of at most 64 characters.
_VALUE = re.compile(
    r"(?:[^\S\n](?:for|to|für|zum|zur|pour|para|per|voor|для|к)\b[^\n.:=：]{1,60}?)?"
    r"(?:[^\S\n]{0,4}(?:[:=：]|[-–—]>?(?=\s)|(?:is|ist|lautet|est|es|é|è|jest|är)\b[^\S\n]{0,4}:?)\s{0,8}"
    r"|\s{1,8}(?=[\"'«„“‘`]|(?!\S{0,20}://)\S{0,63}?\d)(?=\S{4}))"
    r"(?P<quote>[\"'«„“‘`]?)(?P<word>\S{1,64})",
    re.IGNORECASE,
)
_CLOSING = {'"': '"', "'": "'", "«": "»", "„": "“”", "“": "”", "‘": "’", "`": "`"}


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
    ends = sorted(end for name in _NAMES for end in _ends(lower, name))
    return [match for end in ends if (match := _VALUE.match(text, end))]


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
    """The word without its quotes; else as it stands and, where a sentence may have ended, with fewer marks."""
    if quote:
        ends = [at for mark in _CLOSING[quote] if (at := word.find(mark)) > 0]
        return [word[: min(ends)]] if ends else [word]
    spellings = [word]
    while len(spellings) <= MAX_MARKS and word[:-1] and word[-1] in ".,;:!?)]>":
        word = word[:-1]
        spellings.append(word)
    return spellings
