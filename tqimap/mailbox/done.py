"""How a message is marked as done, and which are not yet: one class for each done mode.

Each refuses a folder in which the server would not keep its mark: then every run would send everything again.
"""

from collections.abc import Iterator, Mapping, Sequence

from tqimap.batched import batched
from tqimap.config.settings import Done
from tqimap.errors import MailboxReadOnly
from tqimap.mailbox.client import Client
from tqimap.mailbox.listing import folders, nearest
from tqimap.mailbox.wording import plain

UIDS_PER_COMMAND = 200  # Exchange fails on very long sets, Dovecot on 20,000 scattered UIDs

Opened = Mapping[bytes, object]  # what imapclient makes of the answer to SELECT
Answers = Mapping[int, Mapping[bytes, object]]  # what the server says of messages, by UID


class Mode:
    """A way to tell messages that are done from those that are not. A subclass has what differs from here."""

    read_only = False  # True: the folder is opened with EXAMINE, in which nothing can be marked
    criteria: tuple[str, ...] = ()  # of those that are not done, for SEARCH
    rights = ""  # what a user must be allowed to, by the letters of RFC 4314, 2.1
    needs = "nothing"  # the same in words

    def check(self, client: Client, folder: str, opened: Opened) -> None:
        """Raises MailboxReadOnly where the folder cannot keep the mark."""

    def keep_open(self, client: Client, fetched: Answers) -> bool:
        """Take the mark off messages that have got it by being fetched: nobody knows yet what becomes of them.

        Whether it is off.
        """
        return True

    def mark(self, client: Client, uids: Sequence[int]) -> None:
        """Mark messages."""

    def kept(self, client: Client, uids: Sequence[int]) -> set[int]:
        """Those of the messages, which have just been marked, that are seen to keep the mark."""
        return set(uids)


class _Flag(Mode):
    """A flag or keyword, read back after it was set: a server may say OK and do nothing.

    Courier, where it may not write into the directory of the mail, admits that only when it is asked for news (NOOP).
    """

    needs = "the right to set flags"

    def __init__(self, flag: str, criteria: tuple[str, ...]) -> None:
        self._flag = flag
        self.criteria = criteria
        self.rights = "s" if flag == "\\Seen" else "w"

    def check(self, client: Client, folder: str, opened: Opened) -> None:
        permanent = opened.get(b"PERMANENTFLAGS")
        if not isinstance(permanent, tuple):
            return  # a server that does not say so keeps all flags (RFC 9051, 7.1)
        if not permanent and b"READ-ONLY" in opened:
            return  # opened by EXAMINE, where a server may say that it keeps none just now
        name, kept = plain(folder), {bytes(flag).lower() for flag in permanent}
        if kept == {rb"\*"}:
            return  # names no flag at all, as servers of go-imap do: what is kept shows when it is read back
        keyword = not self._flag.startswith("\\")
        if self._flag.lower().encode() not in kept and not (keyword and rb"\*" in kept):
            if keyword:
                raise MailboxReadOnly(
                    f"The server does not keep the keyword {self._flag} in {name}. Set done to seen, move or ledger"
                )
            raise MailboxReadOnly(
                f"The server does not keep the flag {self._flag} in {name}. Give the user the right to set flags, or "
                "set done to ledger"
            )

    def keep_open(self, client: Client, fetched: Answers) -> bool:
        """There are servers for which BODY.PEEK is BODY, which sets \\Seen (RFC 9051, 6.4.5)."""
        marked = self._marked(fetched)
        if not marked:
            return True
        client.remove_flags(marked, [self._flag], silent=True)
        return not self.kept(client, marked)

    def mark(self, client: Client, uids: Sequence[int]) -> None:
        for some in chunks(uids):
            client.add_flags(some, [self._flag], silent=True)

    def kept(self, client: Client, uids: Sequence[int]) -> set[int]:
        client.noop()
        return {uid for some in chunks(uids) for uid in self._marked(client.fetch(some, ["FLAGS"]))}

    def _marked(self, answers: Answers) -> list[int]:
        return [uid for uid, answer in answers.items() if self._has(answer.get(b"FLAGS"))]

    def _has(self, flags: object) -> bool:
        mine = self._flag.lower().encode()
        return isinstance(flags, tuple) and any(isinstance(f, bytes) and f.lower() == mine for f in flags)


class _Move(Mode):
    """Another folder (RFC 6851). What is still in the folder is not done."""

    rights = "te"

    def __init__(self, target: str) -> None:
        self._target = target
        self.needs = f"the rights to remove messages here and to add them to {plain(target)}"

    def check(self, client: Client, folder: str, opened: Opened) -> None:
        if not client.has_capability("MOVE"):
            raise MailboxReadOnly("The server cannot MOVE messages. Set done to seen, keyword or ledger")
        if not folders(client, self._target):
            others = nearest(self._target, folders(client))
            raise MailboxReadOnly(
                f"There is no folder {plain(self._target)} (done_folder){others}. Make it, or name another one"
            )

    def mark(self, client: Client, uids: Sequence[int]) -> None:
        for some in chunks(uids):
            client.move(some, self._target)

    def kept(self, client: Client, uids: Sequence[int]) -> set[int]:
        return set(uids) - set(present(client, uids))


class _Ledger(Mode):
    """The ledger alone knows what is done, and the mailbox stays untouched."""

    read_only = True


class _Rehearsal(Mode):
    """Finds what another mode finds, and marks nothing."""

    read_only = True

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self.criteria = mode.criteria
        self.rights = mode.rights
        self.needs = mode.needs

    def check(self, client: Client, folder: str, opened: Opened) -> None:
        """EXAMINE does not tell what could be marked; where the server knows of rights, they do."""
        self._mode.check(client, folder, opened)
        if not self.rights or (given := client.my_rights(folder)) is None:
            return
        may = given if {"t", "e"} & set(given) else given.replace("d", "te")  # the letter before RFC 4314 (2.1.1)
        if missing := "".join(right for right in self.rights if right not in may):
            raise MailboxReadOnly(
                f"The user may not mark messages in {plain(folder)} (rights {plain(given)}, without {missing}). Give "
                f"the user {self.needs}, or set done to ledger"
            )


def mode(done: Done) -> Mode:
    """The done mode that the configuration asks for, or a rehearsal of it."""
    return _Rehearsal(_mode(done)) if done.rehearsal else _mode(done)


def _mode(done: Done) -> Mode:
    match done.mode:
        case "seen":
            return _Flag("\\Seen", ("UNSEEN",))
        case "keyword":
            return _Flag(done.keyword, ("UNKEYWORD", done.keyword))
        case "move":
            return _Move(done.folder)
        case "ledger":
            return _Ledger()


def present(client: Client, uids: Sequence[int]) -> Iterator[int]:
    """Those of the messages that the folder holds.

    Asked for news first, since a server may go on to answer for messages that others have removed (RFC 2180, 4.1.1).
    """
    if uids:
        client.noop()
    for some in chunks(uids):
        yield from client.fetch(some, ["UID"])


def chunks(uids: Sequence[int]) -> Iterator[list[int]]:
    """As many UIDs as one command may name."""
    return map(list, batched(uids, UIDS_PER_COMMAND))
