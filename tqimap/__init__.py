"""tqimap: the mailbox that feeds a threat intelligence platform."""

__version__ = "3.0.0"
