"""The driver as a person meets it: help, version, usage errors, broken places. No server is needed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tqimap


def tqimap_run(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tqimap", *arguments], cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["tqimap", "tqIMAP"])
def test_both_drivers_are_installed(name: str) -> None:
    driver = Path(sys.executable).with_name(name)
    done = subprocess.run([driver, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"tqimap {tqimap.__version__}\n"


def test_help_names_every_option_of_the_guide() -> None:
    done = tqimap_run("--help")
    assert done.returncode == 0
    for option in ("-h, --help", "-ll LOGLOCATION, --loglocation LOGLOCATION", "-c CONFIG, --config CONFIG",
                   "-v {1,2,3}, --verbosity {1,2,3}", "-f DIR", "--files NAME", "--version"):  # fmt: skip
        assert option in done.stdout


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import contextlib, sys; from tqimap import cli\n"
        "with contextlib.suppress(SystemExit): cli.main(['--help'])\n"
        "print('LOADED', *sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.rpartition("LOADED ")[2].split()
    assert not {"requests", "imapclient", "lxml", "email", "sqlite3", "ssl", "subprocess"} & set(loaded)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["-v", "4"], "invalid choice"),
        (["--nonsense"], "unrecognized arguments"),
        (["-c"], "expected one argument"),
        (["--check", "--report", "report.html"], "--report goes with a run or with --dry-run"),
    ],
)
def test_wrong_usage_is_exit_2(arguments: list[str], part: str) -> None:
    done = tqimap_run(*arguments)
    assert done.returncode == 2 and part in done.stderr


@pytest.mark.parametrize("option", ["-c", "-ll", "-f"])
def test_a_place_that_cannot_be_made_is_named(tmp_path: Path, option: str) -> None:
    (tmp_path / "file").write_text("")
    done = tqimap_run("-c", str(tmp_path / "c"), option, str(tmp_path / "file" / "below"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and f"{tmp_path}/file/below" in done.stderr and option in done.stderr


def test_a_broken_configuration_names_file_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"name": "x",\n "email" 5}')
    done = tqimap_run("-c", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith(
        f"tqimap: {tmp_path}/config.json, line 2, column 10: Expecting ':' delimiter (JSON has "
    )
    assert done.stderr.count("\n") == 1


def test_all_problems_stand_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"imap_sever": "x", "folders": []}))
    done = tqimap_run("-c", str(tmp_path))
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "did you mean imap_server?" in done.stderr and "folders must have" in done.stderr


def test_the_current_directory_is_the_default_and_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    done = tqimap_run(cwd=tmp_path)
    assert done.returncode == 2 and f"{tmp_path}/config.json" in done.stderr
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_json_name_is_a_file(tmp_path: Path) -> None:
    done = tqimap_run("-c", str(tmp_path / "new" / "phish.json"))
    assert f"{tmp_path}/new/phish.json" in done.stderr
    assert (tmp_path / "new" / "phish.state").is_dir()


def test_a_configuration_that_others_can_read_is_made_private_with_one_warning(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text("{}")
    config.chmod(0o644)
    done = tqimap_run("-c", str(tmp_path), "-v", "1")
    assert done.stdout.count("WARNING") == 1 and "0600" in done.stdout
    assert config.stat().st_mode & 0o777 == 0o600
    assert "WARNING" not in tqimap_run("-c", str(tmp_path)).stdout


def test_a_held_lock_ends_the_second_run_with_0_and_says_who_holds_it(tmp_path: Path) -> None:
    (tmp_path / "config.state").mkdir(mode=0o700)
    hold = (
        "import pathlib, sys, time; from tqimap.state.lock import RunLock\n"
        "assert RunLock(pathlib.Path(sys.argv[1]), time.time() - 90).acquire() is None\n"
        "print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path / "config.state")], stdout=subprocess.PIPE, env=dict(os.environ)
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        done = tqimap_run("-c", str(tmp_path))
        assert done.returncode == 0 and done.stderr == ""
        (seconds,) = re.findall(rf"process {holder.pid}\) has been at work for (\d+) s; this one ends", done.stdout)
        assert int(seconds) >= 90
    finally:
        holder.kill()
        holder.wait()


@pytest.mark.parametrize(("module", "option"), [("argparse", "--version"), ("tqimap/check/driver", "--check")])
def test_ctrl_c_at_any_moment_is_one_line(tmp_path: Path, module: str, option: str) -> None:
    """Also while the driver itself is loaded, which is most of what ``--help`` takes."""
    name = module.replace("/", ".")
    code = (
        "import os, runpy, signal, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {name!r}: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        f"sys.modules.pop({name!r}, None)\n"
        f"sys.argv = ['tqimap', '-c', {str(tmp_path)!r}, {option!r}]\n"
        "runpy.run_module('tqimap', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "tqimap: interrupted\n")


@pytest.mark.parametrize("name", ["ZeroDivisionError", "EOFError"])
def test_a_bug_is_one_line_on_stderr_and_a_traceback_in_the_log(tmp_path: Path, name: str) -> None:
    """Also one whose exception is raised at the end of the input, too."""
    code = (
        "import sys; from tqimap import cli, connector_run\n"
        f"def broken(*_): raise {name}('boom')\n"
        "connector_run._first_run = broken\n"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "-c", str(tmp_path), "-ll", str(tmp_path / "logs")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1 and name in done.stderr
    assert "Traceback" in (tmp_path / "logs" / "tqimap.log").read_text()


def test_a_reader_that_goes_away_is_no_bug(tmp_path: Path) -> None:
    text = tmp_path / "many.txt"
    text.write_text("".join(f"h{n}.pipe-tqimap-demo.com\n" for n in range(20_000)))
    command = f'"{sys.executable}" -m tqimap --explain --json "{text}" | head -n 1'
    done = subprocess.run(
        ["/bin/bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False
    )
    assert done.stderr == "" and done.returncode == 1 and json.loads(done.stdout)["type"] == "FQDN"


def test_locale_c_and_odd_names_are_survived(tmp_path: Path) -> None:
    place = tmp_path / "Überwachung – 日本"
    done = tqimap_run("-c", str(place), LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "logs" / "tqimap.log").mkdir(parents=True)
    done = tqimap_run("-c", str(tmp_path), "-ll", str(tmp_path / "logs"))
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == f"tqimap: Cannot open the log {tmp_path}/logs/tqimap.log: Is a directory\n"


def test_a_log_that_is_a_pipe_is_refused(tmp_path: Path) -> None:
    """A run would wait for whoever reads it, perhaps for ever."""
    log = tmp_path / "tqimap.log"
    os.mkfifo(log)
    done = tqimap_run("-c", str(tmp_path), "-ll", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr == f"tqimap: Cannot open the log {log}: it is a pipe, and a run would wait for its reader\n"


@pytest.mark.parametrize("job", ["--dry-run", "--check"])
def test_a_configuration_that_is_not_there_is_said_to_be_that(job: str, tmp_path: Path) -> None:
    done = tqimap_run("-c", str(tmp_path / "mistyped"), job)
    assert done.returncode == 2
    assert f"{tmp_path}/mistyped/config.json does not exist: run tqimap -c" in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("job", ["--dry-run", "--check", "--quarantine"])
def test_a_configuration_of_another_user_is_no_bug(job: str, tmp_path: Path) -> None:
    """As when somebody looks by hand at what cron runs for another user."""
    code = (
        "import pathlib, sys; from tqimap import cli\n"
        "def stat(path, **_): raise PermissionError(13, 'Permission denied')\n"
        "pathlib.Path.stat = stat\n"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "-c", str(tmp_path), job], capture_output=True, text=True, check=False
    )
    said = f"Cannot read {tmp_path}/config.json: Permission denied; run tqimap as the user to whom it belongs\n"
    assert done.returncode == 2 and said in done.stdout + done.stderr


@pytest.mark.parametrize("job", [["--dry-run"], ["--quarantine"], ["--retry", "all"], ["--explain", "/dev/null"]])
def test_only_a_run_makes_directories(tmp_path: Path, job: list[str]) -> None:
    done = tqimap_run("-c", str(tmp_path / "nothing"), *job)
    assert done.returncode in (0, 2) and done.stderr.count("\n") <= 1
    assert list(tmp_path.iterdir()) == []


def test_one_job_at_a_time(tmp_path: Path) -> None:
    done = tqimap_run("-c", str(tmp_path), "--retry", "all", "--dry-run")
    assert done.returncode == 2 and "not allowed with argument" in done.stderr


def test_an_empty_id_takes_nothing_out_of_quarantine_and_starts_no_run(tmp_path: Path) -> None:
    (tmp_path / "config.state").mkdir()
    done = tqimap_run("-c", str(tmp_path), "--retry", "")
    assert done.returncode == 2 and "is not in quarantine" in done.stderr


def test_a_terminal_that_cannot_show_everything_is_no_bug(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("hxxp://bücher[.]explain-tqimap-demo[.]com/")
    done = tqimap_run("--explain", str(tmp_path / "text.txt"), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "") and r"b\xfccher" in done.stdout


def test_no_job_leaves_a_core_file() -> None:
    code = (
        "import resource; from tqimap import cli\n"
        "most = resource.getrlimit(resource.RLIMIT_CORE)[1]; resource.setrlimit(resource.RLIMIT_CORE, (most, most))\n"
        "cli.main(['--explain', '/dev/null'])\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0"


@pytest.mark.parametrize(
    "options",
    ["--check", "--dry-run", "-ll logs -c {}", "-f files -c {}", "--report run.json -c {}", "-c {}/config.json"],
)
def test_a_current_directory_that_is_gone_is_no_bug(tmp_path: Path, options: str) -> None:
    """As that of a user whose home has been removed; what does not need it works all the same."""
    arguments = options.format(tmp_path)
    command = f'mkdir "$0" && cd "$0" && rmdir "$0" && exec "{sys.executable}" -I -m tqimap {arguments}'
    done = subprocess.run(
        ["/bin/sh", "-c", command, str(tmp_path / "gone")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    said = "The first run needs" if options == "-c {}/config.json" else "The current directory is gone, in which "
    assert done.stderr.startswith(f"tqimap: {said}")


def test_a_full_disk_behind_the_output_does_not_change_what_the_exit_code_means() -> None:
    command = f'"{sys.executable}" -m tqimap --explain /dev/null > /dev/full'
    done = subprocess.run(["/bin/sh", "-c", command], env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "tqimap: Cannot write the output: No space left on device\n")


def test_a_full_disk_behind_the_output_is_no_bug_where_it_shows_early_either(tmp_path: Path) -> None:
    (tmp_path / "many").write_text("".join(f"44.128.{n >> 8}.{n & 255}\n" for n in range(2000)))
    command = f'"{sys.executable}" -m tqimap --explain "{tmp_path}/many" > /dev/full'
    done = subprocess.run(["/bin/sh", "-c", command], env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "tqimap: Cannot write the output: No space left on device\n")


@pytest.mark.parametrize("job", ["--check", "--explain /dev/null", "--quarantine"])
def test_closed_output_is_no_bug(job: str) -> None:
    command = f'"{sys.executable}" -m tqimap -c /proc/nothing {job} >&- 2>&-'
    done = subprocess.run(["/bin/sh", "-c", command], env={}, check=False)
    assert done.returncode == (0 if job.startswith("--explain") else 2)


def test_closed_input_is_no_bug_where_it_is_to_be_explained() -> None:
    command = f'"{sys.executable}" -m tqimap -c /proc/nothing --explain - <&-'
    done = subprocess.run(["/bin/sh", "-c", command], env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "tqimap: Cannot read -: standard input is closed\n")


def test_a_full_disk_behind_the_errors_does_not_either() -> None:
    command = f'"{sys.executable}" -m tqimap -c /proc/nothing 2> /dev/full'
    done = subprocess.run(["/bin/sh", "-c", command], env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
