"""Passwords that a message names for what is attached to it: ``password: infected``, ``Passwort lautet "x"``."""

import re
from collections.abc import Iterable

MAX_WORDS = 20  # each costs a key derivation per document; honest mails name one or two
MAX_LENGTH = 64  # characters of one password
TEXT = 200_000  # characters of each text that are looked at

# The word in the languages of most senders; abbreviations only before a colon or an equals sign.
_WORDS = (
    "pass(?:word|phrase|code)?", "passwort", "kennwort", "mot de passe", "contraseña", "clave", "senha", "wachtwoord",
    "parola(?: d'ordine)?", "hasło", "haslo", "пароль", "lösenord", "losenord", "adgangskode", "salasana", "heslo",
    "jelszó", "şifre", "parolă", "密码", "パスワード", "비밀번호",
)  # fmt: skip
_NAMED = re.compile(
    rf"(?<!\w)(?:(?:{'|'.join(_WORDS)}|pwd?|mdp)[^\S\n]{{0,4}}(?:[:=：]|(?:is|ist|lautet|est|es|é|è|jest|är)\s*:?)"
    r"|(?:password|passwort|kennwort|пароль)(?=\s{1,4}[\"'«„“‘`]))"
    r"\s{0,8}(?P<quote>[\"'«„“‘`]?)(?P<word>\S{1,%d})" % MAX_LENGTH,
    re.IGNORECASE,
)
_CLOSING = {'"': '"', "'": "'", "«": "»", "„": "“”", "“": "”", "‘": "’", "`": "`"}


def passwords(texts: Iterable[str]) -> tuple[str, ...]:
    """The words that the texts name as passwords, in order, each once, a bounded number."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _NAMED.finditer(text[:TEXT]):
            found.update(dict.fromkeys(_spellings(match["word"], match["quote"])))
            if len(found) >= MAX_WORDS:
                return tuple(found)[:MAX_WORDS]
    return tuple(found)


def _spellings(word: str, quote: str) -> list[str]:
    """The word without its quotes; else as it stands and, where a sentence may have ended, without its last marks."""
    if quote:
        ends = [at for mark in _CLOSING[quote] if (at := word.find(mark)) > 0]
        return [word[: min(ends)]] if ends else [word]
    bare = word.rstrip(".,;:!?)]>")
    return [word, bare] if bare and bare != word else [word]
