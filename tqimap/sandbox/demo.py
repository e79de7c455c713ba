"""``tqimap --demo``: the whole story of the guide, unattended, on a simulated ThreatQ and a mailbox with sample mail.

A first run registers the connector, the settings are filled in and switched on in ThreatQ's pages, a second run reads
the mail; then what ThreatQ holds is compared with what the sample mail says. Nothing is left behind.
"""

import io
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from . import scenario
from .analyst import Analyst
from .imap import MailServer
from .program import Program
from .scenario import Key, Sample
from .threatq import ThreatQ

CONNECTOR = "Intelligence Mailbox"
STATUS = "Active"


def main() -> int:
    """Tell the story on stdout; 0 only if ThreatQ then holds exactly what the sample mail contains.

    130 and 143 after a signal.
    """
    program = Program()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without umlauts is no reason to fail
    with tempfile.TemporaryDirectory(prefix="tqimap-demo-") as directory, ThreatQ() as tq, MailServer() as mail:
        samples = scenario.samples(datetime.now(UTC))
        mail.deliver_all(sample.raw for sample in samples)
        print(f"A simulated ThreatQ serves at {tq.url}.")
        print(f"A mailbox with {len(samples)} unread messages serves at {mail.host}:{mail.port}.")
        problems = _story(program, Path(directory), tq, mail) or differences(tq, mail, samples)
        if not problems:
            print(summary(tq, samples))
    if program.stopped:
        return 128 + program.stopped
    for problem in problems:
        print(f"demo failed: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _story(program: Program, directory: Path, tq: ThreatQ, mail: MailServer) -> list[str]:
    """Both runs with the analyst's work between them; what went wrong, if anything."""
    print("\n1. First run: the connector registers itself.")
    problem = _run(program, arguments(directory), environment(tq, mail))
    if problem or [each["name"] for each in tq.connectors()] != [CONNECTOR]:
        return [problem or "the first run registered no connector"]
    print(f"\n2. The analyst fills in the settings of {CONNECTOR} in ThreatQ's Incoming Feeds and switches it on.")
    fill_in(tq, mail)
    print("\n3. Second run: the mail is read.")
    before = _logged(directory)
    problem = _run(program, [*arguments(directory), "-v", "2"], environment(tq, mail))
    _show(_logged(directory).removeprefix(before))
    return [problem] if problem else []


def environment(tq: ThreatQ, mail: MailServer) -> dict[str, str]:
    """The answers to the prompts of a first run, and which authorities to trust, as TQIMAP_ variables."""
    answers = {
        "THREATQ_HOST": tq.host, "CLIENT_ID": tq.client_id, "EMAIL": tq.email, "PASSWORD": tq.password,
        "STATUS": STATUS, "THREATQ_CA_FILE": tq.ca_file, "IMAP_CA_FILE": mail.ca_file,
    }  # fmt: skip
    return {f"TQIMAP_{key}": value for key, value in answers.items()}


def arguments(directory: Path) -> list[str]:
    """The guide's command line, with everything below one directory."""
    return ["-c", f"{directory}/config", "-ll", f"{directory}/logs", "-f", f"{directory}/files", "--files", "files"]


def _logged(directory: Path) -> str:
    """What the runs have logged so far."""
    return "".join(log.read_text(encoding="utf-8") for log in (directory / "logs").glob("*.log"))


def _run(program: Program, options: list[str], answers: dict[str, str]) -> str:
    """Show a call of tqimap and what it prints; the sentence that says how it failed, or nothing."""
    print("   $ tqimap " + " ".join(options))
    printed, problem = program.run(options, answers)
    _show(printed)
    return problem


def _show(text: str) -> None:
    for line in text.splitlines():
        print(f"   {line}")


def fill_in(tq: ThreatQ, mail: MailServer) -> None:
    """What the guide's figure shows, typed into the form by its labels."""
    analyst = Analyst(tq.url, tq.ca_file)
    analyst.log_in(tq.email, tq.password)
    settings = {
        "IMAP Server": f"{mail.host}:{mail.port}",
        "IMAP Username": mail.username,
        "IMAP Password": mail.password,
    }
    analyst.fill_in(CONNECTOR, settings)
    analyst.switch_on(CONNECTOR)
    print(
        "".join(f"   {label}: {'…' if 'Password' in label else value}\n" for label, value in settings.items()), end=""
    )


def differences(tq: ThreatQ, mail: MailServer, samples: list[Sample]) -> list[str]:
    """How what ThreatQ and the mailbox hold differs from what the sample mail says; nothing if it is all the same."""
    wanted = scenario.expected(samples)
    indicators = {each.key for each in tq.indicators()}
    problems = _difference("indicator", wanted.indicators, indicators)
    problems += [
        f"the indicator {each.value} has status {each.status} and sources {each.sources}"
        for each in tq.indicators()
        if (each.status, each.sources) != (STATUS, (CONNECTOR,))
    ]
    held = {file.md5: file for file in tq.files()}
    named = {("File", name) for name in wanted.names.values()}
    problems += _difference("File", named, {("File", file.name) for file in tq.files()})
    for md5, keys in wanted.files.items():
        if md5 in held:
            related = tq.indicators_of(held[md5].id)
            problems += _difference(f"relation of {wanted.names[md5]}", keys, related)
        else:
            problems.append(f"no File has the content of {wanted.names[md5]}")
    unread = mail.unseen()
    return problems + ([f"{len(unread)} messages are still unread"] if unread else [])


def _difference(what: str, wanted: Iterable[Key], held: Iterable[Key]) -> list[str]:
    missing, extra = set(wanted) - set(held), set(held) - set(wanted)
    return [f"missing {what}: {' '.join(key)}" for key in sorted(missing)] + [
        f"invented {what}: {' '.join(key)}" for key in sorted(extra)
    ]


def summary(tq: ThreatQ, samples: list[Sample]) -> str:
    """What was read, uploaded and related, for people."""
    lines = ["\nRead:"]
    inside = [len(sample.body.union(*(file.indicators for file in sample.files))) for sample in samples]
    for sample, count in zip(samples, inside, strict=True):
        lines.append(f"   {sample.title}: {_count(count, 'indicator')}, {_count(len(sample.files), 'attachment')}")
    lines.append("\nUploaded as Files, with the indicators related to each:")
    for file in tq.files():
        lines.append(f"   {file.name} ({file.type}, {_count(file.size, 'byte')})")
        lines += [f"      {kind:<13} {value}" for kind, value in sorted(tq.indicators_of(file.id))]
    without = {each.key for each in tq.indicators()} - {key for file in tq.files() for key in tq.indicators_of(file.id)}
    lines += ["\nIndicators from mail without attachments:"]
    lines += [f"      {kind:<13} {value}" for kind, value in sorted(without)]
    totals = (len(samples), len(tq.files()), len(tq.indicators()), len(tq.relations()))
    lines.append(
        "\n{} messages read, {} Files, {} indicators, {} relations: ThreatQ holds exactly what the".format(*totals)
    )
    lines.append("sample mail contains, each thing once, and every message is marked as read.")
    attached = sum(len(sample.files) for sample in samples)
    lines.append(
        f"(The log counts message by message, {sum(inside)} indicators and {attached} Files: a list came twice.)"
    )
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
