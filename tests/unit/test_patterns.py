"""What every regular expression of tqimap has to keep to."""

import importlib
import pkgutil
import re
import re._constants as code  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from itertools import dropwhile

import pytest

import tqimap
from tqimap.indicators.defanging.brackets import marks_behind

_ONE_CHARACTER = {code.IN, code.LITERAL, code.NOT_LITERAL, code.ANY}
_REPEATS = {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}


def patterns() -> dict[str, re.Pattern]:
    found = {}
    for module in pkgutil.walk_packages(tqimap.__path__, "tqimap."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                found |= {f"{module.name}.{name} {n}": each for n, each in enumerate(compiled(value))}
    return found | {f"marks behind {opening}": marks_behind(opening) for opening in "[({"}


def compiled(value: object) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from compiled(each)
    elif isinstance(value, dict):
        yield from compiled(list(value.values()))


def losing_their_place(pattern: re.Pattern) -> list[str]:
    return list(_losing(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)))


def _losing(tree: object) -> Iterator[str]:
    if isinstance(tree, parser.SubPattern):
        for operator, argument in tree:
            if operator is code.POSSESSIVE_REPEAT and not _keeps_its_place(argument[2]):
                yield str(argument[2])
            yield from _losing(argument)
    elif isinstance(tree, tuple | list):
        for each in tree:
            yield from _losing(each)


def _keeps_its_place(body: parser.SubPattern) -> bool:
    """Whether a round that fails has gone nowhere: it ends in ``|(?!)``, or is of characters that are one each, with
    nothing behind them that has to be there."""
    if len(body) == 1:
        operator, argument = body[0]
        if operator is code.SUBPATTERN:
            return _keeps_its_place(argument[3])
        if operator is code.BRANCH:
            alternatives = argument[1]
            return _is_nothing(alternatives[-1]) or all(map(_keeps_its_place, alternatives))
        if operator in _REPEATS:
            return len(argument[2]) == 1 and argument[2][0][0] in _ONE_CHARACTER
    behind = dropwhile(lambda each: each[0] in _ONE_CHARACTER, body)
    return all(operator in _REPEATS and argument[0] == 0 for operator, argument in behind)


def _is_nothing(alternative: parser.SubPattern) -> bool:
    """Whether this is ``(?!)``, by whatever operator this release of Python has for it."""
    operator, argument = alternative[0]
    return operator is code.FAILURE or (operator is code.ASSERT_NOT and not len(argument[1]))


@pytest.mark.parametrize(
    ("pattern", "is_lost"),
    [
        (r"(?:a *b)*+", True),
        (r"(?:a *b|(?!))*+", False),
        (r"(?:a *b|c)*+", True),
        (r"(?:(?:a *b|c)d)*+", True),
        (r"(?>a *b)*+", True),
        (r"(?:a(?!b))*+", True),
        (r"(?:-[a-z]{2})?+", True),
        (r"(?: *ab)*+", True),
        (r"(?:ab|cd)*+", False),
        (r"(?:a[bc]*+)*+", False),
        (r"(?:[0-9a-f]{2}){16,}+", False),
        (r"a*+[bc]++", False),
    ],
)
def test_what_loses_its_place(pattern: str, is_lost: bool) -> None:
    assert bool(losing_their_place(re.compile(pattern))) == is_lost


def test_no_possessive_group_loses_its_place_before_python_3_11_5() -> None:
    lost = {name: losing_their_place(each) for name, each in patterns().items()}
    assert {name: groups for name, groups in lost.items() if groups} == {}
