"""What the style sheets in a page say of its classes, which may stand behind what they are for.

Only rules are understood that end in a class, as ``.row .cell``; and of those only what others here ask for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

MAX_CLASSES = 5_000  # of one page
MAX_SHEETS = 200  # of one page; newsletters have some ten

_DECLARATIONS = 1_000  # characters kept of those of one class
_COMMENT = 100_000  # characters before a style sheet in which a comment may begin that holds it
_SHEET = re.compile(r"<(?:style|STYLE)(?:\s[^<>]*)?>")  # as programs write it: in letters of any kind it takes longer
_SHEET_ENDS = re.compile(r"</(?:style|STYLE)")
_TOLD = re.compile(r"(?<![\w-])(?:display|background)(?![a-z])", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]{1,60})\Z")


class Classes:
    """Those of one page, and what is declared of each, the last rule first."""

    def __init__(self) -> None:
        self._declared: dict[str, str] = {}

    def learn(self, page: str) -> None:
        """All that its style sheets say."""
        for sheet in _sheets(page):
            for rule in sheet.split("}"):
                selectors, _, declarations = rule.rpartition("{")
                if _TOLD.search(declarations):
                    self._rule(selectors.rpartition("{")[2], declarations)

    def of(self, attributes: Mapping[str, str]) -> Sequence[str]:
        """What is declared of each class of an element."""
        if not self._declared or "class" not in attributes:
            return ()
        return [self._declared[name] for name in (attributes["class"] or "").split() if name in self._declared]

    def _rule(self, selectors: str, declarations: str) -> None:
        for selector in selectors.split(","):
            found = _CLASS.search(selector.rstrip())
            if found and (found[1] in self._declared or len(self._declared) < MAX_CLASSES):
                self._declared[found[1]] = f"{declarations};{self._declared.get(found[1], '')}"[:_DECLARATIONS]


def _sheets(page: str) -> Iterator[str]:
    """Those that a browser would apply: none in a comment, as Outlook's own are."""
    at = 0
    for _ in range(MAX_SHEETS if "<style" in page or "<STYLE" in page else 0):
        begin = _SHEET.search(page, at)
        if begin is None:
            return
        end = _SHEET_ENDS.search(page, begin.end())
        at = end.start() if end else len(page)
        first = max(0, begin.start() - _COMMENT)
        if page.rfind("<!--", first, begin.start()) <= page.rfind("-->", first, begin.start()):
            yield page[begin.end() : at]
