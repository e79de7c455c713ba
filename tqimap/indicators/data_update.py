"""``python -m tqimap.indicators.data_update``: write the data files of the engine anew from installed packages.

Suffixes come from publicsuffixlist (Mozilla's Public Suffix List, MPL-2.0). Both packages are needed only for this
command; the files that it writes are checked in, with the date and the licence of their source in the first lines.
"""

import sys
from importlib.resources import files
from pathlib import Path

DATA = Path(__file__).parent / "data"
SUFFIXES_HEADER = """\
# Public Suffix List, {version}
# https://publicsuffix.org/list/public_suffix_list.dat, Mozilla Public License 2.0 (https://mozilla.org/MPL/2.0/)
# Rules as published, Unicode ones also in ASCII (RFC 3492). Written by python -m tqimap.indicators.data_update
"""


def main() -> int:
    """Write the files; tells what was written."""
    for name, text in {"suffixes.txt": suffixes(_public_suffix_list())}.items():
        (DATA / name).write_text(text, encoding="utf-8")
        print(f"{DATA / name}: {text.count(chr(10))} lines")
    return 0


def _public_suffix_list() -> str:
    return files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")


def suffixes(published: str) -> str:
    """The rules of the list: those of ICANN, a blank line, those of private owners; sorted, one a line."""
    version = next(line for line in published.splitlines() if line.startswith("// VERSION:"))
    icann, _, private = published.partition("===BEGIN PRIVATE DOMAINS===")
    header = SUFFIXES_HEADER.format(version=version.removeprefix("// VERSION: "))
    return header + "\n".join(_rules(icann)) + "\n\n" + "\n".join(_rules(private)) + "\n"


def _rules(section: str) -> list[str]:
    rules = {line.split()[0] for line in section.splitlines() if line.strip() and not line.startswith("//")}
    return sorted(rules | {_ascii(rule) for rule in rules})


def _ascii(rule: str) -> str:
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in rule.split(".")
    )


if __name__ == "__main__":
    sys.exit(main())
