"""Damaged documents of every format, given to their readers. What may come of it, and nothing else may:

- ``read`` of a reader gives pieces. Where a library cannot open the file, its error may come out (``LIBRARY_ERRORS``;
  of ``ole`` whatever opening the compound file raises): the walk makes a word of that. Nothing else is raised, and
  nothing at all by the readers that rely on no library.
- ``walk`` ends by itself, raises nothing, and stays within its budget: documents, bytes, depth, words about what is
  unread, names and reasons of bounded length.
- ``carve`` and ``sniff`` never fail, whatever else does.
- all of them take seconds of CPU time at the very most, and mostly milliseconds.
"""

import tarfile
import time

import pytest
from fuzz_profile import CPU_SECONDS, SEED, examples
from hypothesis import given, seed
from hypothesis import strategies as st
from libarchive.exception import ArchiveError
from mutations import mutant
from pypdfium2 import PdfiumError
from seeds import SEEDS, more_files

from tqimap.documents import carve, readers
from tqimap.documents.compound_file import CompoundFile
from tqimap.documents.file_type import sniff
from tqimap.documents.pieces import Child, Context, Exposed, Field, Furniture, Hint, Link, Piece, Text, Unread
from tqimap.documents.walk import MAX_NAME, MAX_REASON, Budget, walk

pytestmark = pytest.mark.filterwarnings("ignore")  # Pillow warns of damage
CONTEXT = Context(passwords=("infected",))
BUDGET = Budget(depth=3, children=20, unpacked=8 << 20, text=1 << 20, unread=20)
ALL_SEEDS = SEEDS | dict(more_files())
EXAMPLES = examples(25, 50_000 // len(ALL_SEEDS))  # of each seed
LIBRARY_ERRORS: dict[str, tuple[type[Exception], ...]] = {
    "pdf.pdf": (PdfiumError,),
    "archives.tar": (tarfile.ReadError,),
    "archives.libarchive": (ArchiveError,),
    "graphics.image": (Exception,),  # Pillow has a dozen ways
}
FORMATS = {name: sniff(data, name) for name, data in ALL_SEEDS.items()}


def mutants(name: str) -> st.SearchStrategy[bytes]:
    return st.integers(0, 1 << 40).map(lambda number: mutant(ALL_SEEDS[name], number))


def test_every_reader_has_a_seed() -> None:
    assert {readers._READERS.get(format, "carve") for format in FORMATS.values()} == {*readers._FORMATS, "carve"}


@pytest.mark.parametrize("name", SEEDS)
def test_a_seed_itself_is_read(name: str) -> None:
    assert any(isinstance(step.piece, Text | Child | Link | Unread) for step in walk(SEEDS[name], name, CONTEXT))


@pytest.mark.parametrize("name", ALL_SEEDS)
def test_a_reader_gives_pieces_or_an_error_of_its_library(name: str) -> None:
    module = readers._READERS.get(FORMATS[name], "carve")

    def check(data: bytes) -> None:
        begun = time.process_time()
        try:
            for piece in readers.read(FORMATS[name], data, CONTEXT):
                assert isinstance(piece, Piece)
        except Exception as error:
            assert is_of_its_library(error, module, data), repr(error)
        assert time.process_time() - begun < CPU_SECONDS

    seed(SEED)(EXAMPLES(given(mutants(name))(check)))()


def is_of_its_library(error: Exception, module: str, data: bytes) -> bool:
    if module not in ("office.ole", "programs.msi"):
        return isinstance(error, LIBRARY_ERRORS.get(module, ()))
    try:
        CompoundFile(data)
    except Exception:
        return True
    return False


@pytest.mark.parametrize("name", ALL_SEEDS)
def test_the_walk_ends_within_its_budget(name: str) -> None:
    def check(data: bytes) -> None:
        begun = time.process_time()
        children = unpacked = words = 0
        for step in walk(data, "attachment", CONTEXT, BUDGET):
            assert step.path[0] == "attachment"
            assert len(step.path) <= BUDGET.depth + 2
            assert all(len(name) <= MAX_NAME for name in step.path[1:])
            match step.piece:
                case Child(data=inner):
                    children, unpacked = children + 1, unpacked + len(inner)
                case Unread(reason=reason):
                    words += 1
                    assert 0 < len(reason) <= MAX_REASON
                case _:
                    assert isinstance(step.piece, Text | Link | Furniture | Field | Hint | Exposed)
        assert children <= BUDGET.children
        assert unpacked <= BUDGET.unpacked
        assert words <= BUDGET.unread + 1
        assert time.process_time() - begun < CPU_SECONDS

    seed(SEED)(EXAMPLES(given(mutants(name))(check)))()


@seed(SEED)
@examples(200, 10_000)
@given(st.sampled_from(sorted(ALL_SEEDS)).flatmap(mutants))
def test_strings_and_a_format_are_found_in_anything(data: bytes) -> None:
    assert sniff(data, "a.js").isprintable()
    assert all(isinstance(piece, Text | Unread) for piece in carve.read(data, CONTEXT))
