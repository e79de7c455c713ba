"""``python -m tqimap.sandbox``: a simulated ThreatQ and a mailbox with sample mail, in the foreground, to play with."""

import argparse
import shlex
import signal
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from . import demo, scenario
from .imap import MailServer
from .threatq import ThreatQ


def port(text: str) -> int:
    """A number that a port can have; 0 is any free one. Raises ValueError."""
    number = int(text)
    if not 0 <= number < 65536:
        raise ValueError
    return number


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C (or SIGTERM); 0. Everything is gone afterwards."""
    parser = argparse.ArgumentParser(prog="python -m tqimap.sandbox", description=__doc__.partition(": ")[2])
    parser.add_argument("--threatq-port", type=port, default=0, metavar="PORT", help="default: a free one")
    parser.add_argument("--imap-port", type=port, default=0, metavar="PORT", help="default: a free one")
    given = parser.parse_args(arguments)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        _serve(given.threatq_port, given.imap_port, stopping)
    except OSError as exc:
        print(f"The sandbox cannot listen: {exc.strerror or exc}. Give other ports.", file=sys.stderr)
        return 1
    return 0


def _serve(threatq_port: int, imap_port: int, stopping: threading.Event) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="tqimap-sandbox-") as directory,
        ThreatQ(threatq_port) as tq,
        MailServer(imap_port) as mail,
    ):
        samples = scenario.samples(datetime.now(UTC))
        mail.deliver_all(sample.raw for sample in samples)
        print(_instructions(Path(directory), tq, mail, len(samples)), flush=True)
        stopping.wait()
        print("\nStopped; nothing is left.", flush=True)


def _instructions(directory: Path, tq: ThreatQ, mail: MailServer, count: int) -> str:
    authorities = {"TQIMAP_THREATQ_CA_FILE": tq.ca_file, "TQIMAP_IMAP_CA_FILE": mail.ca_file}
    exported = " ".join(f"{name}={shlex.quote(value)}" for name, value in authorities.items())
    command = shlex.join([sys.executable, "-m", "tqimap", *demo.arguments(directory)])  # whatever the PATH is
    return f"""\
ThreatQ, pages and API    {tq.url}
   E-Mail Address         {tq.email}
   Password               {tq.password}
   Client ID              {tq.client_id}
   SHA-256 of certificate {tq.fingerprint}
Mailbox, implicit TLS     {mail.host}:{mail.port} (STARTTLS: port {mail.starttls_port})
   IMAP Username          {mail.username}
   IMAP Password          {mail.password}
   unread messages        {count}

In another terminal:
   export {exported}
   {command}
asks for what stands above (ThreatQ Host: {tq.host}, Status: {demo.STATUS}) and registers the connector. Then
log in to the pages, open Incoming Feeds, ThreatQ Labs, fill in the Feed Settings of {demo.CONNECTOR}
(IMAP Server: {mail.host}:{mail.port}), switch it on, and call the same command again: it reads the mail.
Look at Files and Indicators.

Ctrl-C ends it all."""


if __name__ == "__main__":
    sys.exit(main())
