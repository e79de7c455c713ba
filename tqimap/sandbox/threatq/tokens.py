"""``POST /api/token`` and what a token is worth. Clients send the parameters in the query, as JSON, as a form or by
HTTP Basic, in any mixture; a JSON array as the body (an accident of one client, but on the wire) is ignored."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from typing import Any

from .database import Database
from .wire import Call, Principal, Refusal, Reply, refused

NOBODY = Principal("", "")
# A refresh token outlives the access token it came with by this much, in seconds.
_REFRESH_BONUS = 14 * 86400


def issue_token(call: Call, authorization: str) -> Reply:
    """A token for one of the three grants. A wrong login is 400, not 401."""
    given: dict[str, Any] = dict(call.query)
    if isinstance(call.body, Mapping):
        given |= call.body
    given |= _basic(authorization)
    grants = {"password": _by_password, "client_credentials": _by_secret, "refresh_token": _by_refresh}
    grant = grants.get(str(given.get("grant_type", "password")))
    if grant is None:
        raise refused(400, "The authorization grant type is not supported by the authorization server.")
    client, user_id = grant(call, given)
    return Reply(_new_pair(call, client, user_id))


def authenticate(db: Database, authorization: str, moment: float) -> Principal:
    """Who sent this header. Raises 401 for a missing, unknown or expired access token.

    The real server refuses ``bearer`` in lower case, whatever RFC 9110 says (elastic/kibana pull request 291383).
    """
    scheme, _, token = authorization.partition(" ")
    row = None
    if scheme == "Bearer":
        row = db.one(
            "SELECT t.client_id, t.user_id, u.email, u.role, c.name FROM tokens t JOIN clients c USING (client_id) "
            "LEFT JOIN users u ON u.id = t.user_id WHERE t.token = ? AND t.kind = 'access' AND t.expires > ?",
            token.strip(),
            moment,
        )
    if row is None:
        raise access_denied()
    return Principal(row["email"] or row["name"], row["client_id"], row["user_id"], row["role"] or "maintenance")


def access_denied() -> Refusal:
    return refused(401, "The resource owner or authorization server denied the request.")


def new_client(db: Database, name: str, lifetime: int, now: str, *, private: bool = True) -> dict[str, Any]:
    """A new OAuth client: 32 hex digits as its id, and a secret if it is a private one."""
    client_id, secret = secrets.token_hex(16), secrets.token_hex(24) if private else None
    kind = "private" if private else "public"
    columns = {"name": name, "type": kind, "client_id": client_id, "client_secret": secret, "lifetime": lifetime}
    row_id = db.insert("clients", **columns, created_at=now)
    return {"id": row_id, "name": name, "type": kind, "client_id": client_id, "client_secret": secret}


def _by_password(call: Call, given: Mapping[str, Any]) -> tuple[dict[str, Any], int | None]:
    client = _client(call.db, given)
    email, password = str(given.get("email", given.get("username", ""))), str(given.get("password", ""))
    user = call.db.one("SELECT id, password FROM users WHERE email = ?", email)
    if user is None or not secrets.compare_digest(user["password"].encode(), password.encode()):
        raise refused(400, "The user credentials were incorrect.")
    return client, user["id"]


def _by_secret(call: Call, given: Mapping[str, Any]) -> tuple[dict[str, Any], int | None]:
    client = _client(call.db, given)
    secret = str(given.get("client_secret", ""))
    if not client["client_secret"] or not secrets.compare_digest(client["client_secret"].encode(), secret.encode()):
        raise refused(400, "Client authentication failed.")
    return client, None


def _by_refresh(call: Call, given: Mapping[str, Any]) -> tuple[dict[str, Any], int | None]:
    """A refresh token is good once."""
    row = call.db.one(
        "SELECT client_id, user_id FROM tokens WHERE token = ? AND kind = 'refresh' AND expires > ?",
        str(given.get("refresh_token", "")),
        call.moment,
    )
    if row is None:
        raise refused(400, "The refresh token is invalid.")
    call.db.run("DELETE FROM tokens WHERE token = ?", str(given["refresh_token"]))
    return _client(call.db, row), row["user_id"]


def _client(db: Database, given: Mapping[str, Any]) -> dict[str, Any]:
    client = db.one("SELECT * FROM clients WHERE client_id = ?", str(given.get("client_id", "")))
    if client is None:
        raise refused(400, "Client authentication failed.")
    return client


def _new_pair(call: Call, client: Mapping[str, Any], user_id: int | None) -> dict[str, Any]:
    access, refresh = secrets.token_hex(32), secrets.token_hex(32)
    lifetime = int(client["lifetime"])
    for kind, token, bonus in (("access", access, 0), ("refresh", refresh, _REFRESH_BONUS)):
        expires = call.moment + lifetime + bonus
        call.db.insert(
            "tokens", token=token, kind=kind, client_id=client["client_id"], user_id=user_id, expires=expires
        )
    return {"access_token": access, "token_type": "Bearer", "expires_in": lifetime, "refresh_token": refresh}


def _basic(authorization: str) -> dict[str, str]:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise refused(400, "Client authentication failed.") from None
    return {"client_id": client_id, "client_secret": secret}
