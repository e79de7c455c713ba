"""The parts of README.md that are made from the program: ``python tests/readme.py`` writes them anew.

Each stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``; a test fails where one is out of date.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"

# Keys that the first run writes or that stand in the form: the README explains them where they belong.
_ELSEWHERE = {
    "threatq_host", "client_id", "email", "password", "status", "private_client_id", "private_client_secret",
    "imap_server", "imap_username", "imap_password", "proxy_address", "proxy_port", "proxy_type",
}  # fmt: skip


def help_text() -> str:
    """What ``tqimap --help`` prints on a terminal of 100 columns."""
    done = subprocess.run(
        [sys.executable, "-m", "tqimap", "--help"], env={"COLUMNS": "100"}, capture_output=True, text=True, check=True
    )
    return f"```text\n{done.stdout.rstrip()}\n```"


def keys() -> str:
    """The keys of the configuration, with their defaults, from the schema."""
    schema = json.loads((ROOT / "tqimap" / "config.schema.json").read_text())
    rows = ["| key | default | meaning |", "| --- | --- | --- |"]
    for key, entry in schema["properties"].items():
        if key not in _ELSEWHERE:
            meaning = entry["description"].replace("|", "\\|")
            rows.append(f"| `{key}` | `{json.dumps(entry['default'], ensure_ascii=False)}` | {meaning} |")
    return "\n".join(rows)


BLOCKS = {"help": help_text, "keys": keys}


def renewed(text: str) -> str:
    """The README with its made parts as they should be."""
    for name, make in BLOCKS.items():
        made = f"<!-- {name} -->\n\n{make()}\n\n<!-- /{name} -->"
        text, count = re.subn(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, made=made: made, text, flags=re.DOTALL)
        assert count == 1, f"README.md has no place for {name}"
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
