"""All that a run works on, faked: a mailbox, a reader, a ThreatQ; and a real ledger and spool."""

from pathlib import Path

from fakes import FakeMailbox, FakeReader, FakeThreatQ

from tqimap.report.report import Report
from tqimap.run import pipeline
from tqimap.run.budget import Limits
from tqimap.run.delivery import Delivery
from tqimap.run.ends import Ends
from tqimap.run.plan import Rules
from tqimap.state.ledger import Ledger, MailboxKey
from tqimap.state.made import Made
from tqimap.state.spool import Spool
from tqimap.stop import Stop


class NoWait(Stop):
    """A stop that never waits, and that can be asked to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = ""
        self.slept: list[float] = []

    @property
    def reason(self) -> str:
        return self.asked

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class World:
    """A mailbox, a ThreatQ and a ledger; each ``run`` is a fresh process."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.mailbox = FakeMailbox()
        self.threatq = FakeThreatQ()
        self.now = 1_000_000.0
        self.rules = Rules()
        self.limits = Limits(message_bytes=1000)
        self.stop = NoWait()
        self.keep = False

    def ledger(self) -> Ledger:
        return Ledger(self.directory, MailboxKey("mail", "me"))

    def state(self, uid: int) -> str | None:
        entry = self.ledger().entries("INBOX", self.mailbox.uidvalidity, [uid]).get(uid)
        return entry.state if entry else None

    def run(self, *folders: str, detailed: bool = False) -> Report:
        ledger = self.ledger()
        with Spool(self.directory, self.directory / "config.json", keep=self.keep) as spool:
            delivery = Delivery(self.threatq, Made(ledger, "tq", self.now))
            ends = Ends(self.mailbox, FakeReader(spool.path), delivery, ledger, lambda: self.now, spool)
            report = Report(detailed=detailed)
            pipeline.Run(ends, self.rules, self.limits, self.stop, report)(folders or ["INBOX"])
            return report


def raises(error: BaseException):
    def call(*_: object) -> None:
        raise error

    return call
