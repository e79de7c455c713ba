# ruff: noqa: E501 - a table reads best with a request to a line
"""More of the contract of ThreatQ's API: what apps of SIEMs, security clouds and schedulers send, in their order."""

from threatq_api import DATE, HEX32
from threatq_conversations import INVALID, Step, delete, get, post, put

SPLUNK = [{"name": "Splunk"}]
ANYTHING = {"columns": {}, "criteria": {}, "filters": {}, "objects": {"current": "indicators", "selected": []},
            "filter_sets": [{"id": 0, "operator": "+or", "expanded": True}]}  # fmt: skip
ALL_ACTIVE = {"ui_query": ANYTHING, "api_query": {"criteria": {}, "filters": {"+and": [{"status_name": "Active"}]}}}


def _sighting(at: str, seen: int) -> dict[str, object]:
    """An event as the app sends one per sighted indicator and run."""
    named = {"Match Count": seen, "First Seen": "2026-01-01 00:00:00", "Last Seen": at}
    changing = [
        {"name": name, "value": value, "sources": SPLUNK, "overwrite_existing": True} for name, value in named.items()
    ]
    changing[1].pop("overwrite_existing")
    return {
        "type": "Sighting", "title": "Splunk sighting of indicator evil.com", "indicators": [{"id": 1}],
        "happened_at": "2026-01-01 00:00:00", "description": "{\"Match Count\": 3}", "attributes": changing, "sources": SPLUNK,
    }  # fmt: skip


APPS: dict[str, list[Step]] = {
    "an app of a SIEM: sightings": [
        post("/api/indicators", {"type": "FQDN", "status": "Active", "value": "evil.com"}),
        post("/api/indicators/1/attributes", {"name": "Match Count", "value": "1", "sources": SPLUNK}, {"data": [
            {"id": 1, "name": "Match Count", "sources": [{"name": "Splunk", "tlp_id": None}]}]}),
        # It reads pages until one is empty.
        get("/api/indicators/1/attributes", {"total": 1, "data": [{"id": 1, "name": "Match Count"}]}, limit=1000, offset=0),
        get("/api/indicators/1/attributes", {"total": 1, "data": []}, limit=1000, offset=1),
        delete("/api/indicators/1/attributes/1"),
        put("/api/indicators/1", {"sources": SPLUNK, "attributes": [
            {"name": "Splunk Sighting Timestamp", "value": "2026-01-02 03:04:05", "sources": SPLUNK},
            {"name": "Match Count", "value": 3, "sources": SPLUNK}]}, {"data": {"id": 1, "status_id": 1}}),
        get("/api/indicators", {"data": [{"type": {"name": "FQDN"}, "status": {"name": "Active"}, "score": {"generated_score": 0.0},
            "adversaries": [], "sources": [..., {"name": "Splunk", "tlp_id": None}],
            "attributes": [{"name": "Splunk Sighting Timestamp", "value": "2026-01-02 03:04:05"}, {"name": "Match Count", "value": "3"}]}]},
            value="evil.com", **{"with": "type,status,score,adversaries,sources,attributes"}),
        post("/api/events/consume", [_sighting("2026-01-02 03:04:05", 3)], {"data": [{"id": 1, "title": str, "type_id": 14}]}),
        post("/api/events/consume", [_sighting("2026-01-03 03:04:05", 0)], {"data": [{"id": 1}]}),
        get("/api/events/1", {"data": {"indicators": [{"value": "evil.com"}], "attributes": [
            {"name": "First Seen", "value": "2026-01-01 00:00:00"}, {"name": "Match Count", "value": "0"},
            {"name": "Last Seen", "value": "2026-01-03 03:04:05"}]}}, **{"with": "indicators,attributes"}),
        put("/api/events/1", {"attributes": [{"name": "Match Count", "value": "9"}]}, {"data": {"attributes": [..., ..., ..., {"value": "9"}]}},
            **{"with": "attributes"}),
        # It shows what stands under the name of the field.
        post("/api/indicators/1/attributes", {"name": "Empty", "value": "", "sources": SPLUNK}, {"data": {"errors": {"value": [str]}}}, 400),
        post("/api/indicators/1/attributes", {"value": "x"}, {"data": {"errors": {"name": [str]}}}, 400),
        post("/api/indicators/query", {"fields": ["id", "value", "updated_at", "type", "status", "adversaries", "sources", "attributes", "score"],
            "criteria": {"+or": [{"value": "evil.com"}, {"value": "44.44.44.44"}]}},
            {"data": [{"id": 1, "value": "evil.com", "updated_at": DATE, "type": "FQDN", "status": "Active", "adversaries": [],
                       "attributes": [{"name": str, "value": str}, ...], "score": 0.0}]}, 200, limit=100, offset=0),
    ],
    "the parts of an object, by pages": [
        post("/api/indicators", {"type": "FQDN", "value": "evil.com", "tags": ["a", "b", "c"],
                                 "sources": [{"name": "x"}, {"name": "y"}], "comments": [{"value": "1"}, {"value": "2"}]}),
        get("/api/indicators/1/tags", {"total": 3, "limit": 2, "offset": 1, "data": [{"name": "b"}, {"name": "c"}]}, limit=2, offset=1),
        get("/api/indicators/1/sources", {"total": 2, "data": [{"name": "y"}]}, offset=1),
        get("/api/indicators/1/comments", {"total": 2, "data": [{"value": "1"}]}, limit=1, **{"with": "sources"}),
        get("/api/indicators/1/comments", {"total": 2, "data": []}, offset=7),
    ],
    "a security cloud: saved searches": [
        post("/api/indicators", [{"type": "FQDN", "status": "Active", "value": "evil.com", "tags": ["apt"]},
                                 {"type": "MD5", "status": "Expired", "value": "d41d8cd98f00b204e9800998ecf8427e"}]),
        get("/api/objects", {"data": [{"collection": "indicators", "display_name": "Indicator", "display_name_plural": "Indicators",
            "types": [{"name": "ASN"}, *[...] * 33], "statuses": [{"name": "Active"}, *[...] * 4]}, *[...] * 20]}),
        post("/api/search/query", {"name": "All that is active", "json": ALL_ACTIVE},
             {"data": {"hash": HEX32, "name": "All that is active", "json": ALL_ACTIVE}}),
        get("/api/search/query", {"data": [{"name": "All that is active", "json": ALL_ACTIVE}]}),
        get("/api/indicators/query/hash/fdb77a5933e84e06349068168c67158b", {"total": 1, "data": [{"value": "evil.com"}]}),
        # It sends the inner query by itself, with the fields that it wants, and takes types and statuses for words.
        post("/api/indicators/query", {**ALL_ACTIVE["api_query"], "fields": ["id", "value", "type", "score", "status", "tags"]},
             {"total": 1, "data": [{"id": 1, "value": "evil.com", "type": "FQDN", "score": 0.0, "status": "Active", "tags": ["apt"]}]}, 200,
             limit=1000, offset=0),
        post("/api/indicators/query", {"criteria": {"+and": [{"created_at": {"+gt": "2000-01-01 00:00:00", "+lt": "NOW"}}]},
                                       "filters": {}, "fields": []}, {"total": 2, "data": [{"type": {"name": "FQDN"}}, ...]}, 200,
             limit=1000, offset=0),
        # One without a name is not kept among the saved ones, but its hash is good.
        post("/api/search/query", {"name": None, "json": {"ui_query": ANYTHING, "api_query": {"criteria": {"+or": [{"mentions": "evil"}]}, "filters": {}}}},
             {"data": {"hash": HEX32, "name": None}}),
        post("/api/search/query", {"name": "The same", "json": ALL_ACTIVE}),
        get("/api/search/query", {"data": [{"name": "All that is active"}, {"name": "The same"}]}),
        post("/api/search/query", {"name": "Broken", "json": "text"}, INVALID, 400),
    ],
    "a scheduler: the worst first": [
        post("/api/indicators", [{"type": "FQDN", "status": "Active", "value": f"{name}.com"} for name in ("low", "high", "none")]),
        put("/api/indicator/1/scores", {"manual_score": 3}), put("/api/indicator/2/scores", {"manual_score": 9}),
        get("/api/indicators", {"data": [
            {"value": "high.com", "score": {"id": int, "indicator_id": 2, "generated_score": 0.0, "manual_score": 9.0,
             "score_config_hash": HEX32, "created_at": DATE, "updated_at": DATE}, "type": {"name": "FQDN"}, "sources": [{"name": str}]},
            {"value": "low.com"}, {"value": "none.com"}]}, limit=500, sort="-score", **{"with": "score,status,type,sources"}),
        get("/api/indicators", {"total": 3, "data": [{"value": "none.com"}]}, limit=1, sort="score"),
        get("/api/indicators", {"data": [{"id": 3}, {"id": 2}, {"id": 1}]}, sort="-id,value"),
        get("/api/indicators", {"data": [{"id": 1}, {"id": 2}, {"id": 3}]}, sort="nonsense, class ,id,-value"),
        post("/api/adversaries", {"name": "APT Nobody", "indicators": [{"id": 2}], "tags": ["apt"]}),
        get("/api/adversaries", {"data": [{"name": "APT Nobody", "indicators": [{"id": 2}], "tags": [{"name": "apt"}]}]},
            limit=100, **{"with": "indicators,tags"}),
        get("/api/indicators", {"data": [{"id": 1, "created_at": DATE}]}, limit=1, offset=0, sort="created_at",
            **{"with": "type,status,sources,score"}),
    ],
    "signatures in bulk": [
        post("/api/events", {"title": "Phish", "type": "Incident", "happened_at": "2026-01-01 00:00:00"}),
        post("/api/indicators", {"type": "FQDN", "status": "Active", "value": "known.com"}),
        post("/api/signatures/consume", [{"status": "Review", "value": "rule one { condition: true }", "name": "one", "type_id": 8,
             "published_at": "", "description": None, "hash": "0" * 32, "attributes": [{"name": "Rating", "value": "3"}],
             "indicators": [{"value": "evil.com", "type": "FQDN"}, {"value": "Known.com", "type": "FQDN"}], "events": [{"id": 1}],
             "adversaries": [], "source": "Desk"}], {"data": [{"id": 1, "published_at": DATE}]}),
        get("/api/signatures/1", {"data": {"sources": [{"name": "Desk"}], "events": [{"title": "Phish"}], "indicators": [
            {"value": "evil.com", "status_id": 3}, {"value": "known.com", "status_id": 1}]}}, **{"with": "sources,indicators,events"}),
        post("/api/events", {"title": "More", "type": "Incident", "happened_at": "2026-01-01 00:00:00", "indicators": [
            {"id": 1}, {"value": "http://new.com/x", "type": {"name": "URL"}}]}, {"data": {"id": 2}}),
        get("/api/events/2/indicators", {"data": [{"value": "known.com"}, {"value": "new.com/x"}]}),
        post("/api/events", {"title": "Odd", "type": "Incident", "indicators": [{"value": "x.com"}]}, {"data": {"errors": {"type": [str]}}}, 400),
    ],
    "a script of testers": [
        Step("GET", "/api/objects/", {"data": b"{}", "headers": {"Content-Type": "application/json"}}, 200, {"data": list}),
        post("/api/indicators/consume", [{"value": "dk-abcde", "type_id": 25, "status_id": 1, "class": "network",
             "last_detected_at": "2019-06-10 14:41:27", "created_at": "2019-06-10 14:41:27"}] * 2,
             {"total": 2, "data": [{"id": 1, "last_detected_at": "2019-06-10 14:41:27"}, {"id": 1}]}, normalize="Y"),
        post("/api/signatures", {"status_id": 3, "value": "GPL EXPLOIT", "name": " service listing", "description": "x", "type_id": "4"},
             {"data": {"id": 1, "type_id": 4}}),
    ],
}  # fmt: skip
