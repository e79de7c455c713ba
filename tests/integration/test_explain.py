"""``tqimap --explain``: every candidate of a file with its place, its value and the rule, kept or dropped."""

import io
import json
import os
import re
import sys
import threading
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from servers.scripted_imap import ScriptedImap, drip, untagged

from tqimap import cli
from tqimap.sandbox import small_documents

TEXT = "Seen: hxxp://one[.]explain-demo[.]com/a\nand 192.168.1.1, grüße\n"


def mail() -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"] = "boss@explain-demo.com"
    made.set_content(TEXT)
    inner = small_documents.zipped({"deep.txt": "http://two.explain-demo.com/b\n"})
    made.add_attachment(small_documents.zipped({"inner.zip": inner}), "application", "zip", filename="report.zip")
    return made.as_bytes()


def explained(capsys, tmp_path: Path, *files: str) -> list[dict]:
    assert cli.main(["-c", str(tmp_path), "--json", "--explain", *files]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_candidate_is_one_object(capsys, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(mail())
    rows = {row["value"]: row for row in explained(capsys, tmp_path, str(file))}
    assert rows["http://one.explain-demo.com/a"] == {
        "file": str(file), "where": "body text, line 1", "start": 6, "end": 39, "type": "URL",
        "value": "http://one.explain-demo.com/a", "raw": "hxxp://one[.]explain-demo[.]com/a", "kept": True,
        "rule": rows["http://one.explain-demo.com/a"]["rule"],
    }  # fmt: skip
    assert rows["boss@explain-demo.com"]["where"] == "header From"
    assert rows["192.168.1.1"]["kept"] is False
    assert rows["192.168.1.1"]["where"] == "body text, line 2"
    assert rows["http://two.explain-demo.com/b"]["where"] == "report.zip › inner.zip › deep.txt, line 1"
    assert all(row["rule"] for row in rows.values())


def test_what_cannot_be_read_is_said(capsys, tmp_path: Path) -> None:
    file = tmp_path / "broken.zip"
    file.write_bytes(small_documents.zipped({"a.txt": "x" * 1000})[:-60])
    assert cli.main(["-c", str(tmp_path), "--explain", str(file)]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(f"{file}:\n")
    assert printed.err.startswith(f"tqimap: {file}: broken.zip: ")


def test_a_file_that_is_no_mail_is_read_as_what_it_is(capsys, tmp_path: Path) -> None:
    file = tmp_path / "report.dat"
    file.write_bytes(small_documents.pdf(["Block 44.128.1.1"], link="http://three.explain-demo.com/c"))
    rows = explained(capsys, tmp_path, str(file))
    assert {row["value"] for row in rows} >= {"44.128.1.1", "http://three.explain-demo.com/c"}
    assert all(row["where"].startswith("report.dat, ") for row in rows)


def test_standard_input_and_boxes_of_mail(capsys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert [row["file"] for row in explained(capsys, tmp_path, "-") if row["kept"]] == ["-"]
    box = tmp_path / "box.mbox"
    box.write_bytes(b"".join(b"From a@b Thu Jan  1 00:00:00 2026\n" + mail().replace(b"\r", b"") for _ in range(2)))
    assert {row["file"] for row in explained(capsys, tmp_path, str(box))} == {f"{box}, message 1", f"{box}, message 2"}
    for folder in ("new", "cur", "tmp"):
        (tmp_path / "maildir" / folder).mkdir(parents=True)
        (tmp_path / "maildir" / folder / "1.host").write_bytes(mail())
    named = {row["file"] for row in explained(capsys, tmp_path, str(tmp_path / "maildir"))}
    assert named == {str(tmp_path / "maildir" / folder / "1.host") for folder in ("new", "cur")}


def test_a_box_of_mail_that_comes_through_a_pipe_is_read(capsys, tmp_path: Path) -> None:
    """As of ``--explain <(zcat box.gz)``: it can be read once."""
    pipe = tmp_path / "box"
    os.mkfifo(pipe)
    box = b"".join(b"From a@b Thu Jan  1 00:00:00 2026\n" + mail().replace(b"\r", b"") for _ in range(2))
    threading.Thread(target=pipe.write_bytes, args=(box,)).start()
    assert "http://two.explain-demo.com/b" in {row["value"] for row in explained(capsys, tmp_path, str(pipe))}


def test_the_table_is_defanged_and_keeps_to_its_lines(capsys, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("http://four.explain-demo.com/d\n10.0.0.1\n")
    assert cli.main(["-c", str(tmp_path), "--explain", str(file)]) == 0
    name, head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["type", "value", "rule", "where", "as", "it", "stood"]
    assert name == f"{file}:"
    assert [line.split()[0] for line in lines] == ["kept", "dropped"]
    assert "hxxp://four[.]explain-demo[.]com/d" in lines[0]
    assert "http://" not in lines[0]
    assert [line.index(" list.txt,") for line in lines] == [head.index(" where")] * 2


def test_the_table_is_no_wider_than_what_stands_in_it(capsys, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("44.128.1.1\n")
    assert cli.main(["-c", str(tmp_path), "--explain", str(file)]) == 0
    assert "kept  IP Address  44.128.1.1  IPv4 address  list.txt, line 1\n" in capsys.readouterr().out


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_on_a_terminal_it_fits_however_narrow_that_is(
    capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    file = tmp_path / "list.txt"
    file.write_text(f"hxxp://five[.]explain-demo[.]com/{'e' * 100}\n192.168.1.1\n44.128.1[.]1\n")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert cli.main(["-c", str(tmp_path), "--explain", str(file)]) == 0
    _, url, *lines = capsys.readouterr().out.splitlines()
    assert url == f"kept     URL          hxxp://five[.]explain-demo[.]com/{'e' * 100}", "to be copied whole"
    assert max(map(len, lines)) <= columns
    assert [line for line in lines if not line.startswith(" ")] == [
        "dropped  IP Address   192.168.1.1", "kept     IP Address   44.128.1.1",
    ]  # fmt: skip
    said = " ".join("".join(f"{line}\n" for line in lines).split())
    assert "192.168.1.1 private or documentation address; list.txt, line 2 kept IP Address 44.128.1.1" in said
    assert said.endswith("list.txt, line 3; it stood as 44.128.1[.]1")


def test_a_file_without_candidates_says_so(capsys, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("nothing here\n")
    assert cli.main(["-c", str(tmp_path), "--explain", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}:\nno candidates\n"


def test_the_configuration_counts_as_in_a_run(capsys, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"own_domains": ["explain-demo.com"]}))
    (tmp_path / "config.json").chmod(0o600)
    file = tmp_path / "list.txt"
    file.write_text("http://four.explain-demo.com/d\n")
    assert [row["kept"] for row in explained(capsys, tmp_path, str(file))] == [False]


@pytest.mark.parametrize("name", ["gone.eml", "gone/deeper.eml"])
def test_a_file_that_cannot_be_read_is_named(capsys, tmp_path: Path, name: str) -> None:
    assert cli.main(["-c", str(tmp_path), "--explain", str(tmp_path / name)]) == 2
    assert f"Cannot read {tmp_path / name}: No such file" in capsys.readouterr().err


def test_files_that_cannot_be_read_keep_no_other_from_being_explained(capsys, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("44.128.1.1\n")
    files = [str(tmp_path / "gone"), str(file), "uid:x", str(file)]
    assert cli.main(["-c", str(tmp_path), "--explain", *files]) == 2
    told = capsys.readouterr()
    assert told.out.count("kept  IP Address  44.128.1.1") == 2
    assert len(told.err.splitlines()) == 1
    assert f"Cannot read {tmp_path / 'gone'}: No such file" in told.err and "uid:x names no message" in told.err


def test_a_message_in_a_folder_that_keeps_no_flags(capsys, tmp_path: Path) -> None:
    """To explain is to read: it needs no right to mark anything."""
    flags = r"OK [PERMANENTFLAGS (\Answered)] kept"
    opened = untagged("1 EXISTS", flags, "OK [UIDVALIDITY 7] valid", then="OK [READ-ONLY] done")
    with ScriptedImap({3: mail()}) as server:
        server.on("EXAMINE", opened)
        configured(tmp_path, server)
        rows = explained(capsys, tmp_path, "uid:3")
    assert "http://one.explain-demo.com/a" in {row["value"] for row in rows}


@pytest.mark.parametrize("name", ["uid:0", "uid:4294967296", "uid:x", "uid:1:"])
def test_what_can_be_no_uid_is_refused(capsys, tmp_path: Path, name: str) -> None:
    """RFC 9051, 9: nz-number of 32 bits."""
    assert cli.main(["-c", str(tmp_path), "--explain", name]) == 2
    assert f"tqimap: {name} names no message: uid:NUMBER" in capsys.readouterr().err


def test_a_message_of_no_mailbox_is_refused_with_where_one_was_looked_for(capsys, tmp_path: Path) -> None:
    """As with a mistyped -c, or none."""
    assert cli.main(["-c", str(tmp_path), "--explain", "uid:3"]) == 2
    file = tmp_path / "config.json"
    assert capsys.readouterr().err == f"tqimap: {file} does not exist: run tqimap -c {file} once, which makes it\n"


def test_a_message_that_comes_a_byte_at_a_time_is_given_up(capsys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tqimap.mailbox.mailbox.GRACE", 0.0)
    monkeypatch.setattr("tqimap.live_message.DEADLINE_SECONDS", 1.0)
    with ScriptedImap({3: mail()}) as server:
        server.on("FETCH", drip(server.answer(3), 0.05))
        configured(tmp_path, server)
        assert cli.main(["-c", str(tmp_path), "--explain", "uid:3"]) == 1
    assert re.search(r"Gave up on 127\.0\.0\.1: the time .* over .* in all\n", capsys.readouterr().err)


def configured(tmp_path: Path, server: ScriptedImap) -> None:
    (tmp_path / "config.json").write_text(
        json.dumps({
            "imap_server": f"127.0.0.1:{server.port}", "imap_username": "a", "imap_password": "b",
            "imap_security": "plain", "allow_cleartext_login": True,
        })
    )  # fmt: skip
