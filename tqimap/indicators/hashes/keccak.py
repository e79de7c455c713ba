"""Keccak-256 as Ethereum and Monero use it: before NIST changed the padding for SHA-3, which is all that hashlib has.

From the reference: https://keccak.team/keccak_specs_summary.html
"""

_MASK = (1 << 64) - 1
_RATE = 136  # bytes absorbed at once, for a digest of 256 bits
# Steps rho and pi as one walk through the lanes: to which lane the last one goes, rotated by how much.
_WALK = (
    (10, 1), (7, 3), (11, 6), (17, 10), (18, 15), (3, 21), (5, 28), (16, 36), (8, 45), (21, 55), (24, 2), (4, 14),
    (15, 27), (23, 41), (19, 56), (13, 8), (12, 25), (2, 43), (20, 62), (14, 18), (22, 39), (9, 61), (6, 20), (1, 44),
)  # fmt: skip
_ROUND_CONSTANTS = (
    0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
)  # fmt: skip


def keccak_256(data: bytes) -> bytes:
    """The digest of the data, 32 bytes."""
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % _RATE))
    padded[-1] |= 0x80
    lanes = [0] * 25
    for block in range(0, len(padded), _RATE):
        for i in range(_RATE // 8):
            lanes[i] ^= int.from_bytes(padded[block + 8 * i : block + 8 * i + 8], "little")
        _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _permute(a: list[int]) -> None:
    for constant in _ROUND_CONSTANTS:
        c = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        for x in range(5):
            after = c[(x + 1) % 5]
            d = c[x - 1] ^ ((after << 1 | after >> 63) & _MASK)
            for lane in range(x, 25, 5):
                a[lane] ^= d
        last = a[1]
        for lane, bits in _WALK:
            last, a[lane] = a[lane], (last << bits | last >> (64 - bits)) & _MASK
        for row in range(0, 25, 5):
            b0, b1, b2, b3, b4 = a[row : row + 5]
            a[row : row + 5] = b0 ^ (~b1 & b2), b1 ^ (~b2 & b3), b2 ^ (~b3 & b4), b3 ^ (~b4 & b0), b4 ^ (~b0 & b1)
        a[0] ^= constant
