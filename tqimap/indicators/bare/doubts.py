"""What a bare name may be besides one of a host: it raises the doubt alone, and what stands round it settles it."""

from itertools import product
from typing import NamedTuple

from ..names.look_alikes import are_ordinary_words, may_be_member, may_be_source, may_begin_sentence


class Doubts(NamedTuple):
    """Whether a name may be that of a source file, the end of a sentence and the first word of the next one, a member
    of an object, the same of sentences in capitals, or two ordinary words.
    """

    source: bool
    sentence: bool
    member: bool
    capitals: bool
    words: bool


# Made once: most names of a long list have the same ones.
_ALL = {doubts: Doubts(*doubts) for doubts in product((False, True), repeat=len(Doubts._fields))}
NO_DOUBTS = _ALL[False, False, False, False, False]


def doubts_about(written: str) -> Doubts:
    """Those about a name as it is written."""
    name, (rest, _, top) = written.lower(), written.rpartition(".")
    low = top.lower()
    return _ALL[
        may_be_source(low),
        may_begin_sentence(top) and rest.islower(),
        may_be_member(name) and "-" not in rest,
        written.isupper() and may_begin_sentence(low),
        are_ordinary_words(name),
    ]
