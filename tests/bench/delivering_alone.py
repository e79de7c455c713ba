"""Delivery of messages that have been read before: what the slowest stage of a run costs when nothing else runs.

    python delivering_alone.py FILE HOST CA_FILE CLIENT_ID EMAIL PASSWORD    each message behind its length, eight bytes

Prints one line of JSON: the seconds from the first request to the last answer.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from reading_alone import messages

from tqimap.config.settings import Secret, ThreatQServer
from tqimap.model import RawMessage, ReadMessage, Submission
from tqimap.reader.reader import Reader
from tqimap.run.delivery import Delivery
from tqimap.run.plan import Rules, plan
from tqimap.run.read_batch import FULL_INDICATORS
from tqimap.state.ledger import Ledger, MailboxKey
from tqimap.state.made import Made
from tqimap.threatq.client import ThreatQ
from tqimap.threatq.login import PasswordLogin
from tqimap.threatq.session import Session

BATCH = 50  # messages read at once


def main() -> None:
    file, host, ca_file, client_id, email, password = sys.argv[1:]
    threatq = ThreatQ(Session(ThreatQServer(host, ca_file), PasswordLogin(client_id, email, Secret(password))))
    with tempfile.TemporaryDirectory() as directory:
        groups = list(_groups(_submissions(Path(file), Path(directory))))
        ledger = Ledger(Path(directory), MailboxKey("bench", "bench"))
        delivery = Delivery(threatq, Made(ledger, host, time.time()))
        threatq.sign_in()
        began = time.perf_counter()
        for group in groups:
            delivery.deliver(group)
        print(json.dumps({"seconds": time.perf_counter() - began}))
        ledger.close()


def _submissions(file: Path, spool: Path) -> Iterator[Submission]:
    raw = [RawMessage(uid, datetime.now(UTC), each) for uid, each in enumerate(messages(file))]
    with Reader(spool) as reader:
        for start in range(0, len(raw), BATCH):
            for uid, read in reader.read(raw[start : start + BATCH]):
                assert isinstance(read, ReadMessage)
                yield from (planned.submission for planned in plan(read, raw[uid].internaldate, Rules()))


def _groups(submissions: Iterator[Submission]) -> Iterator[list[Submission]]:
    """As a run delivers them."""
    group: list[Submission] = []
    for submission in submissions:
        group.append(submission)
        if sum(len(each.indicators) for each in group) >= FULL_INDICATORS:
            yield group
            group = []
    yield group


if __name__ == "__main__":
    main()
