"""Reading mail without trusting it: MIME, texts, documents and the engine, in processes that may die."""

from tqimap.reader.options import ReaderOptions
from tqimap.reader.reader import Reader

__all__ = ["Reader", "ReaderOptions"]
