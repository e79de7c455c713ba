"""Messages in memory and in mapped files are gone through alike; the mapped one leaves no page in memory."""

import hashlib
import mmap
from pathlib import Path

from tqimap import mapped

CONTENT = bytes(range(256)) * 40_000  # 10 MB


def resident_kb() -> int:
    """Pages of mapped files in the memory of this process."""
    status = Path("/proc/self/status").read_text().split()
    return int(status[status.index("RssFile:") + 1])


def test_pieces_are_the_whole_and_the_hash_is_that_of_the_whole(tmp_path: Path) -> None:
    (tmp_path / "message").write_bytes(CONTENT)
    with (tmp_path / "message").open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        for content in (CONTENT, raw, b""):
            expected = bytes(content[:])
            assert b"".join(mapped.pieces(content)) == expected
            assert mapped.sha256(content) == hashlib.sha256(expected).hexdigest()


def test_a_mapped_message_leaves_no_page_behind(tmp_path: Path) -> None:
    (tmp_path / "message").write_bytes(CONTENT)
    with (tmp_path / "message").open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        before = resident_kb()
        mapped.sha256(raw)
        assert resident_kb() - before < 2000
