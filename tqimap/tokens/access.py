"""A token that is good now: the kept one while it lasts, else a new one."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tqimap.config import secret_sources
from tqimap.config.settings import ClientCredentials, Secret, ServiceAccount, TokenCommand, TokenSource
from tqimap.deadline import Deadline, never
from tqimap.tokens import endpoint, grants, kept

FILE_NAME = "token.json"


class AccessTokens:
    """Tokens from one source. They are kept in the file ``keep`` until they end; None keeps none."""

    def __init__(
        self,
        source: TokenSource,
        keep: Path | None,
        now: Callable[[], float] = time.time,
        until: Deadline = never,
    ) -> None:
        """A new token is waited for ``until`` then."""
        self._source = source
        self._file = keep
        self._now = now
        self._until = until

    def __str__(self) -> str:
        match self._source:
            case TokenCommand(command):
                return f"printed by {command[0]}"
            case ServiceAccount(_, key_file, subject):
                return f"for {subject} by the service account in {key_file}"
            case ClientCredentials(endpoint, client_id):
                return f"for the client {client_id} by {endpoint.url}"

    def usable(self) -> Iterator[Secret]:
        """The tokens to try, one after the other: the kept one, and when that was refused after all, a new one.

        Raises ConfigError for a source that cannot work, MailboxLoginError where the endpoint refuses, and
        UnreachableError or CertificateError on the way to it.
        """
        if isinstance(self._source, TokenCommand):  # keeping tokens, and knowing how long they last, is its business
            yield secret_sources.resolve("token_command", {"command": list(self._source.command)}, self._until)
            return
        request = grants.request(self._source, self._now())
        there = kept.read(self._file, request.identity, self._now()) if self._file else None
        if there is not None:
            yield there
        token = endpoint.fetch(request, self._now, self._until)
        if self._file:
            kept.write(self._file, request.identity, token)
        yield token.value
