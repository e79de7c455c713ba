"""From pieces to documents for the engine: links of one spot together, each as it is meant."""

import pytest

from tqimap.documents.pieces import Furniture, Link
from tqimap.documents.walk import Walked
from tqimap.indicators import find
from tqimap.model import Document, Place
from tqimap.reader.texts import documents


@pytest.mark.parametrize(
    "address",
    [
        r"\\44.128.7.21\share\a.lnk",
        r"file://\\44.128.7.21\share\a.lnk",
        r"FILE:///\\44.128.7.21\share\a.lnk",
        "file://44.128.7.21/share/a.lnk",
        "file:////44.128.7.21/share/a.lnk",
        "file://///44.128.7.21/share/a.lnk",
    ],
)
def test_a_link_to_a_share_names_its_server(address: str) -> None:
    (document,) = documents([Walked((), Link(address, "a href"))], lambda path, spot: Place(path=path, spot=spot))
    assert isinstance(document, Document)
    found = {item.value for item in find(document.text, kind=document.kind).found}
    assert found in (
        {"44.128.7.21", r"\\44.128.7.21\share\a.lnk"},
        {"file://44.128.7.21/share/a.lnk"},
    )


def test_the_lines_of_a_signature_stay_apart() -> None:
    walked = [Walked((), Furniture(text, "signature")) for text in ("Bob, quota-demo.com\nSoC", "Eve, quota-two.com")]
    (document,) = documents(walked, lambda path, spot: Place(path=path, spot=spot))
    assert isinstance(document, Document)
    dropped = find(document.text, kind=document.kind, dropped=True).dropped
    assert [item.value for item in dropped] == ["quota-demo.com", "quota-two.com"]
