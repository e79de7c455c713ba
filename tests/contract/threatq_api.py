"""A bare client of the ThreatQ API for the contract tests, and the comparison of replies with what they must hold."""

import re
from collections.abc import Mapping
from typing import Any

import requests

from tqimap.sandbox.threatq import ThreatQ

# Seconds; a server on loopback that takes longer hangs.
TIMEOUT = 30


class Client:
    """Sends what a test says, byte for byte as ``requests`` does, and keeps one connection."""

    def __init__(self, tq: ThreatQ, *, login: bool = True) -> None:
        self.url = tq.url
        self.session = requests.Session()
        # Whatever the environment says of proxies and authorities is not meant here.
        self.session.trust_env = False
        self.session.verify = tq.ca_file
        if login:
            given = {"grant_type": "password", "client_id": tq.client_id, "email": tq.email, "password": tq.password}
            token = self.send("POST", "/api/token", json=given).json()["access_token"]
            self.session.headers["Authorization"] = f"Bearer {token}"

    def send(self, method: str, path: str, **sent: Any) -> requests.Response:
        return self.session.request(method, self.url + path, **{"timeout": TIMEOUT, **sent})

    def call(self, method: str, path: str, status: int = 200, **sent: Any) -> Any:
        """The decoded reply, which must have this status."""
        reply = self.send(method, path, **sent)
        assert reply.status_code == status, f"{method} {path}: {reply.status_code} {reply.text[:500]}"
        return reply.json() if reply.content else None

    def upload(self, name: str, content: bytes, **described: Any) -> Any:
        """A File in two steps, the whole in one chunk; its row."""
        fields = {
            "resumableIdentifier": f"4711-{name.replace('.', '')}",
            "resumableRelativePath": name,
            "resumableTotalChunks": 1,
            "resumableFilename": name,
        }
        file = {"file": ("blob", content, "application/octet-stream")}
        self.call("POST", "/api/attachments/upload", data=fields, files=file)
        described = {"type": "Generic Text", "malware_locked": False, **described}
        return self.call("POST", "/api/attachments", 201, json={"name": name, **described})["data"]


def assert_holds(reply: Any, expected: Any, where: str = "reply") -> None:
    """``reply`` holds ``expected``: mappings may hold more, lists are of one length, a type or a pattern stands for
    any value of it, ``...`` for any value at all."""
    if expected is ...:
        return
    if isinstance(expected, type):
        assert isinstance(reply, expected), f"{where} is {reply!r}, not of type {expected.__name__}"
    elif isinstance(expected, re.Pattern):
        assert isinstance(reply, str) and expected.fullmatch(reply), f"{where} is {reply!r}"
    elif isinstance(expected, Mapping):
        for key, value in expected.items():
            assert key in reply, f"{where} has no {key!r}: {reply!r}"
            assert_holds(reply[key], value, f"{where}[{key!r}]")
    elif isinstance(expected, list):
        assert isinstance(reply, list) and len(reply) == len(expected), f"{where} is {reply!r}"
        for position, value in enumerate(expected):
            assert_holds(reply[position], value, f"{where}[{position}]")
    else:
        assert reply == expected, f"{where} is {reply!r}, not {expected!r}"


DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
HEX32 = re.compile(r"[0-9a-f]{32}")
