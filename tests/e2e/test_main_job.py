"""The whole job, as in the guide: the installed program in cron's environment, Dovecot, SOCKS proxies, ThreatQ."""

import csv
import hashlib
import io
import json
import re
import signal
import stat
import time
import zipfile
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from imapclient import imap_utf7
from job import CONNECTOR, Job
from servers.dovecot import Dovecot

from tqimap.run.settling import ATTEMPTS
from tqimap.sandbox.threatq import ThreatQ

pytestmark = pytest.mark.server

LIST = b"type,value\r\nip,44.128.9.30\r\ndomain,panel.stealer-tqimap-demo.com\r\n"
PAGE = b'<html><body><a href="https://kit.page-tqimap-demo.com/kit">offer</a></body></html>'


def mail(subject: str, text: str, *files: tuple[str, str, bytes]) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "list@partner.test", "desk@sandbox.test", subject
    message["Date"], message["Message-ID"] = "Fri, 16 Jan 2026 18:05:46 +0100", f"<{subject.encode().hex()}@x.test>"
    message.set_content(text)
    for name, media_type, content in files:
        main, sub = media_type.split("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


def the_mail() -> EmailMessage:
    """A CSV, an HTML page and a nested message."""
    inner = mail("inner", "Pay at http://pay.phish-tqimap-demo.com/x\r\n", ("note.txt", "text/plain", b"44.128.9.77\n"))
    files = ("list.csv", "text/csv", LIST), ("page.html", "text/html", PAGE)
    outer = mail("outer", "New C2: gate[.]backup-tqimap-demo[.]net\r\n", *files)
    outer.add_attachment(inner, filename="inner.eml")
    return outer


def zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", text)
    return packed.getvalue()


def utf7(folder: str) -> str:
    """The name of a folder as Dovecot's Maildir has it (RFC 3501, 5.1.3)."""
    return imap_utf7.encode(folder).decode()


def related(threatq: ThreatQ) -> dict[str, set[str]]:
    return {file.name: {value for _, value in threatq.indicators_of(file.id)} for file in threatq.files()}


def test_a_mail_with_a_csv_a_page_and_a_nested_mail(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    done = job.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")  # at -v 1 a good run says nothing

    body = "gate.backup-tqimap-demo.net"
    assert related(job.threatq) == {
        "list.csv": {body, "44.128.9.30", "panel.stealer-tqimap-demo.com"},
        "page.html": {body, "kit.page-tqimap-demo.com/kit"},
        "inner.eml": {body, "pay.phish-tqimap-demo.com/x"},
        "note.txt": {body, "44.128.9.77"},
    }
    files = {file.name: file for file in job.threatq.files()}
    assert files["list.csv"].md5 == hashlib.md5(LIST).hexdigest()
    assert {file.sources for file in files.values()} == {(CONNECTOR,)}
    for indicator in job.threatq.indicators():
        assert (indicator.status, indicator.sources) == ("Active", (CONNECTOR,))
        assert indicator.published_at == "2026-01-16 17:05:46"  # the date of the mail, in UTC
    assert list(dovecot.flags().values()) == ["S"]
    assert job.leftovers() == []
    assert job.status()["exit_code"] == 0


def test_a_second_run_finds_nothing_to_do(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    job.run()
    before = len(job.threatq.files()), len(job.threatq.relations())
    assert job.run().returncode == 0
    assert (len(job.threatq.files()), len(job.threatq.relations())) == before


def test_the_log_says_what_was_done(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    done = job.run("-v", "2")
    assert (done.returncode, done.stdout) == (0, "")
    line = rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d - {CONNECTOR} INFO: "
    assert re.search(
        rf"^{line}UID 1 in INBOX, 'outer': 4 Files \(4 new\), 6 indicators, \d+ relations$", job.log(), re.M
    )
    assert re.search(rf"^{line}Run finished: 1 message delivered", job.log(), re.M)
    assert stat.S_IMODE((job.root / "logs" / "tqimap.log").stat().st_mode) == 0o600


def test_a_mail_without_attachments_still_gives_its_indicators(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(mail("plain", "hxxp://a[.]plain-tqimap-demo[.]com/x\r\n").as_bytes())
    assert job.run().returncode == 0
    assert [each.key for each in job.threatq.indicators()] == [("URL", "a.plain-tqimap-demo.com/x")]
    assert job.threatq.files() == []


def test_the_message_itself_as_a_file(job: Job, dovecot: Dovecot) -> None:
    raw = mail("plain", "hxxp://a[.]plain-tqimap-demo[.]com/x\r\n").as_bytes()
    dovecot.deliver(raw)
    assert job.run(message_as_file="true").returncode == 0
    (file,) = job.threatq.files()
    assert (file.name, file.type, file.md5) == ("plain.eml", "Spearphish Attachment", hashlib.md5(raw).hexdigest())
    assert related(job.threatq) == {"plain.eml": {"a.plain-tqimap-demo.com/x"}}


def test_through_a_socks_proxy_with_a_login(job: Job, dovecot: Dovecot, socks5_login_port: int) -> None:
    dovecot.deliver(the_mail().as_bytes())
    job.fill_in(proxy_address="proxy-user:proxy-pass@127.0.0.1", proxy_port=str(socks5_login_port), proxy_type="socks5")
    done = job.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert len(job.threatq.files()) == 4


def test_through_a_socks4_proxy(job: Job, dovecot: Dovecot, ssh_proxy_port: int) -> None:
    dovecot.deliver(the_mail().as_bytes())
    job.fill_in(proxy_address="127.0.0.1", proxy_port=str(ssh_proxy_port), proxy_type="socks4")
    assert job.run().returncode == 0
    assert len(job.threatq.files()) == 4


def test_a_connector_that_is_switched_off_does_nothing_and_says_so(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    job.threatq.switch_off(CONNECTOR)
    done = job.run()
    assert done.returncode == 0
    assert "switched off in ThreatQ; no mail has been read" in job.log()
    assert (job.status()["error"], job.status()["last_success"]) == ("the connector is switched off in ThreatQ", None)
    assert list(dovecot.flags().values()) == [""]


def test_the_message_at_which_threatq_denies_everything_is_named_wherever_somebody_looks(
    job: Job, dovecot: Dovecot
) -> None:
    dovecot.deliver(the_mail().as_bytes())
    job.threatq.fail("status", status=403, path="/api/attachments/upload", times=None)
    done = job.run("-v", "2")
    assert (done.returncode, done.stderr.count("\n"), list(dovecot.flags().values())) == (1, 1, [""])
    for told in (done.stderr, str(job.status()["error"]), job.log()):
        assert "needs the role Maintenance or Administrative; UID 1 in INBOX was in hand alone; " in told
    assert "INFO: So far: 0 messages delivered, 0 Files (0 new), 0 indicators, 0 relations\n" in job.log()


def test_a_mail_writes_no_line_of_its_own_into_the_log_or_onto_the_terminal(job: Job, dovecot: Dovecot) -> None:
    """Whoever sends one chooses subject, sender and names of files."""
    forged = b"=?utf-8?q?x=0A2026-01-01_00=3A00=3A00_-_Intelligence_Mailbox_INFO=3A_all_is_well=1B[2J?="
    raw = mail(
        "subject", "a[.]plain-tqimap-demo[.]com\r\n", ("name", "application/zip", b"PK\x03\x04broken")
    ).as_bytes()
    for field in (b"subject\r\n", b"list@partner.test\r\n", b'"name"'):
        raw = raw.replace(field, field.replace(field.strip(b'\r\n"'), forged), 1)
    dovecot.deliver(raw)
    for told in (job.run("--dry-run").stdout, job.run("-v", "2").stdout + job.log()):
        assert "all is well" in told and "\x1b" not in told
        assert not any(line.startswith("2026-01-01") for line in told.splitlines())


def test_incomplete_settings_are_named(job: Job) -> None:
    job.fill_in(imap_server="", imap_password="")
    done = job.run()
    assert done.returncode == 2
    assert "IMAP Server" in done.stderr and "IMAP Password" in done.stderr and "Username" not in done.stderr
    assert done.stderr.count("\n") == 1 and done.stdout == ""


def test_the_default_status_set_in_threatq_counts(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(mail("plain", "a[.]plain-tqimap-demo[.]com\r\n").as_bytes())
    (connector,) = job.threatq.connectors()
    job.put(f"/api/connectors/{connector['id']}", {"indicator_status_id": 4})
    job.run()
    assert [each.status for each in job.threatq.indicators()] == ["Review"]


@pytest.mark.parametrize("domain", ["Partner.test", "@partner.test", ".partner.test"])
def test_the_status_of_a_senders_domain_counts_however_it_is_written(job: Job, dovecot: Dovecot, domain: str) -> None:
    dovecot.deliver(mail("plain", "a[.]plain-tqimap-demo[.]com\r\n").as_bytes())
    job.run(status_by_domain=json.dumps({domain: "Review"}))
    assert [each.status for each in job.threatq.indicators()] == ["Review"]


@pytest.mark.parametrize(
    ("setting", "named"),
    [({"status_by_domain": '{"partner.test": "Nonsense"}'}, "status_by_domain partner.test is 'Nonsense'")],
)
def test_a_status_that_threatq_does_not_have_ends_the_run_before_any_mail(
    job: Job, dovecot: Dovecot, setting: dict[str, str], named: str
) -> None:
    dovecot.deliver(the_mail().as_bytes())
    done = job.run(**setting)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert named in done.stderr and "Active" in done.stderr
    assert job.run("--quarantine").stdout == "The quarantine is empty.\n"


def test_a_user_who_has_lost_the_role_puts_no_mail_into_quarantine(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    job.threatq.fail("status", method="POST", path="/api/indicators/consume/new", status=403, times=None)
    for _ in range(ATTEMPTS):
        done = job.run()
        assert done.returncode == 1 and "role Maintenance or Administrative" in done.stderr
    job.threatq.heal()
    assert job.run().returncode == 0
    assert list(dovecot.flags().values()) == ["S"]


def test_an_outage_of_the_file_store_puts_no_mail_into_quarantine(job: Job, dovecot: Dovecot) -> None:
    """And holds up no mail without attachments."""
    dovecot.deliver(mail("with", "x\r\n", ("a.csv", "text/csv", b"a[.]plain-tqimap-demo[.]com")).as_bytes())
    dovecot.deliver(mail("without", "b[.]plain-tqimap-demo[.]com\r\n").as_bytes())
    job.threatq.fail("status", method="POST", path="/api/attachments/upload", status=502, times=None)
    for _ in range(ATTEMPTS + 1):
        done = job.run()
        assert (done.returncode, done.stderr) == (3, "")
        assert "1 failed" in done.stdout and "quarantine" not in done.stdout
    assert "ThreatQ took no Files in this run, and broke on those of 1 message" in job.log()
    assert sorted(dovecot.flags().values()) == ["", "S"]
    job.threatq.heal()
    assert job.run().returncode == 0
    assert related(job.threatq) == {"a.csv": {"a.plain-tqimap-demo.com"}}


def test_what_waits_in_quarantine_is_the_oldest_unread(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    assert job.run(max_message_bytes="1024").returncode == 3
    again = job.run()
    assert (again.returncode, again.stdout) == (3, "")  # which has been said once, and is once a day
    status = job.status()
    assert status["quarantined"] == 1 and status["oldest_unread"] is not None


def test_a_message_that_fails_stays_unread_and_the_next_is_handled(job: Job, dovecot: Dovecot) -> None:
    bad = dovecot.deliver(mail("bad", "x\r\n", ("bad.csv", "text/csv", b"bad")).as_bytes())
    good = dovecot.deliver(mail("good", "b[.]plain-tqimap-demo[.]com\r\n").as_bytes())
    job.threatq.fail("status", method="POST", path="/api/attachments", status=422, times=None)
    done = job.run()
    assert done.returncode == 3
    said = r"[-0-9]{10} [:0-9]{8} - Intelligence Mailbox CRITICAL: Run finished: 1 message delivered, .*, 1 failed\n"
    assert re.fullmatch(said, done.stdout) and not done.stderr  # cron mails it
    assert dovecot.flags() == {bad: "", good: "S"}
    assert re.search(r"ERROR: UID 1 in INBOX stays unread: ThreatQ refused the File bad\.csv: .*422", job.log())
    job.threatq.heal()
    assert job.run().returncode == 0
    assert set(dovecot.flags().values()) == {"S"}


def test_sigterm_ends_the_run_after_the_message_in_hand(job: Job, dovecot: Dovecot) -> None:
    for number in range(20):
        text = f"c{number}[.]plain-tqimap-demo[.]com\r\n"
        dovecot.deliver(mail(f"m{number}", text, (f"f{number}.csv", "text/csv", text.encode())).as_bytes())
    job.threatq.delay = 0.1
    with job.start() as process:
        while not job.threatq.files():
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 143
    assert re.search(r"WARNING: Run finished: .* ended early: SIGTERM received", job.log())
    seen = sum("S" in flags for flags in dovecot.flags().values())
    assert 0 < seen < 20
    assert len(job.threatq.files()) == seen  # whatever was begun is complete, and the rest untouched
    job.threatq.delay = 0.0
    assert job.run().returncode == 0
    assert len(job.threatq.files()) == 20


def test_two_runs_never_overlap(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    job.threatq.delay = 0.3
    with job.start() as first:
        while not (job.root / "config" / "config.state" / "ledger.sqlite3").exists():
            time.sleep(0.05)
        second = job.run("-ll", "stdout")
        assert second.returncode == 0
        assert re.search(
            rf"Another run \(process {first.pid}\) has been at work for \d+ s; this one ends", second.stdout
        )
        job.threatq.delay = 0.0
        first.communicate(timeout=60)
    assert first.returncode == 0


def test_a_list_of_thousands_goes_in_few_requests(job: Job, dovecot: Dovecot) -> None:
    rows = [(f"host{n}.many-tqimap-demo.com",) for n in range(1200)]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    dovecot.deliver(mail("many", "see the list\r\n", ("many.csv", "text/csv", text.getvalue().encode())).as_bytes())
    assert job.run().returncode == 0
    assert len(job.threatq.indicators()) == len(job.threatq.relations()) == 1200
    posts = [seen.path for seen in job.threatq.requests if seen.method == "POST"]
    assert sum("consume" in path for path in posts) == 3
    assert sum(path.endswith("/indicators") and "/attachments/" in path for path in posts) == 2


def test_several_folders_with_names_in_any_script(job: Job, dovecot: Dovecot) -> None:
    for number, folder in enumerate(("INBOX", "Phish/Été & co", "共有")):
        text = f"f{number}[.]plain-tqimap-demo[.]com\r\n"
        dovecot.deliver(mail(f"m{number}", text, ("a.zip", "application/zip", zipped(text))).as_bytes(), utf7(folder))
    assert job.run(folders='["INBOX", "Phish/Été & co", "共有"]').returncode == 0
    assert len(job.threatq.indicators()) == len(job.threatq.files()) == 3


def test_filters_leave_other_mail_alone(job: Job, dovecot: Dovecot) -> None:
    text = "f[.]plain-tqimap-demo[.]com\r\n"
    names = {
        subject: dovecot.deliver(mail(subject, text).as_bytes()) for subject in ("Wöchentlich", "IOC list", "other")
    }
    assert job.run(subjects='["WÖCHENTLICH", "ioc"]', senders='["nobody@x.test", "@partner.test"]').returncode == 0
    assert dovecot.flags() == {names["Wöchentlich"]: "S", names["IOC list"]: "S", names["other"]: ""}
    assert job.run(senders='["somebody@else.test"]').returncode == 0
    assert dovecot.flags()[names["other"]] == ""


def test_one_event_for_each_message_on_request(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    assert job.run(event="spearphish").returncode == 0
    (event,) = job.get("/api/events")
    assert (event["title"], event["happened_at"]) == ("outer", "2026-01-16 17:05:46")
    assert len(job.get(f"/api/events/{event['id']}/attachments")) == 4
    assert len(job.get(f"/api/events/{event['id']}/indicators")) == 6


def test_provenance_and_tlp_stand_in_threatq(job: Job, dovecot: Dovecot) -> None:
    text = "TLP:AMBER\r\nhxxp://a[.]plain-tqimap-demo[.]com/x\r\n"
    dovecot.deliver(mail("plain", text).as_bytes())
    assert job.run().returncode == 0
    (indicator,) = job.threatq.indicators()
    attributes = dict(indicator.attributes)
    assert attributes["Found In"] == "body" and attributes["Mail Sender"] == "list@partner.test"
    (row,) = job.get("/api/indicators?with=sources")
    assert [source["tlp_id"] for source in row["sources"]] == [2]


def test_a_dry_run_changes_nothing(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    state = sorted((job.root / "config").rglob("*"))
    done = job.run("--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "File          list.csv (Generic Text" in done.stdout
        and "FQDN          gate[.]backup-tqimap-demo[.]net  (body)" in done.stdout
    )
    assert "Nothing has been changed." in done.stdout
    assert job.threatq.files() == [] and job.threatq.indicators() == []
    assert list(dovecot.flags().values()) == [""] and sorted((job.root / "config").rglob("*")) == state


def test_a_message_in_the_mailbox_is_explained_and_stays_unread(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    done = job.run("--explain", "--json", "uid:1")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["value"] for row in rows if row["kept"]} >= {"gate.backup-tqimap-demo.net", "44.128.9.30"}
    assert list(dovecot.flags().values()) == [""]
    for wrong, said in (("uid:99", "no message with UID 99"), ("uid:1:Nowhere", "Nowhere"), ("uid:x", "uid:NUMBER")):
        done = job.run("--explain", wrong)
        assert done.returncode in (1, 2) and done.stderr.count("\n") == 1 and said in done.stderr


def test_the_report_of_a_run(job: Job, dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.deliver(the_mail().as_bytes())
    assert job.run("--report", str(tmp_path / "run.html")).returncode == 0
    page = (tmp_path / "run.html").read_text()
    assert "gate[.]backup-tqimap-demo[.]net" in page and "list.csv" in page


def test_a_run_that_could_not_go_on_has_a_report_too(job: Job, tmp_path: Path) -> None:
    done = job.run("--report", str(tmp_path / "run.json"), imap_server="127.0.0.1:1")
    assert done.returncode == 1 and "127.0.0.1:1" in done.stderr
    assert "127.0.0.1:1: connection refused" in json.loads((tmp_path / "run.json").read_text())["summary"]


def test_a_dry_run_has_a_report_if_one_is_wanted(job: Job, dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.deliver(the_mail().as_bytes())
    assert job.run("--dry-run", "--report", str(tmp_path / "run.html")).returncode == 0
    assert "list.csv" in (tmp_path / "run.html").read_text()


def test_verbosity_3_tells_every_step_and_no_secret(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(the_mail().as_bytes())
    assert job.run("-v", "3").returncode == 0
    told = re.findall(r" DEBUG: (.*)", job.log())
    assert any(line.startswith("Mailbox, TLS: TLSv1") for line in told)
    assert any(re.fullmatch("Mailbox, login: .* by password", line) for line in told)
    assert any(re.fullmatch(r"ThreatQ: .*4 × POST /api/attachments,.*; 0 repeated", line) for line in told)
    assert any(re.fullmatch(r"Seconds: fetch \d+\.\d\d, read .*", line) for line in told)
    assert dovecot.password not in job.log()
    assert job.run("-v", "2").returncode == 0
    assert len(re.findall(r" DEBUG: ", job.log())) == len(told)


def test_a_run_that_may_not_read_leaves_what_the_status_said(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(mail("bad", "x\r\n", ("bad.csv", "text/csv", b"bad")).as_bytes())
    job.threatq.fail("status", method="POST", path="/api/attachments", status=422, times=None)
    job.run()
    job.run()
    assert job.status()["quarantined"] == 1 and job.status()["oldest_unread"]
    before = job.status()
    job.threatq.heal()
    job.threatq.switch_off(CONNECTOR)
    assert job.run().returncode == 0
    assert [job.status()[key] for key in ("quarantined", "oldest_unread")] == [1, before["oldest_unread"]]


def test_a_file_that_the_server_cannot_open_keeps_no_other_from_being_read(job: Job, dovecot: Dovecot) -> None:
    """Dovecot closes the connection over it, as soon as it is asked for its size."""
    texts = [f"gate{number}[.]evil-tqimap-demo[.]com\r\n" for number in range(3)]
    names = [dovecot.deliver(mail("outer", text).as_bytes()) for text in texts]
    (dovecot.maildir() / "new" / names[1]).chmod(0)
    done = job.run()
    assert done.returncode == 3 and "2 messages delivered" in done.stdout
    posted = {indicator.value for indicator in job.threatq.indicators()}
    assert posted == {f"gate{number}.evil-tqimap-demo.com" for number in (0, 2)}
    assert "UID 2 in INBOX goes into quarantine: it could not be fetched" in job.log()
