"""How often Python looks for cycles of objects that nothing else frees."""

import gc

# New objects between two looks, instead of 700. A run makes values by the hundred thousand, none of them in a cycle:
# looking through them costs it 10 to 25 % of its CPU time, and at 50,000 a tenth of that. What waits to be freed is
# next to nothing in the main process, and the last few pages of HTML in a child, which ends soon.
_NEW_OBJECTS = 500_000


def collect_seldom() -> None:
    """For a process that begins its main work: what is there by now stays, and is not looked through again.

    Children that are forked from it share its memory; a collection would copy all of it.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
