"""What clients ask about the installation itself: object types, users, plugins, its proxy."""

from . import objects
from .wire import Call, Reply, Row, many, one


def object_types(call: Call) -> Reply:
    """``GET /api/objects``: every type of object with its names, types and statuses."""
    rows = (
        {
            "id": position, "name": kind.singular, "display_name": kind.title, "display_name_plural": kind.plural,
            "collection": kind.name, "custom": "Y" if kind.name in objects.CUSTOM else "N",
            "types": _words(call, kind.types), "statuses": _words(call, kind.statuses),
        }
        for position, kind in enumerate(objects.COLLECTIONS.values(), 1)
    )  # fmt: skip
    return many(rows)


def _words(call: Call, table: str) -> list[Row]:
    return call.db.all(f"SELECT id, name FROM {table} ORDER BY id") if table else []


def users(call: Call) -> Reply:
    """``GET /api/users``, each with the id of its source."""
    rows = call.db.all("SELECT id, email, email AS display_name, role, created_at FROM users ORDER BY id")
    for row in rows:
        row["source"] = call.db.one("SELECT id, name FROM sources WHERE type = 'users' AND reference_id = ?", row["id"])
    return many(rows)


def current_user(call: Call) -> Reply:
    """``GET /api/users/current``"""
    who = call.who
    return one({"id": who.user_id, "email": who.name, "display_name": who.name, "role": who.role})


def plugins(call: Call) -> Reply:
    """``GET /api/plugins``: operations; none are installed here."""
    return many([])


def proxy(call: Call) -> Reply:
    """``GET /api/configuration/proxy``: the appliance's own proxy, which the mailbox must not use."""
    return one({"http_proxy": "", "https_proxy": "", "no_proxy": "", "enabled": 0})
