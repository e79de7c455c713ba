"""One attachment that is not text, from raw bytes to answers."""

from collections.abc import Iterator

from tqimap.documents import carve
from tqimap.documents.file_type import sniff
from tqimap.documents.pieces import Context
from tqimap.documents.walk import Walked, walk
from tqimap.model import Place
from tqimap.reader.answers import Answer, Sniffed
from tqimap.reader.finder import Finder
from tqimap.reader.options import ReaderOptions
from tqimap.reader.texts import documents


def read(data: bytes, name: str, words: tuple[str, ...], options: ReaderOptions) -> Iterator[Answer]:
    """What the attachment is and all that is found in it, with paths that begin with its name."""
    yield Sniffed(sniff(data, name))
    context = Context((*words, *options.passwords), name=name)
    yield from _answers(walk(data, name, context), options)


def carved(data: bytes, name: str, options: ReaderOptions) -> Iterator[Answer]:
    """What is found in the strings of the raw bytes: no parser sees them."""
    pieces = (Walked((name,), piece) for piece in carve.read(data, Context(name=name)))
    yield from _answers(pieces, options)


def _answers(walked: Iterator[Walked], options: ReaderOptions) -> Iterator[Answer]:
    finder = Finder(options.indicators, explain=options.explain)
    for item in documents(walked, lambda path, spot: Place(path=path, spot=spot)):
        yield from finder.item(item)
    yield from finder.dropped()
