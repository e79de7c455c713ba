"""What README.md says is what the program does."""

import json
import re

import readme

from tqimap.config import config, schema

TEXT = readme.README.read_text(encoding="utf-8")


def test_help_and_keys_are_those_of_the_program() -> None:
    # Word by word: argparse wraps the usage in another way from Python 3.13 on.
    assert readme.renewed(TEXT).split() == TEXT.split(), "out of date; run: python tests/readme.py"


def test_the_guides_command_lines_stand_in_it_word_for_word() -> None:
    guide = (
        "tqimap -c /opt/integrations/imap/config/ -ll /opt/integrations/imap/logs/ "
        "-f /opt/integrations/imap/files/ --files files"
    )
    crontab = (
        "0 */4 * * * tqIMAP -c /path/to/config/directory/ -ll /path/to/log/directory/ "
        "-f /path/to/files/directory --files files/"
    )
    assert guide in TEXT and crontab in TEXT and "sudo pip uninstall tqIMAP" in TEXT


def test_every_json_in_it_is_a_configuration_that_the_program_takes() -> None:
    known = config._schema()
    blocks = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    for block in blocks:
        assert list(schema.problems(known, json.loads(block), known)) == [], block


def test_every_exit_code_is_explained() -> None:
    for code in ("0", "1", "2", "3", "4", "130, 143"):
        assert f"\n| {code} |" in TEXT
