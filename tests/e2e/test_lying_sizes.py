"""A mail server that understates the size of a message: what counts is what it sends, and the message is kept."""

from collections.abc import Iterator

import pytest
from job import Job
from servers.scripted_imap import Command, ScriptedImap

from tqimap.sandbox.threatq import ThreatQ

LIMIT = 100_000
GOOD = b"Subject: good\r\n\r\nhxxp://good[.]sizes-tqimap-demo[.]com/\r\n"
LINE = b"0123456789abcdef" * 4 + b"\r\n"
ENOUGH = 200_000_000  # bytes after which the server stops, if the run does not


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    with ThreatQ() as threatq:
        settings = {"imap_username": "alice", "imap_password": "secret", "imap_security": "plain"}
        settings |= {"allow_cleartext_login": "true", "max_message_bytes": str(LIMIT)}
        job = Job(tmp_path_factory.mktemp("job"), threatq, settings)
        job.register()
        yield job


class Liar(ScriptedImap):
    """Says that message 2 has ten bytes, and announces others."""

    def __init__(self, announced: int) -> None:
        super().__init__({2: b"", 3: GOOD})
        self.sent = 0
        self._announced = announced
        self.on("FETCH", self._lie)

    def _lie(self, command: Command) -> None:
        for uid in map(int, command.arguments.split(" ")[0].split(",")):
            if uid == 2 and "RFC822.SIZE" in command.arguments:
                command.send(b"* 2 FETCH (UID 2 RFC822.SIZE 10)\r\n")
            elif uid != 2 or "BODY" not in command.arguments:
                command.send(self.answer(uid, command.arguments))
            else:
                command.send(b"* 2 FETCH (UID 2 BODY[] {%d}\r\n" % self._announced)
                self._send(command)
        command.end()

    def _send(self, command: Command) -> None:
        left = min(self._announced, ENOUGH)
        while left > 0:
            piece = (LINE * 1000)[:left]
            command.send(piece)
            self.sent += len(piece)
            left -= len(piece)
        command.send(b")\r\n")


@pytest.mark.parametrize(
    ("announced", "said", "read"),
    [
        (LIMIT + 1, f"it has {LIMIT + 1} bytes, more than max_message_bytes ({LIMIT})", LIMIT + 1),
        (10**12, "the server answers with more than 16100000 bytes", 100_000_000),
    ],
    ids=["a bit more", "without end"],
)
def test_a_message_larger_than_stated_is_kept_and_the_others_are_read(
    job: Job, announced: int, said: str, read: int
) -> None:
    with Liar(announced) as server:
        job.settings["imap_server"] = f"127.0.0.1:{server.port}"
        done = job.run()
        assert done.returncode == 3
        assert [uid for uid in server.messages if server.flags[uid]] == [3]
        assert server.sent <= read
    (line,) = [line for line in job.log().splitlines() if "UID 2" in line and said in line][-1:]
    assert "stays unread" in line or "goes into quarantine" in line
