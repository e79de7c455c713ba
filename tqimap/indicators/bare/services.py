"""Services that no URL of the web leads to, and how text says that a host is one of theirs."""

import re

from ..text.surroundings import LABELS

# Schemes of databases, queues, pools of miners and proxies.
_SCHEMES = frozenset(
    """amqp amqps mariadb mongodb mqtt mqtts mssql mysql postgres postgresql redis rediss socks socks4 socks5 socks5h
    sqlserver stratum trojan vless""".split()
)
_BEFORE_MAX = 160  # characters of the scheme and of a user and a password
_BLANK_OR_SLASH = re.compile(r"[\s/]")


def is_of_service(text: str, start: int) -> bool:
    """Whether ``mysql://`` or the like is before this place, with or without a user: ``redis://bob:secret@``."""
    before, sign, user = text[max(0, start - _BEFORE_MAX) : start].rpartition("://")
    if not sign or _BLANK_OR_SLASH.search(user):
        return False
    scheme = before[len(before.rstrip(LABELS + "+")) :]
    return not _SCHEMES.isdisjoint(scheme.lower().split("+"))
