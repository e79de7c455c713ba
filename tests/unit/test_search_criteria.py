"""The filters of the configuration as criteria of SEARCH: whoever is named there is looked for."""

import pytest

from tqimap.config.settings import Done
from tqimap.mailbox.criteria import criteria


def found(program: list[object], sender: str) -> bool:
    """Whether the criteria, read as a server reads them (RFC 9051, 6.4.4), find an undeleted message of this sender."""

    def key() -> bool:
        match program.pop(0):
            case "NOT":
                return not key()
            case "OR":
                return key() | key()  # both are read
            case "DELETED":
                return False
            case "FROM":
                return str(program.pop(0)) == sender
        raise AssertionError("a key that RFC 9051 does not know")

    answers = []
    while program:
        answers.append(key())
    return all(answers)


@pytest.mark.parametrize("senders", [("a",), ("a", "b"), ("a", "b", "c", "d")])
def test_each_sender_is_looked_for_and_no_other(senders: tuple[str, ...]) -> None:
    program = criteria(Done(senders=senders))
    assert [found(list(program), sender) for sender in (*senders, "x")] == [True] * len(senders) + [False]


def test_without_filters_every_sender_is_found() -> None:
    assert found(criteria(Done()), "x")
