"""Walls around all tests, and the servers that several of them share: started once, ready when a test gets them."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from servers.dovecot import Dovecot
from servers.socks_proxies import SSHD, SshProxy, microsocks

if TYPE_CHECKING:
    from job import Job

    from tqimap.sandbox.threatq import ThreatQ

# What could lead a test to a proxy, a configuration or a login of the machine it runs on.
_FOREIGN = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


@pytest.fixture(autouse=True, scope="session")
def _walled_off(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of its own, no proxy, and Ctrl-C for all that is started, whatever the machine has set."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may have to ignore it
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.upper() in _FOREIGN or name.startswith("TQIMAP_"):
                patch.delenv(name)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """The driver, called within a test, makes private what it makes; the servers of the next test must not be."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def need(*programs: str) -> None:
    """Skip where a server program is missing; in CI, where all of them are to be, fail."""
    missing = [name for name in programs if shutil.which(name, path="/usr/sbin:/sbin:" + os.environ["PATH"]) is None]
    if missing:
        text = f"{', '.join(missing)} not installed (the README's test command installs it)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(text)


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    """The shared Dovecot. Log in with good passwords only: each bad one makes the next logins of all slower."""
    need("dovecot")
    with Dovecot(users={f"user{n}@example.org": f"password {n}" for n in range(200)}) as dovecot:
        yield dovecot


@pytest.fixture
def dovecot(dovecot_server: Dovecot, request: pytest.FixtureRequest) -> Dovecot:
    """The shared Dovecot with a mailbox that no other test has used."""
    used = request.session.stash.setdefault(_USED, iter(dovecot_server.users.items()))
    dovecot_server.username, dovecot_server.password = next(used)
    return dovecot_server


_USED = pytest.StashKey["Iterator[tuple[str, str]]"]()


@pytest.fixture
def threatq() -> Iterator["ThreatQ"]:
    """A simulated ThreatQ of the test's own."""
    from tqimap.sandbox.threatq import ThreatQ

    with ThreatQ() as threatq:
        yield threatq


@pytest.fixture
def job(tmp_path: Path, threatq: "ThreatQ", dovecot: Dovecot) -> "Job":
    """Registered, switched on, the form filled in for a mailbox of its own."""
    from job import Job

    job = Job(tmp_path, threatq, {"imap_ca_file": dovecot.ca_file})
    job.register()
    job.fill_in(
        imap_server=f"{dovecot.host}:{dovecot.port}", imap_username=dovecot.username, imap_password=dovecot.password
    )
    return job


@pytest.fixture(scope="session")
def socks5_port() -> Iterator[int]:
    """microsocks without a login."""
    need("microsocks")
    with microsocks() as port:
        yield port


@pytest.fixture(scope="session")
def socks5_login_port() -> Iterator[int]:
    """microsocks that wants the user ``proxy-user`` and the password ``proxy-pass``."""
    need("microsocks")
    with microsocks("proxy-user", "proxy-pass") as port:
        yield port


@pytest.fixture(scope="session")
def ssh_proxy_port() -> Iterator[int]:
    """``ssh -D``: socks4, 4a and 5."""
    need("sshd", "ssh", "ssh-keygen")
    assert Path(SSHD).exists()
    with SshProxy() as proxy:
        yield proxy.port


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of the fault table: where what goes wrong, what a person is told, and the exit code of the run."""

    edge: str
    fault: str
    said: str
    exit_code: int


_FAULTS = pytest.StashKey[list[Fault]]()


@pytest.fixture
def fault_table(request: pytest.FixtureRequest) -> Callable[[Fault], None]:
    """Takes a fault that was tested into the table that is printed at the end of the test run."""
    return request.config.stash.setdefault(_FAULTS, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The faults that were tested, as Markdown for the README."""
    faults = config.stash.get(_FAULTS, [])
    if faults:
        terminalreporter.section("faults that were tested")
        terminalreporter.write_line("| edge | fault | what is said | exit code |\n| --- | --- | --- | --- |")
    for row in faults:
        said = row.said.replace("|", "\\|")
        terminalreporter.write_line(f"| {row.edge} | {row.fault} | {said} | {row.exit_code} |")


# Without these Chromium looks for its maker's servers at every start.
_SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless browser that takes throwaway certificates, with a profile of its own."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    need("chromium", "chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    options.accept_insecure_certs = True
    for switch in (*_SWITCHES, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(switch)
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    browser.implicitly_wait(10)
    yield browser
    browser.quit()
