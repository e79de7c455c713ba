"""``python -m tqimap.indicators.data_update``: write the data files of the engine anew from installed packages.

Suffixes come from publicsuffixlist (Mozilla's Public Suffix List, MPL-2.0), allow-lists from pymispwarninglists (MISP
warning lists; CC0 1.0 and BSD-2-Clause by their README, the package BSD-3-Clause). Both packages are needed only for
this command; the files that it writes are checked in, with the date and the licence of their source in the first lines.
"""

import json
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

DATA = Path(__file__).parent / "data"
# The warning lists that tell what is never an indicator. Not those of popular sites, hosts and clouds: phishing lives
# there; not those that hold so much that each of a million values would be looked up for the sake of one.
WARNING_LISTS = (
    "empty-hashes", "eicar.com", "common-ioc-false-positive", "automated-malware-analysis",
    "security-provider-blogpost", "whats-my-ip", "umbrella-blockpage-hostname",
)  # fmt: skip
# Entries of those lists where everybody can publish, or that have changed hands.
NOT_TRUSTED = frozenset(
    """assets.documentcloud.org bizlive.vn blockchain.info cdn2.hubspot.net code4hk.hackpad.com docs.google.com
    download.microsoft.com dpool.sina.com.cn ghostbin.com gist.github.com gist.githubusercontent.com
    github.com groups.google.com infotomb.com iplogger.org iplogger.ru iranthreats.github.i kas.pr keliweb.it
    luminosity.link malwarelab.zendesk.com medium.com mobile.twitter.com my.opera.com noticeofpleadings.com
    pastebin.lu productforums.google.com puluka.com pwc.blogs.com raw.github.com raw.githubusercontent.com
    remchp.com sec.sexy securityfactory.tistory.com sfml-dev.org sites.google.com stackoverflow.com sync.me
    t.co threatgeek.typepad.com tunnelbear.com twitter.com v2ex.com vb.vip600.com web.archive.org
    webcache.googleusercontent.com www.daniweb.com www.dropbox.com www.facebook.com www.mediafire.com
    www.microsoft.com www.oracle.com www.reddit.com www.slideshare.net www.symantec.com www.youtube.com""".split()
)
LISTS_HEADER = """\
# MISP warning lists, {version}; a name stands for itself and all below it
# https://github.com/MISP/misp-warninglists, CC0 1.0 or BSD-2-Clause. Written by python -m tqimap.indicators.data_update
"""
SUFFIXES_HEADER = """\
# Public Suffix List, {version}
# https://publicsuffix.org/list/public_suffix_list.dat, Mozilla Public License 2.0 (https://mozilla.org/MPL/2.0/)
# Rules as published, Unicode ones also in ASCII (RFC 3492). Written by python -m tqimap.indicators.data_update
"""


def main() -> int:
    """Write the files; tells what was written."""
    for name, text in {"suffixes.txt": suffixes(_public_suffix_list()), "warning_lists.txt": warning_lists()}.items():
        (DATA / name).write_text(text, encoding="utf-8")
        print(f"{DATA / name}: {text.count(chr(10))} lines")
    return 0


def warning_lists() -> str:
    """The chosen lists, each with its name and version, without entries below a private suffix."""
    text = LISTS_HEADER.format(version=f"pymispwarninglists {version('pymispwarninglists')}")
    root = files("pymispwarninglists").joinpath("data/misp-warninglists/lists")
    private = set(suffixes(_public_suffix_list()).partition("\n\n")[2].splitlines())
    for name in WARNING_LISTS:
        published = json.loads(root.joinpath(name, "list.json").read_text(encoding="utf-8"))
        entries = {entry.lower() for entry in published["list"]} - NOT_TRUSTED
        kept = sorted(entry for entry in entries if not _is_published_by_anybody(entry, private))
        text += f"\n[{name}] version {published['version']}: {published['description']}\n" + "\n".join(kept) + "\n"
    return text


def _is_published_by_anybody(entry: str, private: set[str]) -> bool:
    labels = entry.split(".")
    return any(".".join(labels[at:]) in private for at in range(len(labels)))


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
