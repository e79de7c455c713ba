# ruff: noqa: E501 - a table reads best with a request to a line
"""The contract of ThreatQ's API: requests, as clients of each generation send them, and the replies that they need.

Each conversation runs in its order on a server of its own, so that ids are known.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from threatq_api import DATE, HEX32


@dataclass(frozen=True)
class Step:
    """One request, the status of its reply and what the reply holds (see ``assert_holds``)."""

    method: str
    path: str
    sent: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    reply: Any = ...


def get(path: str, reply: Any = ..., status: int = 200, **params: Any) -> Step:
    return Step("GET", path, {"params": params} if params else {}, status, reply)


def post(path: str, body: Any, reply: Any = ..., status: int = 201, **params: Any) -> Step:
    return Step("POST", path, {"json": body, **({"params": params} if params else {})}, status, reply)


def put(path: str, body: Any, reply: Any = ..., status: int = 200, **params: Any) -> Step:
    return Step("PUT", path, {"json": body, **({"params": params} if params else {})}, status, reply)


def delete(path: str, body: Any = None, status: int = 204) -> Step:
    return Step("DELETE", path, {"json": body} if body is not None else {}, status, None if status == 204 else ...)


def upload(name: str, content: bytes, **fields: Any) -> Step:
    """The first step of an upload as the SDK does it: the whole file as one chunk named ``blob``."""
    given = {
        "resumableIdentifier": f"93211-{name.replace('.', '')}", "resumableRelativePath": name,
        "resumableTotalChunks": 1, "resumableFilename": name, **fields,
    }  # fmt: skip
    return Step(
        "POST",
        "/api/attachments/upload",
        {"data": given, "files": {"file": ("blob", content, "application/octet-stream")}},
    )


SIX_FIELDS = [
    {"key": "imap_server", "label": "IMAP Server", "type": "text", "user_editable": True},
    {"key": "imap_username", "label": "IMAP Username", "type": "text"},
    {"key": "imap_password", "label": "IMAP Password", "type": "password", "mask": True},
    {"key": "proxy_address", "label": "Proxy Address", "type": "text"},
    {"key": "proxy_port", "label": "Proxy Port", "type": "text"},
    {
        "key": "proxy_type",
        "label": "Proxy Type",
        "type": "select",
        "options": ["socks4", "socks5"],
        "default": "socks5",
    },
]
ROW = {
    "id": int, "type_id": int, "status_id": int, "class": str, "value": str, "hash": HEX32, "description": ...,
    "last_detected_at": ..., "expires_at": ..., "expired_at": ..., "expires_needs_calc": "Y", "created_at": DATE,
    "expires_calculated_at": ..., "updated_at": DATE, "touched_at": DATE, "published_at": DATE,
}  # fmt: skip
FILE = {
    "id": int, "type_id": int, "title": str, "name": str, "hash": HEX32, "content_type_id": int, "file_size": int,
    "malware_locked": 0, "created_at": DATE, "updated_at": DATE,
}  # fmt: skip
PIVOT = {"id": int, "created_at": DATE, "updated_at": DATE}
INVALID = {"data": {"errors": ...}}

CONVERSATIONS: dict[str, list[Step]] = {
    "connectors": [
        get("/api/connectors", {"total": 0, "data": []}, limit=1000, **{"with": "category,tlp"}),
        get("/api/connectors", {"data": []}, name="Intelligence Mailbox"),
        post(
            "/api/connectors",
            {
                "name": "Intelligence Mailbox", "namespace": "tqimap", "category": "ThreatQ Labs",
                "indicator_status_id": 1, "frequency": 3600, "custom_fields": SIX_FIELDS,
            },
            {"data": {
                "id": 1, "name": "Intelligence Mailbox", "namespace": "tqimap", "is_active": "", "frequency": 3600,
                "indicator_status_id": 1, "category_id": 3, "tlp_id": None, "gate_oauth2_client_id": int,
                "last_import_at": None, "last_import_count": None, "created_at": DATE, "updated_at": DATE,
                "gate_oauth2_client": {"client_id": HEX32, "client_secret": str},
                "custom_fields": {"imap_server": "", "imap_password": "", "proxy_type": "socks5"},
            }},
        ),
        get("/api/connectors", {"data": [{"id": 1, "is_active": ""}]}, name="Intelligence Mailbox"),
        get("/api/connectors", {"data": [{"category": {"id": 3, "name": "ThreatQ Labs"}, "tlp": None}]},
            limit=1000, **{"with": "category,tlp"}),
        put("/api/connectors/1", {"is_active": True}, {"data": {"id": 1, "is_active": True}}),
        put("/api/connectors/1", {"custom_fields": {"imap_server": "imap.example.com"}},
            {"data": {"is_active": True, "custom_fields": {"imap_server": "imap.example.com", "proxy_type": "socks5"}}}),
        put("/api/connectors/1", {"custom_fields": [{"key": "imap_username", "value": "me"}]},
            {"data": {"custom_fields": {"imap_server": "imap.example.com", "imap_username": "me"}}}),
        put("/api/connectors/1", {"last_import_at": "2026-01-02 03:04:05", "last_import_count": 7, "tlp_id": 2},
            {"data": {"last_import_at": "2026-01-02 03:04:05", "last_import_count": 7, "tlp_id": 2}}),
        put("/api/connectors/1", {"is_active": False}, {"data": {"is_active": ""}}),
        get("/api/connectors/1", {"data": {"id": 1, "is_active": ""}}),
        post("/api/connectors", {"name": "Intelligence Mailbox"}, {"data": {"errors": {"name": [str]}}}, 400),
        post("/api/connectors", {}, {"data": {"errors": {"name": [str]}}}, 400),
        post("/api/connectors", {"name": "x", "category": "Nowhere"}, {"data": {"errors": {"category": [str]}}}, 400),
        post("/api/connectors", {"name": "x", "category": {"name": "OSINT"}, "custom_fields": [{"type": "text"}]},
             {"data": {"errors": {"custom_fields": [str]}}}, 400),
        get("/api/connectors", {"total": 1}),
        get("/api/connectors/2", {"errors": [str]}, 404),
        delete("/api/connectors/1"),
        get("/api/connectors/1", {"errors": [str]}, 404),
    ],
    "types and statuses": [
        get("/api/indicator/types", {"total": 34, "data": [...] * 34}),
        get("/api/indicator/types", {"data": [{"id": 11, "name": "FQDN", "class": "network", "score": None,
                                               "wildcard_matching": "Y", "created_at": DATE}]}, name="FQDN"),
        get("/api/indicator/types/", {"data": [{"id": 18, "class": "host"}]}, name="MD5"),
        get("/api/indicator/types/32", {"data": {"name": "User-agent"}}),
        get("/api/indicator/types/99", {"errors": [str]}, 404),
        get("/api/indicator/statuses", {"total": 5, "data": [{"id": 1, "name": "Active"}, {"id": 2, "name": "Expired"},
            {"id": 3, "name": "Indirect"}, {"id": 4, "name": "Review"},
            {"id": 5, "name": "Whitelisted", "protected": "Y", "visible": "Y", "include_in_export": "Y"}]}),
        get("/api/indicator/statuses/4", {"data": {"name": "Review", "user_editable": "N"}}),
        get("/api/attachments/types", {"total": 24}),
        get("/api/attachments/types", {"data": [{"id": 20, "parser_class": ..., "is_parsable": "Y"}]},
            name="Spearphish Attachment"),
        get("/api/attachments/types?is_parsable=N", {"data": [{"name": "Malware Sample"}, {"name": "Packet Capture"},
                                                              {"name": "PCAP"}]}),
        get("/api/event/types", {"total": 14, "data": [{"id": 1, "name": "Spearphish"}, *[...] * 13]}),
        post("/api/event/types", {"name": "Phone call"}, {"data": {"id": 15, "name": "Phone call"}}),
        post("/api/event/types", {"name": "Phone call"}, {"data": {"id": 15}}, 200),
        get("/api/signature/types", {"data": list}),
    ],
    "indicators: type and status in five spellings": [
        post("/api/indicators/consume/new", [
            {"type": "IP Address", "status": "Review", "value": "45.9.148.11", "class": "network", "normalize": "Y"},
            {"type": {"name": "IP Address"}, "status": {"name": "Active"}, "value": "45.9.148.12"},
            {"type": {"id": 15}, "status": {"id": 2}, "value": "45.9.148.13"},
            {"type_id": 15, "status_id": 3, "value": "45.9.148.14"},
            {"type_id": "15", "status_id": "5", "value": "45.9.148.15"},
        ], {"total": 5, "data": [{**ROW, "id": n, "type_id": 15, "status_id": status, "class": "network"}
                                 for n, status in ((1, 4), (2, 1), (3, 2), (4, 3), (5, 5))]}),
        post("/api/indicators/consume", [{"type": "MD5", "value": "D41D8CD98F00B204E9800998ECF8427E"}],
             {"total": 1, "data": [{"id": 6, "class": "host", "value": "d41d8cd98f00b204e9800998ecf8427e", "status_id": 4}]}),
        post("/api/indicators", {"type": "FQDN", "status": "Active", "value": "evil.com"},
             {"total": 1, "data": [{**ROW, "existing": "N", "type": {"id": 11, "name": "FQDN"}}]}),
        post("/api/indicators", [{"type_id": 11, "status_id": 4, "value": "evil.com"},
                                 {"type_id": 11, "status_id": 1, "value": "worse.com"}],
             {"total": 2, "data": [{"id": 7, "existing": "Y"}, {"id": 8, "existing": "N"}]}),
        post("/api/indicators/consume/new/", [], {"total": 0, "data": []}),
    ],
    "indicators: the bulk body of the SDK": [
        post("/api/events", {"title": "Phish", "type": "Incident", "happened_at": "2026-01-01 00:00:00"}),
        post("/api/adversaries", {"name": "Somebody"}),
        post("/api/indicators/consume/new", [{
            "status": {"id": 4}, "type": {"name": "IP Address"}, "value": "45.9.148.11", "class": "network",
            "normalize": "Y", "attributes": [{"name": "Port", "value": "80", "sources": [{"name": "A feed"}]}],
            "indicators": [{"value": "evil.com", "type": {"name": "FQDN"}}], "events": [{"id": 1}],
            "adversaries": [{"id": 1}], "published_at": "", "last_detected_at": "",
            "sources": [{"name": "A feed", "tlp": "AMBER", "published_at": "2026-01-01 00:00:00"}],
        }], {"data": [{"id": 1, "published_at": DATE, "last_detected_at": None}]}),
        get("/api/indicators/1", {"data": {
            "status": {"name": "Review"}, "type": {"name": "IP Address"},
            "sources": [{"type": "other_sources", "name": "A feed", "tlp_id": 2, "published_at": "2026-01-01 00:00:00"}],
            "attributes": [{"name": "Port", "value": "80", "attribute": {"name": "Port"}}], "tags": [],
            "indicators": [{"value": "evil.com", "status_id": 3, "pivot": PIVOT}], "events": [{"title": "Phish"}],
            "adversaries": [{"name": "Somebody"}], "score": {"generated_score": 0.0, "manual_score": None},
        }}, **{"with": "status,type,sources,attributes,tags,indicators,events,adversaries,score"}),
    ],
    "indicators: the bulk body of the SOAR app": [
        upload("report.txt", b"text"),
        post("/api/attachments", {"name": "report.txt", "type": "Generic Text", "malware_locked": False}),
        post("/api/indicators/consume", [{
            "value": "worse.com", "type": {"name": "FQDN"}, "status": {"name": "Active"}, "tlp_id": 1,
            "sources": [{"name": "Phantom", "tlp_id": 3}, {"name": "Other"}], "tags": ["one", {"name": "two"}],
            "attributes": [{"name": "Confidence", "value": "High", "tlp_id": 1}], "description": "<p>bad</p>",
            "published_at": "2026-02-03 04:05:06", "attachments": [{"id": 1}], "comments": [{"value": "look"}],
        }], {"data": [{"id": 1, "published_at": "2026-02-03 04:05:06", "description": "<p>bad</p>"}]}),
        get("/api/indicators/1", {"data": {
            "sources": [{"name": "Phantom", "tlp_id": 3, "pivot": {"id": int}}, {"name": "Other", "tlp_id": 1}],
            "tags": [{"name": "one"}, {"name": "two"}], "attachments": [{"name": "report.txt"}],
            "comments": [{"value": "look"}],
        }}, **{"with": "sources,tags,attachments,comments"}),
        post("/api/adversaries/consume", [{"name": "APT Nobody", "description": [{"value": "not much"}]}],
             {"data": [{"id": 1, "name": "APT Nobody", "description": "not much"}]}),
        post("/api/malware/consume", [{"value": "WannaWeep", "indicators": [{"id": 1}], "status": {"name": "Active"}}],
             {"data": [{"id": 1, "value": "WannaWeep"}]}),
        post("/api/signatures/consume", [{"name": "rule", "value": "rule x {}", "type": {"name": "YARA"},
                                          "status": {"name": "Active"}}], {"data": [{"id": 1, "status_id": 1}]}),
        post("/api/tasks", {"name": "Look into it", "priority": "High", "status_id": 1}, {"data": {"id": 1}}),
        get("/api/malware", {"data": [{"id": 1, "indicators": [{"value": "worse.com"}]}]}, value="WannaWeep",
            **{"with": "indicators"}),
    ],
    "indicators: once more": [
        post("/api/indicators/consume/new", [{"type": "FQDN", "status": "Active", "value": "Evil.com",
             "sources": [{"name": "First"}], "attributes": [{"name": "A", "value": "1"}]}], {"data": [{"id": 1}]}),
        post("/api/indicators/consume/new", [{"type": "FQDN", "status": "Review", "value": "evil[.]com",
             "sources": [{"name": "Second"}], "attributes": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}],
             {"data": [{"id": 1, "status_id": 4, "value": "evil.com"}]}),
        get("/api/indicators", {"total": 1, "data": [{
            "sources": [{"name": "First"}, {"name": "Second"}], "attributes": [{"value": "1"}, {"value": "2"}]}]},
            **{"with": "sources,attributes"}),
        put("/api/indicators/1", {"status": "Whitelisted"}, {"data": {"status_id": 5}}),
        post("/api/indicators/consume/new", [{"type": "FQDN", "status": "Active", "value": "evil.com"}],
             {"data": [{"id": 1, "status_id": 5}]}),
        put("/api/indicators/1", {"status_id": 1}, {"data": {"status_id": 1}}),
        post("/api/indicators/consume", [{"type": "FQDN", "status": "Active", "value": "b.com",
                                          "indicators": [{"type": "FQDN", "value": "evil.com"}]}]),
        get("/api/indicators/1", {"data": {"status_id": 1}}),
        post("/api/indicators/consume", [{"type": "FQDN", "status": "Active", "value": "c.com"},
                                         {"type": "FQDN", "status": "Expired", "value": "c.com"}],
             {"total": 2, "data": [{"id": 3, "status_id": 2}, {"id": 3, "status_id": 2}]}),
        put("/api/indicators/1", {"value": "good.com", "type": "FQDN", "description": "changed"},
            {"data": {"value": "good.com", "description": "changed", "attributes": list, "score": dict}},
            **{"with": "attributes,sources,score"}),
        put("/api/indicator/1/scores", {"manual_score": 8}, {"data": {"manual_score": 8, "generated_score": 0.0}}),
        get("/api/indicators/1", {"data": {"score": {"manual_score": 8.0}}}, **{"with": "score"}),
        delete("/api/indicators/1"),
        get("/api/indicators/1", {"errors": [str]}, 404),
    ],
    "indicators: refused": [
        post("/api/indicators/consume/new", [{"type": "Nonsense", "value": "x"}],
             {"data": {"errors": {"type": [str]}}}, 400),
        post("/api/indicators/consume/new", [{"type": "FQDN", "value": "ok.com"}, {"type": "FQDN", "value": " "}],
             {"data": {"errors": {"value": [str]}}}, 400),
        get("/api/indicators", {"total": 0}),
        post("/api/indicators", {"type": "FQDN", "status": "Sleepy", "value": "x.com"},
             {"data": {"errors": {"status": [str]}}}, 400),
        post("/api/indicators", {"value": "x.com"}, INVALID, 400),
        post("/api/indicators", {"type": "FQDN"}, INVALID, 400),
        post("/api/indicators", "text", {"errors": [str]}, 400),
        Step("POST", "/api/indicators", {"data": b"{broken", "headers": {"Content-Type": "application/json"}}, 400,
             {"errors": [str]}),
        post("/api/indicators", {"type": "FQDN", "value": "x.com", "sources": [{"name": "s", "tlp": "PURPLE"}]},
             {"data": {"errors": {"tlp": [str]}}}, 400),
        put("/api/indicators/1", {"status": "Active"}, {"errors": [str]}, 404),
        Step("PATCH", "/api/indicators", {}, 405, {"errors": [str]}),
        get("/api/nonsense", {"errors": [str]}, 404),
        get("/api/nonsense/at/all", {"errors": [str]}, 404),
    ],
    "attributes, sources, tags, comments": [
        post("/api/indicators", {"type": "FQDN", "status": "Active", "value": "evil.com", "sources": "Plain"}),
        post("/api/indicators/1/attributes", {"name": "Country", "value": "NL"},
             {"total": 1, "data": [{"id": 1, "attribute_id": 1, "name": "Country", "value": "NL", "indicator_id": 1,
                                    "created_at": DATE, "updated_at": DATE, "touched_at": DATE, "sources": list,
                                    "attribute": {"id": 1, "name": "Country"}}]}),
        post("/api/indicators/1/attributes/", [{"name": "Country", "value": "NL"}, {"name": "Country", "value": "BE"}],
             {"data": [{"id": 1}, {"id": 2, "attribute_id": 1}]}),
        get("/api/indicators/1/attributes", {"total": 2, "data": [{"attribute": {"name": "Country"}}, ...]},
            **{"with": "attribute"}),
        put("/api/indicators/1/attributes/2", {"value": "DE"}, {"data": {"id": 2, "value": "DE"}}),
        delete("/api/indicators/1/attributes/1"),
        get("/api/indicators/1/attributes", {"data": [{"value": "DE"}]}),
        delete("/api/indicators/1/attributes/1", status=404),
        post("/api/indicators/1/attributes", {"name": "Country"}, INVALID, 400),
        post("/api/indicators/1/sources", {"name": "Twitter"},
             {"data": [{"id": 2, "source_id": int, "creator_source_id": int, "indicator_id": 1, "name": "Twitter",
                        "tlp_id": None, "published_at": DATE, "existing": 0}]}),
        post("/api/indicators/1/sources", {"name": "Twitter", "tlp": {"name": "GREEN"}},
             {"data": [{"id": 2, "existing": 1, "tlp_id": 3}]}),
        get("/api/indicators/1/sources", {"total": 2, "data": [{"name": "Plain"}, {"name": "Twitter", "tlp_id": 3}]}),
        delete("/api/indicators/1/sources/2"),
        get("/api/indicators/1/sources", {"total": 1}),
        post("/api/indicators/1/tags", {"name": "apt"}, {"data": [{"id": 1, "name": "apt"}]}),
        post("/api/indicators/1/tags/", [{"name": "apt"}, {"name": "phish"}], {"total": 2}),
        get("/api/indicators/1/tags", {"data": [{"name": "apt"}, {"name": "phish"}]}),
        delete("/api/indicators/1/tags/1"),
        get("/api/indicators/1/tags", {"data": [{"name": "phish"}]}),
        post("/api/indicators/1/comments?with=sources", {"value": "seen twice"}, {"data": [{"value": "seen twice"}]}),
        get("/api/indicators/1/comments", {"data": [{"id": 1, "value": "seen twice"}]}, **{"with": "sources"}),
        post("/api/indicators/9/tags", {"name": "apt"}, {"errors": [str]}, 404),
    ],
    "files: the two steps of the SDK": [
        upload("invoice.pdf", b"%PDF-1.4 not really"),
        post("/api/attachments", {"name": "invoice.pdf", "type": "Spearphish Attachment", "malware_locked": False,
                                  "title": "An invoice", "sources": [{"name": "Intelligence Mailbox"}]},
             {"data": {**FILE, "id": 1, "title": "An invoice", "type": {"id": 20}, "type_id": 20, "file_size": 19,
                       "hash": "8eac8fa2979b35fc4b3bfbbc31e452d7"}}),
        post("/api/attachments/1/tags", {"name": "phish"}, {"data": [{"name": "phish"}]}),
        get("/api/attachments", {"total": 1, "data": [{"id": 1}]}, hash="8eac8fa2979b35fc4b3bfbbc31e452d7"),
        get("/api/attachments", {"data": [{"id": 1}]}, name="invoice.pdf"),
        get("/api/attachments", {"data": [{"id": 1}]}, title="An %"),
        get("/api/attachments", {"total": 0, "data": []}, hash="0" * 32),
        get("/api/attachments/1", {"data": {
            "type": {"name": "Spearphish Attachment"}, "sources": [{"name": "Intelligence Mailbox"}],
            "tags": [{"name": "phish"}], "attributes": [], "indicators": []}},
            **{"with": "type,sources,attributes,tags,indicators"}),
        get("/api/attachments/1/description", {"data": {"description": None}}),
        put("/api/attachments/1", {"title": "A bill", "malware_locked": True}, {"data": {"title": "A bill", "malware_locked": 1}}),
        upload("other.txt", b"text"),
        post("/api/attachments", {"name": "other.txt", "type": "Phantom Vault File", "malware_locked": 0,
                                  "sources": ["Plain", "Strings"]},
             {"data": {"id": 2, "content_type_id": 1, "type": {"name": "Phantom Vault File"}, "type_id": 25}}),
        get("/api/attachments/2", {"data": {"sources": [{"name": "Plain"}, {"name": "Strings"}]}}, **{"with": "sources"}),
        delete("/api/attachments/2"),
        get("/api/attachments", {"total": 1}),
    ],
    "files: in one step": [
        Step("POST", "/api/attachments", {
            "data": {"name": "note.txt", "title": "Note", "type": "Generic Text", "malware_locked": 1},
            "files": {"file": b"hello"}}, 201,
            {"data": {"id": 1, "name": "note.txt", "malware_locked": 1, "hash": "5d41402abc4b2a76b9719d911017c592"}}),
        Step("POST", "/api/attachments", {"data": {"type": "Generic Text"}, "files": {"file": ("own.txt", b"")}}, 201,
             {"data": {"name": "own.txt", "file_size": 0, "hash": "d41d8cd98f00b204e9800998ecf8427e"}}),
    ],
    "files: refused": [
        post("/api/attachments", {"name": "never.txt", "type": "Generic Text"}, {"data": {"errors": {"name": [str]}}}, 400),
        upload("half.bin", b"x", resumableChunkNumber=1, resumableTotalChunks=2),
        post("/api/attachments", {"name": "half.bin", "type": "Generic Text"},
             {"data": {"errors": {"name": [re.compile("Only 1 of 2 chunks.*")]}}}, 400),
        upload("untyped.bin", b"x"),
        post("/api/attachments", {"name": "untyped.bin"}, {"data": {"errors": {"type": [str]}}}, 400),
        post("/api/attachments", {"name": "untyped.bin", "type": "Generic Text"}, {"data": {"id": 1}}),
        post("/api/attachments", {"type": "Generic Text"}, INVALID, 400),
        Step("POST", "/api/attachments/upload", {"data": {"resumableFilename": "x"}}, 400, INVALID),
        get("/api/attachments/7/download", {"errors": [str]}, 404),
        post("/api/attachments/consume", [{"name": "x"}], {"errors": [str]}, 404),
    ],
    "relations": [
        upload("a.txt", b"a"), post("/api/attachments", {"name": "a.txt", "type": "Generic Text"}),
        upload("b.txt", b"b"), post("/api/attachments", {"name": "b.txt", "type": "Generic Text"}),
        post("/api/indicators/consume", [{"type": "FQDN", "status": "Active", "value": f"{n}.com"} for n in range(1, 6)]),
        post("/api/attachments/1/indicators", {"id": 3},
             {"total": 1, "data": [{**ROW, "id": 3, "value": "3.com", "pivot": PIVOT}]}),
        post("/api/attachments/1/indicators", [{"id": 5}, {"id": 3}, {"id": 4}],
             {"total": 3, "data": [{"id": 5}, {"id": 3, "pivot": {"id": 1}}, {"id": 4}]}),
        post("/api/indicators/1/attachments", {"id": 1}, {"data": [{"id": 1, "name": "a.txt", "pivot": {"id": int}}]}),
        get("/api/attachments/1/indicators", {"total": 4, "data": [{"id": 3}, {"id": 5}, {"id": 4}, {"id": 1}]}),
        get("/api/attachments/1/indicators", {"total": 4, "data": [{"id": 5}, {"id": 4}], "limit": 2, "offset": 1},
            limit=2, offset=1),
        get("/api/indicators/3/attachments", {"data": [{"id": 1, "pivot": {
            "id": 1, "src_type": "indicator", "src_object_id": 3, "dest_type": "attachment", "dest_object_id": 1}}]}),
        post("/api/attachments/1/attachments", {"id": 2}, {"data": [{"name": "b.txt"}]}),
        get("/api/attachments/2/attachments", {"data": [{"name": "a.txt", "sources": list}]}, **{"with": "sources"}),
        post("/api/events", {"title": "Phish", "type": "Spearphish", "happened_at": "2026-01-01 00:00:00"}),
        post("/api/events/1/attachments", [{"id": 1}, {"id": 2}], {"total": 2}),
        post("/api/indicators/1/indicators", [2, "3"], {"total": 2}),
        get("/api/indicators/2/indicators", {"data": [{"id": 1}]}),
        delete("/api/indicators/3/attachments", [1]),
        get("/api/attachments/1/indicators", {"total": 3}),
        delete("/api/indicators/3/attachments", [1], status=404),
        post("/api/attachments/1/indicators", {"id": 99}, INVALID, 400),
        post("/api/attachments/1/indicators", [{"id": 2}, {"id": 99}], INVALID, 400),
        get("/api/attachments/1/indicators", {"total": 3}),
        post("/api/attachments/1/indicators", {"name": "x"}, INVALID, 400),
        post("/api/attachments/1/indicators", [], INVALID, 400),
        post("/api/attachments/99/indicators", {"id": 1}, {"errors": [str]}, 404),
        post("/api/indicators/1/indicators", {"id": 1}, INVALID, 400),
        post("/api/attachments/1/nonsense", {"id": 1}, {"errors": [str]}, 404),
        delete("/api/indicators/5"),
        get("/api/attachments/1/indicators", {"total": 2}),
    ],
    "events": [
        post("/api/events", {"title": "A break-in", "type": "Incident", "type_id": 13, "happened_at": "2026-01-02 03:04:05",
                             "description": "<p>bad</p>", "text": "", "sources": [{"name": "Desk"}],
                             "attributes": [{"name": "Severity", "value": "High"}]},
             {"data": {"id": 1, "hash": HEX32, "title": "A break-in", "type_id": 13, "happened_at": "2026-01-02 03:04:05",
                       "type": {"id": 13, "name": "Incident", "user_editable": "N"}, "created_at": DATE,
                       "updated_at": DATE, "touched_at": DATE, "description": "<p>bad</p>"}}),
        put("/api/events/1", {"title": "Two break-ins"}, {"data": {"title": "Two break-ins", "attributes": [...]}},
            **{"with": "attributes,sources"}),
        post("/api/events", {"title": "x", "type": "Nonsense", "happened_at": "2026-01-01 00:00:00"}, INVALID, 400),
        post("/api/events", {"type": "Incident", "happened_at": "2026-01-01 00:00:00"}, INVALID, 400),
        post("/api/events/1/spearphish", {"value": "Subject: x\n\ntext"}, {"data": {"event_id": 1}}),
        get("/api/events/1/comments", {"data": [{"value": "Subject: x\n\ntext"}]}),
        delete("/api/events/1"),
    ],
    "a spearphish as the SDK imports it": [
        post("/api/events/import", {
            "type": "Spearphish", "type_id": 1, "title": "Your account", "happened_at": "2026-01-02 03:04:05",
            "text": "From: a@evil.com\nSubject: Your account\n\nGo to hxxp://evil[.]com/login now", "description": "",
            "sources": [{"name": "Desk"}]}, {"data": {"id": 1}}),
        put("/api/events/import/1?with=attachments,events", {
            "indicator_status_id": 1, "globals": {"indicators": {"attributes": []}, "relations": {
                "adversaries": [], "events": [], "attachments": [], "indicators": [], "signatures": []}}},
            {"data": {"id": 1}}),
        get("/api/events/import/1", {"data": {"id": 1, "events": [{"id": int}]}}, **{"with": "attachments,events"}),
        get("/api/events", {"total": 0}),
        put("/api/events/import/1/events/1", {"title": "Your account!", "happened_at": "2026-01-02 03:04:06",
                                              "description": "x"}, {"data": {"id": 1}}),
        get("/api/events/import/1/commit", {"data": {"id": 1, "events": [{"id": 1, "title": "Your account!"}]}}),
        get("/api/events/1/indicators", {"data": [
            {"value": "Your account", "status_id": 1}, {"value": "evil.com/login"}, {"value": "a@evil.com"}]}),
        get("/api/events/import/1/commit", {"errors": [str]}, 404),
    ],
    "imports: the server parses": [
        get("/api/attachments/types?is_parsable=Y", {"data": list}),
        post("/api/imports/", {"content_type_id": 6, "text": "see 45[.]9[.]148[.]11 and evil.com", "normalize": "N"},
             {"data": {"id": 1}}),
        put("/api/imports/1", {"delete_after_import": 0, "import_source": "Desk", "indicator_global_status": 4},
            {"data": {"id": 1, "import_source": "Desk", "indicator_global_status": 4}}),
        get("/api/imports/1/indicators", {"total": 2, "data": [
            {"value": "45.9.148.11", "type": {"name": "IP Address"}}, {"value": "evil.com", "type_id": 11}]},
            **{"with": "objectlinks"}),
        get("/api/indicators", {"total": 0}),
        get("/api/imports/1/commit", {"data": {"indicators": [{"id": 1}, {"id": 2}]}}),
        get("/api/indicators", {"total": 2, "data": [{"sources": [{"name": "Desk"}], "status_id": 4}, ...]},
            **{"with": "sources"}),
        upload("iocs.txt", b"worse.com"), post("/api/attachments", {"name": "iocs.txt", "type": "Generic Text"}),
        post("/api/imports", {"attachment_id": 1, "normalize": True, "content_type_id": 6}, {"data": {"id": int}}),
        put("/api/imports/1", {"delete_after_import": False, "import_source": {"name": "Desk", "tlp_id": 2},
                               "indicator_global_status": 1}),
        get("/api/imports/1/commit"),
        get("/api/attachments/1/indicators", {"data": [{"value": "worse.com", "status_id": 1}]}),
        Step("POST", "/api/imports", {"data": {"resumableFilename": "x.txt", "content_type_id": 6},
                                      "files": {"file": ("blob", b"third.com")}}, 201, {"data": {"id": int}}),
        delete("/api/imports/1"),
        get("/api/imports/1/indicators", {"errors": [str]}, 404),
        post("/api/imports", {"content_type_id": 6}, INVALID, 400),
    ],
    "listing": [
        post("/api/indicators/consume", [{"type": "FQDN", "status": "Active", "value": f"host{n}.com"} for n in range(30)]),
        post("/api/indicators/consume", [{"type": "MD5", "status": "Review", "value": "0" * 32}]),
        get("/api/indicators", {"total": 31, "data": [...] * 31}),
        get("/api/indicators", {"total": 31, "limit": 2, "offset": 29, "data": [{"id": 30}, {"id": 31}]}, limit=2, offset=29),
        get("/api/indicators", {"data": [{"id": 31}]}, limit=1, sort="-id"),
        get("/api/indicators", {"data": [{"value": "0" * 32}]}, limit=1, sort="value"),
        get("/api/indicators", {"total": 31}, sort="-created"),
        get("/api/indicators", {"total": 1, "data": [{"value": "host7.com"}]}, value="host7.com"),
        get("/api/indicators", {"total": 11}, value="host2%.com"),
        get("/api/indicators", {"total": 1}, type_id=18, status_id=4),
        get("/api/indicators", {"data": [{"status": {"name": "Active"}}]}, id=3, **{"with": "status,nonsense"}),
        get("/api/indicators/search", {"data": [{"class": "network", "status": {"name": "Active"}, "tags": [], "score": dict}]},
            limit=10, value="host3.com", **{"with": "tags,score"}),
        Step("GET", "/api/indicators/1", {"data": "null", "headers": {"Content-Type": "application/json"}}, 200,
             {"data": {"id": 1}}),
    ],
    "queries of 4.x": [
        post("/api/indicators/consume", [
            {"type": "FQDN", "status": "Active", "value": "evil.com", "tags": ["apt"], "sources": [{"name": "Desk"}]},
            {"type": "URL", "status": "Review", "value": "http://evil.com/x"},
            {"type": "MD5", "status": "Expired", "value": "0" * 32}]),
        put("/api/indicator/1/scores", {"manual_score": 7}),
        post("/api/indicators/query", {"criteria": {"value": "evil.com"}, "filters": {"type_name": "FQDN"}},
             {"total": 1, "data": [{"id": 1, "score": 7.0, "type": {"name": "FQDN"}, "status": {"name": "Active"},
                                    "sources": [{"name": "Desk", "source_type": "other_sources"}]}]}, 200,
             limit=500, offset=0, sort="id"),
        post("/api/indicators/query", {"criteria": {"+or": [{"value": "http://evil.com/x"}, {"value": "evil.com/x"}]},
                                       "filters": {"type_name": "URL"}}, {"total": 1, "data": [{"id": 2}]}, 200),
        post("/api/indicators/query", {"criteria": {}, "filters": {"+or": [{"+or": [{"+and": [
            {"+or": [{"type_name": "FQDN"}]}, {"+and": [{"+or": [{"value": "evil.com"}]}]}]}]}]}}, {"total": 1}, 200,
             limit=10, offset=0, sort="-created"),
        post("/api/indicators/query", {"criteria": {"value": {"+contains": "evil"}}, "filters": {"+and": [
            {"status_name": "Active"}, {"score": {"+gte": 6}}]}}, {"total": 1, "data": [{"id": 1}]}, 200),
        post("/api/indicators/query", {"criteria": {}, "filters": {"+and": [{"updated_at": {"+gt": "2000-01-01 00:00:00"}},
            {"updated_at": {"+lte": "2100-01-01 00:00:00"}}]}, "fields": ["value", "type"]},
             {"total": 3, "data": [{"id": 1, "value": "evil.com", "type": {"name": "FQDN"}}, ..., ...]}, 200),
        post("/api/indicators/query", {"criteria": {"value": ["evil.com", "0" * 32]}}, {"total": 2}, 200),
        post("/api/indicators/query", {}, {"total": 3, "data": [{"id": 1}, {"id": 2}], "nextCursorMark": "Mg=="}, 200,
             limit=2, cursorMark="*", sort="id"),
        post("/api/indicators/query", {}, {"data": [{"id": 3}], "nextCursorMark": "Mw=="}, 200, limit=2, cursorMark="Mg=="),
        post("/api/indicators/query", {}, {"data": [], "nextCursorMark": "Mw=="}, 200, limit=2, cursorMark="Mw=="),
        post("/api/indicators/query", {"criteria": {"nonsense": 1}}, INVALID, 400),
        post("/api/indicators/query", {"criteria": {"value": {"+near": 1}}}, INVALID, 400),
        post("/api/search/query", {"criteria": {"tags": {"+contains": "apt"}}}, {"data": {"hash": HEX32}}),
        get("/api/indicators/query/hash/ad4d55f3ab4f2e7f44cc41ec22d23b1f", {"errors": [str]}, 404),
        post("/api/search/advanced", {"indicators": [[
            {"field": "indicator_type", "operator": "is", "value": 11},
            {"field": "indicator_value", "operator": "like", "value": "evil"}]]}, {"total": 1, "data": [{"id": 1}]}, 200,
             limit=10),
        upload("evil.txt", b"x"), post("/api/attachments", {"name": "evil.txt", "type": "Generic Text", "title": "T"}),
        get("/api/search", {"data": [{"id": 1, "value": "evil.com", "object": "indicator"}, {"id": 2},
                                     {"id": 1, "value": '"T" evil.txt', "object": "attachment"}]}, query="evil", limit=10),
        post("/api/adversaries/query", {"criteria": {}}, {"total": 0}, 200),
    ],
    "the installation": [
        get("/api/objects", {"data": list}),
        get("/api/users", {"data": [{"email": str, "source": {"id": int}}]}, **{"with": "source"}),
        get("/api/users/current", {"data": {"email": str, "role": "maintenance"}}),
        get("/api/plugins", {"data": []}),
        get("/api/configuration/proxy", {"data": dict}),
    ],
}  # fmt: skip
