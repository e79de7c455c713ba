"""Where in a rewritten link the one that was there before stands, and how it is written there.

Each of these takes the path, the query and the fields of that, and gives the link, "" where there is none; where the
form is not the one that the service writes, it may raise ValueError or IndexError.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from urllib.parse import unquote

Fields = Mapping[str, list[str]]
Target = Callable[[str, str, Fields], str]

_LINK = re.compile(r"(?:h[tx]{2}ps?|ftp):/{1,2}(?P<rest>.+)")
_RUN_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_STANDARD = str.maketrans("+/ ", "-_-")  # signs of Base64 (RFC 4648, 4), and a plus that a query made a blank


def nowhere(path: str, query: str, fields: Fields) -> str:
    """The service keeps the link to itself."""
    return ""


def field(*names: str) -> Target:
    """The value of the first of these fields that holds something."""
    return lambda path, query, fields: next((fields[name][0] for name in names if name in fields), "")


def whole_query(path: str, query: str, fields: Fields) -> str:
    return unquote(query)


def in_path(path: str, query: str, fields: Fields) -> str:
    """The link itself stands in the path, or behind it, as it was or escaped, once or twice."""
    whole = unquote(f"{path}?{query}" if query else path)
    match = _LINK.search(whole) or _LINK.search(unquote(whole))
    return match[0].replace(":/", "://", 1).replace(":///", "://") if match else ""


def segment(path: str, query: str, fields: Fields) -> str:
    """The link, escaped, is the second segment of the path: /CL0/https:%2F%2Fhost/1/id/x=1."""
    return unquote(path.split("/")[2])


def segment_without_scheme(path: str, query: str, fields: Fields) -> str:
    """The same without its scheme, of which the end of the first segment speaks: /3s/host%2Fpath/id."""
    scheme = "https" if path.split("/")[1].endswith("s") else "http"
    return f"{scheme}://{segment(path, query, fields)}"


def accelerated(path: str, query: str, fields: Fields) -> str:
    """The link without its scheme stands behind one segment, and behind ``s/`` where it is by TLS: /amp/s/host/path.

    Its query is a part of the path, or stands where it did.
    """
    link = path.split("/", 2)[2]
    host = link.removeprefix("s/")
    whole = f"{host}?{query}" if query else re.sub("%3f", "?", host, count=1, flags=re.IGNORECASE)
    return f"http://{whole}" if host == link else f"https://{whole}"


def between_underscores(path: str, query: str, fields: Fields) -> str:
    """``___`` link ``___.`` and what the service keeps for itself; an escape may begin with ``*``."""
    link = f"{path}?{query}".partition("___")[2].partition("___")[0]
    place, slash, rest = link.partition("://")
    return place + slash + re.sub(r"\*(?=[0-9A-Fa-f]{2})", "%", rest)


def behind_ru(path: str, query: str, fields: Fields) -> str:
    """Fields in the path: /RU=https%3a%2f%2fhost%2fpath/RK=2."""
    return unquote(path.partition("/RU=")[2].partition("/")[0])


def proofpoint_2(path: str, query: str, fields: Fields) -> str:
    """``-`` stands for ``%`` and ``_`` for ``/``: https-3A__example.com_path."""
    from html import unescape  # with its two thousand names, when a link of this form first comes

    return unescape(unquote(fields["u"][0].translate(str.maketrans("-_", "%/")))) if "u" in fields else ""


def proofpoint_3(path: str, query: str, fields: Fields) -> str:
    """``__`` link ``__;`` Base64 of what stands for each ``*``, or for ``**`` and a letter that counts."""
    whole = f"{path}?{query}" if query else path
    match = re.match(r"/v3/__(?P<link>.+?)__;(?P<replaced>[\w-]*)!", whole)
    if match is None:
        return ""
    replaced = iter(_decoded(match["replaced"]))

    def character(mark: re.Match[str]) -> str:
        number = _RUN_LENGTHS.find(mark[1]) + 2 if mark[1] else 1
        return "".join(next(replaced, "") for _ in range(number))

    link = re.sub(r"\*(?:\*([A-Za-z0-9_-]))?", character, match["link"])
    return re.sub(r"\A(https?|ftp):/(?!/)", r"\1://", link)


def base64_field(name: str) -> Target:
    """The link stands in a field in Base64, at Bing behind ``a1``."""
    return lambda path, query, fields: _decoded(field(name)(path, query, fields).removeprefix("a1"))


def last_base64(path: str, query: str, fields: Fields) -> str:
    return _decoded(path.rpartition("/")[2])


def json_field(name: str, *fields_of_query: str) -> Target:
    """JSON stands in a field; the link, escaped once more, is ``name`` in it."""
    return lambda path, query, fields: unquote(_named(name, field(*fields_of_query)(path, query, fields)))


def json_in_base64_field(name: str, field_of_query: str) -> Target:
    """JSON in Base64 stands in a field; the link is ``name`` in it, or in JSON that is a string in it."""
    return lambda path, query, fields: _named(name, base64_field(field_of_query)(path, query, fields))


def json_in_path(name: str, number: int, part: int = 0) -> Target:
    """JSON in Base64 is a segment of the path, or a part of that between stops; the link is ``name`` in it."""
    return lambda path, query, fields: _named(name, _decoded(path.split("/")[number].split(".")[part]))


def _named(name: str, text: str) -> str:
    """The string of this name in JSON, whose quotes and slashes may be escaped."""
    match = re.search(rf'"{name}\\{{0,3}}"\s?:\s?\\{{0,3}}"(?P<link>[^"\\]*(?:\\{{1,4}}/[^"\\]*)*)\\{{0,3}}"', text)
    return re.sub(r"\\+/", "/", match["link"]) if match else ""


def _decoded(encoded: str) -> str:
    """Base64, also that for URLs (RFC 4648, 5), without the signs that fill it up."""
    filled = encoded.rstrip("=").translate(_STANDARD)
    return urlsafe_b64decode(filled + "=" * (-len(filled) % 4)).decode("utf-8", "replace")
