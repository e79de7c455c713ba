"""format=flowed (RFC 3676): lines that were broken only to be sent are joined again."""


def unflowed(text: str, *, delsp: bool = False) -> str:
    """``text`` with its soft line breaks undone; with ``delsp`` the space before each goes, too (RFC 3676, 4.1)."""
    out: list[str] = []
    paragraph: list[str] = []
    depth = 0
    for line in text.splitlines():
        bare = line.lstrip(">")
        quotes = len(line) - len(bare)
        bare = bare.removeprefix(" ")  # space-stuffing (4.4)
        if paragraph and (quotes != depth or bare == "-- "):
            out.append(_paragraph(paragraph, depth))
            paragraph = []
        depth = quotes
        soft = bare.endswith(" ") and bare != "-- "
        paragraph.append(bare[:-1] if soft and delsp else bare)
        if not soft:
            out.append(_paragraph(paragraph, depth))
            paragraph = []
    if paragraph:
        out.append(_paragraph(paragraph, depth))
    return "\n".join(out)


def _paragraph(lines: list[str], depth: int) -> str:
    return (">" * depth + " " if depth else "") + "".join(lines)
