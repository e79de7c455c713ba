"""What one run may do: how large a message it reads, how many of them, and how many bytes of mail in all."""

from collections.abc import Iterable
from dataclasses import dataclass

from tqimap.model import MessageSize


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one run; 0 is no limit, but for ``message_bytes``."""

    message_bytes: int
    messages: int = 0
    run_bytes: int = 0


class Budget:
    """The limits of a run, and what of them it has used up."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._messages = self._bytes = 0
        self.reached = ""  # which limit keeps the run from reading more

    def too_large(self, size: int) -> str:
        """Why a message of so many bytes is not read; empty where it is. Uses nothing up: any thread may ask."""
        most = self._limits.message_bytes
        return f"it has {size} bytes, more than max_message_bytes ({most})" if size > most else ""

    def allowed(self, sizes: Iterable[MessageSize]) -> list[MessageSize]:
        """As many of the messages as the limits still allow; always one in a run, or none would ever be."""
        limits, allowed = self._limits, []
        for message in sizes:
            if limits.messages and self._messages >= limits.messages:
                self.reached = "max_messages reached"
                break
            if limits.run_bytes and self._messages and self._bytes + message.size > limits.run_bytes:
                self.reached = "max_run_bytes reached"
                break
            allowed.append(message)
            self._messages += 1
            self._bytes += message.size
        return allowed
