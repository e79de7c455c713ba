"""The driver: ``tqimap -c … -ll … -f … --files …``, as a person or cron calls it (guide, appendix A).

Everything that can go wrong ends here in one line on stderr and an exit code: 0 done, 1 could not run for a
foreseen cause, 2 usage or configuration, 3 a message failed or waits in quarantine, 4 a bug, 130 and 143
after a signal. Nothing is imported before it is needed: ``--help`` is instant.
"""

import argparse
import contextlib
import errno
import io
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import TextIO

from tqimap import __version__
from tqimap.errors import BUG, TqimapError

INTERRUPTED = 130
NOBODY_READS = 1  # whoever read our output has gone, as ``| head`` does, or its disk is full
_FULL = (errno.ENOSPC, errno.EDQUOT)


def main(arguments: list[str] | None = None) -> int:
    """Run the driver; the exit code."""
    _open_what_is_closed()
    options = _options(arguments)
    os.umask(0o077)  # whatever a run makes is for its user alone
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold passwords and mail
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # locale C must not turn a subject into an exception
    return _flushed(_guarded(options))


def _open_what_is_closed() -> None:
    """Whoever starts us may close stdout and stderr (``>&-``): what is said goes nowhere then, and is no bug."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # for as long as we live


def _guarded(options: argparse.Namespace) -> int:
    try:
        return _chosen(options)
    except TqimapError as error:
        return _failed(error.told, error.exit_code)
    except KeyboardInterrupt as interrupt:
        return _interrupted(interrupt.args[0] if interrupt.args else INTERRUPTED)
    except BrokenPipeError as error:
        return _unwritten(error)
    except Exception as error:
        return _unwritten(error) if isinstance(error, OSError) and error.errno in _FULL else _bug(error)


def _unwritten(error: OSError) -> int:
    """That the output went nowhere is told, unless whoever read it wants no more of it."""
    if not isinstance(error, BrokenPipeError):
        _say(f"Cannot write the output: {error.strerror}")
    return NOBODY_READS


def _interrupted(code: int) -> int:
    """At once: not even output that nobody takes is waited for, and whoever asks once more gets the system's answer."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    _forsake(sys.stdout)
    return _failed("interrupted", code)


def _flushed(code: int) -> int:
    """``code``, when all output has gone out: at its own end the interpreter would replace it by another."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            _forsake(stream)
            if stream is sys.stdout:
                code = code or _unwritten(error)
    return code


def _forsake(stream: TextIO) -> None:
    """What is buffered, which the interpreter writes at its end, goes nowhere."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)
    if options.explain != bool(options.files):
        parser.error("--explain needs a FILE" if options.explain else f"unrecognized arguments: {options.files[0]}")
    if options.report and (options.check or options.explain or options.quarantine or options.retry or options.demo):
        parser.error("--report goes with a run or with --dry-run")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tqimap",
        formatter_class=_Help,
        description="Reads the unread mail of an IMAP mailbox and feeds its attachments and indicators to ThreatQ.",
        epilog="The first run asks for ThreatQ's address and login and sets the connector up; "
        "every later run reads mail. Exit codes: 0 done, 1 could not run, 2 usage or configuration, "
        "3 a message failed or waits in quarantine, 4 bug, 130 and 143 after a signal.",
    )
    _add_guide_options(parser.add_argument)
    _add_other_jobs(parser.add_mutually_exclusive_group().add_argument)
    _add_results(parser.add_argument)
    parser.add_argument("--version", action="version", version=f"tqimap {__version__}")
    return parser


class _Help(argparse.HelpFormatter):
    """Help as the guide shows it: from Python 3.13 on argparse names what an option takes only once."""

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        takes = self._format_args(action, self._get_default_metavar_for_optional(action))
        return ", ".join(f"{option} {takes}" for option in action.option_strings)


def _add_guide_options(add: Callable[..., object]) -> None:
    """The options of tqIMAP 2.0.1 (guide, appendix A)."""
    add(
        "-ll", "--loglocation", default="stdout",
        help="directory for tqimap.log, made if missing; 'stdout' logs to the console (default)",
    )  # fmt: skip
    add(
        "-c", "--config", default=".",
        help="place of the configuration: a directory (config.json in it) or a .json file, readable and writable "
        "by the current user (default: the current directory)",
    )  # fmt: skip
    add("-v", "--verbosity", type=int, choices=(1, 2, 3), default=1, help="1 warnings (default), 2 info, 3 debug")
    add("-f", dest="files_directory", metavar="DIR", help="directory for attachments during a run, made if missing")
    add("--files", dest="files_name", metavar="NAME", help="folder in that directory")


def _add_other_jobs(add: Callable[..., object]) -> None:
    """What else the driver can be asked to do, instead of a run; one job at a time."""
    add(
        "--check", action="store_true",
        help="go every step of the way to ThreatQ and to the mailbox, say what is wrong, and change nothing",
    )  # fmt: skip
    add("--explain", action="store_true", help="say of each value in the FILEs why it is an indicator or not, and end")
    add("--dry-run", action="store_true", help="say what a run would do, and change nothing")
    add("--quarantine", action="store_true", help="list the messages that failed for good, and end")
    add("--retry", metavar="ID", help="take a message ('all': every one) out of quarantine for the next run, and end")
    add(
        "--demo", action="store_true",
        help="run the whole job on an embedded mail server and a simulated ThreatQ (needs the extra 'sandbox')",
    )  # fmt: skip


def _add_results(add: Callable[..., object]) -> None:
    """What goes with one job or another."""
    add("files", metavar="FILE", nargs="*", help="with --explain: mail or any other file, uid:N in the mailbox, or -")
    add("--json", action="store_true", help="print what --check finds, or what --explain tells, as JSON")
    add("--report", metavar="FILE", help="write what the run did to FILE (.json or .html)")


def _chosen(options: argparse.Namespace) -> int:
    if options.demo:
        return _demo()
    if options.explain:
        return _explain(options)
    if options.check or options.json:
        return _check(options)
    if options.quarantine or options.retry is not None:
        return _quarantine(options)
    from tqimap import connector_run

    call = connector_run.Call(
        config=options.config,
        log_location=options.loglocation,
        verbosity=options.verbosity,
        files_directory=options.files_directory,
        files_name=options.files_name,
        report=options.report,
    )
    return connector_run.rehearse(call) if options.dry_run else connector_run.main(call)


def _check(options: argparse.Namespace) -> int:
    from tqimap.check import driver
    from tqimap.errors import ConfigError

    if not options.check:
        raise ConfigError("--json goes with --check or --explain")
    return driver.main(options.config, as_json=options.json)


def _explain(options: argparse.Namespace) -> int:
    from tqimap import explain, locations
    from tqimap.config import config

    settings = config.load(locations.named_config_file(options.config), os.environ)
    return explain.main(options.files, settings, as_json=options.json)


def _quarantine(options: argparse.Namespace) -> int:
    from tqimap import locations, quarantine
    from tqimap.config import config

    state = config.load(locations.named_config_file(options.config), os.environ).state_directory
    return quarantine.show(state) if options.retry is None else quarantine.retry(state, options.retry)


def _demo() -> int:
    from tqimap.errors import ConfigError

    try:
        from tqimap.sandbox import demo
    except ImportError as error:
        raise ConfigError(
            f"--demo needs the extra 'sandbox' ({error.name} is missing): pip install 'tqIMAP[sandbox]'"
        ) from error
    return demo.main()


def _failed(message: str, code: int) -> int:
    """One line on stderr, and in the log file."""
    from tqimap import logs

    logs.keep_error(message)
    _say(message)
    return code


def _say(line: str) -> None:
    """Where stderr cannot be written to, the exit code has to do."""
    with contextlib.suppress(OSError):
        print(f"tqimap: {line}", file=sys.stderr)


def _bug(error: Exception) -> int:
    from tqimap import logs

    if not logs.logger.handlers:
        logs.start("tqimap", "stdout", 1)
    logs.logger.critical("This is a bug in tqimap %s, please report it", __version__, exc_info=error)
    _say(f"bug: {type(error).__name__} (the traceback is in the log); mail stays unread")
    return BUG
