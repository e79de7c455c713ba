"""What the HTML parser tells, sorted while it is told: shown and hidden text, scripts, comments, link targets."""

import re
from collections.abc import Iterator, Mapping

from tqimap.documents.codes import FULL_BLOCK
from tqimap.documents.furniture import mail_furniture
from tqimap.documents.furniture.signatures import is_signature
from tqimap.documents.markup import html_layout, html_squares, svg_squares, svg_text
from tqimap.documents.markup.html_styles import Classes
from tqimap.documents.scripts.strings_in_code import MARKUP
from tqimap.documents.values import versions
from tqimap.documents.values.edges import apart
from tqimap.documents.values.link_edges import EDGE, words_apart

MAX_LINKS = 50_000  # of one page, the fullest honest ones have some thousand; what follows stays text

_PIECES_OF_LINK = 20  # of its words, as the parser tells them

_END = "the end of the page"
END = f"<!--{_END}-->"  # put behind it: where it is not seen, the parser lost its way before
_TAIL = 1_000  # pieces in which it is looked for: the parser splits text, and closes some hundred elements at most

_BLOCKS = frozenset(
    """address article aside blockquote body br caption center details dialog dir div dl fieldset figure footer
    form frame frameset head header hr html iframe legend link main map menu meta nav noframes noscript object
    ol optgroup p pre script section select style summary table tbody template text textarea tfoot thead title tr
    ul video""".split()
)
_ITEMS = frozenset("dd dt figcaption h1 h2 h3 h4 h5 h6 li option".split())  # whose value ends with them
_CELLS = frozenset({"td", "th", "button", "label", "sup", "sub"})  # the number of a note is no part of a value
_KEPT_BREAKS = frozenset({"pre", "textarea", "listing", "xmp", "plaintext"})
_RAW = frozenset({"script", "style"})
# Attributes whose value is an address (HTML Standard, attributes; and what older browsers and Word know).
_ADDRESSES = frozenset(
    """href src action formaction background data cite longdesc poster lowsrc dynsrc codebase archive
    manifest ping profile icon code imagesrc""".split()
)
_WORDS = frozenset({"alt", "title", "value", "placeholder", "label", "content", "summary", "abbr", "standby", "prompt"})
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<![a-z-])opacity\s*:\s*0*\.?0+\s*(?:;|!|\Z)|"
    r"font-size\s*:\s*0*\.?0+\s*(?:px|pt|em|rem|%)?\s*(?:;|!|\Z)|mso-hide\s*:\s*all|max-height\s*:\s*0|"
    r"text-indent\s*:\s*-\d{3}|(?:left|top)\s*:\s*-\d{3}",
    re.IGNORECASE,
)
_STYLE_ADDRESS = re.compile(
    r"url\(\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^)\"']*+))|@import\s++[\"']([^\"']++)", re.IGNORECASE
)
_REFRESH = re.compile(r"\s*+[\d.]*+\s*+[;,]?\s*+url\s*+=\s*+[\"']?([^\"']++)", re.IGNORECASE)
_CANDIDATE = re.compile(r"[\s,]*+([^\s,]\S*)")
_CONDITION = re.compile(r"\A\s*+\[if[^\]]*+\]>|<!\[endif\]\s*+\Z", re.IGNORECASE)  # Word's and Outlook's own
_VOCABULARY = re.compile(r"\s*+[\w-]+:\s+https?://")
_WHOLE_ADDRESS = re.compile(r"\s*+(?:[a-z][a-z0-9+.-]*+:)?//", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200d\u2060\ufeff]+")  # soft hyphen, zero-width characters
_BLANKS = "\r\f\v\u00a0"  # besides the blank itself
_SEVERAL_BLANKS = re.compile("  +")
_TO_NEXT_LINE = re.compile(r"//[^\n]*+\s*+")
_KEEPS_BREAKS = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_BREAKS = re.compile(r"[ \t]*\n[ \t\n]*")


class Asides:
    """A parser target (lxml, ``target=…``): what it keeps beside the text, in the order in which it was told."""

    def __init__(self) -> None:
        self.ended = False
        self.links: dict[tuple[str, str], None] = {}
        self._attributes: dict[str, None] = {}
        self._scripts: list[str] = []
        self._comments: list[str] = []

    def asides(self) -> Iterator[tuple[str, str]]:
        """Each kind with its spot."""
        yield "attributes", apart(self._attributes)
        yield "script", self.scripts
        yield "comment", apart(self._comments)

    @property
    def scripts(self) -> str:
        """All source code of the document, that of its event attributes included."""
        return "\n".join(self._scripts)

    def close(self) -> None:
        """The parser has come to the end."""


class Events(Asides):
    """All that is told of a page."""

    def __init__(self, classes: Classes) -> None:
        super().__init__()
        self.base = ""
        self.begun = False
        self.pages: list[tuple[str, str]] = []
        self.squares = html_squares.Squares(classes)
        self.shapes = svg_squares.Shapes()
        self._lines = svg_text.Lines()
        self._boxes = html_layout.Layout(classes)
        self._shown: list[str] = []
        self._hidden: list[str] = []
        self._signature: list[str] = []
        self._depth = 0
        self._hidden_from = 0  # the depth at which hiding began; 0 where the text is seen
        self._signature_from = 0  # likewise for that of the sender
        self._kept_from = 0  # likewise for elements whose line breaks are real
        self._raw = ""
        self._tables = versions.Tables(self._shown)
        self._in_link = False
        self._link_from = 0  # how much of the text there was when the link began
        self._target: tuple[str, str] | None = None  # of the link that is open, where no other one led there before

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each kind of text with its spot; what is shown has none."""
        yield "", _laid_out(self._shown)
        yield "hidden", _laid_out(self._hidden)
        yield mail_furniture.SIGNATURE, _laid_out(self._signature)
        yield from self.asides()

    # --- called by the parser

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.begun = True
        self._depth += 1
        self._layout(tag)
        if (attributes or self._boxes.open) and (edge := self._boxes.start(self._depth, attributes)):
            self._add(edge)
        if tag in html_squares.TAGS:
            self._start_of_table(tag, attributes)
        elif tag in svg_squares.TAGS:
            self.shapes.start(tag, attributes)
        elif tag == svg_text.ELEMENT and self._lines.begins(attributes):
            self._add("\x00")
        if tag in _KEPT_BREAKS or ("style" in attributes and _KEEPS_BREAKS.search(attributes["style"])):
            self._kept_from = self._kept_from or self._depth
        if attributes:
            if not self._hidden_from and _hides(attributes):
                self._hidden_from = self._depth
            if not self._signature_from and is_signature(attributes):
                self._signature_from = self._depth
            self._attributes_of(tag, attributes)
        if tag in _RAW:
            self._raw = tag
        elif tag == "a" and "href" in attributes:  # without: a bookmark, as Word leaves them within words
            self._in_link = True
            self._add(EDGE)
            self._link_from = len(self._text)

    def end(self, tag: str) -> None:
        if self._hidden_from == self._depth:
            self._hidden_from = 0
        if self._signature_from == self._depth:
            self._signature_from = 0
        if self._kept_from == self._depth:
            self._kept_from = 0
        if self._boxes.open and (edge := self._boxes.end(self._depth)):
            self._add(edge)
        self._depth -= 1
        self._layout(tag)
        if tag in html_squares.TAGS:
            self._end_of_table(tag)
        elif tag in svg_squares.TAGS:
            self.shapes.end(tag)
        elif tag in _RAW:
            self._raw = ""
        elif tag == "a" and self._in_link:
            self._in_link = False
            self._end_of_link()
            self._add(EDGE)

    def data(self, text: str) -> None:
        if self._raw == "script":
            self._scripts.append(text)
        elif self._raw == "style":
            self._style(text)
        else:
            seen = _kept(text) if self._kept_from else text.replace("\n", " ")
            self._add(seen)

    def comment(self, text: str) -> None:
        if text.endswith(_END):  # or the last comment, which never ended
            self.ended = True
            text = text.removesuffix(_END).removesuffix("<!--")
        text = _CONDITION.sub("", text)
        if MARKUP.search(text):
            self.pages.append(("comment", text))
        elif text.strip():
            self._comments.append(text)

    # --- afterwards

    def look_for_end(self) -> None:
        """Take the mark out again where an element that never ended took it for its text."""
        self.squares.end()
        for texts in (self._shown, self._hidden, self._signature, self._scripts):
            tail = "".join(texts[-_TAIL:])
            if END in tail:
                self.ended = True
                texts[-_TAIL:] = [tail.replace(END, "")]

    # --- sorting

    def _layout(self, tag: str) -> None:
        if tag in _ITEMS:
            self._add("\t\x00")
        elif tag in _BLOCKS:
            self._add("\x00")
        elif tag in _CELLS:
            self._add("\t")

    @property
    def _text(self) -> list[str]:
        if self._hidden_from:
            return self._hidden
        return self._signature if self._signature_from else self._shown

    def _add(self, text: str) -> None:
        self._text.append(text)

    def _start_of_table(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.squares.start(tag, attributes)
        if tag == "table":
            self._tables.begin()
        elif tag != "tr":
            self._tables.cell(attributes.get("colspan"))

    def _end_of_table(self, tag: str) -> None:
        if tag == "table":
            self.squares.end()
            self._tables.end()
        elif tag == "tr":
            self._tables.end_row()

    def _end_of_link(self) -> None:
        """Tell a link that is furniture of a mail from every other one: by its words."""
        if self._target not in self.links:
            return
        words = "".join(self._text[self._link_from : self._link_from + _PIECES_OF_LINK])
        url, spot = self._target
        shows_itself = url == words or url.lower() == f"mailto:{words.strip().lower()}"
        if shows_itself:  # in the text, where it is told what it is
            del self.links[self._target]
        elif not self._signature_from and (furniture := mail_furniture.of_link(url, words)):
            del self.links[self._target]
            self._link(url, f"{spot}, {furniture}")

    def _attributes_of(self, tag: str, attributes: Mapping[str, str]) -> None:
        if _names_a_program(tag, attributes):
            return
        before = len(self.links)
        if tag == "link":
            tag = _with_relation(attributes.get("rel") or "")
        for name, value in attributes.items():
            if value:
                self._attribute(tag, name, value)
        if tag == "a":
            key = (attributes.get("href", ""), self._spot("a href"))
            self._target = key if len(self.links) > before else None

    def _attribute(self, tag: str, name: str, value: str) -> None:
        local = name.rpartition(":")[2].lower()
        if tag == "base" and local == "href":
            self.base = self.base or value
        elif tag == "meta" and local == "content" and (refresh := _REFRESH.match(value)):
            self._link(refresh[1], "meta refresh")
        elif local == "srcdoc":
            self.pages.append(("srcdoc", value))
        elif local in _ADDRESSES:
            self._address(tag, local, value)
        elif local in ("srcset", "imagesrcset"):
            for candidate in value.split(", "):
                found = _CANDIDATE.match(candidate)
                self._link(found[1].rstrip(",") if found else "", f"{tag} {local}")
        elif local == "style":
            self._style(value)
        elif local.startswith("on"):
            self._scripts.append(value)
        elif not name.startswith("xmlns") and not names_vocabularies(local, value):
            self._words(tag, local, value)

    def _words(self, tag: str, name: str, value: str) -> None:
        """Any other attribute: an address where that is all, words where its name or an address in it says so."""
        if _WHOLE_ADDRESS.match(value):
            self._link(value, f"{tag} {name}")
        elif tag == "meta" and value.startswith("text/html"):
            return
        elif name in _WORDS or name.startswith(("data-", "aria-")) or "://" in value:
            self._attributes.setdefault(value)

    def _address(self, tag: str, name: str, value: str) -> None:
        if value.lstrip()[:11].lower().startswith(("javascript:", "vbscript:")):
            self._scripts.append(value)
        else:
            for address in value.split() if name in ("ping", "archive") else (value,):
                self._link(address, f"{tag} {name}")

    def _spot(self, inner: str) -> str:
        return f"{inner}, {mail_furniture.SIGNATURE}" if self._signature_from else inner

    def _link(self, address: str, spot: str) -> None:
        if len(self.links) < MAX_LINKS:
            self.links.setdefault((address, self._spot(spot)))
        else:
            self._attributes.setdefault(address)

    def _style(self, text: str) -> None:
        for found in _STYLE_ADDRESS.finditer(text):
            self._link(next(filter(None, found.groups()), ""), "style")


def names_vocabularies(name: str, value: str) -> bool:
    """Whether an attribute gives names to namespaces (RDFa Core, 5; EPUB 3.3, D.1.4), as ``xmlns`` does."""
    return name == "prefix" and _VOCABULARY.match(value) is not None


def _hides(attributes: Mapping[str, str]) -> bool:
    return "hidden" in attributes or ("style" in attributes and bool(_HIDING.search(attributes["style"])))


def _with_relation(rel: str) -> str:
    """A link to what a page is loaded with, by the word that says so."""
    loaded = sorted(mail_furniture.LOADED.intersection(rel.lower().split()))
    return f"{loaded[0]} link" if loaded else "link"


def _names_a_program(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element only says what the page was made with; its version may look like an address."""
    return tag == "meta" and (attributes.get("name") or "").lower() == "generator"


def _kept(text: str) -> str:
    """Text whose line breaks are real; its blanks are, too, where they are a part of a drawing."""
    return text.replace(" ", "\u00a0") if FULL_BLOCK in text else text


def _laid_out(pieces: list[str]) -> str:
    text = words_apart("".join(pieces)).replace("\x00", "\n")
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    if FULL_BLOCK in text:
        return _BREAKS.sub("\n", text)
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    if "//" in text:
        text = _TO_NEXT_LINE.sub(_with_edge, text)
    lines = map(str.strip, _SEVERAL_BLANKS.sub(" ", text).split("\n"))
    return "\n".join(filter(None, lines)).replace("\x00", "\t").rstrip("\t")


def _with_edge(match: re.Match[str]) -> str:
    """The end of a line that may hold a URL, with NUL where a cell or an item ends it, which left a tab there."""
    words = match[0].rstrip()
    return f"{words}\x00\n" if "\t" in match[0][len(words) :] else match[0]
