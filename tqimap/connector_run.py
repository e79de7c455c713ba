"""One call of the connector: the first run where nothing is set up yet, else a run over the unread mail.

Here is what stands round a run: configuration, log, lock, what is said of it in the end. What is heavy is imported
where it is needed.
"""

import logging
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tqimap import locations, logs, terminal
from tqimap.config import config, config_file
from tqimap.config.config import Config
from tqimap.errors import BUG, ConfigError, StateError, TqimapError
from tqimap.report import status_file
from tqimap.report.report import Report
from tqimap.run.mail_run import SWITCHED_OFF, Surroundings, run
from tqimap.state.lock import Holder, RunLock
from tqimap.stop import Stop

log = logging.getLogger("tqimap")


@dataclass(frozen=True, slots=True)
class Call:
    """The options of the command line that a run needs."""

    config: str
    log_location: str
    verbosity: int
    files_directory: str | None
    files_name: str | None
    report: str | None = None


def main(call: Call) -> int:
    """Do what is to be done; the exit code. Raises TqimapError."""
    path = locations.config_file(call.config)
    files = locations.files_directory(call.files_directory, call.files_name)
    log_location = locations.log_location(call.log_location)
    report_file = _report_file(call.report)
    warning = config_file.check_permissions(path)
    settings = config.load(path, os.environ)
    logs.start(settings.text("name"), log_location, call.verbosity)
    if warning:
        log.warning(warning)
    state = locations.directory(settings.state_directory, "state directory")
    with RunLock(state, time.time()) as lock:
        holder = lock.acquire()
        if holder is not None:
            return _held(holder)
        if settings["connector_id"] is None:
            return _first_run(settings)
        files = files or locations.directory(state / "files", "directory for attachments")
        return _run_and_report(settings, Surroundings(state, files), report_file)


def rehearse(call: Call) -> int:
    """Say what a run would do, and change nothing (``--dry-run``); the exit code that the run would have.

    Raises TqimapError.
    """
    from tqimap.run import rehearsal
    from tqimap.state import ledger

    path = locations.named_config_file(call.config)
    report_file = _report_file(call.report)
    config_file.require(path)
    config_file.exposed(path)
    settings = config.load(path, os.environ)
    if settings["connector_id"] is None:
        raise ConfigError(f"{path} has no connector_id: run tqimap -c {path} once, which sets the connector up")
    logs.start(settings.text("name"), "stdout", call.verbosity)
    stop, report = Stop(settings["run_seconds"]).listen(), Report(detailed=True, rehearsal=True)
    with locations.temporary_directory() as private:
        ledger.copy(settings.state_directory, private)
        run(settings, Surroundings(private, private, rehearsal=True), stop, report)
    rehearsal.show(report, print)
    exit_code = stop.exit_code or report.exit_code
    _write_report(report_file, settings, report, exit_code)
    return exit_code


def _report_file(name: str | None) -> Path | None:
    """Where the report goes; one that could not be written is refused before the run, not after it."""
    if name is None:
        return None
    from tqimap.report import report_file

    path = locations.absolute(name)
    report_file.check(path)
    return path


def _held(holder: Holder) -> int:
    seconds = max(0, int(time.time() - holder.since))
    log.warning("Another run (process %d) has been at work for %d s; this one ends", holder.pid, seconds)
    return 0


def _first_run(settings: Config) -> int:
    from tqimap.first_run import first_run

    first_run(settings, terminal.here(), lambda text: print(text, flush=True))
    return 0


def _run_and_report(settings: Config, where: Surroundings, path: Path | None) -> int:
    """A run; what it did, in the file ``path`` where that is wanted; and how it went, in status.json."""
    stop = Stop(settings["run_seconds"]).listen()
    report = Report(detailed=path is not None)
    try:
        run(settings, where, stop, report)
    except Exception as error:
        report.stopped, exit_code = str(error), BUG
        if isinstance(error, TqimapError):
            report.stopped, exit_code = error.told, error.exit_code
        status_file.write(where.state, datetime.now(UTC), exit_code, report, report.stopped)
        try:
            _write_report(path, settings, report)
        except StateError as unwritten:
            error.add_note(str(unwritten))  # both are told
        raise
    exit_code = stop.exit_code or report.exit_code
    unread = SWITCHED_OFF if report.stopped == SWITCHED_OFF else ""  # no failure, but who watches is to hear of it
    status_file.write(where.state, datetime.now(UTC), exit_code, report, unread)
    _write_report(path, settings, report, exit_code)
    return exit_code


def _write_report(path: Path | None, settings: Config, report: Report, exit_code: int = 0) -> None:
    """Raises StateError, with the ``exit_code`` of the run where that one is no success."""
    if path is None:
        return
    from tqimap.report import report_file

    try:
        report_file.write(path, settings.text("name"), datetime.now(UTC), report)
    except StateError as error:
        error.exit_code = exit_code or error.exit_code
        raise
