"""The done modes of the installed program on Dovecot: what is read, what is marked, and what a second run finds."""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from job import Job
from servers.dovecot import Dovecot

from tqimap.sandbox.threatq import ThreatQ

pytestmark = pytest.mark.server


@pytest.fixture
def job(tmp_path: Path, threatq: ThreatQ, dovecot: Dovecot) -> Job:
    """Registered and switched on; the settings of the mailbox do not stand in ThreatQ's form."""
    settings = {
        "imap_ca_file": dovecot.ca_file, "imap_server": f"{dovecot.host}:{dovecot.port}",
        "imap_username": dovecot.username, "imap_password": dovecot.password,
    }  # fmt: skip
    job = Job(tmp_path, threatq, settings)
    job.register()
    return job


def mail(number: int) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "list@partner.test", "desk@sandbox.test", f"mail {number}"
    message.set_content("see the list\r\n")
    message.add_attachment(f"host{number}.done-tqimap-demo.com\r\n", filename=f"{number}.csv")
    return message.as_bytes()


def delivered(job: Job) -> str:
    """The summary of a run that must go well."""
    done = job.run("-ll", "stdout", "-v", "2")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout.splitlines()[-1].partition("Run finished: ")[2].partition(",")[0]


def test_a_keyword_leaves_the_seen_flag_to_the_people(job: Job, dovecot: Dovecot) -> None:
    names = [dovecot.deliver(mail(11)), dovecot.deliver(mail(12), flags="S")]  # read by somebody or not, all the same
    job.settings |= {"done": "keyword", "done_keyword": "$InThreatQ"}
    assert delivered(job) == "2 messages delivered"
    assert dovecot.flags() == {names[0]: "a", names[1]: "Sa"}  # Maildir's letter for the first keyword of a folder
    assert "$InThreatQ" in (dovecot.maildir() / "dovecot-keywords").read_text()
    names.append(dovecot.deliver(mail(13)))
    assert delivered(job) == "1 message delivered"
    assert dovecot.flags()[names[2]] == "a"


def test_moving_empties_the_folder(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(mail(21))
    dovecot.deliver(mail(22), flags="S")
    dovecot.maildir("Erledigt")
    job.settings |= {"done": "move", "done_folder": "Erledigt"}
    assert delivered(job) == "2 messages delivered"
    assert dovecot.flags() == {} and sorted(dovecot.flags("Erledigt").values()) == ["", "S"]
    assert delivered(job) == "0 messages delivered"


def test_a_message_that_was_moved_back_is_delivered_again_without_a_second_file(job: Job, dovecot: Dovecot) -> None:
    name = dovecot.deliver(mail(31))
    done = dovecot.maildir("Erledigt")
    job.settings |= {"done": "move", "done_folder": "Erledigt"}
    assert delivered(job) == "1 message delivered"
    (moved,) = [*(done / "cur").iterdir(), *(done / "new").iterdir()]
    moved.rename(dovecot.maildir() / "new" / name)
    assert delivered(job) == "1 message delivered"
    assert [file.name for file in job.threatq.files()].count("31.csv") == 1


def test_the_ledger_leaves_the_mailbox_untouched(job: Job, dovecot: Dovecot) -> None:
    names = {dovecot.deliver(mail(41)): "", dovecot.deliver(mail(42), flags="S"): "S"}
    job.settings["done"] = "ledger"
    assert delivered(job) == "2 messages delivered"
    assert dovecot.flags() == names
    assert delivered(job) == "0 messages delivered"
    names[dovecot.deliver(mail(43))] = ""
    assert delivered(job) == "1 message delivered"
    assert dovecot.flags() == names


@pytest.mark.parametrize("mode", [{"done": "keyword"}, {"done": "move", "done_folder": "Done"}, {"done": "ledger"}])
def test_a_rehearsal_of_any_mode_changes_nothing(job: Job, dovecot: Dovecot, mode: dict[str, str]) -> None:
    name = dovecot.deliver(mail(51))
    dovecot.maildir("Done")
    job.settings |= mode
    done = job.run("--dry-run")
    assert (done.returncode, done.stderr) == (0, "") and "A run would end with: 1 message delivered" in done.stdout
    assert dovecot.flags() == {name: ""} and dovecot.flags("Done") == {}
    assert "51.csv" not in {file.name for file in job.threatq.files()}


def test_a_mode_that_the_folder_cannot_keep_is_refused_before_anything_is_read(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(mail(61))
    done = job.run(done="move", done_folder="Nowhere")
    assert done.returncode == 1 and "no folder Nowhere (done_folder)" in done.stderr and done.stderr.count("\n") == 1
    assert "61.csv" not in {file.name for file in job.threatq.files()}


def test_two_mailboxes_share_a_directory_for_attachments(tmp_path: Path, job: Job, dovecot: Dovecot) -> None:
    """Each has a file of its own; what is kept of one name stays twice."""
    dovecot.deliver(mail(71))
    other = Job(tmp_path / "other", job.threatq, {**job.settings, "name": "Second Mailbox"})
    other.register()
    other.threatq.switch_on("Second Mailbox")
    files = job.root / "shared"
    for number, each in enumerate((job, other)):
        done = each.run("-f", str(files), keep_files="true", done="keyword", done_keyword=f"Key{number}")
        assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in files.rglob("*") if path.is_file()) == ["71-1.csv", "71.csv"]
