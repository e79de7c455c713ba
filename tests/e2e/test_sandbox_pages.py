"""The sandbox's pages: what they give away, what they keep, and the guide's whole story driven in a real browser."""

import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from tqimap.sandbox import demo, scenario
from tqimap.sandbox.analyst import Analyst
from tqimap.sandbox.imap import MailServer
from tqimap.sandbox.threatq import ThreatQ

FIELDS = [
    {"key": "imap_server", "label": "IMAP Server", "type": "text"},
    {"key": "imap_password", "label": "IMAP Password", "type": "password", "mask": True},
    {
        "key": "proxy_type",
        "label": "Proxy Type",
        "type": "select",
        "options": ["socks4", "socks5"],
        "default": "socks5",
    },
]
HOSTILE = "<script>alert(1)</script>&\"'.txt"


@pytest.fixture(scope="module")
def tq() -> Iterator[ThreatQ]:
    with ThreatQ() as server:
        register(server)
        yield server


def api(tq: ThreatQ) -> requests.Session:
    """Somebody who has a token."""
    session = requests.Session()
    session.trust_env, session.verify = False, tq.ca_file
    login = {"grant_type": "password", "client_id": tq.client_id, "email": tq.email, "password": tq.password}
    token = session.post(f"{tq.url}/api/token", json=login, timeout=10).json()["access_token"]
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def register(tq: ThreatQ) -> None:
    """A connector and a hostile File, made through the API."""
    session = api(tq)
    feed = {"name": "Intelligence Mailbox", "category": "ThreatQ Labs", "custom_fields": FIELDS}
    assert session.post(f"{tq.url}/api/connectors", json=feed, timeout=10).status_code == 201
    described = {"name": HOSTILE, "type": "Generic Text", "title": HOSTILE}
    file = {"file": (HOSTILE, b"content")}
    assert session.post(f"{tq.url}/api/attachments", data=described, files=file, timeout=10).status_code == 201
    value = {"type": "URL", "status": "Active", "value": "http://evil.com/<script>alert(1)</script>"}
    assert session.post(f"{tq.url}/api/indicators", json=value, timeout=10).status_code == 201


@pytest.fixture
def browsing(tq: ThreatQ) -> requests.Session:
    """Somebody who has logged in to the pages."""
    session = requests.Session()
    session.trust_env, session.verify = False, tq.ca_file
    login = {"email": tq.email, "password": tq.password}
    assert session.post(f"{tq.url}/login?to=/files", data=login, timeout=10).url == f"{tq.url}/files"
    return session


@pytest.mark.parametrize("path", ["/", "/incoming-feeds", "/files", "/indicators/1/details", "/files/1/download"])
def test_every_page_asks_for_a_login(tq: ThreatQ, path: str) -> None:
    reply = requests.Session().get(tq.url + path, verify=tq.ca_file, timeout=10, allow_redirects=False)
    assert (reply.status_code, reply.headers["Location"].partition("?")[0]) == (303, "/login")


def test_a_wrong_password_is_told_and_lets_nobody_in(tq: ThreatQ) -> None:
    session = requests.Session()
    session.trust_env, session.verify = False, tq.ca_file
    reply = session.post(f"{tq.url}/login", data={"email": tq.email, "password": "x"}, timeout=10)
    assert "wrong" in reply.text
    assert not session.cookies
    with pytest.raises(LookupError, match="refused"):
        Analyst(tq.url, tq.ca_file).log_in(tq.email, "x")


@pytest.mark.parametrize("target", ["https://elsewhere.test/", "//elsewhere.test", "/\\elsewhere.test"])
def test_the_login_sends_nobody_elsewhere(tq: ThreatQ, target: str) -> None:
    login = {"email": tq.email, "password": tq.password}
    session = requests.Session()
    session.trust_env, session.verify = False, tq.ca_file
    where = f"{tq.url}/login?" + urllib.parse.urlencode({"to": target})
    assert session.post(where, data=login, timeout=10, allow_redirects=False).headers["Location"] == "/"


def test_names_and_values_from_mail_are_shown_as_text_and_nothing_else_is_loaded(
    tq: ThreatQ, browsing: requests.Session
) -> None:
    for path in ("/files", "/files/1/details", "/indicators", "/indicators/1/details"):
        reply = browsing.get(tq.url + path, timeout=10)
        assert reply.status_code == 200
        assert "<script" not in reply.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in reply.text
        assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "http://" not in reply.text.replace("http://evil.com", "")


def test_hidden_characters_of_names_and_values_are_shown(tq: ThreatQ, browsing: requests.Session) -> None:
    """One of them turns the end of a name round: what ends in exe seems to end in pdf."""
    session = api(tq)
    described = {"name": "invoice\u202efdp.exe", "type": "Generic Text", "title": "line\nbreak\x1b[2J"}
    upload = session.post(f"{tq.url}/api/attachments", data=described, files={"file": b"hidden"}, timeout=10)
    page = browsing.get(f"{tq.url}/files/{upload.json()['data']['id']}/details", timeout=10).text
    assert '<h1 class="value">invoice\\u202efdp.exe</h1>' in page
    assert "line\\nbreak\\x1b[2J" in page
    assert "\u202e" not in page
    feed = {"name": "Hidden", "category": "STIX/TAXII", "custom_fields": [{"key": "k", "default": "a\u200bb"}]}
    session.post(f"{tq.url}/api/connectors", json=feed, timeout=10).raise_for_status()
    form = browsing.get(f"{tq.url}/incoming-feeds?tab=STIX/TAXII", timeout=10).text
    assert 'value="a\u200bb"' in form  # what is saved again is what was there


def test_what_a_connector_says_of_itself_is_shown_as_text_too(tq: ThreatQ, browsing: requests.Session) -> None:
    field = {"key": HOSTILE, "label": HOSTILE, "type": "select", "options": [HOSTILE], "description": HOSTILE}
    text = {"key": "text", "label": HOSTILE, "type": "text", "default": HOSTILE}
    feed = {"name": HOSTILE, "category": "OSINT", "custom_fields": [field, text]}
    assert api(tq).post(f"{tq.url}/api/connectors", json=feed, timeout=10).status_code == 201
    reply = browsing.get(f"{tq.url}/incoming-feeds?tab=OSINT", timeout=10)
    assert "<script" not in reply.text
    assert reply.text.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#34;&#39;.txt") >= 7
    assert "<script" not in browsing.get(f"{tq.url}/incoming-feeds?tab=<script>&saved=<script>&pane=<script>").text


def test_a_password_is_kept_but_never_shown_again(tq: ThreatQ, browsing: requests.Session) -> None:
    form = {"feed_name": "Intelligence Mailbox", "imap_server": "imap.example.com", "imap_password": "pa55word"}
    reply = browsing.post(f"{tq.url}/incoming-feeds/1/connection", data=form, timeout=10)
    assert "imap.example.com" in reply.text
    assert "pa55word" not in reply.text
    browsing.post(f"{tq.url}/incoming-feeds/1/connection", data={**form, "imap_password": ""}, timeout=10)
    assert tq.settings("Intelligence Mailbox")["imap_password"] == "pa55word"


def test_a_form_of_another_site_changes_nothing(tq: ThreatQ, browsing: requests.Session) -> None:
    before = tq.connectors()
    headers = {"Sec-Fetch-Site": "cross-site"}
    reply = browsing.post(f"{tq.url}/incoming-feeds/1/switch", headers=headers, timeout=10)
    assert reply.status_code == 403
    assert tq.connectors() == before


def test_what_is_not_there_is_404(tq: ThreatQ, browsing: requests.Session) -> None:
    for path in (
        f"/files/{10**30}/details",
        "/files/99/details",
        "/indicators/99/details",
        "/files/99/download",
        "/nonsense",
    ):
        assert browsing.get(tq.url + path, timeout=10).status_code == 404
    assert browsing.post(f"{tq.url}/incoming-feeds/99/switch", timeout=10).status_code == 404


def test_the_client_id_stands_on_my_account_and_in_the_front_ends_script(
    tq: ThreatQ, browsing: requests.Session
) -> None:
    assert tq.client_id in browsing.get(f"{tq.url}/my-account", timeout=10).text
    script = requests.Session().get(f"{tq.url}/assets/js/config.js", verify=tq.ca_file, timeout=10)
    start = script.text.index("ClientId") + 12  # as stix-shifter cuts it out
    assert script.text[start:-38] == tq.client_id


def test_long_lists_are_shown_by_the_page_and_can_be_searched(tq: ThreatQ, browsing: requests.Session) -> None:
    with ThreatQ() as many:
        session = api(many)
        sent = [{"type": "FQDN", "status": "Active", "value": f"host{n}.com"} for n in range(120)]
        session.post(f"{many.url}/api/indicators/consume", json=sent, timeout=10)
        session.post(f"{many.url}/login", data={"email": many.email, "password": many.password}, timeout=10)
        first = session.get(f"{many.url}/indicators", timeout=10).text
        last = session.get(f"{many.url}/indicators?page=3", timeout=10).text
        found = session.get(f"{many.url}/indicators?search=host77", timeout=10).text
    assert ("host119.com" in first, "host0.com" in first, "120 Indicators" in first) == (True, False, True)
    assert ("host0.com" in last, "host119.com" in last) == (True, False)
    assert "1 Indicator\n" in found


def read_mail(directory: Path, answers: dict[str, str]) -> str:
    """One run of tqimap, which must end well; what it said."""
    command = [sys.executable, "-m", "tqimap", *demo.arguments(directory)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TQIMAP_")}
    done = subprocess.run(
        command,
        env={**kept, **answers},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.server
def test_the_guides_story_in_a_browser(chromium: Any, tmp_path: Path) -> None:
    """Register by a first run, fill in the form of the guide's figure, switch on, run again, see the Files."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.select import Select

    with ThreatQ() as tq, MailServer() as mail:
        sample = next(each for each in scenario.samples(datetime.now(UTC)) if each.title == "A list as CSV")
        mail.deliver(sample.raw)
        answers = demo.environment(tq, mail)
        assert "Connector configured. Set information in UI." in read_mail(tmp_path, answers)

        chromium.get(tq.url)
        chromium.find_element(By.NAME, "email").send_keys(tq.email)
        chromium.find_element(By.NAME, "password").send_keys(tq.password)
        chromium.find_element(By.CSS_SELECTOR, "main button").click()
        chromium.find_element(By.LINK_TEXT, "ThreatQ Labs").click()
        assert chromium.find_element(By.TAG_NAME, "h2").text == "Intelligence Mailbox"
        switch = chromium.find_element(By.CSS_SELECTOR, "[role=switch]")
        assert switch.get_attribute("aria-checked") == "false"
        chromium.find_element(By.TAG_NAME, "summary").click()
        labels = [each.text.partition("\n")[0] for each in chromium.find_elements(By.CSS_SELECTOR, ".connection label")]
        assert labels == [
            "Feed Name",
            "IMAP Server",
            "IMAP Username",
            "IMAP Password",
            "Proxy Address",
            "Proxy Port",
            "Proxy Type",
        ]
        options = Select(chromium.find_element(By.NAME, "proxy_type")).options
        assert {option.text for option in options} == {"socks4", "socks5"}
        assert "This connector will not use the https/http proxy" in chromium.find_element(By.CLASS_NAME, "note").text

        typed = {"imap_server": f"{mail.host}:{mail.port}", "imap_username": mail.username}
        for name, value in {**typed, "imap_password": mail.password}.items():
            chromium.find_element(By.NAME, name).send_keys(value)
        chromium.find_element(By.XPATH, "//button[text()='Save Changes']").click()
        assert chromium.find_element(By.CSS_SELECTOR, "[role=status]").text == "The changes have been saved."
        chromium.find_element(By.CSS_SELECTOR, "[role=switch]").click()
        assert chromium.find_element(By.CSS_SELECTOR, "[role=switch].on").get_attribute("aria-checked") == "true"

        read_mail(tmp_path, answers)
        assert mail.unseen() == []

        chromium.find_element(By.LINK_TEXT, "Files").click()
        chromium.find_element(By.LINK_TEXT, "indicators.csv").click()
        shown = {each.text for each in chromium.find_elements(By.CSS_SELECTOR, "table.indicators td.value a")}
        assert shown == {value for _, value in sample.body | sample.files[0].indicators}
        chromium.find_element(By.LINK_TEXT, "panel.stealer-tqimap-demo.com").click()
        assert chromium.find_element(By.CSS_SELECTOR, "table.files td a").text == "indicators.csv"
        assert chromium.get_log("browser") == []


def test_no_name_from_a_mail_makes_a_page_wider_than_its_window(chromium: Any) -> None:
    from selenium.webdriver.common.by import By

    long = {"attributes": [{"name": "N" * 200, "value": "V" * 600}], "tags": ["t" * 200], "attachments": [{"id": 1}]}
    with ThreatQ() as tq:
        session = api(tq)
        described = {"name": "A" * 255, "title": "T" * 255, "type": "Generic Text"}
        session.post(f"{tq.url}/api/attachments", data=described, files={"file": b"x"}, timeout=10).raise_for_status()
        value = {"type": "Filename", "status": "Active", "value": "F" * 300, "sources": [{"name": "S" * 200}], **long}
        session.post(f"{tq.url}/api/indicators", json=value, timeout=10).raise_for_status()
        chromium.get(tq.url)
        chromium.find_element(By.NAME, "email").send_keys(tq.email)
        chromium.find_element(By.NAME, "password").send_keys(tq.password)
        chromium.find_element(By.CSS_SELECTOR, "main button").click()
        for path in ("/files", "/files/1/details", "/indicators", "/indicators/1/details"):
            chromium.get(tq.url + path)
            wide = chromium.execute_script("return document.documentElement.scrollWidth > window.innerWidth")
            assert not wide, path
