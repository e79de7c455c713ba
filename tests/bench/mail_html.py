"""How much of what other HTML engines find the HTML reader finds too: words of the text, link targets.

    pip install selectolax beautifulsoup4
    python tests/bench/mail_html.py FOLDER [FOLDER ...]

Folders hold pages, or messages whose HTML parts are taken. Each word and each absolute address that the other engine
finds in a page counts once. A word is found where it stands in the text, also within a longer one: the others cut
words at inline tags. "shown" asks whether it stands in what tqimap calls shown, not hidden.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from tqimap.documents.decoded_text import decoded
from tqimap.documents.markup import html
from tqimap.documents.pieces import Context, Link, Text
from tqimap.mail import parse, roles

ADDRESSES = ("href", "src", "action", "background", "data", "formaction", "poster", "cite")
Found = tuple[set[str], set[str]]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", text.lower()))


def addresses(values: Iterator[str | None]) -> set[str]:
    return {value.strip() for value in values if value and re.match(r"\s*(?:https?|ftp|mailto):", value)}


def with_selectolax(page: str) -> Found:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page)
    values = (node.attributes.get(name) for name in ADDRESSES for node in tree.css(f"[{name}]"))
    found = addresses(values)
    tree.strip_tags(["script", "style"])
    return words(tree.root.text(separator=" ") if tree.root else ""), found


def with_soup(page: str) -> Found:
    from bs4 import BeautifulSoup

    tree = BeautifulSoup(page, "html.parser")
    found = addresses(tag.get(name) for tag in tree.find_all(True) for name in ADDRESSES if tag.get(name))
    for tag in tree(["script", "style"]):
        tag.decompose()
    return words(tree.get_text(" ")), found


class _Library(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.values: list[str | None] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipped += tag in ("script", "style")
        self.values += [value for name, value in attrs if name in ADDRESSES]

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in ("script", "style") and self.skipped > 0

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.text.append(data)


def with_library(page: str) -> Found:
    parser = _Library()
    parser.feed(page)
    parser.close()
    return words(" ".join(parser.text)), addresses(iter(parser.values))


def ours(page: bytes, charset: str) -> tuple[str, str, set[str]]:
    pieces = list(html.read(page, Context(charset=charset)))
    texts = [piece for piece in pieces if isinstance(piece, Text)]
    shown = " ".join(piece.text for piece in texts if not piece.spot).lower()
    every = " ".join(piece.text for piece in texts).lower()
    return every, shown, {piece.url for piece in pieces if isinstance(piece, Link)}


def pages(folders: list[str]) -> Iterator[tuple[bytes, str]]:
    for path in (path for folder in folders for path in sorted(Path(folder).rglob("*")) if path.is_file()):
        data = path.read_bytes()
        if path.suffix.lower() in (".html", ".htm", ".xhtml"):
            yield data, ""
        else:
            yield from ((part.payload(), part.charset) for part in parse(data).parts if roles.is_html(part))


def share(found: int, of: int) -> str:
    return f"{100 * found / of:6.1f} %" if of else "      –"


def compare(name: str, engine: Callable[[str], Found], sample: list[tuple[bytes, str]]) -> None:
    counted = [0, 0, 0, 0, 0]
    for page, charset in sample:
        their_words, their_urls = engine(decoded(page, charset))
        every, shown, urls = ours(page, charset)
        # compared after what browsers make of an address: no blanks inside, slashes the right way round
        plain = {re.sub(r"[\s\\/]+", "/", url) for url in urls}
        counted[0] += len(their_words)
        counted[1] += sum(word in every for word in their_words)
        counted[2] += sum(word in shown for word in their_words)
        counted[3] += len(their_urls)
        counted[4] += sum(re.sub(r"[\s\\/]+", "/", url) in plain for url in their_urls)
    print(
        f"{name:16} words {share(counted[1], counted[0])} of {counted[0]}, shown {share(counted[2], counted[0])};"
        f" addresses {share(counted[4], counted[3])} of {counted[3]}"
    )


def main(folders: list[str]) -> None:
    sample = list(pages(folders))
    start = time.process_time()
    for page, charset in sample:
        ours(page, charset)
    taken = time.process_time() - start
    size = sum(len(page) for page, _ in sample) / 1e6
    print(f"{len(sample)} pages, {size:.1f} MB, {size / taken:.1f} MB/s")
    for name, engine in (("selectolax", with_selectolax), ("beautifulsoup4", with_soup), ("html.parser", with_library)):
        compare(name, engine, sample)


if __name__ == "__main__":
    main(sys.argv[1:])
