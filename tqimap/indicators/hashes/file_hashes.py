"""Hashes of files, and hexadecimal numbers of their lengths that are none by what stands round them."""

import re

from ..findings.catch import Catch, Span
from ..text.hexadecimal import HASHES, HEXADECIMAL
from ..text.late_patterns import late

LOOK_BACK = 40  # characters before a hash in which its name has room
# What stands before a hexadecimal number that is no hash of a file, though it has the form of one.
_OTHER_HASH = (
    r"(?<![A-Za-z0-9])(imp(?:ort)?[ _-]?hash|ja3s?|hassh(?:server)?|authentihash|pehash|rich[ _-]?hash|vhash|telfhash)"
    r"(?:[\W_]{1,6}(?:hash|digest|md5|fingerprint|value))?(?:; ?content)?\W{0,16}\Z"  # the last of Suricata's rules
)
# What tells one visit to a site from the next, or one request, entry, device, payment or build, and keys, also those of
# a cipher with what it starts from; what a password is proved by (RFC 7616, 3.3): no hash of a file.
_ID = (
    "(?:request|correlation|build|device|trace|span|client|machine|boot|support|order|case|ticket|account|message|event"
    "|job|transaction|session|agent|sensor|host|asset|tenant|customer|user|process|incident|detection|alert|rule|policy"
    "|node|installation|subscription|scan|task)[_ -]?id"
)
_TOKEN = (
    rf"(?:(?:sess(?:ion)?[_-]?(?:id|token|key)?|[cx]srf[_-]?(?:token)?|token|nonce|opaque|(?:expected)?response|receivedhash|etag|{_ID}"
    r"|(?<![a-z])(?:(?:gu|uu|u|s)id|tx(?:[_ -]?(?:id|hash))?)|secret"
    r"|transaction[_ -]?hash|(?:api|licen[cs]e|secret|access|idempotency)[_ -]?key|content-hash"
    r"|(?:aes|rc4|xor|chacha|salsa|blowfish|serpent|des|x?x?tea|sm4|cipher|(?:en|de)cryption|crypto|master|private"
    r"|public|session|shared|symmetric|hmac)(?:[ _-]?(?:ecb|cbc|ctr|gcm|20|128|192|256)){0,2}[ _-]?key"
    r"|(?<![a-z])(?:(?:aes[_ -]?)?iv|salt))"
    rf"(?:[\"'`*]{{0,3}}\s?[=:|]|\sis)|(?<![a-z]){_ID})[\s\"'`*]{{0,4}}\Z"
)
_BEFORE_VALUES, _QUOTES = frozenset("=:dDs"), " \"'`*"  # the last three of "id" and "is"
_TRACE = re.compile(r"-[0-9a-f]{16}-[0-9a-f]{2}(?!\w)")  # behind the identifier of a trace (W3C Trace Context)
_TRANSACTION = r"(?:transactions?|\btxn?)(?: (?:hash|id))?[ :=(\"'`*]{1,5}0x\Z"  # of a chain of blocks
# As a line, with what some programs put before the number, or as the field of a header names it.
_BOUNDARY = re.compile(r"(?:(?:^|\n)[> ]{0,8}--|boundary=[\"']?)[-=_.]*(?:[a-zA-Z]\w{0,15}=?[-_.]+)?\Z")
# Also by which a build takes a tool: ``uses: actions/checkout@``; that of a variable or a key: ``CI_COMMIT_SHA=``,
# ``"gitHead": "``; where something was broken or mended; and behind the author in a list of changes.
_COMMIT = (
    r"(?:\bcommits?(?:-id)?\s{1,9}[\[(`'\"]{0,2}"
    r"|\b(?:commits?(?:-id)?|changesets?|revisions?|rev|ref|tree|git|blob|merge-base|index|head|regress-id)"
    r"(?:(?::[ \t]{0,9}|[ ]{1,2})[\[(`]{0,2}|[ \t]?[=:]\s?[\"']?)|\bparent |head is now at |\bmerge "
    r"|\bgit (?:checkout|show|diff|log|revert|cherry-pick|reset --hard) "
    r"|(?:(?:commit|git(?:hub|lab)?|head|base|vcs)[_-]?(?:commit|sha1?|rev|ref|revision|head|id|hash)"
    r"|\b(?:commit|rev|revision|ref|(?:resolved_)?reference))[\"']?\s?[=:]\s?[\"']?"
    r"|\b(?:fixe[sd]|broken|regress(?:ed|ion)|introduced|revert(?:s|ed)?)(?::|\s(?:by|in|with|since|after|from))?\s{1,9}"
    r"|\b(?:add|remov|replac|chang|merg|backport|cherry-?pick)ed\s(?:in|from|by|with|as)\s{1,9}"
    r"|\bfollow[- ]?up\s(?:to|from|of):?\s{1,9}|\b(?:git|upstream)\ssnapshot\s{1,9}|\btag --contains "
    r"|(?:\x20{3}|@[\w.-]{1,34})>\s{1,3}\["  # the blanks are an address that was taken
    r"|[0-9a-f]{8} into |[0-9a-f]{8}\.{2,3}"
    r"|(?:\A|\n)[> ]{0,8}From "  # as git writes a patch for mail
    r"|/[\w.-]{1,39}@"
    r"|\bcheck(?:ed )?out [\"'`])\Z"
)
# To another commit, or of a patch that is called by it; or a branch of which it is the last one, as git lists them.
# Several: the first of them stands behind the word, with "and" or a comma before the last.
_LISTED_COMMIT = r"\b(?:commit|revision|changeset)s\s{1,9}(?:[0-9a-f]{7,40},?\s{1,9}(?:and\s{1,9})?){1,9}\Z"
_COMMITS_MAX = 360  # characters of them
_BEHIND_COMMIT = re.compile(r"\.(?:\.{1,2}[0-9a-f]{7}|(?:patch|diff)\b)")
_BRANCH = re.compile(r"[ \t]{1,4}(?:refs/|HEAD\s|\((?:HEAD|tag: |origin/))")
# The last word, or sign, of all that stands before a commit, and what may be between: most hashes have none of these.
_LAST_BEFORE_COMMIT = frozenset(
    """commit commits id changeset changesets revision revisions rev ref tree parent git blob base index head at merge
    into from out sha hash githead headsha commitid commithash commitsha checkout
    reference fixes fixed broken regressed regression introduced revert reverts reverted by in with since after . @
    > show diff log pick hard as of to snapshot contains""".split()
)
_BEFORE_LISTED = frozenset({"and", ","})
_BESIDE_COMMIT = " \t\r\n\"'`[(:=1"  # the number is that of SHA-1
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# The rest of a line of ``git submodule status``: a directory, and how git calls the commit.
_SUBMODULE = (
    r" [\w./+-]{1,160} \((?:(?:heads|remotes|tags)/[^\s()]{1,80}"
    r"|v?[0-9][\w.]{0,40}(?:-[0-9]{1,6}-g[0-9a-f]{7,40}|-rc[0-9]+)?)\)\s"
)
_OF_SUBMODULE = ("\n ", "\n+", "\n-", "\nU")  # whether it is as it should be
# What a package manager, or an archive of Debian, says of its own packages (Debian Policy, 5.6.24); before the number,
# and behind it.
_OF_PACKAGE = r"(?:--hash=(?:sha256|sha384|sha512):|\nchecksum = \"|\.(?:whl|tar\.gz)\", hash = \"(?:sha256|sha512):)\Z"
_IN_ARCHIVE = (
    r" [0-9]{2,12} (?:[\w/-]{2,40} (?:required|important|standard|optional|extra|-) )?"
    r"[\w.+-]{1,99}_[\w.+~:-]{1,99}\.(?:u?deb|dsc|changes|buildinfo|(?:tar|diff)\.[a-z0-9]{2,4}(?:\.asc)?)\s"
)
_BLANKS = frozenset(" \t")
_BEFORE_HASH = frozenset(':"')
# RFC 9580, 5.5.4; also as GnuPG lists keys for programs.
_PGP_KEY = re.compile(
    r"(?:(?:pgp|gpg|\b)(?:keys?|key[ -]?ids?|pgp|gpg)\b[^\n]{0,16}|(?:\A|\n)[> ]{0,8}fpr:{9})\Z", re.IGNORECASE
)


def take_hash(catch: Catch, name: str, start: int) -> None:
    """The hash by which a file is called."""
    written = name.partition(".")[0]
    type_ = HASHES.get(len(written), "") if HEXADECIMAL.match(written) and written.strip(written[:2]) else ""
    if type_:
        catch.take(type_, written.lower(), (start, start + len(written)), "hash as the name of a file")


def take_labelled(catch: Catch, type_: str, value: str, span: Span) -> bool:
    """Take or drop a hash of which what stands before it says that it is no file's; whether it does."""
    before = catch.text[max(0, span[0] - LOOK_BACK) : span[0]]
    low = before.lower()
    other = late(_OTHER_HASH, re.IGNORECASE).search(before) if "ash" in low or "ssh" in low or "ja" in low else None
    if other:
        catch.take("String", value, span, "hash of a part", (("Hash Type", other[1].lower()),))
    elif ("--" in before or "boundary=" in before) and _BOUNDARY.search(before):
        catch.drop(type_, value, span, "MIME boundary")
    elif _is_token(catch.text, before, low, span[1]):
        catch.drop(type_, value, span, "token")
    elif type_ == "SHA-256" and low.endswith("0x") and late(_TRANSACTION).search(low):
        catch.drop(type_, value, span, "transaction")
    elif _is_of_package(catch.text, before, span[1]):
        catch.drop(type_, value, span, "hash of a package")
    elif type_ == "SHA-1" and _is_commit(catch.text, before, span):
        catch.drop(type_, value, span, "commit")
    elif type_ == "SHA-1" and catch.text[span[0] : span[1]].isupper() and _PGP_KEY.search(before):
        catch.drop(type_, value, span, "key of OpenPGP")
    else:
        return False
    return True


def _is_token(text: str, before: str, low: str, end: int) -> bool:
    last = before.rstrip(_QUOTES)[-1:]
    if (last in _BEFORE_VALUES or (last == "|" and "key" in low)) and late(_TOKEN).search(low):
        return True
    return _TRACE.match(text, end) is not None


def _is_of_package(text: str, before: str, end: int) -> bool:
    if before[-1:] in _BEFORE_HASH and late(_OF_PACKAGE).search(before):
        return True
    return (
        text[end : end + 1] == " " and text[end + 1 : end + 2].isdecimal() and bool(late(_IN_ARCHIVE).match(text, end))
    )


def names_branch(text: str, end: int) -> bool:
    """Whether a branch stands behind the hash that ends here, as behind its last commit."""
    return text[end : end + 1] in _BLANKS and _BRANCH.match(text, end) is not None


def _is_commit(text: str, before: str, span: Span) -> bool:
    start, end = span
    words = before.lower().rstrip(_BESIDE_COMMIT)
    last = words[len(words.rstrip(_LETTERS)) :] or words[-1:]
    if last in _LAST_BEFORE_COMMIT and late(_COMMIT, re.IGNORECASE).search(before):
        return True
    if last in _BEFORE_LISTED and late(_LISTED_COMMIT, re.IGNORECASE).search(
        text[max(0, start - _COMMITS_MAX) : start]
    ):
        return True
    if _BEHIND_COMMIT.match(text, end) or names_branch(text, end):
        return True
    if before[-1:] == "+" and before[-2:-1].isdecimal():  # of which a version was built (Semantic Versioning 2.0.0, 10)
        return True
    return text.startswith(_OF_SUBMODULE, start - 2) and late(_SUBMODULE).match(text, end) is not None
