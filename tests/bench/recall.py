"""What the recall benches of attachments share: which words and URLs a text has, and a share as a column."""

import re

SECONDS = 120  # for all engines on one file
WORD = re.compile(r"[^\W\d_]{3,}")
URL = re.compile(r"(?:https?|ftp)://[^\s\"'<>\x00-\x20)\]}|]+", re.I)


def words_and_urls(text: str) -> tuple[set[str], set[str]]:
    """Both in small letters, URLs without fragment and closing punctuation."""
    urls = {url.partition("#")[0].rstrip(".,;:/").lower() for url in URL.findall(text)}
    return {word.lower() for word in WORD.findall(text)}, urls


def share(part: int, whole: int) -> str:
    """The percentage, or a dash where there is nothing to have a share of."""
    return f"{100 * part / whole:5.1f} %" if whole else "      -"
