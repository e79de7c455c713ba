"""The routes of the API, and the thin layer between HTTP and the API functions, which know ``Call`` and ``Reply``."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from . import (
    annotations,
    attachments,
    connectors,
    entities,
    imports,
    indicators,
    listing,
    platform,
    query,
    relations,
    tokens,
)
from .attachments import Duplicates
from .database import Database, Unstorable
from .downloads import file_response
from .pages import Pages
from .wire import Call, Principal, Refusal, Reply, number, refused

# Form fields of one request (a file is not one), and the size of each in bytes.
_MAX_FIELDS = 1000
_MAX_FIELD = 16 << 20
# A POST to these paths changes nothing.
_ASKING = frozenset({"/api/{collection}/query", "/api/search/advanced"})
Handler = Callable[..., Reply]


@dataclass(slots=True)
class Behaviour:
    """Where real servers differ, or nobody knows: may be changed while the server runs.

    ``duplicates``: a File with known content is answered with the one that is there (``existing``) or becomes a
    ``second`` one.
    """

    duplicates: Duplicates = "existing"


def build(db: Database, behaviour: Behaviour) -> Starlette:
    """The ASGI application."""
    api = partial(_route, db)
    routes = [
        Route("/api/token", partial(_token, db), methods=["POST"]),
        *[api(method, path, handler) for method, path, handler in _TABLE],
        api("POST", "/api/attachments", lambda call: attachments.create(call, behaviour.duplicates)),
        Route("/api/attachments/{object_id:int}/download", partial(_download, db), methods=["GET"]),
        *[api(method, path, handler) for method, path, handler in _GENERIC],
        *Pages(db).routes(),
    ]
    handlers = {
        Refusal: _refusal, Unstorable: _unstorable, HTTPException: _http_error, ClientDisconnect: _nobody
    }  # fmt: skip
    return Starlette(routes=routes, exception_handlers=handlers)


def _vocabulary(path: str, table: str) -> list[tuple[str, str, Handler]]:
    return [
        ("GET", path, partial(listing.vocabulary, table=table)),
        ("GET", path + "/{object_id:int}", partial(listing.word, table=table)),
    ]


_TABLE: list[tuple[str, str, Handler]] = [
    ("GET", "/api/connectors", connectors.listing),
    ("POST", "/api/connectors", connectors.create),
    ("GET", "/api/connectors/{object_id:int}", connectors.read),
    ("PUT", "/api/connectors/{object_id:int}", connectors.change),
    ("DELETE", "/api/connectors/{object_id:int}", connectors.remove),
    *_vocabulary("/api/indicator/types", "indicator_types"),
    *_vocabulary("/api/indicator/statuses", "indicator_statuses"),
    *_vocabulary("/api/attachments/types", "attachment_types"),
    *_vocabulary("/api/event/types", "event_types"),
    *_vocabulary("/api/signature/types", "signature_types"),
    ("POST", "/api/event/types", partial(listing.add_word, table="event_types")),
    ("POST", "/api/indicators", indicators.create),
    ("POST", "/api/indicators/consume", indicators.consume),
    ("POST", "/api/indicators/consume/new", indicators.consume),
    ("PUT", "/api/indicators/{object_id:int}", indicators.change),
    ("GET", "/api/indicators/search", query.by_value),
    ("PUT", "/api/indicator/{object_id:int}/scores", query.set_score),
    ("POST", "/api/events/import", imports.create_event),
    ("GET", "/api/events/import/{object_id:int}", imports.read_event),
    ("PUT", "/api/events/import/{object_id:int}", imports.change),
    ("PUT", "/api/events/import/{object_id:int}/events/{event_id:int}", imports.change_event),
    ("GET", "/api/events/import/{object_id:int}/commit", imports.commit_event),
    ("POST", "/api/events/{object_id:int}/spearphish", imports.spearphish),
    ("POST", "/api/imports", imports.create),
    ("PUT", "/api/imports/{object_id:int}", imports.change),
    ("DELETE", "/api/imports/{object_id:int}", imports.remove),
    ("GET", "/api/imports/{object_id:int}/indicators", imports.preview),
    ("GET", "/api/imports/{object_id:int}/commit", imports.commit),
    ("GET", "/api/search", query.by_text),
    ("POST", "/api/search/advanced", query.advanced),
    ("POST", "/api/search/query", query.save),
    ("GET", "/api/search/query", query.saved),
    ("GET", "/api/search/query/{digest}", query.read_saved),
    ("GET", "/api/tags", partial(listing.vocabulary, table="tags")),
    ("GET", "/api/sources", partial(listing.vocabulary, table="sources")),
    ("GET", "/api/attributes", partial(listing.vocabulary, table="attributes")),
    ("POST", "/api/signatures/import", imports.parse_signatures),
    ("POST", "/api/investigations/{object_id:int}/nodes", entities.add_node),
    ("GET", "/api/objects", platform.object_types),
    ("GET", "/api/users", platform.users),
    ("GET", "/api/users/current", platform.current_user),
    ("GET", "/api/plugins", platform.plugins),
    ("GET", "/api/configuration/proxy", platform.proxy),
    ("POST", "/api/attachments/upload", attachments.upload_chunk),
    ("GET", "/api/attachments/upload", attachments.has_chunk),
    ("PUT", "/api/attachments/{object_id:int}", attachments.change),
]
# What every collection has; after the more special paths.
_GENERIC: list[tuple[str, str, Handler]] = [
    *[
        entry
        for part in annotations.READERS
        for entry in (
            ("GET", f"/api/{{collection}}/{{object_id:int}}/{part}", partial(annotations.read, part=part)),
            ("POST", f"/api/{{collection}}/{{object_id:int}}/{part}", partial(annotations.add, part=part)),
            (
                "PUT",
                f"/api/{{collection}}/{{object_id:int}}/{part}/{{part_id:int}}",
                partial(annotations.change, part=part),
            ),
            (
                "DELETE",
                f"/api/{{collection}}/{{object_id:int}}/{part}/{{part_id:int}}",
                partial(annotations.remove, part=part),
            ),
        )
    ],
    ("GET", "/api/{collection}", listing.collection),
    ("GET", "/api/{collection}/{object_id:int}", listing.single),
    ("POST", "/api/{collection}", entities.create),
    ("POST", "/api/{collection}/consume", entities.consume),
    ("POST", "/api/{collection}/query", query.run),
    ("GET", "/api/{collection}/query/hash/{digest}", query.run_saved),
    ("PUT", "/api/{collection}/{object_id:int}", entities.change),
    ("DELETE", "/api/{collection}/{object_id:int}", entities.delete),
    ("GET", "/api/{collection}/{object_id:int}/details", listing.details),
    ("GET", "/api/{collection}/{object_id:int}/description", entities.description),
    ("POST", "/api/{collection}/{object_id:int}/description", entities.describe),
    ("GET", "/api/{collection}/{object_id:int}/{other}", listing.related),
    ("POST", "/api/{collection}/{object_id:int}/{other}", relations.add),
    ("DELETE", "/api/{collection}/{object_id:int}/{other}", relations.remove),
]


def _route(db: Database, method: str, path: str, handler: Handler) -> Route:
    """One API function at its path, for callers with a token."""

    async def endpoint(request: Request) -> Response:
        moment = time.time()
        who = tokens.authenticate(db, request.headers.get("authorization", ""), moment)
        if who.role == "read-only" and request.method != "GET" and path not in _ASKING:
            raise refused(403, "You do not have permission to perform this action.")
        body = await _body(request)
        if body is None and request.method == "PUT":
            body = dict(request.query_params)  # as one client sends its changes
        request.state.count = len(body) if isinstance(body, list) else int(body is not None)
        return _response(_answer(db, handler, _call(db, who, moment, request, body), request.path_params))

    return Route(path, endpoint, methods=[method])


def _answer(db: Database, handler: Handler, call: Call, path: Mapping[str, Any]) -> Reply:
    """Call the API function in one transaction, which a refusal undoes."""
    with db.transaction():
        return handler(call, **path)


async def _token(db: Database, request: Request) -> Response:
    body = await _body(request)
    call = _call(db, tokens.NOBODY, time.time(), request, body)
    grant = partial(tokens.issue_token, authorization=request.headers.get("authorization", ""))
    return _response(_answer(db, grant, call, {}))


async def _download(db: Database, request: Request) -> Response:
    tokens.authenticate(db, request.headers.get("authorization", ""), time.time())
    name, pieces = attachments.download(db, request.path_params["object_id"])
    return file_response(name, pieces)


def _call(db: Database, who: Principal, moment: float, request: Request, body: Any) -> Call:
    return Call(db, who, moment, timestamp(moment), dict(request.query_params), body)


def timestamp(moment: float) -> str:
    """As ThreatQ writes a time: UTC without a zone."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S")


async def _body(request: Request) -> Any:
    """JSON, or the fields of a form; None for no body. What looks like JSON is, whatever the header says."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        form = await request.form(max_fields=_MAX_FIELDS, max_part_size=_MAX_FIELD)
        return {("file" if isinstance(value, UploadFile) else name): value for name, value in form.multi_items()}
    raw = await request.body()
    if not raw.strip():
        return None
    if kind == "application/x-www-form-urlencoded" and raw[:1] not in b"[{":
        return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        return json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise refused(400, "The request body is not valid JSON.") from None


def _no_number(word: str) -> None:
    """NaN and the infinities, which are no JSON."""
    raise ValueError(word)


def _response(reply: Reply) -> Response:
    if reply.payload is None:
        return Response(status_code=reply.status)
    return Response(json.dumps(reply.payload), reply.status, media_type="application/json")


def _refusal(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, Refusal)
    return JSONResponse(exc.payload, status_code=exc.status)


def _unstorable(request: Request, exc: Exception) -> Response:
    """An id that no row can have, or a value that no column can hold."""
    if not request.url.path.startswith("/api/"):
        return PlainTextResponse("There is no such thing.", 404)
    if any(isinstance(part, int) and number(part) is None for part in request.path_params.values()):
        return JSONResponse({"errors": ["Not found."]}, status_code=404)
    return JSONResponse({"errors": [f"A value of the request is of the wrong type: {exc}."]}, status_code=400)


def _nobody(request: Request, exc: Exception) -> Response:
    """The client left before its request was whole: nobody reads this."""
    return Response(status_code=400)


def _http_error(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    if not request.url.path.startswith("/api/"):
        return PlainTextResponse(str(exc.detail), exc.status_code)
    return JSONResponse({"errors": [exc.detail]}, status_code=exc.status_code, headers=exc.headers)
