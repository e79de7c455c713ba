"""How text is laid out in the two families of Office XML: ECMA-376 (and what was before it), and OpenDocument 1.3."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Dialect:
    """How text is laid out in one family of XML; all names are local names, without namespace.

    ``paragraphs`` hold one run of text each; inside them, only the character data of ``runs`` is text, what
    stands elsewhere (deleted text, phonetic hints) is a line of its own, unless in one of ``ignored``, whose
    attributes hold no words either.
    ``breaks`` are empty elements that stand for a character. ``instructions`` hold pieces of fields, ended by
    ``field_marks``. ``telling`` names, for an element or for any ("*"), the attributes that carry words of the
    author. ``links`` are the elements that begin a link, each with the one with which it ends.
    """

    paragraphs: frozenset[str]
    runs: frozenset[str]
    breaks: Mapping[str, str]
    telling: Mapping[str, frozenset[str]]
    links: Mapping[str, str]
    ignored: frozenset[str] = field(default=frozenset())
    instructions: frozenset[str] = field(default=frozenset())
    field_marks: frozenset[str] = field(default=frozenset())


_NAME = frozenset({"name"})
_VALUE = frozenset({"val"})
_GAPS = ("sym", "inline", "footnoteReference", "endnoteReference")  # arrows, pictures, marks of notes
OFFICE_OPEN_XML = Dialect(
    paragraphs=frozenset(
        {"p", "si", "is", "text", "textbox", "div", "Data"}  # Word and DrawingML, strings, comments, VML, Excel 2003
        | {"del", "moveFrom", "Fallback", "rPh", "rt"}  # not to be joined with what surrounds them
    ),
    runs=frozenset({"t", "text", "delText", "textbox", "div", "span", "font", "Data", "Font", "B", "I", "U", "S"}),
    breaks={"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"} | dict.fromkeys(_GAPS, " "),
    telling={
        "*": frozenset(
            {"descr", "title", "alt", "author", "initials", "tooltip", "display", "location", "address", "caption"}
            | {"connection", "command", "ddeService", "ddeTopic", "sourceFile", "odcFile", "url", "post", "instr"}
            | {"macro", "userName", "displayName", "userId", "prompt", "promptTitle", "error", "errorTitle", "string"}
            | {"label", "screentip", "supertip"}
        ),
        **dict.fromkeys(("sheet", "tableColumn", "cacheField", "property", "cmAuthor", "ddeItem"), _NAME),
        **dict.fromkeys(("sheetName", "default", "alias", "tag", "statusText", "helpText"), _VALUE),
        **dict.fromkeys(("udl", "connectString", "query", "mailSubject", "description"), _VALUE),
        **dict.fromkeys(("filter", "customFilter", "inputCells"), _VALUE),
        **dict.fromkeys(("definedName", "scenario"), frozenset({"name", "comment"})),
        "lvlText": _VALUE,
        "numFmt": frozenset({"formatCode"}),
        "connection": frozenset({"name", "description"}),
        "listItem": frozenset({"displayText", "value"}),
        "s": frozenset({"v"}),  # what a pivot table keeps, also where its source is gone
        "docVar": frozenset({"name", "val"}),
        # of Excel 2003
        "Cell": frozenset({"Formula"}),
        "NumberFormat": frozenset({"Format"}),
        "Worksheet": frozenset({"Name"}),
        "NamedRange": frozenset({"Name", "RefersTo"}),
    },
    links={"hyperlink": "hyperlink", "fldSimple": "fldSimple", "hlinkClick": "r"},
    ignored=frozenset({"Template", "Application", "AppVersion", "posOffset", "pctWidth", "pctHeight"}),
    instructions=frozenset({"instrText", "delInstrText"}),
    field_marks=frozenset({"fldChar"}),
)
OPEN_DOCUMENT = Dialect(
    paragraphs=frozenset({"p", "h", "annotation", "note", "ruby-text"}),
    runs=frozenset({"p", "h", "a", "span", "meta", "meta-field", "ruby-base", "ruby-text", "bookmark-ref", "sequence"}),
    breaks={"line-break": "\n", "tab": "\t", "s": " "},
    telling={
        "*": frozenset({"string-value", "description", "title", "target", "command", "author", "database-name"}),
        "table": frozenset({"name"}),
        "table-cell": frozenset({"formula"}),
        "named-range": frozenset({"name"}),
        "named-expression": frozenset({"name", "expression"}),
        "content-validation": frozenset({"condition"}),
        "condition": frozenset({"value"}),
        "user-field-decl": frozenset({"name", "string-value"}),
        "user-defined": frozenset({"name"}),
        "event-listener": frozenset({"href"}),
        "dde-source": frozenset({"dde-application", "dde-topic", "dde-item"}),
        "module": frozenset({"name"}),
    },
    links={"a": "a"},
    ignored=frozenset({"generator", "config-item", "template"}),  # a commit's hash; the window's size; Normal.dot
)
