"""Addresses of cryptocurrencies; each kind carries a checksum, and only what passes it is one."""

import re

from .keccak import keccak_256

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
# First character to (name, version bytes) of the kinds that are written in Base58Check.
_VERSIONS: dict[str, tuple[tuple[str, bytes], ...]] = {
    "1": (("Bitcoin", b"\x00"),),
    "3": (("Bitcoin", b"\x05"),),
    "L": (("Litecoin", b"\x30"),),
    "M": (("Litecoin", b"\x32"),),
    "D": (("Dogecoin", b"\x1e"),),
    "A": (("Dogecoin", b"\x16"),),
    "X": (("Dash", b"\x4c"),),
    "T": (("Tron", b"\x41"),),
    "t": (("Zcash", b"\x1c\xb8"), ("Zcash", b"\x1c\xbd")),
}


def _feedback(top: int) -> int:
    value = 0
    for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
        value ^= generator if top >> bit & 1 else 0
    return value


_FEEDBACK = tuple(map(_feedback, range(32)))  # of the checksum of BIP 173, for the five bits that leave the register
_SEGWIT = {"bc": "Bitcoin", "ltc": "Litecoin"}
# The form that all of them have; a first look, so that not every word of base64 is counted through.
COIN = (
    r"[13LMDAXTtr][1-9A-HJ-NP-Za-km-z]{25,34}\Z|(?:bc|BC|ltc|LTC)1[0-9A-Za-z]{8,80}\Z|0x[0-9a-fA-F]{40}\Z"
    r"|[48][1-9A-Za-z]{94,105}\Z"
)
_ETHEREUM = re.compile(r"0x[0-9a-fA-F]{40}\Z")
_SPEAKS_OF_ETHEREUM = re.compile(r"eth|ether|wallet|address|contract|crypto|token|usdt|bnb|0x", re.IGNORECASE)
_MONERO_LENGTHS = (95, 106)  # characters of an address, and of one with the identifier of a payment
_BASE58_MAX = 35  # characters of any other address with such a checksum
_MONERO_SIZES = {11: 8, 7: 5}  # characters of a block of Base58 to bytes (Monero counts in blocks of 8 bytes)


def is_slow(run: str) -> bool:
    """Whether the checksum of this address is a Keccak hash, which no library does for us."""
    return len(run) >= min(_MONERO_LENGTHS) or (
        run.startswith("0x") and run[2:] not in (run[2:].lower(), run[2:].upper())
    )


def coin_of(run: str, before: str) -> str:
    """The currency of which a run of letters and digits is an address, or nothing; ``before`` is what stands before."""
    if run[:2] == "0x":
        return "Ethereum" if _is_ethereum(run, before) else ""
    if len(run) in _MONERO_LENGTHS and run[0] in "48":
        return "Monero" if _is_monero(run) else ""
    prefix, _, _ = run.lower().rpartition("1")
    if prefix in _SEGWIT and run in (run.lower(), run.upper()):
        return _SEGWIT[prefix] if _is_bech32(prefix, run.lower()[len(prefix) + 1 :]) else ""
    if run[0] == "r" and len(run) <= _BASE58_MAX:
        return "Ripple" if _base58check(run, _RIPPLE, 25)[:1] == b"\x00" else ""
    if len(run) > _BASE58_MAX:
        return ""
    for name, version in _VERSIONS.get(run[0], ()):
        if _base58check(run, _BASE58, 24 + len(version)).startswith(version):
            return name
    return ""


def _base58check(run: str, alphabet: str, size: int) -> bytes:
    """The bytes without their checksum, or none where it does not fit."""
    number = 0
    for character in run:
        digit = alphabet.find(character)
        if digit < 0:
            return b""
        number = number * 58 + digit
    if number >> (8 * size):
        return b""
    from hashlib import sha256  # it loads OpenSSL, for which few texts have a use

    data = number.to_bytes(size, "big")
    payload, checksum = data[:-4], data[-4:]
    return payload if sha256(sha256(payload).digest()).digest()[:4] == checksum else b""


def _is_bech32(prefix: str, data: str) -> bool:
    """Bech32 and Bech32m (BIP 173, BIP 350)."""
    values = [_BECH32.find(character) for character in data]
    if min(values, default=-1) < 0 or not 8 <= len(values) <= 80:
        return False
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values
    check = 1
    for value in expanded:
        check = (check & 0x1FFFFFF) << 5 ^ value ^ _FEEDBACK[check >> 25]
    return check in (1, 0x2BC830A3)


def _is_ethereum(run: str, before: str) -> bool:
    """Mixed case is a checksum (EIP-55); without one, the words before must speak of it."""
    if not _ETHEREUM.match(run):
        return False
    digits = run[2:]
    if digits in (digits.lower(), digits.upper()):
        return bool(_SPEAKS_OF_ETHEREUM.search(before)) and len(set(digits)) > 3
    digest = keccak_256(digits.lower().encode()).hex()
    return all(c == (c.upper() if int(digest[i], 16) > 7 else c.lower()) for i, c in enumerate(digits))


def _is_monero(run: str) -> bool:
    data = b""
    for at in range(0, len(run), 11):
        block = run[at : at + 11]
        number = 0
        for character in block:
            digit = _BASE58.find(character)
            if digit < 0:
                return False
            number = number * 58 + digit
        size = _MONERO_SIZES.get(len(block), 0)
        if number >> (8 * size):
            return False
        data += number.to_bytes(size, "big")
    return keccak_256(data[:-4])[:4] == data[-4:]
