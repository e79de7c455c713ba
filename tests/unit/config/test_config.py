"""The configuration: what is accepted, what is refused and how, and which of several values wins."""

import json
import os
import re
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tqimap.config import config, config_file, schema
from tqimap.config.settings import Bearer, Done, MailServer, Secret, ThreatQServer, TokenCommand
from tqimap.errors import ConfigError, StateError
from tqimap.indicators import TYPES

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "tqimap/config.schema.json").read_text())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.json"


def load(path: Path, values: dict | None = None, **environment: str) -> config.Config:
    if values is not None:
        path.write_text(json.dumps(values))
    return config.load(path, environment)


def problems(path: Path, values: dict, **environment: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load(path, values, **environment)
    return caught.value.problems


def test_the_example_is_complete_and_works() -> None:
    example = config.load(ROOT / "config.example.json", {})
    server = example.mail_server()
    assert (server.host, server.port, server.security) == ("imap.example.com", 993, "tls")
    assert server.proxy is not None
    assert set(example.from_file) <= set(SCHEMA["properties"])


def test_every_key_has_a_default_and_a_meaning() -> None:
    for key, entry in SCHEMA["properties"].items():
        assert "default" in entry and entry["description"], key


def test_a_missing_file_gives_the_defaults(path: Path) -> None:
    settings = load(path)
    assert settings["name"] == "Intelligence Mailbox"
    assert settings["folders"] == ["INBOX"]
    assert not settings.has("threatq_host")


def test_all_problems_are_reported_at_once(path: Path) -> None:
    found = problems(path, {"folders": [], "imap_sever": "x", "proxy_port": 70000, "message_as_file": "yes"})
    assert len(found) == 4
    assert any("imap_sever is not a known key; did you mean imap_server?" in problem for problem in found)
    assert all(str(path) in problem for problem in found)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('{"name": "x",\n  "email" 5}', "line 2, column 11"),
        ("[]", "must hold one JSON object"),
        ('{"name": "a", "name": "b"}', "name is set twice"),
        ("", "it is empty"),
        (" \r\n", "it is empty"),
        ('{"imap_username": "EXAMPLE\\intel"}', r"line 1, column 27: .*a backslash is written twice"),
        ('{"name": "x",}', r"line 1, column 1[34]: .*no comma before } or \]"),
        ("[" * 100_000, "it is nested too deep"),
        ('{"connect_timeout": NaN}', "NaN is no number"),  # no comparison with it is true: every limit lets it pass
    ],
)
def test_a_broken_file_is_named_with_the_place(path: Path, text: str, part: str) -> None:
    path.write_text(text)
    with pytest.raises(ConfigError, match=part) as caught:
        load(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"indicator_types": {"IP Adress": True}},
            "indicator_types.IP Adress is not a known key; did you mean IP Address?",
        ),
        ({"provenance": {"zzz": True}}, "provenance.zzz is not a known key; there are place, sender, subject, "),
        ({"indicator_types": {"url": False}}, "indicator_types.url is not a known key; did you mean URL?"),
        ({"name": " "}, "name ' ' does not have the right form (Name of the connector "),
        ({"name": "a\tb"}, "name 'a\\tb' does not have the right form (Name of the connector "),
        ({"done_keyword": "two words"}, "done_keyword 'two words' does not have the right form (The keyword of done "),
        ({"IMAP_SERVER": "x"}, "IMAP_SERVER is not a known key; did you mean imap_server?"),
        ({"warning_lists": ["foo"]}, "warning_lists[0] must be one of 'all', 'empty-hashes', "),
        ({"own_domains": ["a.org", "*.b.org"]}, "own_domains[1] '*.b.org' does not have the right form (example.org, "),
        ({"allow": ["*.example.org"]}, "allow[0] '*.example.org' does not have the right form (a value as --explain "),
        ({"token_proxy": "socks5://user:word@host"}, "token_proxy does not have the right form (HTTP proxy "),
        (
            {"status_by_domain": {"a.org": "Review", "https://b.org": "Review"}},
            "status_by_domain 'https://b.org' does not have the right form (example.org, which has its subdomains ",
        ),
    ],
)
def test_what_would_do_nothing_is_a_problem(path: Path, values: dict, said: str) -> None:
    (problem,) = problems(path, values)
    assert said in problem


@pytest.mark.parametrize(
    "domain", ["https://a.org", "a.org/x", "*.a.org", "bob@a.org", "a[.]org", " a.org", "a.org:25", "", "@", "a org"]
)
def test_a_domain_that_no_sender_has_is_a_problem(path: Path, domain: str) -> None:
    assert "right form" in problems(path, {"own_domains": [domain]})[0]
    assert "right form" in problems(path, {"status_by_domain": {domain: "Review"}})[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("a.org", "a.org"), ("@a.org", "a.org"), (".a.org", "a.org"), ("A.Org", "a.org"), ("a.org.", "a.org"),
     ("münchen.example", "münchen.example"), ("corp", "corp")],
)  # fmt: skip
def test_a_domain_may_be_written_as_one_of_addresses(path: Path, written: str, meant: str) -> None:
    path.write_text(json.dumps({"own_domains": [written], "status_by_domain": {written: "Review"}}))
    settings = load(path)
    assert (settings["own_domains"], settings["status_by_domain"]) == ([meant], {meant: "Review"})


@pytest.mark.parametrize(
    "value",
    ["*.a.org", "@a.org", " a.org", "a.org ", "a[.]org", "bob[@]a.org", "hxxps://a.org", "a.org/x", "44.128.*",
     "https://a.org/*"],
)  # fmt: skip
def test_a_value_that_nothing_is_sent_as_is_a_problem(path: Path, value: str) -> None:
    assert f"allow[0] {value!r} does not" in problems(path, {"allow": [value]})[0]


@pytest.mark.parametrize(
    "value",
    ["a.org", ".a.org", "bob@a.org", "https://a.org/x", "44.128.7.21", "44.128.0.0/16", "2001:db8::/32", "2001:db8::1",
     "d41d8cd98f00b204e9800998ecf8427e", r"C:\Program Files\a.exe", r"\\a.org\c$\x", "/tmp/.x/y", "CN=A, O=B Ltd.",
     "AS64500", r"HKLM\Software\A B",
     "Mozilla/5.0 (A; *)", "CVE-2021-44228", "ftp://[2001:db8::1]/x", "00:1b:44:11:3a:b7"],
)  # fmt: skip
def test_values_of_all_types_can_be_allowed(path: Path, value: str) -> None:
    path.write_text(json.dumps({"allow": [value]}))
    assert load(path)["allow"] == [value]


def test_the_schema_knows_all_types_and_lists() -> None:
    assert list(SCHEMA["properties"]["indicator_types"]["properties"]) == list(TYPES)
    texts = [(ROOT / "tqimap/indicators/data" / name).read_text() for name in ("warning_lists.txt", "house_lists.txt")]
    lists = [name for text in texts for name in re.findall(r"^\[([\w.-]+)\] ", text, re.MULTILINE)]
    assert SCHEMA["properties"]["warning_lists"]["items"]["enum"] == ["all", *lists]


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^Cannot read .*\.json: File name too long"):
        config.load(tmp_path / ("x" * 300 + ".json"), {})


def test_a_file_may_begin_with_the_mark_of_its_encoding(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbf{"name": "Gr\xc3\xbc\xc3\x9fe"}')
    assert load(path).text("name") == "Grüße"


def test_a_file_that_is_not_utf_8_is_named(path: Path) -> None:
    path.write_bytes(b'{"name": "M\xfcller"}')
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(path)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_is_refused_and_left_as_it_is(path: Path, make: Callable[[Path], None]) -> None:
    make(path)
    path.chmod(0o755)
    with pytest.raises(ConfigError, match="is not a file"):
        load(path)
    with pytest.raises(ConfigError, match="is not a file"):
        config_file.check_permissions(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_a_whole_number_may_be_written_as_any_number(path: Path) -> None:
    settings = load(path, {"max_relations": 1e4}, TQIMAP_MAX_MESSAGES="2.0")
    assert repr((settings["max_relations"], settings["max_messages"])) == "(10000, 2)"


def test_no_number_of_the_environment_is_beyond_all_limits(path: Path) -> None:
    assert "TQIMAP_CONNECT_TIMEOUT" in problems(path, {}, TQIMAP_CONNECT_TIMEOUT="NaN")[0]
    assert "run_seconds must be at most" in problems(path, {"run_seconds": 10**12})[0]  # no timer takes it


def test_what_the_environment_has_wrong_is_said_of_the_variable_not_of_the_file(path: Path) -> None:
    assert problems(path, {}, TQIMAP_FOLDERS="Phish") == (
        "TQIMAP_FOLDERS must be a list ([…]), not a string; write it in JSON, as in the file",
    )
    assert problems(path, {}, TQIMAP_FOLDER="x") == (
        "the environment variable TQIMAP_FOLDER stands for no key of the configuration; did you mean TQIMAP_FOLDERS?",
    )


def test_what_the_file_has_wrong_is_said_of_the_file(path: Path) -> None:
    assert problems(path, {"folders": None, "run_seconds": "1"}) == (
        f"{path}: folders must be a list ([…]), not null",
        f"{path}: run_seconds must be a whole number, not a string",
    )


def test_an_empty_variable_answers_no_question(path: Path) -> None:
    assert not load(path, {"email": "x"}, TQIMAP_EMAIL="").has("email")


def test_the_environment_beats_the_file(path: Path) -> None:
    settings = load(
        path,
        {"imap_server": "file", "proxy_port": 1},
        PATH="/nowhere",
        TQIMAP_IMAP_SERVER="env",
        TQIMAP_PROXY_PORT="9050",
        TQIMAP_FOLDERS='["A", "B"]',
        TQIMAP_MESSAGE_AS_FILE="true",
    )
    assert settings["imap_server"] == "env"
    assert settings["proxy_port"] == 9050
    assert settings["folders"] == ["A", "B"]
    assert settings["message_as_file"] is True


def test_a_number_in_a_string_setting_of_the_environment_stays_a_string(path: Path) -> None:
    assert load(path, TQIMAP_IMAP_PASSWORD="123").secret("imap_password") == Secret("123")


def test_a_variable_may_say_where_a_secret_is_and_other_text_is_never_json(path: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from file")
    settings = load(path, TQIMAP_IMAP_PASSWORD=f'{{"file": "{tmp_path}/token"}}', TQIMAP_NAME='{"a": 1}')
    assert settings.secret("imap_password") == Secret("from file")
    assert settings.text("name") == '{"a": 1}'


def test_a_variable_that_is_not_utf_8_is_a_problem(path: Path) -> None:
    latin1 = os.fsdecode("Grüße".encode("latin-1"))
    assert problems(path, {}, TQIMAP_IMAP_PASSWORD=latin1) == (
        "the environment variable TQIMAP_IMAP_PASSWORD is not UTF-8",
    )
    assert load(path, TQIMAP_IMAP_PASSWORD="Grüße").secret("imap_password") == Secret("Grüße")


def test_an_unknown_variable_is_a_problem(path: Path) -> None:
    assert "TQIMAP_IMAP_SERVR" in problems(path, {}, TQIMAP_IMAP_SERVR="x")[0]


FORM = {"IMAP Server": "tq", "IMAP Username": "u", "IMAP Password": "p", "Proxy Address": "", "Proxy Port": " 1081 "}


def test_the_form_beats_the_file_unless_its_field_is_empty(path: Path) -> None:
    settings = load(path, {"imap_server": "file", "proxy_address": "file-proxy"}).with_form(FORM)
    assert settings["imap_server"] == "tq"
    assert settings["proxy_address"] == "file-proxy"
    assert settings["proxy_port"] == 1081


def test_a_proxy_port_without_a_proxy_address_is_ignored_whatever_it_is(path: Path) -> None:
    settings = load(path).with_form({**FORM, "Proxy Port": "<port>"})
    assert settings.mail_server().proxy is None
    for port in ("<port>", "0", "65536", "+80", "²"):
        said = re.escape(f"Proxy Port in ThreatQ's form must be a number from 1 to 65535, not {port!r}")
        with pytest.raises(ConfigError, match=said):
            load(path).with_form({**FORM, "Proxy Address": "proxy", "Proxy Port": port})
    for port in (1, 65535):
        assert load(path).with_form({**FORM, "Proxy Port": str(port), "Proxy Address": "proxy"})["proxy_port"] == port


def test_the_environment_beats_the_form(path: Path) -> None:
    assert load(path, TQIMAP_IMAP_SERVER="env").with_form(FORM)["imap_server"] == "env"


def test_how_to_reach_both_ends_is_as_it_is_set(path: Path) -> None:
    common = {"connect_timeout": 3, "read_timeout": 4}
    assert server(path, imap_security="starttls", imap_verify=False, imap_ca_file="/ca", **common) == MailServer(
        "m", 143, "u", Secret("p"), "starttls", "/ca", verify=False, connect_timeout=3, read_timeout=4
    )
    assert server(path, imap_security="plain", allow_cleartext_login=True).allow_cleartext_login
    mine = {"threatq_host": " tq ", "threatq_ca_file": "/ca", "threatq_fingerprint": "ab" * 32, "threatq_verify": False}
    assert load(path, {**mine, **common}).threatq_server() == ThreatQServer("tq", "/ca", "ab" * 32, False, 3, 4)


def test_incomplete_settings_name_the_fields(path: Path) -> None:
    with pytest.raises(ConfigError, match=r"IMAP Username \(imap_username\), IMAP Password \(imap_password\)"):
        load(path, {"imap_server": "x"}).mail_server()


def test_a_password_that_threatq_gives_to_nobody_has_its_place_in_the_file(path: Path) -> None:
    """Whoever has typed it into the form would look for it there."""
    with pytest.raises(ConfigError, match=r"incomplete: IMAP Password .*; a password that ThreatQ masks has to stand"):
        load(path, {"imap_server": "x", "imap_username": "y"}).mail_server()


def server(path: Path, **values: object):
    return load(path, {"imap_server": "m", "imap_username": "u", "imap_password": "p", **values}).mail_server()


@pytest.mark.parametrize(
    ("text", "security", "expected"),
    [
        ("mail.example.org", "tls", ("mail.example.org", 993)),
        ("mail.example.org", "starttls", ("mail.example.org", 143)),
        ("mail.example.org:1993", "tls", ("mail.example.org", 1993)),
        ("192.0.2.1:10", "plain", ("192.0.2.1", 10)),
        ("2001:db8::1", "tls", ("2001:db8::1", 993)),
        ("[2001:db8::1]", "tls", ("2001:db8::1", 993)),
        ("[2001:db8::1]:994", "tls", ("2001:db8::1", 994)),
        (" mail.example.org ", "tls", ("mail.example.org", 993)),
    ],
)
def test_the_server_may_carry_a_port(path: Path, text: str, security: str, expected: tuple) -> None:
    made = server(path, imap_server=text, imap_security=security)
    assert (made.host, made.port) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mail:0", "IMAP Server 'mail:0': the port must be a number from 1 to 65535"),
        ("mail:65536", "IMAP Server 'mail:65536': the port must be a number from 1 to 65535"),
        ("mail:x", "IMAP Server 'mail:x': the port must be a number from 1 to 65535"),
        ("a b", "IMAP Server must be a host name or an address, with :port where needed, not 'a b'"),
        ("mail/inbox", "IMAP Server must be a host name or an address, with :port where needed, not 'mail/inbox'"),
        ("imaps://mail", "IMAP Server: give the host without imaps://, with :port where needed"),
        ("imaps://me:s3cret@mail", "IMAP Server: give the host without imaps://, with :port where needed"),
        ("me@mail", "IMAP Server 'mail': a login does not belong in front of it"),
        ("me:s3cret@mail:993", "IMAP Server 'mail:993': a login does not belong in front of it"),
    ],
)
def test_a_server_that_cannot_be_one_is_refused(path: Path, text: str, said: str) -> None:
    """And a password that stands in it is not shown."""
    with pytest.raises(ConfigError) as caught:
        server(path, imap_server=text)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"proxy_address": ""}, None),
        ({"proxy_port": 9050, "proxy_type": "socks4"}, None),
        ({"proxy_address": "p"}, ("socks5", "p", 1080, "", None)),
        ({"proxy_address": "p", "proxy_port": 9050, "proxy_type": "socks4"}, ("socks4", "p", 9050, "", None)),
        ({"proxy_address": "u:w@p:99", "proxy_port": 9050}, ("socks5", "p", 99, "u", "w")),
        ({"proxy_address": "socks4://p"}, ("socks4", "p", 1080, "", None)),
        ({"proxy_address": "socks5h://u:a%b@p/"}, ("socks5", "p", 1080, "u", "a%b")),
        ({"proxy_address": "p", "proxy_username": "u", "proxy_password": "w"}, ("socks5", "p", 1080, "u", "w")),
    ],
)
def test_the_proxy(path: Path, values: dict, expected: tuple | None) -> None:
    proxy = server(path, **values).proxy
    if expected is None:
        assert proxy is None
    else:
        assert proxy is not None
        password = proxy.password.reveal() if proxy.password else None
        assert (proxy.type, proxy.host, proxy.port, proxy.username, password) == expected


@pytest.mark.parametrize("address", ["http://proxy:8080", "https://proxy", "HTTP://u:p@proxy"])
def test_a_web_proxy_is_refused_with_the_reason(path: Path, address: str) -> None:
    with pytest.raises(ConfigError, match="cannot be a HTTP/HTTPS proxy"):
        server(path, proxy_address=address)


@pytest.mark.parametrize("field", [{"Proxy Type": "HTTP"}, {"Proxy Address": "ftp://proxy"}])
def test_a_proxy_of_no_known_type_is_refused(path: Path, field: dict[str, str]) -> None:
    settings = load(path).with_form({**FORM, "Proxy Address": "proxy", **field})
    with pytest.raises(ConfigError, match=r"Proxy Type must be socks4 or socks5, not '(http|ftp)'"):
        settings.mail_server()


def test_how_messages_are_marked(path: Path) -> None:
    assert load(path).done() == Done("seen")
    assert load(path, {"done": "keyword", "done_keyword": "Read"}).done() == Done("keyword", "Read")
    moved = load(path, {"done": "move", "done_folder": "Phish/Done", "since": "2026-02-28"}).done()
    assert moved == Done("move", folder="Phish/Done", since=date(2026, 2, 28))


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"done": "move"}, "done_folder must name"),
        ({"done": "move", "folders": ["A", "B"], "done_folder": "B"}, "not one of folders"),
        ({"done": "move", "done_folder": "Inbox"}, "not one of folders"),  # RFC 9051, 5.1
        ({"since": "2026-02-30"}, "day of the calendar, not 2026-02-30"),
    ],
)
def test_a_way_of_marking_that_cannot_work_is_refused(path: Path, values: dict, part: str) -> None:
    with pytest.raises(ConfigError, match=part):
        load(path, values).done()


def test_with_a_token_no_password_is_needed(path: Path) -> None:
    made = server(path, imap_password="", imap_auth="oauthbearer", token_command=["print-token"])
    assert made.credential == Bearer("OAUTHBEARER", TokenCommand(("print-token",)))


def test_a_secret_never_shows_itself(path: Path) -> None:
    made = server(path, imap_password="hunter2", proxy_address="u:hunter2@p")
    assert "hunter2" not in repr(made) + str(made.credential) + f"{made.credential}"


def test_a_secret_may_come_from_a_command_or_a_file(path: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from file\nsecond line\n")
    settings = load(
        path,
        {"password": {"command": ["printf", "%s", "from command"]}, "imap_password": {"file": str(tmp_path / "token")}},
    )
    assert settings.secret("password").reveal() == "from command"
    assert settings.secret("imap_password").reveal() == "from file"


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ({"command": ["false"]}, "exit code 1"),
        ({"command": ["/no/such/program"]}, "cannot be run: No such file or directory$"),
        (
            {"command": ["no-such-program"]},
            "cannot be run: No such file or directory; give its whole path, cron looks in",
        ),
        ({"command": ["true"]}, "gave nothing"),
        ({"command": ["yes"]}, "gives more than 65536 bytes"),
        ({"command": ["sh", "-c", "echo x; exec sleep 60"]}, "did not end within 1 s"),
        ({"command": ["sh", "-c", "echo x; exec sleep 60 >&-"]}, "did not end within 1 s"),
        ({"command": ["sh", "-c", "echo x; sleep 60 & exit"]}, "did not end within 1 s"),
        ({"file": "/no/such/file"}, "No such file"),
        ({"file": "/"}, "Is a directory"),
        ({"command": ["printf", "\\377"]}, "did not give UTF-8"),
        ({"file": "/dev/zero"}, "gives more than 65536 bytes"),
    ],
)
def test_a_secret_that_cannot_be_had_names_the_key(
    path: Path, value: dict, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tqimap.config.secret_sources.SECRET_SECONDS", 1.0)
    with pytest.raises(ConfigError, match=part) as caught:
        load(path, {"imap_password": value}).secret("imap_password")
    assert "imap_password" in str(caught.value)


@pytest.mark.parametrize("text", [r'{"name": "\ud800"}', r'{"folders": ["a", "\udc00b"]}'])
def test_half_of_a_character_is_refused(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"config\.json: it holds half of a character"):
        config.load(path, {})


def test_a_secret_does_not_wait_for_ever_for_a_pipe_that_nobody_fills(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tqimap.config.secret_sources.SECRET_SECONDS", 0.2)
    os.mkfifo(path.with_name("pipe"))
    with pytest.raises(ConfigError, match="pipe for imap_password "):
        load(path, {"imap_password": {"file": str(path.with_name("pipe"))}}).secret("imap_password")


def test_saving_is_private_and_keeps_what_is_there(path: Path) -> None:
    path.write_text('{"name": "M\u00fcller", "password": "x"}')
    config_file.save(path, {"connector_id": 7, "password": None})
    assert path.read_text() == '{\n  "name": "Müller",\n  "connector_id": 7\n}\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == [path.name]


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere" / "tqimap.json"
    kept.parent.mkdir()
    kept.write_text('{"name": "old"}')
    path.symlink_to(kept)
    config_file.save(path, {"connector_id": 7})
    assert path.is_symlink() and json.loads(kept.read_text()) == {"name": "old", "connector_id": 7}
    kept.parent.chmod(0o777)
    with pytest.raises(ConfigError, match=f"chmod o-w {kept.parent}"):
        config_file.check_permissions(path)


@pytest.mark.parametrize("target", ["config.json", "nowhere/config.json"])
def test_a_link_that_leads_nowhere_is_no_bug(path: Path, target: str) -> None:
    path.symlink_to(target)
    with pytest.raises((ConfigError, StateError), match=r"Cannot (read|write)"):
        config_file.check_permissions(path)
        config_file.save(path, {})


def test_a_full_disk_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text('{"name": "old"}')

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StateError, match="No space left"):
        config_file.save(path, {"name": "new"})
    assert json.loads(path.read_text()) == {"name": "old"}
    assert os.listdir(path.parent) == [path.name]


def test_a_file_that_others_can_read_is_made_private_with_a_warning(path: Path) -> None:
    path.write_text("{}")
    path.chmod(0o644)
    assert "0600" in str(config_file.check_permissions(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert config_file.check_permissions(path) is None


def test_a_directory_that_others_can_write_to_is_refused_with_the_command(path: Path) -> None:
    path.parent.chmod(0o777)
    with pytest.raises(ConfigError, match=f"chmod o-w {path.parent}"):
        config_file.check_permissions(path)
    path.parent.chmod(0o1777)
    assert config_file.check_permissions(path) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_another_user_is_refused(path: Path) -> None:
    path.write_text("{}")
    os.chown(path, 12345, -1)
    with pytest.raises(ConfigError, match="belongs to another user"):
        config_file.check_permissions(path)


def test_the_state_lies_beside_the_file(tmp_path: Path) -> None:
    assert load(tmp_path / "phish.json").state_directory == tmp_path / "phish.state"


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 100_000),
    st.floats(-10, 700).filter(lambda value: not value.is_integer()),  # whole ones are read as integers
    st.text(max_size=5),
    st.sampled_from(["", "tls", "socks5", "2024-01-01", "ab:" * 32, "$TqImap"]),
    st.lists(st.text(max_size=2), max_size=3),
    st.fixed_dictionaries({}, optional={"command": st.lists(st.text(max_size=2)), "file": st.text(max_size=2)}),
)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "unknown"]), VALUES, max_size=4))
@example({"senders": ["\x1f"]})
def test_our_validator_agrees_with_the_fields_own(values: dict) -> None:
    expected = jsonschema.Draft202012Validator(SCHEMA).is_valid(values)
    assert (not list(schema.problems(SCHEMA, values, SCHEMA))) == expected, values
