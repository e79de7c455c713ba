"""Do both find the same? Files by name and hash, and decoded text, beside the standard library (compat32).

    python tests/bench/mail_files.py FOLDER [FOLDER ...]

Newlines aside, since a text loses its last one in some parsers and not in others. Where the two differ the message is
named: mostly it is one whose header or delimiters are damaged, where the standard library takes all for one text.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

from tqimap.mail import Mail, parse, parse_attached, roles

DEPTH = 20  # messages inside messages


def fingerprint(data: bytes) -> str:
    return hashlib.sha256(re.sub(rb"\r\n?", b"\n", data).strip(b"\n")).hexdigest()


def library(raw: bytes) -> Iterator[tuple[str, str, bool]]:
    for part in message_from_bytes(raw).walk():
        data = part.get_payload(decode=True)
        if not part.is_multipart() and data:
            yield part.get_filename() or "", fingerprint(data), part.get_content_maintype() == "text"


def tqimap(mail: Mail, depth: int = 0) -> Iterator[str]:
    for part in mail.parts:
        yield fingerprint(part.payload())
        if roles.is_message(part) and depth < DEPTH:
            yield from tqimap(parse_attached(part), depth + 1)


def main(folders: list[str]) -> None:
    files = found_files = texts = found_texts = 0
    for path in (path for folder in folders for path in sorted(Path(folder).rglob("*")) if path.is_file()):
        raw = path.read_bytes()
        ours = set(tqimap(parse(raw)))
        theirs = list(library(raw))
        missing = [name or "a text" for name, digest, _ in theirs if digest not in ours]
        files += sum(not is_text for *_, is_text in theirs)
        found_files += sum(not is_text and digest in ours for _, digest, is_text in theirs)
        texts += sum(is_text for *_, is_text in theirs)
        found_texts += sum(is_text and digest in ours for _, digest, is_text in theirs)
        if missing:
            print(f"{path.name}: {', '.join(missing)}")
    print(f"files {found_files} of {files}, texts {found_texts} of {texts}")


if __name__ == "__main__":
    main(sys.argv[1:])
