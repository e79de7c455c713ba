"""Office documents of all formats with a password (MS-OFFCRYPTO), opened by msoffcrypto-tool if a known one fits."""

import io
import re
import tempfile
from collections.abc import Iterator
from typing import Any

from tqimap.documents.compound_file import Storage
from tqimap.documents.passwords import candidates, opened_with
from tqimap.documents.pieces import Child, Context, Piece, Unread
from tqimap.documents.readers import missing_extra

DEFAULT_PASSWORD = "VelvetSweatshop"  # Excel opens workbooks with it unasked (MS-OFFCRYPTO 2.1.1 note)
MAX_ROUNDS = 8_000_000  # of hashing over all passwords, about 8 s; Office uses 100,000 for each

_SPIN_COUNT = re.compile(rb'spinCount="(\d+)"')


def pieces(storage: Storage, context: Context) -> Iterator[Piece]:
    """The document in clear as a child, and the password; or why there is none."""
    try:
        import msoffcrypto  # type: ignore[import-untyped]
    except ImportError:
        yield missing_extra("Office document with a password", "office-crypt")
        return
    if not storage.is_root:
        yield Unread(f"{storage.name}: embedded document with a password")
        return
    passwords = _affordable([DEFAULT_PASSWORD, *candidates(context)], storage.read("EncryptionInfo"))
    try:
        if storage.file.is_endless():
            yield Unread("Office document with a password: its streams never end")
            return
        document = msoffcrypto.OfficeFile(io.BytesIO(storage.file.data))
        password = next((word for word in passwords if _fits(document, word)), None)
        if password is None:
            yield Unread(f"Office document with a password: none of {len(passwords)} known passwords opens it")
            return
        clear = _decrypted(document)
    except Exception as error:  # the library raises whatever its parsers meet
        yield Unread(f"Office document with a password: not opened ({type(error).__name__})")
        return
    yield opened_with(password)
    yield Child("decrypted", clear)


def _decrypted(document: Any) -> bytes:
    """The library takes the formats before 2007 through temporary files, of which a confined child may write none."""
    clear = io.BytesIO()
    on_disk = tempfile.TemporaryFile
    tempfile.TemporaryFile = io.BytesIO  # type: ignore[assignment]
    try:
        document.decrypt(clear)
    finally:
        tempfile.TemporaryFile = on_disk
    return clear.getvalue()


def _fits(document: Any, password: str) -> bool:
    """Whether the library takes the password; the formats before 2007 check it unasked."""
    from msoffcrypto.exceptions import InvalidKeyError  # type: ignore[import-untyped]

    verification = {"verify_password": True} if document.format == "ooxml" else {}
    try:
        document.load_key(password=password, **verification)
    except InvalidKeyError:
        return False
    return True


def _affordable(passwords: list[str], encryption: bytes) -> list[str]:
    """As many as may be tried: the document itself says how costly each is."""
    told = _SPIN_COUNT.search(encryption)
    rounds = int(told[1][:12]) if told else 1
    return passwords[: MAX_ROUNDS // max(rounds, 1)]
