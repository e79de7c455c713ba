"""A session with ThreatQ: a token that is always good, and requests that are repeated where that is safe.

What comes of a request, in the classes that the rest of tqimap acts on:

* an answer, decoded;
* ThreatQRefused: ThreatQ will not do this one thing (4xx, or it breaks on this request each time while it is well);
* ThreatQUnavailable: it does not answer usefully within ``RETRY_SECONDS``;
* ThreatQLoginError: it does not accept the login; UnreachableError: it could not be reached even once;
* ThreatQError: the answer is none that ThreatQ would give.
"""

import logging
import math
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Never

from tqimap.config.settings import ThreatQServer
from tqimap.errors import ThreatQError, ThreatQLoginError, ThreatQRefused, ThreatQUnavailable, UnreachableError
from tqimap.printable import printable
from tqimap.threatq import login as logins
from tqimap.threatq import replies, retries
from tqimap.threatq.login import Login, Token
from tqimap.threatq.transport import Answer, Fault, Request, Transport, Trouble

Reply = dict[str, Any]

log = logging.getLogger("tqimap")

_ROLE = "the role Maintenance or Administrative"
# A part of a File and the form around it are some hundred bytes more than 1 MiB, which is all that nginx lets through.
_TOO_LARGE = "; let requests of 2 MiB through the web server or proxy in front of it (nginx: client_max_body_size 2m)"
_SHORT_BYTES = 1000  # of an answer that is taken apart in any case: a list of nothing has less
# Asked when a request fails again and again, to tell a sick server from a request that it cannot take.
_HEALTH = Request("GET", "/api/indicator/statuses")


class Session:
    """Talks to one ThreatQ under one login. Signs in before the first request and whenever the token ends.

    ``counts`` has the requests sent by method and path (ids as ``{id}``), repeats not counted: those are ``repeats``.
    """

    def __init__(
        self,
        server: ThreatQServer,
        login: Login,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        stopped_at: Callable[[], float] = lambda: math.inf,
    ) -> None:
        """Nothing is sent yet. ``stopped_at`` is when a signal came; then nothing is waited for much longer.

        Raises ConfigError for an address, CA file or fingerprint that is none.
        """
        self.counts: Counter[str] = Counter()
        self.repeats = 0
        self._transport = Transport(server, stopped_at)
        self.login = login
        self._clock = clock
        self._sleep = sleep
        self._token: Token | None = None
        self._reached = False
        self._not_before = 0.0
        self._headers: Mapping[str, str] = {}  # of the last answer
        self._waited_for: set[str] = set()  # kinds of requests that took all their time, to no end
        self._failing: set[str] = set()  # kinds of requests of which the last one failed each time it was sent

    @property
    def address(self) -> str:
        """``host`` or ``host:port`` of ThreatQ."""
        return str(self._transport.address)

    @property
    def server_time(self) -> datetime | None:
        """ThreatQ's clock at its last answer, to the second; None where it did not show it."""
        return retries.server_time(self._headers)

    def sign_in(self) -> None:
        """Get a new token. Raises ThreatQLoginError where ThreatQ refuses the login."""
        self._token = None
        wanted = logins.token_request(self.login)
        request = Request("POST", logins.TOKEN_PATH, wanted.query, wanted.body, basic=wanted.basic)
        try:
            self._token = self._given(request)
        except ThreatQRefused as error:  # which would be the fault of the message in hand
            raise ThreatQError(str(error)) from error

    def _given(self, request: Request) -> Token:
        """The token that is answered."""
        answer = self._answer(request, {})
        if answer.status in logins.REFUSED:
            raise ThreatQLoginError(
                f"ThreatQ at {self.address} refused the login of {self.login}: "
                f"{self._said(answer).rstrip('.')}; {self.login.advice}"
            )
        if answer.status in (404, 405):
            raise ThreatQError(f"{self._failure(request, answer)}; check threatq_host: there is no ThreatQ at its root")
        token = logins.token(self._decoded(request, answer), self._clock())
        if token is None:
            raise ThreatQError(f"ThreatQ at {self.address} answered {request} without a usable token")
        return token

    def get(self, path: str, **query: str) -> Reply:
        """Read."""
        return self.send(Request("GET", path, query))

    def post(self, path: str, body: Mapping[str, Any] | Sequence[Any] | bytes, *, idempotent: bool = True) -> Reply:
        """Send JSON, bytes as they are.

        Where it is not ``idempotent`` it is sent once, and ThreatQUnavailable means: perhaps done.
        """
        return self.send(Request("POST", path, body=body, idempotent=idempotent))

    def tell(self, path: str, body: Mapping[str, Any] | Sequence[Any] | bytes) -> bool:
        """Send JSON that may be sent twice, where it only matters that it was taken: the answer may be a long list.

        False where it is a list of nothing, or no list.
        """
        request = Request("POST", path, body=body)
        answer = self._authorized(request)
        if len(answer.body) > _SHORT_BYTES and 200 <= answer.status < 300 and replies.is_success(answer.body):
            return True
        reply = self._decoded(request, answer)
        return not reply or bool(reply.get("data"))

    def send_part(self, path: str, form: Mapping[str, str], part: bytes) -> None:
        """Send a form with one part of a file. Sending the same part again changes nothing.

        Nothing is known of the answer, and no public client reads it: any but an error will do.
        """
        request = Request("POST", path, form=form, part=part)
        answer = self._authorized(request)
        if not 200 <= answer.status < 300 or replies.is_page(answer.body) or answer.body.lstrip().startswith(b"{"):
            self._decoded(request, answer)

    def send(self, request: Request) -> Reply:
        """Send ``request`` with a good token; what ThreatQ answered. Raises as the module says."""
        return self._decoded(request, self._authorized(request))

    def _authorized(self, request: Request) -> Answer:
        answer = self._answer(request, self._authorization())
        if answer.status == 401:  # the token ended early, or was withdrawn
            self.sign_in()
            answer = self._answer(request, self._authorization())
        if answer.status == 401:
            raise ThreatQLoginError(
                f"ThreatQ at {self.address} accepts the login of {self.login} but denies it {request}: "
                f"{self._said(answer)}; it needs {_ROLE}"
            )
        return answer

    def close(self) -> None:
        """Let the connection go."""
        self._transport.close()

    def _authorization(self) -> Mapping[str, str]:
        if self._token is None or self._clock() >= self._token.renew_at:
            self.sign_in()
        assert self._token is not None
        return {"Authorization": f"Bearer {self._token.value.reveal()}"}

    def _answer(self, request: Request, authorization: Mapping[str, str]) -> Answer:
        """The first useful answer, after as many repeats as are safe and useful.

        What has just failed with one request of a kind is believed at once of the next one: in an outage of a part of
        ThreatQ, as of its store of files, nobody waits for each message anew.
        """
        kind = _kind(request)
        self.counts[kind] += 1
        patience = 1 if kind in self._failing and request.idempotent else retries.PATIENCE
        give_up = self._clock() + retries.RETRY_SECONDS
        attempt = 0
        while True:
            outcome = self._attempt(request, authorization)
            if isinstance(outcome, Answer) and outcome.status not in retries.BUSY | retries.BROKEN:
                self._failing.discard(kind)
                return outcome
            self._stop_before_first_answer(outcome, attempt)
            self._not_before = max(self._not_before, self._clock() + retries.pause(attempt, random.random()))
            attempt += 1
            out_of_time = self._not_before > give_up
            is_over = out_of_time or attempt in (patience, retries.PATIENCE)
            if is_over and self._at_fault(request, outcome, out_of_time):
                self._failing.add(kind)
                raise self._broken(request, outcome, attempt)
            if out_of_time or not _repeatable(request, outcome):
                raise ThreatQUnavailable(self._failure(request, outcome))
            if attempt == retries.PATIENCE:
                seconds = give_up - self._clock()
                log.warning("%s; asking again for up to %.0f s", self._failure(request, outcome), seconds)
            self.repeats += 1

    def _attempt(self, request: Request, authorization: Mapping[str, str]) -> Answer | Trouble:
        """One exchange, not before the time that the last failure or the server set for the next one."""
        wait = self._not_before - self._clock()
        if wait > 0:
            self._sleep(wait)
        outcome = self._transport.exchange(request, authorization)
        if isinstance(outcome, Answer):
            self._reached = True
            self._not_before = self._clock() + retries.retry_after(outcome.headers)
            self._headers = outcome.headers
        return outcome

    def _stop_before_first_answer(self, outcome: Answer | Trouble, attempt: int) -> None:
        """Raises UnreachableError where ThreatQ has never answered: more likely a wrong address than a bad moment."""
        if isinstance(outcome, Trouble) and not self._reached and (outcome.fault is Fault.UNREACHABLE or attempt):
            raise UnreachableError(outcome.reason)

    def _at_fault(self, request: Request, outcome: Answer | Trouble, out_of_time: bool) -> bool:
        """Whether ThreatQ breaks on this request, though it is well: what it cannot take must not hold up the rest.

        A server that says it is busy is believed until the time is over, once for each kind of request.
        """
        if request.method == "GET":
            return False
        kind = _kind(request)
        if isinstance(outcome, Trouble):
            failed = outcome.fault is Fault.LOST
        elif outcome.status == retries.UNAVAILABLE:
            failed = out_of_time or kind in self._waited_for
        else:
            failed = outcome.status in retries.BROKEN
        at_fault = failed and self._is_well()
        if at_fault and out_of_time:
            self._waited_for.add(kind)
        return at_fault

    def _broken(self, request: Request, outcome: Answer | Trouble, attempts: int) -> ThreatQRefused:
        """The error of a request on which ThreatQ breaks though it is well."""
        how_often = f"{attempts} times" if attempts > 1 else "once more"
        return ThreatQRefused(
            f"{self._failure(request, outcome)} ({how_often}, while other requests succeed)",
            outcome.status if isinstance(outcome, Answer) else 500,
        )

    def _is_well(self) -> bool:
        """Whether ThreatQ answers another request as it should."""
        if self._token is None:
            return False
        self.counts[_kind(_HEALTH)] += 1
        health = self._attempt(_HEALTH, {"Authorization": f"Bearer {self._token.value.reveal()}"})
        return isinstance(health, Answer) and health.status == 200 and not replies.is_page(health.body)

    def _decoded(self, request: Request, answer: Answer) -> Reply:
        """The reply in ``answer``. Raises for a refusal and for what is none of ThreatQ's answers.

        Where ThreatQ is well, such an answer is about what was sent: else it would end each run at this message.
        """
        try:
            return self._understood(request, answer)
        except (ThreatQRefused, ThreatQLoginError):
            raise
        except ThreatQError as error:
            if request.method != "GET" and self._is_well():
                raise ThreatQRefused(str(error), answer.status, broken=True) from error
            raise

    def _understood(self, request: Request, answer: Answer) -> Reply:
        if 300 <= answer.status < 400:
            self._redirected(request, answer)
        if answer.status >= 500 or answer.status < 200:
            raise ThreatQError(self._failure(request, answer))
        page = replies.is_page(answer.body)
        # ThreatQ denies who asks, whatever is asked: no message is to blame. A filter in between denies what is asked,
        # by a web page, and not always with the status for that.
        if answer.status == 403 and not page:
            raise ThreatQLoginError(f"{self._failure(request, answer).rstrip('.')}; {self.login} needs {_ROLE}")
        if answer.status >= 400 or (page and request.method != "GET" and self._is_well()):
            raise ThreatQRefused(self._failure(request, answer), answer.status, broken=page)
        reply = replies.decoded(answer.body, str(request))
        if reply.get("errors"):
            raise ThreatQRefused(self._failure(request, answer), answer.status)
        return reply

    def _redirected(self, request: Request, answer: Answer) -> Never:
        target = printable(answer.headers.get("location", "nowhere"), 100)
        raise ThreatQError(
            f"ThreatQ at {self.address} redirects {request} to {target}; "
            "that is not followed, since the login would go there: set threatq_host to where ThreatQ is"
        )

    def _failure(self, request: Request, outcome: Answer | Trouble) -> str:
        if isinstance(outcome, Trouble):
            return f"{outcome.reason} ({request})"
        hint = _TOO_LARGE if outcome.status == 413 else ""
        return f"ThreatQ at {self.address} answered {request} with {outcome.status}: {self._said(outcome)}{hint}"

    def _said(self, answer: Answer) -> str:
        """What the server says, without the secrets that it may have been sent."""
        token = (self._token.value.reveal(),) if self._token else ()
        return replies.complaint(answer.body, (*self.login.secrets, *token))


def _repeatable(request: Request, outcome: Answer | Trouble) -> bool:
    """Whether sending it again can do no harm: it may be done twice, or has certainly not been done."""
    if isinstance(outcome, Trouble):
        return request.idempotent or outcome.fault is Fault.UNREACHABLE
    return request.idempotent or outcome.status == 429


def _kind(request: Request) -> str:
    """``POST /api/attachments/{id}/indicators``"""
    parts = ("{id}" if part.isdigit() else part for part in request.path.split("/"))
    return f"{request.method} {'/'.join(parts)}"
