"""How often Python looks for cycles of objects that nothing else frees."""

import gc

# New objects between two looks, instead of 700: a run makes values by the hundred thousand, none of them in a cycle,
# and looking through them that often costs it 10 to 25 % of its CPU time. What waits is a few MB.
_NEW_OBJECTS = 50_000


def collect_seldom() -> None:
    """For a process that begins its main work: what is there by now stays, and is not looked through again.

    Children that are forked from it share its memory; a collection would copy all of it.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
