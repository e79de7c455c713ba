"""What only looks like a value where a text was found among bytes: in a program, or in noise."""

# Forty megabytes of random bytes hold forty-six values of these types, all of them shorter than this.
_LEAST = 8  # characters
_BY_CHANCE = frozenset({"FQDN", "URL", "Email Address", "File Path"})
# Object identifiers of four numbers that every program with certificates holds: attributes of names (X.520) and
# extensions (X.509), the internet (RFC 1155), signatures (RFC 8410).
IDENTIFIERS = ("2.5.4.", "2.5.29.", "1.3.6.1", "1.3.101.11")
_VERSION = "Version"  # FileVersion, ProductVersion, Assembly Version: the string before it in a resource of Windows
_LABEL = 12  # characters


def other_than_meant(type_: str, value: str, text: str, start: int, end: int) -> str:
    """What the value at a place is that nobody wrote for one; nothing if it may be what it looks like."""
    if type_ in _BY_CHANCE and end - start < _LEAST:
        return "chance among bytes"
    if type_ == "FQDN" and text[start - 1 : start] == ".":  # .data.rel.ro, .note.gnu.property
        return "section of a program"
    if type_ != "IP Address":
        return ""
    if value.startswith(IDENTIFIERS):
        return "object identifier"
    before = text[max(0, start - _LABEL) : start].rstrip()
    return "version number" if before.endswith(_VERSION) else ""
