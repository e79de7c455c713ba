"""What the reader is told once, at the start of the helper: what to find, what to open, what a child may use."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tqimap.reader.confinement import Limits
from tqimap.wanted import Options


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

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any], *, explain: bool = False) -> "ReaderOptions":
        """The options in the values of the configuration (``config.schema.json``)."""
        return cls(
            indicators=Options(
                types=settings["indicator_types"],
                hosts_of_urls=settings["hosts_of_urls"],
                own_domains=tuple(settings["own_domains"]),
                allow=tuple(settings["allow"]),
                warning_lists=tuple(settings["warning_lists"]),
                defanged_beats_allow_list=settings["defanged_beats_allow_list"],
            ),
            passwords=tuple(settings["passwords"]),
            max_attachment_bytes=settings["max_attachment_bytes"],
            explain=explain,
        )

    def to_json(self) -> bytes:
        """The options as the helper takes them."""
        told = {
            "indicators": self.indicators._asdict(),
            "passwords": self.passwords,
            "max_attachment_bytes": self.max_attachment_bytes,
            "limits": asdict(self.limits),
            "explain": self.explain,
        }
        return json.dumps(told, default=dict).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "ReaderOptions":
        """What ``to_json`` wrote."""
        values = json.loads(text)
        return cls(
            indicators=Options(**{name: _plain(value) for name, value in values["indicators"].items()}),
            passwords=tuple(values["passwords"]),
            max_attachment_bytes=values["max_attachment_bytes"],
            limits=Limits(**values["limits"]),
            explain=values["explain"],
        )


def _plain(value: Any) -> Any:
    """JSON knows no tuples."""
    return tuple(value) if isinstance(value, list) else value
