"""A run over the unread mail: settings from ThreatQ, then the mailbox, the reader, the ledger and the pipeline.

Here the parts are put together. What is heavy is imported where a run has got so far that it needs it.
"""

import logging
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tqimap.config.config import Config
from tqimap.errors import ConfigError, Stopped, TqimapError
from tqimap.garbage import collect_seldom
from tqimap.report.report import Report
from tqimap.stop import Stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tqimap.config.settings import MailServer
    from tqimap.mailbox import Mailbox
    from tqimap.model import RawMessage, ReadMessage, Unreadable
    from tqimap.reader.reader import Reader
    from tqimap.run.ends import Ends
    from tqimap.run.plan import Rules
    from tqimap.threatq.client import ThreatQ
    from tqimap.threatq.session import Session

log = logging.getLogger("tqimap")

SWITCHED_OFF = "the connector is switched off in ThreatQ"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a run keeps its state and its attachments, and whether it is only a rehearsal."""

    state: Path
    files: Path
    rehearsal: bool = False


def run(settings: Config, where: Surroundings, stop: Stop, report: Report) -> None:
    """A run over the unread mail: settings from ThreatQ, then the mailbox. Raises TqimapError."""
    try:
        _run(replace(settings, until=stop.patience), where, stop, report)
    except ConfigError as error:
        if not stop.exit_code:
            raise
        # A terminal sends Ctrl-C to a command for a secret as well: that it failed is no fault of the configuration.
        raise Stopped(f"{stop.reason}: {error}", stop.exit_code) from error


def _run(settings: Config, where: Surroundings, stop: Stop, report: Report) -> None:
    from tqimap.threatq import statuses
    from tqimap.threatq.client import ThreatQ

    _warn_of_switched_off_checks(settings)
    session = _session(settings, stop)
    threatq = ThreatQ(session, settings.text("name"), settings.text("status"))
    threatq.sign_in()
    status_id = None
    if settings["connector_id"]:
        connector = threatq.connector(settings["connector_id"])
        if not connector.active:
            report.stopped = SWITCHED_OFF
            log.warning(
                "The connector is switched off in ThreatQ; no mail has been read. "
                "Switch it on under Incoming Feeds, tab ThreatQ Labs"
            )
            return
        settings = settings.with_form(connector.settings)
        status_id = connector.status_id
    known = threatq.statuses()
    threatq.status = statuses.chosen(known, status_id, settings.text("status"))
    statuses.check_by_domain(known, settings["status_by_domain"])
    _read_mail(settings, threatq, where, stop, report)
    if not where.rehearsal:
        log.log(_level(report, stop), "%s", report.summary())
    _log_costs(session, report)


def _session(settings: Config, stop: Stop) -> "Session":
    """A session that waits no longer than the run may."""
    from tqimap.threatq.login import configured_login
    from tqimap.threatq.session import Session

    return Session(
        settings.threatq_server(), configured_login(settings),
        sleep=lambda seconds: stop.pause(seconds, "ThreatQ"), stopped_at=lambda: stop.signalled_at,
    )  # fmt: skip


def _log_costs(session: "Session", report: Report) -> None:
    """What the run cost, for whoever looks for the slow part of it."""
    requests = ", ".join(f"{count} × {kind}" for kind, count in sorted(session.counts.items()))
    log.debug("ThreatQ: %s; %d repeated", requests, session.repeats)
    if report.seconds:
        log.debug("Seconds: %s", ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in report.seconds.items()))


def _level(report: Report, stop: Stop) -> int:
    """How loud the end of a run is: cron mails what is critical. What rests in quarantine fails anew once a day."""
    if report.failed:
        return logging.CRITICAL
    return logging.WARNING if stop.exit_code or report.exit_code else logging.INFO


def _warn_of_switched_off_checks(settings: Config) -> None:
    for key, side in (("threatq_verify", "ThreatQ"), ("imap_verify", "the mail server")):
        if not settings[key]:
            log.warning(
                "The certificate of %s is not verified (%s is false): anybody on the way can read along", side, key
            )


def _read_mail(settings: Config, threatq: "ThreatQ", where: Surroundings, stop: Stop, report: Report) -> None:
    """Open everything, run the pipeline, close everything."""
    from tqimap.report.progress import Progress
    from tqimap.run.budget import Limits
    from tqimap.run.pipeline import Run

    with ExitStack() as stack:
        ends = _ends(settings, threatq, where, stop, stack)
        rules = _rules(settings, threatq.indicator_types())
        collect_seldom()
        limits = Limits(settings["max_message_bytes"], settings["max_messages"], settings["max_run_bytes"])
        try:
            with Progress() as progress:
                Run(ends, rules, limits, stop, report, progress=progress)(settings["folders"])
        except TqimapError:
            log.info("So far: %s", report.counts())  # what ended the run is told last
            raise


def _ends(settings: Config, threatq: "ThreatQ", where: Surroundings, stop: Stop, stack: ExitStack) -> "Ends":
    """What a run works on, opened; ``stack`` closes it."""
    from tqimap.run.delivery import Delivery
    from tqimap.run.ends import Ends
    from tqimap.run.rehearsal import UnchangedThreatQ
    from tqimap.state.ledger import Ledger, MailboxKey
    from tqimap.state.made import Made
    from tqimap.state.spool import Spool

    server = settings.mail_server()
    ledger = Ledger(where.state, MailboxKey(f"{server.host}:{server.port}", server.username))
    stack.callback(ledger.close)
    keep = settings["keep_files"] and not where.rehearsal
    spool = stack.enter_context(Spool(where.files, settings.path, keep=keep))
    target = UnchangedThreatQ(threatq.find_file) if where.rehearsal else threatq
    return Ends(
        mailbox=stack.enter_context(_mailbox(server, settings, where, stop, spool.path)),
        reader=stack.enter_context(_LateReader(spool.path, settings)),
        delivery=Delivery(target, Made(ledger, settings.text("threatq_host"), time.time())),
        ledger=ledger,
        now=time.time,
        spool=spool,
    )


def _mailbox(server: "MailServer", settings: Config, where: Surroundings, stop: Stop, spool: Path) -> "Mailbox":
    from tqimap.mailbox import Mailbox
    from tqimap.tokens.access import FILE_NAME as TOKEN_FILE

    return Mailbox(
        server,
        spool,
        stop=stop,
        done=replace(settings.done(), rehearsal=where.rehearsal),
        max_message_bytes=settings["max_message_bytes"],
        token_file=where.state / TOKEN_FILE,
        passed=_passed,
    )


def _passed(step: str, detail: str) -> None:
    log.debug("Mailbox, %s: %s", step, detail)


class _LateReader:
    """The contained reader, with all that it imports, from the first message on: most runs find none."""

    def __init__(self, spool: Path, settings: Config) -> None:
        self._spool = spool
        self._settings = settings
        self._open = ExitStack()
        self._reader: Reader | None = None

    def __enter__(self) -> "_LateReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def read(self, batch: "Sequence[RawMessage]") -> "Iterator[tuple[int, ReadMessage | Unreadable]]":
        """Read a batch, in order."""
        from tqimap.reader.options import ReaderOptions
        from tqimap.reader.reader import Reader

        if self._reader is None:
            options = ReaderOptions.from_settings(self._settings.values)
            self._reader = self._open.enter_context(Reader(self._spool, options))
        return self._reader.read(batch)


def _rules(settings: Config, types: "Iterable[str]") -> "Rules":
    """What of a message goes to a ThreatQ that has these ``types`` of indicators."""
    from tqimap.provenance import Provenance
    from tqimap.run.plan import Rules

    return Rules(
        max_relations=settings["max_relations"],
        message_as_file=settings["message_as_file"],
        known_types=frozenset(types),
        provenance=Provenance(**settings["provenance"]),
        spearphish_event=settings["event"] == "spearphish",
        status_by_domain=settings["status_by_domain"],
    )
