"""The part of JSON Schema (2020-12) that ``config.schema.json`` uses, checked with all problems reported at once.

A whole number is to be an int, however it was written. The full validators of the field cost more to import than a run
without mail takes; the tests hold this one against one of them.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any

Schema = dict[str, Any]

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "boolean": bool, "array": list, "object": dict, "null": type(None),
    "integer": int, "number": (int, float),
}  # fmt: skip

_ARTICLES = {
    "string": "a string", "boolean": "true or false", "array": "a list ([…])", "object": "an object ({…})",
    "integer": "a whole number", "number": "a number",
}  # fmt: skip


def problems(schema: Schema, value: object, root: Schema, at: str = "") -> Iterator[str]:
    """What is wrong with ``value``, one sentence each, beginning with the key; nothing when it is valid."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "oneOf" in schema:
        yield from _one_of(schema["oneOf"], value, root, at)
    elif "type" in schema and not _is_type(schema["type"], value):
        yield f"{at} must be {_types(schema['type'])}, not {_types(_kind(value))}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{at} must be one of {', '.join(repr(choice) for choice in schema['enum'])}"
    else:
        yield from _inside(schema, value, root, at)


def _inside(schema: Schema, value: object, root: Schema, at: str) -> Iterator[str]:
    match value:
        case str():
            yield from _string(schema, value, at)
        case bool() | None:
            return
        case int() | float():
            yield from _number(schema, value, at)
        case list():
            yield from _array(schema, value, root, at)
        case dict():
            yield from _object(schema, value, root, at)


def _string(schema: Schema, value: str, at: str) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"{at} must not be empty"
    elif len(value) > schema.get("maxLength", len(value)):
        yield f"{at} must have at most {schema['maxLength']} characters"
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        shown = "" if schema.get("writeOnly") else f" {value!r:.100}"  # what may hold a secret is not said
        meant = f" ({schema['description']})" if "description" in schema else ""
        yield f"{at}{shown} does not have the right form{meant}"


def _number(schema: Schema, value: float, at: str) -> Iterator[str]:
    if value < schema.get("minimum", value) or value <= schema.get("exclusiveMinimum", value - 1):
        yield f"{at} must be {'at least' if 'minimum' in schema else 'above'} {schema.get('minimum', 0)}"
    if value > schema.get("maximum", value):
        yield f"{at} must be at most {schema['maximum']}"


def _array(schema: Schema, value: list[Any], root: Schema, at: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{at} must have at least {schema['minItems']} entry"
    if schema.get("uniqueItems") and len({repr(item) for item in value}) < len(value):
        yield f"{at} holds an entry twice"
    for index, item in enumerate(value):
        yield from problems(schema["items"], item, root, f"{at}[{index}]")


def _object(schema: Schema, value: dict[str, Any], root: Schema, at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for key, item in value.items():
        name = f"{at}.{key}" if at else key
        yield from problems(schema.get("propertyNames", {}), key, root, at)
        if key in known:
            yield from problems(known[key], item, root, name)
        elif others is False:
            among = f"; there are {', '.join(known)}" if at else ""  # of the file itself there are too many
            yield f"{name} is not a known key{nearest(key, known) or among}"
        elif isinstance(others, dict):
            yield from problems(others, item, root, name)
    for key in schema.get("required", ()):
        if key not in value:
            yield f"{at}.{key} is missing"


def _one_of(choices: list[Schema], value: object, root: Schema, at: str) -> Iterator[str]:
    if sum(not list(problems(choice, value, root, at)) for choice in choices) != 1:
        yield f'{at} must be a string, {{"command": ["program", "argument"]}} or {{"file": "path"}}'


def _is_type(names: str | list[str], value: object) -> bool:
    wanted = [names] if isinstance(names, str) else names
    if isinstance(value, bool):  # Python's bool is an int, JSON's is not
        return "boolean" in wanted
    return any(isinstance(value, _TYPES[name]) for name in wanted)


def _types(names: str | list[str]) -> str:
    """Types with their articles: ``a number``, ``a string or null``."""
    return " or ".join(_ARTICLES.get(name, name) for name in ([names] if isinstance(names, str) else names))


def _kind(value: object) -> str:
    return next(name for name in _TYPES if _is_type(name, value))


def nearest(key: str, known: Iterable[str]) -> str:
    """What ``key`` may be a misspelling of, as the end of a sentence; empty if nothing of ``known`` is like it."""
    names = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(key.casefold(), names, 1, 0.5)
    return f"; did you mean {names[close[0]]}?" if close else ""
