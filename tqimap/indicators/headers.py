"""Fields of a message's header: each is parsed as what it is, none is scanned as text."""

import re
from collections.abc import Callable

from .engine import find
from .finding import Findings, Options

_NOTHING = Findings()
_RECEIVED_FROM = re.compile(r"from\s[^;]*?(?=\sby\s|;|\Z)", re.DOTALL)


def find_in_header(name: str, value: str, options: Options, *, dropped: bool = False) -> Findings:
    """The indicators of one decoded field; a field that is not known gives none."""
    reader = _FIELDS.get(name.lower())
    return reader(value, options, dropped) if reader else _NOTHING


def _addresses(value: str, options: Options, dropped: bool) -> Findings:
    return find(value, options, dropped=dropped)


_FIELDS: dict[str, Callable[[str, Options, bool], Findings]] = {
    "from": _addresses, "sender": _addresses, "reply-to": _addresses, "return-path": _addresses,
    "x-originating-ip": _addresses, "x-sender-ip": _addresses,
}  # fmt: skip
