"""What the reader is told once, at the start of the helper: what to find, what to open, what a child may use."""

import json
from dataclasses import asdict, dataclass, field

from tqimap.indicators import Options
from tqimap.reader.confinement import Limits


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """``passwords`` are tried on encrypted documents after those that the message itself names.

    ``max_attachment_bytes``: what is larger becomes no File, 0 is no limit. ``explain``: the candidates that a
    rule has dropped are told as well.
    """

    indicators: Options = field(default_factory=Options)
    passwords: tuple[str, ...] = ()
    max_attachment_bytes: int = 200 << 20
    limits: Limits = field(default_factory=Limits)
    explain: bool = False

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "ReaderOptions":
        values = json.loads(text)
        return cls(
            indicators=Options(**values["indicators"]),
            passwords=tuple(values["passwords"]),
            max_attachment_bytes=values["max_attachment_bytes"],
            limits=Limits(**values["limits"]),
            explain=values["explain"],
        )
