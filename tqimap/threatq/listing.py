"""What ThreatQ lists, whole: a collection comes in pages, and how long one is is the server's business."""

from tqimap.threatq import replies
from tqimap.threatq.replies import Row
from tqimap.threatq.session import Session


def rows(session: Session, path: str, **query: str) -> list[Row]:
    """All objects of a collection: one request where the first page is all, one more for each further page.

    Where the server does not say how many there are, it is asked until nothing new comes.
    """
    what = f"GET {path}"
    found: dict[int, Row] = {}
    while True:
        offset = {"offset": str(len(found))} if found else {}
        reply = session.get(path, **query, **offset)
        page = {replies.row_id(row, what): row for row in replies.rows(reply, what)}
        is_new = not page.keys() <= found.keys()
        found |= page
        total = replies.number(reply.get("total"))
        if not is_new or (total is not None and len(found) >= total):
            return list(found.values())


def vocabulary(session: Session, path: str) -> dict[str, int]:
    """Name and id of each entry of a list of types or statuses."""
    named = (row for row in rows(session, path) if row.get("name"))
    return {str(row["name"]): replies.row_id(row, f"GET {path}") for row in named}
