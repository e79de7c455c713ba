"""The places that the command line names, as the guide writes them."""

import os
import stat
from pathlib import Path

import pytest

from tqimap import locations
from tqimap.errors import ConfigError, StateError


@pytest.fixture(autouse=True)
def umask():
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("location", "file"),
    [
        ("conf", "conf/config.json"),
        ("conf/", "conf/config.json"),
        (".", "config.json"),
        ("a/phish.json", "a/phish.json"),
        (f"{'x' * 300}.json", f"{'x' * 300}.json"),  # whoever opens it says what is wrong
    ],
)
def test_the_configuration_file(work: Path, location: str, file: str) -> None:
    assert locations.config_file(location) == work / file


@pytest.mark.parametrize(
    ("parent", "name", "directory"),
    [
        ("files/", "files", "files/files"),
        ("files", "files/", "files/files"),
        ("files", None, "files"),
        (None, "files", "files"),
        (None, None, None),
    ],
)
def test_the_directory_for_attachments(work: Path, parent: str | None, name: str | None, directory: str | None) -> None:
    found = locations.files_directory(parent, name)
    assert found == (work / directory if directory else None)
    assert found is None or found.is_dir()


def test_an_absolute_name_stands_by_itself(work: Path) -> None:
    assert locations.files_directory("elsewhere", str(work / "here")) == work / "here"


def test_what_is_made_is_private_and_what_is_there_keeps_its_mode(work: Path) -> None:
    (work / "old").mkdir()
    (work / "old").chmod(0o755)
    locations.log_location("old/new/logs")
    modes = [stat.S_IMODE((work / place).stat().st_mode) for place in ("old", "old/new", "old/new/logs")]
    assert modes == [0o755, 0o700, 0o700]


def test_stdout_is_no_directory(work: Path) -> None:
    assert locations.log_location("stdout") == "stdout"
    assert list(work.iterdir()) == []


def test_a_file_in_the_way_is_refused(work: Path) -> None:
    (work / "logs").write_text("")
    with pytest.raises(ConfigError, match="logs is not a directory"):
        locations.log_location("logs")
    with pytest.raises(ConfigError, match="Cannot make the log directory"):
        locations.log_location("logs/below")


def test_a_system_without_room_for_a_temporary_directory_is_no_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/proc/nowhere")
    with pytest.raises(StateError, match=r"temporary directory: No such file or directory\. .*TMPDIR"):
        locations.temporary_directory().__enter__()


def test_a_temporary_directory_is_private_and_goes(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(work))
    with locations.temporary_directory() as made:
        assert made.parent == work and stat.S_IMODE(made.stat().st_mode) == 0o700
    assert list(work.iterdir()) == []
