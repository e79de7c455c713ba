"""Which status indicators get: a name that ThreatQ does not have would fail every message, so it is settled first."""

from collections.abc import Mapping

from tqimap.errors import ConfigError
from tqimap.printable import printable


def chosen(statuses: Mapping[str, int], connector_status_id: int | None, configured: str) -> str:
    """The default status that the connector has in ThreatQ, else the configured one; ``statuses`` are name and id.

    Raises ConfigError where ThreatQ does not have it. Where it lists none at all, the configured one is tried.
    """
    known = {id_: name for name, id_ in statuses.items()}
    if connector_status_id in known:
        return known[connector_status_id]
    _check(statuses, {"status": configured})
    return configured


def check_by_domain(statuses: Mapping[str, int], by_domain: Mapping[str, str]) -> None:
    """Raises ConfigError naming every domain of ``status_by_domain`` whose status ThreatQ does not have."""
    _check(statuses, {f"status_by_domain {domain}": name for domain, name in by_domain.items()})


def _check(statuses: Mapping[str, int], wanted: Mapping[str, str]) -> None:
    wrong = [f"{key} is {printable(name)!r}" for key, name in wanted.items() if statuses and name not in statuses]
    if wrong:
        names = ", ".join(map(printable, statuses))
        raise ConfigError(f"ThreatQ has no such status: {'; '.join(wrong)}. Set it to one of {names}")
