"""``tqimap --check``: each step of the way to ThreatQ and to the mailbox, one line each, changing nothing.

It goes the way of a run, through the same adapters: every read that a run needs is made, what would take a write is
said to be not tested. No lock, no ledger, no file, no flag; the folders are opened with EXAMINE.
"""
