"""The pages that an analyst sees: Incoming Feeds with the connector's form, Files and Indicators with their relations.

Plain HTML from templates that escape everything; no script, nothing from elsewhere. The API functions are not asked:
a page shows what the database holds.
"""

import secrets
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from . import annotations, attachments, connectors, objects, relations
from .database import Database
from .downloads import file_response
from .objects import COLLECTIONS, Collection
from .wire import Refusal, Row, number

TEMPLATES = Path(__file__).parent.parent / "templates"
PAGE_ROWS = 50  # of Files or indicators
_COOKIE = "threatq_session"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# What stands in the empty fields of the guide's figure.
_HINTS = {
    "IMAP Server": "imap.<host>.com",
    "IMAP Username": "<email>@<host>.com",
    "IMAP Password": "<password>",
    "Proxy Address": "<proxy address> (optional)",
    "Proxy Port": "<port>",
}
# Control, format, private and unassigned characters, separators of lines and paragraphs.
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})
_SECTIONS = {"files": "attachments", "indicators": "indicators"}
Page = Callable[[Request], Awaitable[Response]]


class Pages:
    """All pages over one database; ``sessions`` maps a cookie to the e-mail address of who logged in."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sessions: dict[str, str] = {}
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, finalize=_unhidden
        )
        self._templates.filters["path"] = partial(quote, safe="")

    def routes(self) -> list[Route]:
        """The routes of the pages."""
        signed = self._signed_in
        return [
            Route("/style.css", self._style),
            Route("/assets/js/config.js", self._client_id),
            Route("/favicon.ico", self._no_icon),
            Route("/login", self._login, methods=["GET", "POST"]),
            Route("/logout", self._logout, methods=["POST"]),
            Route("/", signed(self._home)),
            Route("/my-account", signed(self._account)),
            Route("/incoming-feeds", signed(self._feeds)),
            Route("/incoming-feeds/{feed_id:int}/switch", signed(self._switch), methods=["POST"]),
            Route("/incoming-feeds/{feed_id:int}/connection", signed(self._save), methods=["POST"]),
            Route("/files/{object_id:int}/download", signed(self._download)),
            Route("/{section}", signed(self._list)),
            Route("/{section}/{object_id:int}/details", signed(self._details)),
        ]

    def _signed_in(self, page: Page) -> Page:
        """A page for those who have logged in; others are sent to the login. A form counts only from our own pages."""

        async def guarded(request: Request) -> Response:
            if request.cookies.get(_COOKIE, "") not in self._sessions:
                return RedirectResponse("/login?" + urlencode({"to": request.url.path}), 303)
            if request.method == "POST" and request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
                raise HTTPException(403, "This form was not sent from a page of ThreatQ.")
            return await page(request)

        return guarded

    def _show(self, template: str, request: Request, **values: Any) -> Response:
        user = self._sessions.get(request.cookies.get(_COOKIE, ""))
        text = self._templates.get_template(template).render(user=user, path=request.url.path, **values)
        return HTMLResponse(text, headers=_HEADERS)

    async def _style(self, request: Request) -> Response:
        return Response((TEMPLATES / "style.css").read_text(encoding="utf-8"), media_type="text/css")

    async def _client_id(self, request: Request) -> Response:
        """Where people read the id of the front end's OAuth client, if not on My Account.

        Programs do so, too: stix-shifter cuts the id out by the 12 characters before it and the 38 behind it.
        """
        constants = f"constant('ClientId', '{self._front_end()}').constant('Deployment', 'sandbox');\n"
        return Response(f"angular.module('config', []).{constants}", media_type="text/javascript")

    def _front_end(self) -> str:
        return str(self._db.value("SELECT client_id FROM clients WHERE type = 'public' ORDER BY id"))

    async def _account(self, request: Request) -> Response:
        email = self._sessions[request.cookies[_COOKIE]]
        role = self._db.value("SELECT role FROM users WHERE email = ?", email)
        return self._show("account.html", request, email=email, role=role, client_id=self._front_end())

    async def _no_icon(self, request: Request) -> Response:
        return Response(status_code=204)

    async def _home(self, request: Request) -> Response:
        return RedirectResponse("/incoming-feeds", 303)

    async def _login(self, request: Request) -> Response:
        target = _own(request.query_params.get("to", "/"))
        if request.method == "GET":
            return self._show("login.html", request, problem="", target=target)
        form = await request.form()
        email, password = str(form.get("email", "")), str(form.get("password", ""))
        user = self._db.one("SELECT email, password FROM users WHERE email = ?", email)
        if user is None or not secrets.compare_digest(user["password"].encode(), password.encode()):
            return self._show("login.html", request, problem="E-mail address or password is wrong.", target=target)
        cookie = secrets.token_urlsafe(32)
        self._sessions[cookie] = email
        answer = RedirectResponse(target, 303)
        answer.set_cookie(_COOKIE, cookie, httponly=True, secure=True, samesite="strict")
        return answer

    async def _logout(self, request: Request) -> Response:
        self._sessions.pop(request.cookies.get(_COOKIE, ""), None)
        return RedirectResponse("/login", 303)

    async def _feeds(self, request: Request) -> Response:
        tabs = [row["name"] for row in self._db.all("SELECT name FROM connector_categories ORDER BY id")]
        tab = request.query_params.get("tab", "ThreatQ Labs")
        rows = self._db.all(
            "SELECT c.*, s.name AS status FROM connectors c JOIN connector_categories g ON g.id = c.category_id "
            "LEFT JOIN indicator_statuses s ON s.id = c.indicator_status_id WHERE g.name = ? ORDER BY c.name",
            tab,
        )
        feeds = [{**row, "fields": self._fields(row["id"])} for row in rows]
        opened, pane = number(request.query_params.get("open")), request.query_params.get("pane", "connection")
        saved = request.query_params.get("saved", "")
        return self._show("feeds.html", request, tabs=tabs, tab=tab, feeds=feeds, opened=opened, pane=pane, saved=saved)

    def _fields(self, feed_id: int) -> list[Row]:
        """The declared fields with their values; a password never leaves the server, only that there is one."""
        values = connectors.settings_of(self._db, feed_id)
        fields = []
        for field in connectors.fields_of(self._db, feed_id):
            value = values.get(field["key"], "")
            is_secret = field["type"] == "password"
            hint = "unchanged" if is_secret and value else _HINTS.get(field["label"], "")
            fields.append({**field, "value": "" if is_secret else value, "hint": hint})
        return fields

    async def _switch(self, request: Request) -> Response:
        feed_id = request.path_params["feed_id"]
        with self._db.transaction():
            on = self._db.value("SELECT is_active FROM connectors WHERE id = ?", feed_id)
            self._db.update("connectors", self._known(feed_id), is_active=0 if on else 1)
        return self._back(feed_id)

    def _known(self, feed_id: int) -> int:
        if self._db.value("SELECT id FROM connectors WHERE id = ?", feed_id) is None:
            raise HTTPException(404, "No such feed.")
        return feed_id

    async def _save(self, request: Request) -> Response:
        """Save Changes: every field but a password that was left empty, and the name of the feed."""
        feed_id, form = self._known(request.path_params["feed_id"]), await request.form()
        values = {}
        for field in connectors.fields_of(self._db, feed_id):
            typed = form.get(field["key"])
            if field["user_editable"] and typed is not None and (typed or field["type"] != "password"):
                values[field["key"]] = str(typed)
        with self._db.transaction():
            connectors.fill_in(self._db, feed_id, values)
            connectors.rename(self._db, feed_id, str(form.get("feed_name", "")).strip())
        return self._back(feed_id, saved="yes")

    def _back(self, feed_id: int, **more: str) -> Response:
        """To the feed's own tab, with its settings open."""
        tab = self._db.value(
            "SELECT g.name FROM connectors c JOIN connector_categories g ON g.id = c.category_id WHERE c.id = ?",
            feed_id,
        )
        return RedirectResponse("/incoming-feeds?" + urlencode({"tab": tab, "open": feed_id, **more}), 303)

    async def _list(self, request: Request) -> Response:
        """Files or Indicators, the newest first, by the page."""
        kind = _section(request)
        text, page = request.query_params.get("search", ""), max(1, number(request.query_params.get("page")) or 1)
        where = f"o.{kind.label} LIKE '%' || ? || '%'"
        total = self._db.value(f"SELECT count(*) FROM {kind.name} o WHERE {where}", text)
        rows = self._db.all(
            f"SELECT o.*, t.name AS type FROM {kind.name} o LEFT JOIN {kind.types} t ON t.id = o.type_id "
            f"WHERE {where} ORDER BY o.id DESC LIMIT ? OFFSET ?",
            text, PAGE_ROWS, (page - 1) * PAGE_ROWS,
        )  # fmt: skip
        values = {"rows": self._described(kind, rows), "total": total, "page": page, "search": text}
        pages = max(1, -(-total // PAGE_ROWS))
        return self._show(f"{request.path_params['section']}.html", request, pages=pages, **values)

    def _described(self, kind: Collection, rows: list[Row]) -> list[Row]:
        """Rows with their sources, the number of their relations and, for indicators, their status."""
        sources = annotations.source_rows(self._db, kind, [row["id"] for row in rows])
        statuses = {row["id"]: row["name"] for row in self._db.all("SELECT id, name FROM indicator_statuses")}
        counts = relations.counts(self._db, kind, [row["id"] for row in rows])
        for row in rows:
            row["sources"], row["relations"] = sources[row["id"]], counts.get(row["id"], 0)
            row["status"] = statuses.get(row.get("status_id"))
        return rows

    async def _details(self, request: Request) -> Response:
        """One File or Indicator with all that it is related to, each with its link."""
        kind, object_id = _section(request), request.path_params["object_id"]
        try:
            found = objects.find(self._db, kind, object_id)
        except Refusal as exc:
            raise HTTPException(404, f"There is no such {kind.title}.") from exc
        found["type"] = self._db.value(f"SELECT name FROM {kind.types} WHERE id = ?", found["type_id"])
        row = self._described(kind, [found])[0]
        parts = {
            part: annotations.READERS[part](self._db, kind, [object_id])[object_id] for part in ("attributes", "tags")
        }
        values = {"row": row, **parts, "related": self._related(kind, object_id)}
        return self._show(f"{kind.singular}.html", request, **values)

    def _related(self, kind: Collection, object_id: int) -> Mapping[str, Row]:
        """Related Files and Indicators: how many, and the first thousand."""
        found = {}
        for other in (COLLECTIONS["attachments"], COLLECTIONS["indicators"]):
            rows = relations.related(self._db, kind, object_id, other, limit=relations.MAX_LISTED)
            count = relations.count(self._db, kind, object_id, other)
            types = {row["id"]: row["name"] for row in self._db.all(f"SELECT id, name FROM {other.types}")}
            shown = self._described(other, [{**row, "type": types.get(row["type_id"])} for row in rows])
            found[other.name] = {"rows": shown, "count": count}
        return found

    async def _download(self, request: Request) -> Response:
        try:
            return file_response(*attachments.download(self._db, request.path_params["object_id"]))
        except Refusal as exc:
            raise HTTPException(404, "There is no such File.") from exc


def _unhidden(value: Any) -> Any:
    """A name or value with its hidden characters shown: one of them turns ``fdp.exe`` round to end in ``pdf``.

    What a template has escaped by itself stays as it is.
    """
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return "".join(
        sign.encode("unicode_escape").decode() if unicodedata.category(sign) in _HIDDEN else sign for sign in value
    )


def _section(request: Request) -> Collection:
    name = _SECTIONS.get(request.path_params["section"])
    if name is None:
        raise HTTPException(404, "There is no such page.")
    return COLLECTIONS[name]


def _own(target: str) -> str:
    """Only a path of our own pages is a place to go to after the login."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"
