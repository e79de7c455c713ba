"""The marks by which people keep an indicator from being a link, and the plain text without them, layer by layer.

A mark is also the strongest sign that somebody means the value. Brackets and escapes speak for themselves. What is
ordinary text more often than not is a weak one and asks for a second sign: a dot that stands apart, the word for it.
"""

import re
from collections.abc import Iterable
from itertools import chain

from ..text.edits import Edit, Edited
from ..text.surroundings import matches
from .brackets import bracketed_marks
from .escapes import escaped_signs
from .quoted_printable import plain_again
from .run_together import cells_apart
from .scheme_marks import scheme_marks
from .second_sign import SecondSigns
from .spelled_addresses import spelled_addresses
from .weak_dots import weak_dots
from .wire_names import wire_names

# An empty cell of a table, which most texts have none of; from a plain character on: a search for one is fastest.
_EMPTY_CELL = tuple((edge, re.compile(rf"{re.escape(edge)}(?= {{3,200}}[|\u2502])")) for edge in "|\u2502")
# By far the most common mark: the text is cut at it as a whole, four times as fast as with a look at each.
_PLAIN_MARK = re.compile(r"\[\.\](?=\w)(?<=\w...)")


def refang(text: str) -> tuple[Edited, Edited, Edited, Edited, Edited]:
    """The text with the cells and names whole that were broken, with others apart; without the commonest mark, without
    strong ones, without weak ones: in layers.
    """
    whole = Edited(text, chain(_broken_cells(text), wire_names(text)), are_marks=False)
    text = whole.text
    if any(matches(_PLAIN_MARK, "[", text)):
        cells = Edited(text, cells_apart(text))
        plain = Edited.joined(_PLAIN_MARK.split(cells.text), len("[.]"), ".")
    else:
        cells = plain = Edited(text)
    strong = Edited(plain.text, _strong(plain.text))
    return whole, cells, plain, strong, Edited(strong.text, _weak(strong.text))


def _broken_cells(text: str) -> Iterable[Edit]:
    if not any(any(matches(cell, edge, text)) for edge, cell in _EMPTY_CELL):
        return ()
    from .wrapped_cells import joined_cells

    return joined_cells(text)


def _strong(text: str) -> Iterable[Edit]:
    return chain(bracketed_marks(text), escaped_signs(text))


def _weak(text: str) -> Iterable[Edit]:
    signs = SecondSigns(text)
    return chain(plain_again(text), scheme_marks(text), weak_dots(signs), spelled_addresses(signs))
