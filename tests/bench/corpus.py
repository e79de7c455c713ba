"""Realistic mail for the benchmarks: made from a seed, the same on every machine, nothing in it exists.

Text of 8 to 60 lines with 2 to 40 indicators, 60 % with an HTML part as well; 10 % with an attachment: most are a list
of 5 to 60 KB, some a document of 100 to 500 KB, a few of 1 to 5 MB.
"""

import hashlib
import io
import random
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formatdate

WORDS = [
    "the",
    "campaign",
    "uses",
    "a",
    "loader",
    "which",
    "reports",
    "to",
    "its",
    "operators",
    "every",
    "hour",
    "and",
    "then",
    "waits",
    "for",
    "an",
    "order",
    "before",
    "it",
    "moves",
    "laterally",
    "through",
    "shares",
    "and",
    "services",
    "that",
    "were",
    "left",
    "open",
    "by",
    "an",
    "earlier",
    "incident",
    "in",
    "the",
    "same",
    "network",
    "segment",
]
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the corpus is made of; printed with every result."""

    messages: int = 10_000
    seed: int = 7
    html_share: float = 0.6
    attachment_share: float = 0.1
    fewest_indicators: int = 2
    most_indicators: int = 40


def messages(parameters: Parameters) -> Iterator[bytes]:
    """The mail, one message after the other, with CRLF line ends."""
    chance = random.Random(parameters.seed)
    for number in range(parameters.messages):
        yield _message(number, chance, parameters)


def _message(number: int, chance: random.Random, parameters: Parameters) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Sharing Group <list{number % 7}@partner.example>"
    message["To"] = "desk@sandbox.example"
    message["Subject"] = f"Report {number}: {' '.join(chance.choices(WORDS, k=5))}"
    message["Date"] = format_datetime(BEGIN + timedelta(minutes=number))
    message["Message-ID"] = f"<{number}.{parameters.seed}@bench.example>"
    count = chance.randint(parameters.fewest_indicators, parameters.most_indicators)
    found = [indicator(chance) for _ in range(count)]
    message.set_content("\n".join(_lines(chance, found)))
    if chance.random() < parameters.html_share:
        message.add_alternative(_page(chance, found), subtype="html")
    if chance.random() < parameters.attachment_share:
        _attach(message, number, chance)
    return message.as_bytes()


def indicator(chance: random.Random) -> str:
    """One value, defanged as people do it, in one of the usual types."""
    host = f"{chance.choice(WORDS)}{chance.randrange(10**6)}.{chance.choice(('com', 'net', 'org', 'info'))}"
    address = f"44.{chance.randrange(1, 255)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
    digest = hashlib.sha256(str(chance.random()).encode()).hexdigest()
    return chance.choice(
        (
            host.replace(".", "[.]"),
            address.replace(".", "[.]", 1),
            f"hxxp://{host}/{chance.choice(WORDS)}/{chance.randrange(1000)}.php?id={chance.randrange(10**6)}",
            f"hxxps[://]{host}/{digest[:12]}",
            digest,
            digest[:32],
            f"{chance.choice(WORDS)}[at]{host}",
        )
    )


def _lines(chance: random.Random, found: list[str]) -> Iterator[str]:
    for _ in range(chance.randint(8, 60)):
        yield " ".join(chance.choices(WORDS, k=chance.randint(4, 14)))
    for value in found:
        yield f"- {value} {' '.join(chance.choices(WORDS, k=3))}"


def _page(chance: random.Random, found: list[str]) -> str:
    rows = "".join(f"<tr><td>{value}</td><td>{chance.choice(WORDS)}</td></tr>" for value in found)
    text = "</p><p>".join(" ".join(chance.choices(WORDS, k=40)) for _ in range(8))
    style = "table { border-collapse: collapse } td { padding: 4px 8px; font: 13px/1.4 sans-serif; color: #333333 }"
    return f"<html><head><style>{style}</style></head><body><p>{text}</p><table>{rows}</table></body></html>"


def _attach(message: EmailMessage, number: int, chance: random.Random) -> None:
    kind = chance.random()
    if kind < 0.65:
        size = chance.randint(5_000, 60_000)
        rows = io.StringIO()
        while rows.tell() < size:
            rows.write(f"{indicator(chance)},{chance.choice(WORDS)},{formatdate(number)}\n")
        message.add_attachment(rows.getvalue().encode(), maintype="text", subtype="csv", filename=f"list{number}.csv")
    else:
        size = chance.randint(100_000, 500_000) if kind < 0.93 else chance.randint(1_000_000, 5_000_000)
        message.add_attachment(
            _archive(chance, size), maintype="application", subtype="zip", filename=f"sample{number}.zip"
        )


def _archive(chance: random.Random, size: int) -> bytes:
    """A ZIP with a text of indicators and noise that does not compress."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=zlib.Z_BEST_SPEED) as archive:
        archive.writestr("indicators.txt", "\n".join(indicator(chance) for _ in range(30)))
        archive.writestr("memory.bin", chance.randbytes(size))
    return packed.getvalue()
