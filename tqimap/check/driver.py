"""The check as it is called: configuration, then ThreatQ, which knows the settings of the mailbox, then the mailbox."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tqimap import locations, logs
from tqimap.check import mailbox, show, threatq
from tqimap.check.walk import Step, Walk
from tqimap.config import config, config_file
from tqimap.config.config import Config
from tqimap.errors import ConfigError


def main(location: str, *, as_json: bool) -> int:
    """Check what ``-c location`` means and print it; 0 if all is well, else the exit code of the first failure."""
    logs.warn_on_terminal()
    steps: list[Step] = []
    lines = None if as_json else show.Lines(sys.stdout)

    def tell(step: Step) -> None:
        steps.append(step)
        if lines is not None:
            lines(step)

    _check(locations.named_config_file(location), tell)
    exit_code = next((step.exit_code for step in steps if step.outcome == "failed"), 0)
    if as_json:
        print(show.document(steps, exit_code))
    return exit_code


def _check(path: Path, tell: Callable[[Step], None]) -> None:
    settings = _configuration(path, Walk("configuration", tell, ("file",)))
    if settings is None:
        return
    found = threatq.look(settings, Walk("ThreatQ", tell, threatq.PLAN))
    if found.server is None:
        Walk("mailbox", tell).not_tested("settings", "they are not complete without what failed above")
        return
    plan = mailbox.plan(found.server, found.settings["folders"])
    mailbox.look(found.settings, found.server, Walk("mailbox", tell, plan))


def _configuration(path: Path, walk: Walk) -> Config | None:
    try:
        config_file.require(path)
        settings, exposed = config.load(path, os.environ), config_file.exposed(path)
    except ConfigError as error:
        walk.failed(error)
        return None
    walk.passed("file", f"{path} is valid" + (" but can be read by others: chmod 600 it" if exposed else ""))
    return settings
