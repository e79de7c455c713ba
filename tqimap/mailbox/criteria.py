"""Which messages are looked for at all, whatever the done mode, as criteria of SEARCH (RFC 9051, 6.4.4)."""

from collections.abc import Iterator, Sequence

from tqimap.config.settings import Done
from tqimap.mailbox.client import as_it_is


def criteria(done: Done) -> list[object]:
    """What the filters of the configuration ask for; a message that is deleted already is nobody's."""
    return [
        "NOT", "DELETED",
        *(["SINCE", done.since] if done.since else []),
        *_any_of("FROM", done.senders),
        *_any_of("SUBJECT", done.subjects),
    ]  # fmt: skip


def charset(done: Done) -> str | None:
    """The charset of the criteria; None where ASCII will do, since not every server takes another."""
    return None if "".join((*done.senders, *done.subjects)).isascii() else "UTF-8"


def _any_of(key: str, texts: Sequence[str]) -> Iterator[object]:
    """``OR key a OR key b key c``: one more OR than it seems, since each takes two."""
    for text in texts[:-1]:
        yield from ("OR", key, as_it_is(text))
    if texts:
        yield from (key, as_it_is(texts[-1]))
