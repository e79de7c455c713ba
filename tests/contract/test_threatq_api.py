"""Contract of the simulated ThreatQ: it answers every request of the table as the clients of the real one expect."""

import pytest
from threatq_api import Client, assert_holds
from threatq_apps import APPS
from threatq_conversations import CONVERSATIONS

from tqimap.sandbox.threatq import ThreatQ

ALL = CONVERSATIONS | APPS


@pytest.mark.parametrize("name", ALL)
def test_the_api_answers_as_its_clients_expect(name: str) -> None:
    with ThreatQ() as tq:
        client = Client(tq)
        for position, step in enumerate(ALL[name], 1):
            reply = client.call(step.method, step.path, step.status, **step.sent)
            assert_holds(reply, step.reply, f"step {position}, {step.method} {step.path}")


# Type, value as sent; type, value and attributes as kept.
NORMALISED = [
    ("URL", "http://example.com/a?b=C", "URL", "example.com/a?b=C", [("Protocol", "http")]),
    ("URL", "https://Example.COM:8443/Path", "URL", "example.com:8443/Path", [("Protocol", "https")]),
    ("URL", "hxxps[:]//evil[.]com/x", "URL", "evil.com/x", [("Protocol", "https")]),
    ("URL", "ftp://files.evil.com/x.exe", "URL", "files.evil.com/x.exe", [("Protocol", "ftp")]),
    ("URL", "https://Evil.com/", "FQDN", "evil.com", [("Protocol", "https")]),
    ("URL", "http://evil.com:8080", "FQDN", "evil.com", [("Protocol", "http"), ("Port", "8080")]),
    ("URL", "http://45.9.148.11", "IP Address", "45.9.148.11", [("Protocol", "http")]),
    ("URL", "http://evil.com?x=1", "URL", "evil.com?x=1", [("Protocol", "http")]),
    ("URL", "http://[2a03:2880::1]/x", "URL", "[2a03:2880::1]/x", [("Protocol", "http")]),
    ("FQDN", ' "EVIL(.)com" ', "FQDN", "evil.com", []),
    ("FQDN", "evil[dot]com", "FQDN", "evil.com", []),
    ("IP Address", "45[.]9[.]148[.]11:443", "IP Address", "45.9.148.11", [("Port", "443")]),
    ("IP Address", "'45.9.148.11'", "IP Address", "45.9.148.11", []),
    ("Email Address", "Some.One[at]Evil[.]com", "Email Address", "Some.One@evil.com", []),
    ("SHA-1", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", "SHA-1", "da39a3ee5e6b4b0d3255bfef95601890afd80709", []),
    ("Registry Key", "HKLM\\Software\\[x]", "Registry Key", "HKLM\\Software\\[x]", []),
]


def test_values_are_kept_normalised_so_that_replies_must_be_matched_by_position() -> None:
    with ThreatQ() as tq:
        client = Client(tq)
        for kind, value, kept_kind, kept, attributes in NORMALISED:
            sent = [{"type": kind, "status": "Active", "value": value, "normalize": "Y"}]
            row = client.call("POST", "/api/indicators/consume/new", 201, json=sent)["data"][0]
            found = client.call("GET", f"/api/indicators/{row['id']}?with=type,attributes")["data"]
            assert (found["type"]["name"], found["value"]) == (kept_kind, kept), value
            held = {(each["name"], each["value"]) for each in found["attributes"]}
            assert set(attributes) <= held, value


def test_normalisation_can_be_switched_off_for_an_item() -> None:
    with ThreatQ() as tq:
        sent = [{"type": "URL", "status": "Active", "value": " http://Evil.com/ ", "normalize": "N"}]
        row = Client(tq).call("POST", "/api/indicators/consume/new", 201, json=sent)["data"][0]
        assert row["value"] == " http://Evil.com/ "


def test_an_older_installation_has_other_ids_and_fewer_types() -> None:
    with ThreatQ(types="2018") as tq:
        client = Client(tq)
        assert client.call("GET", "/api/indicator/types")["total"] == 32
        assert client.call("GET", "/api/indicator/types?name=URL")["data"][0]["id"] == 28
        assert client.call("GET", "/api/indicator/types?name=MAC Address")["data"] == []
        sent = [{"type": "URL", "status": "Active", "value": "http://evil.com/x"}]
        assert client.call("POST", "/api/indicators/consume", 201, json=sent)["data"][0]["type_id"] == 28


def test_the_oldest_installation_has_the_fewest_types() -> None:
    with ThreatQ(types="2016") as tq:
        client = Client(tq)
        assert [row["id"] for row in client.call("GET", "/api/indicator/types")["data"]] == list(range(1, 26))
        known = {"FQDN": 8, "MD5": 12, "SHA-256": 17, "URL": 21, "X-Mailer": 25}
        for name, type_id in known.items():
            assert client.call("GET", f"/api/indicator/types?name={name}")["data"][0]["id"] == type_id
        sent = [{"type": "URL", "status": "Active", "value": "http://[2a03:2880::1]/"}]
        assert client.call("POST", "/api/indicators/consume", 201, json=sent)["data"][0]["type_id"] == 21


def test_a_connector_is_a_source_under_its_name_and_brings_its_tlp() -> None:
    with ThreatQ() as tq:
        client = Client(tq)
        client.call("POST", "/api/connectors", 201, json={"name": "Mailbox", "category": "ThreatQ Labs", "tlp_id": 2})
        sent = [{"type": "FQDN", "status": "Active", "value": "a.com", "sources": [{"name": "Mailbox"}]}]
        client.call("POST", "/api/indicators/consume", 201, json=sent)
        sent = [{"type": "FQDN", "status": "Active", "value": "b.com"}]
        client.call("POST", "/api/indicators/consume", 201, json=sent)
        rows = client.call("GET", "/api/indicators?with=sources")["data"]
        assert_holds(rows[0]["sources"], [{"type": "connectors", "reference_id": 1, "name": "Mailbox", "tlp_id": 2}])
        assert_holds(rows[1]["sources"], [{"type": "users", "name": tq.email, "tlp_id": None}])


@pytest.mark.parametrize(
    ("sort", "first", "second"), [("value", "ab", "cd"), ("-score,value", "ab", "cd"), ("-value", "dc", "ba")]
)
def test_a_cursor_neither_skips_nor_repeats_what_changes_between_two_pages(sort: str, first: str, second: str) -> None:
    def page(client: Client, mark: str) -> tuple[str, str]:
        params = {"limit": 2, "sort": sort, "cursorMark": mark}
        reply = client.call("POST", "/api/indicators/query", json={}, params=params)
        return "".join(row["value"].removesuffix(".com") for row in reply["data"]), reply["nextCursorMark"]

    with ThreatQ() as tq:
        client = Client(tq)
        for name in "cadb":
            client.call(
                "POST", "/api/indicators", 201, json={"type": "FQDN", "status": "Active", "value": f"{name}.com"}
            )
        read, mark = page(client, "*")
        assert read == first
        gone = next(each.id for each in tq.indicators() if each.value == f"{first[0]}.com")
        client.call("DELETE", f"/api/indicators/{gone}", 204)
        read, mark = page(client, mark)
        assert read == second
        assert page(client, mark) == ("", mark)
        client.call("POST", "/api/indicators", 201, json={"type": "FQDN", "status": "Active", "value": "dd.com"})
        assert page(client, mark)[0] == ("" if sort == "-value" else "dd")
