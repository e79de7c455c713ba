"""What the tests of each type ask of the search, and hashes for them."""

from tqimap.indicators import find

SHA256 = "54bb47c91a5a4b9b0dbb1b3a0b5c7a50a46a0a4b4b0d4cf7e9e3e8a5d1f6c7b2"
MD5 = "7b5f7f0a3c9c84e2b2b4d1a3f66f5e01"
SHA1 = "0a4d55a8d778e5022fab701977c5d840bbc486d0"


def found(text: str) -> list[tuple[str, str]]:
    """Type and value of each indicator of a text, all of which stand where they are said to."""
    findings = find(text).found
    assert all(text[finding.start : finding.end] == finding.raw for finding in findings)
    return [(finding.type, finding.value) for finding in findings]
