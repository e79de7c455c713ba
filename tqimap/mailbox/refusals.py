"""What it means that a mail server refuses to open, to search or to mark, and what to do about it."""

from collections.abc import Callable, Sequence

from tqimap.config.settings import one_inbox
from tqimap.errors import MailboxError, MailboxFolderError, MailboxRefused
from tqimap.mailbox.listing import nearest
from tqimap.mailbox.wording import not_now, plain


def not_opened(folder: str, username: str, error: MailboxRefused, folders: Callable[[], Sequence[str]]) -> MailboxError:
    """Why a folder was not opened: it is missing, or the server said something else. ``folders`` lists all names."""
    name, username = plain(folder), plain(username)
    if not_now(str(error)):
        said = str(error).rstrip(".")
        return MailboxFolderError(f"The folder {name} cannot be opened: {said}. The next run tries again")
    names = list(map(one_inbox, folders()))
    if "not connected" in str(error):
        return MailboxError(
            f"{username} may log in, but {error} Either the user or app lacks the right to this "
            "mailbox, or IMAP Username names another one, or too many sessions are open (README, Signing in)"
        )
    if not names or one_inbox(folder) in names:
        return MailboxFolderError(f"The folder {name} cannot be opened: {error}")
    if one_inbox(folder) == "INBOX":  # who has none (Cyrus) or may not see it, may still have others
        return MailboxFolderError(f"The folder {name} cannot be opened: {error}{nearest(folder, names)}")
    return MailboxFolderError(f"There is no folder {name}{nearest(folder, names)}")


def not_searched(error: MailboxRefused, charset: str | None) -> MailboxRefused:
    """Why nothing was searched with criteria in this ``charset``."""
    said = str(error).rstrip(".")
    if not_now(said):
        return MailboxRefused(f"{said}. The next run tries again")
    if charset is None:
        return error
    return MailboxRefused(f"{said}. It may not search in {charset}: write senders and subjects in ASCII")


def not_marked(error: MailboxRefused, needs: str, *, is_set: bool) -> MailboxRefused:
    """What it means that the mark could not be set, or that the server did not tell whether it is there now.

    ``needs`` is the right that setting it takes.
    """
    if is_set:
        how = "whether it stays marked was not told; the next run sees that"
    elif not_now(str(error)):
        how = "not marked; the next run does that"
    else:
        how = f"not marked: the user needs {needs}, or set done to ledger"
    said = str(error).rstrip(".")
    return MailboxRefused(f"{said}. The mail is in ThreatQ, but {how}")
