"""The quarantine as an operator sees it."""

from pathlib import Path

import pytest

from tqimap import quarantine
from tqimap.errors import ConfigError
from tqimap.model import MessageRef
from tqimap.state.ledger import Ledger, MailboxKey


@pytest.fixture
def state(tmp_path: Path) -> Path:
    ledger = Ledger(tmp_path, MailboxKey("mail.example.org:993", "me"))
    ledger.fail(
        MessageRef("INBOX", 7, 12),
        "it is \x1b[31mbad",
        1.0,
        attempts_allowed=1,
        subject="Evil\u202e\n http://evil.com/",
    )
    ledger.fail(MessageRef("INBOX", 7, 13), "once", 1.0, attempts_allowed=2)
    ledger.close()
    return tmp_path


@pytest.mark.parametrize(
    ("seconds", "age"), [(-5, "0s"), (59, "59s"), (60, "1m"), (7199, "1h"), (86_400, "1d"), (864_000, "10d")]
)
def test_it_lists_what_failed_for_good_on_one_safe_line_each(
    state: Path, seconds: int, age: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1.0 + seconds)
    assert quarantine.show(state) == 3
    assert capsys.readouterr().out.splitlines() == [
        "ID     MESSAGE                     SUBJECT                                   ATTEMPTS  AGE    REASON",
        "1      UID 12 in INBOX             Evil\\u202e\\x0a hxxp://evil[.]com/         1         "
        f"{age:<5}  it is \\x1b[31mbad",
        "",
        "Take up again in the next run: tqimap --retry ID, or --retry all",
    ]


def test_an_empty_quarantine_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert quarantine.show(tmp_path) == 0
    assert quarantine.retry(tmp_path, "all") == 0
    assert capsys.readouterr().out == "The quarantine is empty.\n0 messages taken out of quarantine for the next run.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_configuration_with_which_nothing_was_ever_run_has_no_quarantine(tmp_path: Path) -> None:
    """Else a mistyped -c would look like good news."""
    with pytest.raises(ConfigError, match=r"nowhere\.state: No such file or directory\. Is -c right"):
        quarantine.show(tmp_path / "nowhere.state")
    with pytest.raises(ConfigError, match="Is -c right"):
        quarantine.retry(tmp_path / "nowhere.state", "all")


@pytest.mark.parametrize("which", ["1", "all"])
def test_retry_takes_a_message_out_of_quarantine(state: Path, which: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert quarantine.retry(state, which) == 0
    assert capsys.readouterr().out.startswith("1 message taken out")
    assert quarantine.show(state) == 0


def test_retry_of_what_is_not_there(state: Path) -> None:
    with pytest.raises(ConfigError, match="99 is not in quarantine"):
        quarantine.retry(state, "99")
