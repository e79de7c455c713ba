"""``python -m tqimap.sandbox.threatq``: the simulated ThreatQ in the foreground, as a process of its own.

Its first line of output is JSON with all that a client needs; it stops on SIGINT and SIGTERM. ``Records`` reads the
database that the line names, beside the running server.
"""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from .server import ThreatQ


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal comes; 0."""
    parser = argparse.ArgumentParser(prog="python -m tqimap.sandbox.threatq", description="A simulated ThreatQ.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    parser.add_argument("--directory", type=Path, help="an existing directory for the data (default: temporary)")
    given = parser.parse_args(arguments)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        with ThreatQ(given.port, directory=given.directory) as tq:
            print(json.dumps(_facts(tq)), flush=True)
            stopping.wait()
    except OSError as exc:
        print(f"ThreatQ cannot listen on port {given.port}: {exc.strerror}. Give another --port.", file=sys.stderr)
        return 1
    return 0


def _facts(tq: ThreatQ) -> dict[str, str]:
    private_id, secret = tq.add_client("Integration")
    return {
        "host": tq.host, "ca_file": tq.ca_file, "fingerprint": tq.fingerprint, "client_id": tq.client_id,
        "private_client_id": private_id, "private_client_secret": secret,
        "email": tq.email, "password": tq.password, "database": str(tq.directory / "threatq.sqlite"),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
