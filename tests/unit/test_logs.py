"""The lines of the log, as the guide shows them (figure 5)."""

import errno
import logging
import os
import re
from pathlib import Path

import pytest

from tqimap import logs
from tqimap.errors import ConfigError


@pytest.mark.parametrize("name", ["Intelligence Mailbox", "100% Abuse", "%(message)s", "Postfach für Übles"])
def test_a_line_is_the_guides_whatever_the_name_of_the_connector(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for owner, attribute in ((logging, "raiseExceptions"), (logging, "lastResort"), (logs.logger, "propagate")):
        monkeypatch.setattr(owner, attribute, getattr(owner, attribute))  # put back afterwards
    logs.start(name, str(tmp_path), 1)
    logs.logger.warning("Something with 50%")
    logs.stop()
    line = (tmp_path / logs.FILE_NAME).read_text(encoding="utf-8")
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d - {re.escape(name)} WARNING: Something with 50%\n", line)


def test_a_log_that_may_not_be_written_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(ConfigError, match=r"tqimap\.log: Permission denied\. Give the user who runs tqimap the right"):
        logs.start("Mailbox", str(tmp_path), 1)
