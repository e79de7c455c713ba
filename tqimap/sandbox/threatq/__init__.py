"""A simulated ThreatQ: the REST API over TLS on loopback, data in SQLite, gone with its temporary directory.

In a test::

    with ThreatQ() as tq:                       # a free port; ready when the block begins, stopped when it ends
        tq.host, tq.ca_file, tq.fingerprint     # "127.0.0.1:PORT", PEM of the authority, SHA-256 of the certificate
        tq.client_id, tq.email, tq.password     # what the prompts of a first run ask for
        ...
        tq.fill_in("Intelligence Mailbox", {"imap_server": "…"})        # what the analyst does in the form
        tq.switch_on("Intelligence Mailbox")
        ...
        tq.files(), tq.indicators(), tq.relations(), tq.indicators_of(file_id), tq.content(file_id)
        tq.connectors(), tq.settings("Intelligence Mailbox"), tq.count("indicators")
        tq.requests                             # every request: method, path, query, status, count of objects

Other certificates: ``ThreatQ(certificate="expired")`` or ``"wrong-name"``; other type ids: ``ThreatQ(types="2018")``
or ``"2016"``.
``tq.behaviour.duplicates = "second"`` makes a second File of known content. ``tq.add_user(…, role="read-only")``.
``tq.add_client("Collector")`` makes a private OAuth client.
``tq.revoke_tokens()`` and ``tq.set_token_lifetime(1)`` for stale tokens. ``tq.stop()`` and ``tq.start()``: away, and
back at the same port with the same data.

Faults, for the nth request that matches and as many after it as ``times`` says (``times=None``: all)::

    tq.fail("status", status=503, path="/api/indicators/consume*", nth=2, times=3)
    tq.fail("status", status=429, retry_after=1)
    tq.fail("cut", method="POST", path="/api/attachments", effect=True)     # done, but the answer is lost
    tq.fail("hang" | "html" | "shape" | "truncate", …);  tq.fail("rows", rows=-1, …);  tq.delay = 0.05;  tq.heal()

As a process of its own: ``python -m tqimap.sandbox.threatq --help``.

The registration of connectors is a reconstruction (see ``connectors``); all else is taken from what public clients of
the API send and expect.
"""

from .records import File, Relation, StoredIndicator
from .server import ThreatQ

__all__ = ["File", "Relation", "StoredIndicator", "ThreatQ"]
