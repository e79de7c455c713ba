"""The token in the state directory: for its user alone, good for one source, and never missed when it is gone."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from tqimap.config.settings import Secret
from tqimap.state import private_file

log = logging.getLogger("tqimap")

# Seconds before its end a token is no longer used: a slow login and a clock that is a little off fit in.
MARGIN = 300.0


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and its end, in seconds since 1970."""

    value: Secret
    expires: float


def read(file: Path, identity: str, now: float) -> Secret | None:
    """The token for ``identity`` that is still good; None where there is none, whatever the file holds."""
    try:
        held = json.loads(file.read_bytes())
        if held["identity"] == identity and now < float(held["expires"]) - MARGIN:
            return Secret(str(held["token"]))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        pass
    return None


def write(file: Path, identity: str, token: Token) -> None:
    """Keep the token; where that fails the next login gets a new one."""
    held = {"identity": identity, "expires": token.expires, "token": token.value.reveal()}
    try:
        private_file.write(file, json.dumps(held) + "\n")
    except OSError as error:
        log.warning("Cannot keep the access token in %s: %s%s", file, error.strerror, private_file.advice(error))
