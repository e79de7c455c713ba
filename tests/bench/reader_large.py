"""A message of 200 MB with one attachment of 145 MB: does it end as a File with the right hash, and in what memory?

python tests/bench/reader_large.py [MEGABYTES]
"""

import base64
import hashlib
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path

from tqimap.model import RawMessage, ReadMessage
from tqimap.reader.reader import Reader

MB = 1 << 20
HEAD = (
    b"From: a@x.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: application/octet-stream; name=large.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
)


def main() -> None:
    wanted = (int(sys.argv[1]) if len(sys.argv) > 1 else 145) * MB
    with tempfile.TemporaryDirectory() as directory, Reader(Path(directory)) as reader:
        sha256 = _write(Path(directory) / "message", wanted)
        with (Path(directory) / "message").open("rb") as file:
            raw = mmap(file.fileno(), 0, access=ACCESS_READ)
        begun = time.perf_counter()
        ((_, result),) = reader.read([RawMessage(1, datetime.now(UTC), raw)])
        seconds = time.perf_counter() - begun
        assert isinstance(result, ReadMessage), result
        (attachment,) = result.attachments
        assert attachment.sha256 == sha256, "the attachment has changed on its way"
        print(f"message {len(raw) / MB:.0f} MB, attachment {attachment.size / MB:.0f} MB: {seconds:.1f} s")
    status = Path("/proc/self/status").read_text().split()
    print(f"main process {int(status[status.index('VmHWM:') + 1]) >> 10} MB at its peak")
    print(f"largest child {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10} MB at its peak")


def _write(path: Path, wanted: int) -> str:
    """Write the message; the hash of its attachment."""
    piece = random.Random(1).randbytes(57 * 18_000)
    text = base64.encodebytes(piece).replace(b"\n", b"\r\n")
    digest = hashlib.sha256()
    with path.open("wb") as file:
        file.write(HEAD)
        for _ in range(wanted // len(piece)):
            file.write(text)
            digest.update(piece)
        file.write(b"--b--\r\n")
    return digest.hexdigest()


if __name__ == "__main__":
    main()
