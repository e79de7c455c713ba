"""Scripted misbehaviour: which request goes wrong, and how. Also what was asked, for assertions."""

from dataclasses import dataclass
from typing import Literal

Action = Literal["status", "cut", "hang", "html", "shape", "truncate", "rows"]


@dataclass(frozen=True, slots=True)
class Fault:
    """How one request goes wrong.

    ``status``: answers ``status`` with the documented body (429 and 503 with Retry-After if ``retry_after`` is set);
    ``cut``: the connection is reset; ``hang``: no answer ever; ``html``: a page with 200 in place of JSON;
    ``shape``: JSON that is no answer to anything;
    ``truncate``: the connection ends within the JSON; ``rows``: ``rows`` rows more (or fewer) than asked for.
    ``effect``: whether the request is carried out all the same. ``truncate`` and ``rows`` always carry it out.
    """

    action: Action
    status: int = 500
    retry_after: float | None = None
    rows: int = -1
    effect: bool = False

    @property
    def carried_out(self) -> bool:
        return self.effect or self.action in ("truncate", "rows")


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came: ``count`` is the number of objects in its body, ``status`` 0 if it was not answered."""

    method: str
    path: str
    query: str
    status: int
    count: int
