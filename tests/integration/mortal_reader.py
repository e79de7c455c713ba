"""The real helper, but mail that asks for it kills the child that reads it. Run with the number of the socket."""

import os
import signal
import sys
import time

from tqimap.reader import attachment, helper, message


def deadly(owner, name: str, word: bytes, how: str) -> None:
    """Let ``owner.name`` kill its process, or hang, where its first argument holds ``word``."""
    original = getattr(owner, name)

    def mortal(*given, **named):
        if word in _bytes(given[0]):
            if how == "hang":
                time.sleep(60)
            os.kill(os.getpid(), signal.SIGSEGV)
        return original(*given, **named)

    setattr(owner, name, mortal)


def _bytes(value) -> bytes:
    return value if isinstance(value, bytes) else "".join(value).encode()


def forger(reader, raw, received):
    """What an exploited child could say: that it is done."""
    return iter(()) if b"say nothing" in raw else _answers(reader, raw, received)


_answers = message.MessageReader.answers
message.MessageReader.answers = forger
deadly(message, "parse", b"die at once", "die")
deadly(message, "parse", b"hang at once", "hang")
deadly(message, "passwords", b"die after the split", "die")
deadly(attachment, "walk", b"die in the attachment", "die")
deadly(attachment, "walk", b"hang in the attachment", "hang")
deadly(attachment, "walk", b"die in every way", "die")
deadly(attachment.carve, "read", b"die in every way", "die")

if __name__ == "__main__":
    helper.main(int(sys.argv[1]))
