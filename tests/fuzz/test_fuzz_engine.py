"""The engine on values in every disguise at once, and on texts that the reader cuts into pieces of any size."""

from unittest import mock

from fuzz_profile import SEED, examples
from hypothesis import assume, given, seed
from hypothesis import strategies as st

from tqimap.indicators import Options, find
from tqimap.model import Document, Place
from tqimap.reader import finder
from tqimap.reader.answers import Explained

HOST = st.from_regex(r"[a-z]{3,9}[0-9]{1,3}\.(?:com|net|ru|top|co\.uk)", fullmatch=True)
ADDRESS = st.builds("44.{}.{}.{}".format, *[st.integers(0, 255)] * 3)
PATH = st.from_regex(r"(?:/[a-z0-9]{1,8}){0,3}(?:/[a-z]{1,5}\.(?:php|exe)(?:\?[a-z]=[a-z0-9]{1,9})?)?", fullmatch=True)
DOTS = st.sampled_from(["[.]", "(.)", "{.}", "[dot]", "(dot)", "[.", ".]", "\\.", "\uff0e", "\u3002", "&#46;", "[DOT]"])
SCHEMES = st.sampled_from(
    [("http", "hxxp"), ("https", "hxxps"), ("http", "hXXp"), ("https", "h**ps"), ("https", "https")]
)
COLONS = st.sampled_from(["://", "[:]//", "[://]", ":\\\\", ":// "])
ATS = st.sampled_from(["[@]", "[at]", "(at)", "(@)", " [at] ", "{at}"])


def keys(text: str) -> list[tuple[str, str]]:
    return [(each.type, each.value) for each in find(text).found]


@seed(SEED)
@examples(150, 5000)
@given(HOST | ADDRESS, PATH, SCHEMES, COLONS, DOTS)
def test_a_url_defanged_in_all_its_parts_is_the_url(
    host: str, path: str, scheme: tuple[str, str], colon: str, dot: str
) -> None:
    assume(colon != ":\\\\" or dot != "\\.")  # all in backslashes, it is a path
    plain, marked = scheme
    wanted = keys(f"It called {plain}://{host}{path}\nthen slept.")
    assert len(wanted) == 1
    assert keys(f"It called {marked}{colon}{host.replace('.', dot)}{path}\nthen slept.") == wanted


@seed(SEED)
@examples(150, 5000)
@given(st.from_regex(r"[a-z]{2,8}(?:[._-][a-z0-9]{2,8})?", fullmatch=True), HOST, ATS, DOTS)
def test_an_address_defanged_in_all_its_parts_is_the_address(name: str, host: str, at: str, dot: str) -> None:
    wanted = keys(f"Sent by {name}@{host}\nto all.")
    assert wanted == [("Email Address", f"{name}@{host}")]
    assert keys(f"Sent by {name}{at}{host.replace('.', dot)}\nto all.") == wanted


LONGEST = 100  # characters of a line below
WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.one_of(HOST, ADDRESS, st.builds("http://{}{}".format, HOST, PATH), WORDS)
LINES = st.lists(VALUES.map(lambda value: "".join(value.splitlines()) + "\n"), max_size=20)


@seed(SEED)
@examples(150, 5000)
@given(LINES, st.integers(LONGEST, 400))
def test_a_text_in_pieces_of_any_size_gives_what_the_whole_gives(lines: list[str], size: int) -> None:
    text = "".join(lines)
    with mock.patch.object(finder, "PIECE_CHARACTERS", size), mock.patch.object(finder, "LINE_CHARACTERS", LONGEST):
        answers = list(finder.Finder(Options(), explain=True).document(Document(Place(body="text"), text)))
    told = [each for answer in answers if isinstance(answer, Explained) for each in answer.candidates]
    assert [(each.type, each.value, each.start) for each in told if each.kept] == [
        (each.type, each.value, each.start) for each in find(text).found
    ]
    assert all(text[each.start : each.end] == each.raw for each in told)
