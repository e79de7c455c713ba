"""Where a URL ends though the run of characters that a URL may hold goes on."""

import re
from functools import cache

from ..text.prose import NO_BLANKS, is_prose

# Signs that are neither letters nor ASCII, which hardly any URL holds unescaped.
_SIGNS = (
    "\xa1-\xa9\xac\xae-\xb1\xb4\xb6\xb7\xbf\xd7\xf7\u060c\u061b\u061f\u0964\u0965\u2013-\u2027\u2030-\u205e\u20a0-\u20bf"
    "\u2117-\u2123\u2190-\u23ff\u2500-\u2bff\u3001-\u3004\u3012-\u3020\u30fb\uff1a\uffe0-\uffee\U0001f000-\U0001faff"
)
# Before the next one of a list without blanks, a quote or a bracket that is written as an entity, the next command of a
# line of a shell, the stop of a sentence in Chinese and what follows it; before prose in a script without blanks, if
# the path is not in that script itself, and before signs, if they do not begin a segment; and where what stands before
# the URL is closed. All are one pattern, so that the search ends at the first of them: many short URLs may stand in one
# run, and each must be read no farther than it goes (a text of ``'htp://&#`` took 25 times as long with one search
# after the other).
_COMMANDS = (
    "sh|bash|busybox|chmod|chown|curl|wget|tftp|ftpget|cd|rm|mv|cp|cat|echo|sleep|exit|nohup|sudo|perl|php|python[23]?"
)
_CAPITALS = "\u0391-\u03a9\u0400-\u042f"  # Greek and Cyrillic: with one of them a sentence begins, without a blank
_FIRST = rf".,;)\]}}&@*\u3002\uff61:!?({NO_BLANKS}{_SIGNS}"
_MARKUP = (
    rf"(?<=[,;)\]}}@*!{_SIGNS}])(?<![,;)\]}}=].)[,;)\]}}]*+\(?(?i:h[tx*]{{2}}ps?)://"
    r"|(?<=&)(?i:quot|lt|gt|nbsp|apos|#0*3[49]|#0*6[02]|#0*160|#x2[27]|#x3[ce]);|(?:(?<=;)|(?<=&)&)(?:\./|/bin/)"
    rf"|(?<=;)(?:{_COMMANDS})(?:\+|%20)"
    rf"|(?<=[\u3002\uff61])|(?<=[,;!?])(?=[{NO_BLANKS}])"
)
_FOREIGN = (
    rf"(?P<sign>(?!(?<=[A-Za-z0-9]\u2013)[A-Za-z_-]{{0,64}}+[/=0-9])"
    rf"(?<=[{_SIGNS}])(?:(?<![/=(].)|[{_SIGNS}]*+(?![\w/)-])))"
    rf"|(?P<prose>(?<=[A-Za-z0-9][{NO_BLANKS}])|(?<=[:()])(?=[{NO_BLANKS}])|(?<=[A-Za-z0-9][.,!])(?=[{_CAPITALS}]))"
    rf"|(?P<own>(?<=[{NO_BLANKS}])(?:(?![{_SIGNS}])[{NO_BLANKS}]|(?!))*+|(?<=[{_SIGNS}])[{_SIGNS}]*+)"
)
_PATH = re.compile("[/?#]")
_NEXT_WORD = re.compile(r"(?<=\w);[A-Za-z]{1,20}\Z")  # of the sentence, or of the next cell: http://evil.com/a;it is
GOES_ON = frozenset(" >")  # a blank before the rest of a sentence, the head of an arrow
SHAFTS = frozenset("=-")  # of arrows
_FLAGS = frozenset("true false null none yes no unknown".split())  # in the cells behind a URL
_BEHIND_TEXT = frozenset(".+,;)")  # and the quote that closes it
_LAST_COMMAND = re.compile(rf"(?:;|&&)(?:{_COMMANDS})\Z")
_COMMAND_MAX = 10  # characters of the longest of them
_PAIRS = {")": "(", "]": "[", "}": "{"}
_CLOSING = {opening: closing for closing, opening in _PAIRS.items()}
_QUOTES = frozenset(",'")  # signs that stand on both sides of a URL, and that hardly any holds; so does a semicolon
_ENTITY = re.compile(r"&(?:[lg]t|amp|#3[49]|quot|apos|nbsp|#x2[27]|#x3[CcEe])\Z")
_ENTITY_MAX = 5  # characters of it
_TRAILING = ".,;:!?'\u2026\u3001\u3002\uff0c"
_KNOWN_MACRO = re.compile(r"\{(?:quote|code|color|noformat|panel)\}[.,;:!?]{0,4}\Z")
_MACRO = re.compile(r"\{[a-z]{1,20}\}[.,;:!?]{0,4}\Z")
# Stand on both sides of what they stress (Markdown) or show as it is (AsciiDoc), and else belong to the URL.
_EMPHASIS = frozenset("*_~+")
_NEXT_FIELD = re.compile(r",[A-Za-z][\w-]{1,24}=")  # of a line of a log: url=http://evil.com/a,user=bob
_LABEL = re.compile(r"[,;][A-Za-z]{1,20}:\Z")  # of the next field: http://evil.com/a,file: b
# Names of files that end so are written with a capital now and then: Index.Html.
_TITLED_FILES = frozenset(
    """Apk Asp Aspx Bat Bin Cgi Css Doc Docx Dll Exe Gif Htm Html Jar Jpg Js Jsp Msi Pdf Php Png Rar Txt Vbs Xls Xml
    Zip""".split()
)
# Line and column of a script, as browsers tell where an error is: http://evil.com/a.js:1:8842.
_PLACE_IN_SCRIPT = re.compile(r"(?:\.|/)(?:m?js|[jt]sx?|html?|php)(?:\?[\w.=&-]{0,64})?(:[0-9]{1,6}(?::[0-9]{1,7})?)\Z")
_PLACE_MAX, _LINE_MAX = 96, 15  # characters of it, and of the line and the column alone
# With which sentences begin, and hardly the end of a query.
_FIRST_WORDS = frozenset(
    """And Bitte But Click Das Der Die Do Ein Eine El Es For Hier Ich If Il In Ist It Its Je La Le Les Los Merci No
    Nous Not On Or Please Por So Thanks That The Then There They This Veuillez Wenn We When Wir You Your""".split()
)
# Of cases in Turkish, which an apostrophe parts from a name: http://evil.com/a'dan.
_CASES = frozenset(
    "a da dan de den e i in ın la le na nda ndan nde nden ne ni nin nı nın nu nun nü nün ta tan te ten u un ü ün ya ye"
    " yi yla yle yı yu yü ı".split()
)
_LAST_TWO = frozenset({"'s", "**"})  # of a genitive, and of words in bold before it
_LAST = frozenset((*_TRAILING, *_PAIRS))  # with which hardly any URL ends


def trimmed(body: str, before: str) -> str:
    """What of a run of characters belongs to the URL: not the quotes, brackets and stops of the sentence round it."""
    has_brackets = "[" in body or "]" in body
    if has_brackets:  # first as well as last: it is quick, and leaves less to the next search
        body = _before_bracket(body)
    if before in _QUOTES:
        body = body.partition(before)[0]
    elif before == ";":
        first = body.partition(";")[0]
        body = body if _ENTITY.search(first, max(0, len(first) - _ENTITY_MAX)) else first
    if "'" in body:
        body = _before_quote(body)
    whole = body
    # What is found soonest comes first: up to there alone will the rest of a long body be read again.
    if not body.isascii() or ";" in body or _may_close(body, before) or "://" in body or "&&" in body:
        body = _before_end(body, before)
    if has_brackets:
        body = body.partition("](")[0].partition("[/")[0]
        body = body if body == whole else _before_bracket(body)
    if before == "}":  # of Jira: {color:red}http://host{color}
        body = _MACRO.sub("", body)
    elif "{" in body:
        body = _KNOWN_MACRO.sub("", body)
    if "," in body:
        body = _NEXT_FIELD.split(body, 1)[0] if before == "=" else _without_flags(body)
    if before in _EMPHASIS:
        body = body.rstrip(_TRAILING).rstrip(before)
    if body[-1:] in _LAST:
        body = _without_trailing(_LABEL.sub("", body) if body[-1] == ":" else body)
    if ":" in body[-_LINE_MAX:] and body[-1].isdigit():
        body = _without_place(body)
    return _without_trailing(body[:-2]) if body[-2:] in _LAST_TWO else body


def _without_place(body: str) -> str:
    place = _PLACE_IN_SCRIPT.search(body, max(0, len(body) - _PLACE_MAX))
    return body[: place.start(1)] if place else body


def before_text(text: str, start: int, end: int) -> int:
    """Where a URL ends before what the text goes on with: an arrow, ``http://evil.com/a=>185.220.101.4``, or the first
    word of a sentence that no blank parts from the path, ``http://evil.com/login.Click it``.
    """
    if text[end - 1] in SHAFTS:
        return end - 1 if text[end : end + 1] == ">" and text[end + 1 : end + 2].isalnum() else end
    dot = text.rfind(".", start, end)
    if dot < 0 or not text[dot + 1 : dot + 2].isupper():
        return end
    if text[end : end + 1] != " ":
        return end
    slash = text.rfind("/", start, dot)
    word, stem = text[dot + 1 : end], text[slash + 1 : dot]
    if word in _FIRST_WORDS:
        return dot if slash > start and stem else end
    if not text[end + 1 : end + 2].islower():
        return end
    begins_sentence = word.istitle() and len(word) > 1 and word not in _TITLED_FILES
    return dot if begins_sentence and slash > start and stem and stem == stem.lower() and "?" not in stem else end


def _without_flags(body: str) -> str:
    """A URL without the cells behind it that say yes or no: ``http://evil.com/a,False,True``."""
    while "?" not in body:
        rest, _, last = body.rpartition(",")
        if last.lower() not in _FLAGS:
            break
        body = rest
    return body


def _before_quote(body: str) -> str:
    """A URL without what a program goes on with behind the end of its text, ``'Location: http://evil.com/?s='.$id``, or
    the ending of a case.
    """
    at = body.find("'")
    is_end = body[at + 1 : at + 2] in _BEHIND_TEXT or ("?" not in body and body[at + 1 :].rstrip(_TRAILING) in _CASES)
    return body[:at] if is_end else body


def _may_close(body: str, before: str) -> bool:
    """Whether a body holds the bracket that would close the one before it."""
    return before in _CLOSING and _CLOSING[before] in body


@cache
def _ends(opening: str) -> re.Pattern[str]:
    """The pattern for one bracket before a URL; made when it is first needed, since each takes a millisecond."""
    fences = re.escape(opening + _CLOSING[opening]) if opening else r"\n"  # which stands in no URL
    return re.compile(f"[{_FIRST}{fences}](?:{_MARKUP}|(?P<fence>(?<=[{fences}]))|{_FOREIGN})")


def _before_end(body: str, before: str) -> str:
    """What stands before the first sign of an end, and before the next command of a line of a shell."""
    body = _before_sign(body, before)
    if ";" not in body and "&&" not in body:
        return body
    first = body.partition("&&")[0]
    body = body if "?" in first else first  # in a query they are two ends of fields
    body = body if "?" in body or "&" in body else _NEXT_WORD.sub("", body)  # no entity
    command = _LAST_COMMAND.search(body, max(0, len(body) - _COMMAND_MAX - 2))
    return body[: command.start()] if command else body


def _before_sign(body: str, before: str) -> str:
    """What stands before the first sign of an end; brackets that are opened in the URL are closed in it."""
    depth, in_script, runs_on = 0, False, is_prose(before)
    path = None if body.isascii() else _PATH.search(body)
    path_start = path.start() if path else len(body)
    ends = _ends(before if before in _CLOSING else "")
    match = ends.search(body)
    while match:  # most bodies have one end at most: an iterator would cost more than the search
        start, kind = match.start(), match.lastgroup
        if kind == "fence":
            depth += 1 if match[0] != _CLOSING[before] else -1
            if depth < 0:
                return body[:start]
        elif kind is None or (
            start > path_start and (runs_on or kind == "sign" or (kind == "prose" and not in_script))
        ):
            return body[:start]
        else:
            in_script = start > path_start
        match = ends.search(body, match.end())
    return body


def _before_bracket(body: str) -> str:
    """What stands before a bracket of markup: ``]`` of Markdown and BBCode, ``[`` of AsciiDoc."""
    opening = body.find("[")
    if opening == 0:
        return body  # an address of IPv6
    closing = body.find("]")
    if opening < 0 or -1 < closing < opening:
        return body if closing < 0 else body[:closing]
    if (0 < closing < len(body) - 1 and "/" in body[:opening]) or (closing > 0 and "?" in body[:opening]):
        return body  # a path that goes on, an array in a query
    return body[:opening]


def _without_trailing(body: str) -> str:
    while True:
        body = body.rstrip(_TRAILING)
        opening = _PAIRS.get(body[-1:])
        if not opening or body.count(body[-1]) <= body.count(opening):
            return body
        body = body[:-1]
