"""PDF documents made from their objects, honest and hostile, without a library."""

import hashlib
import zlib

from Cryptodome.Cipher import ARC4

_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def stream(dictionary: str, data: bytes) -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (dictionary.encode(), len(data), data)


def flate(dictionary: str, data: bytes, level: int = 9) -> bytes:
    return stream(f"{dictionary} /Filter /FlateDecode", zlib.compress(data, level))


def document(objects: dict[int, bytes | str], trailer: str = "") -> bytes:
    """A document of these objects; number 1 is the catalog."""
    body, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content.encode("latin-1") if isinstance(content, str) else content)
    start = len(body)
    body += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        body += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    return bytes(body) + f"trailer\n<</Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode(
        "latin-1"
    )


def page(
    text: str = "", catalog: str = "", page: str = "", more: dict[int, bytes | str] | None = None, trailer: str = ""
) -> bytes:
    """A document with one page that shows ``text``; the rest goes into catalog, page and further objects (from 10)."""
    content = b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text.encode("latin-1")
    return document(
        {
            1: f"<</Type /Catalog /Pages 2 0 R {catalog}>>",
            2: "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            3: "<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            f"/Resources <</Font <</F1 5 0 R>> /XObject <</X 10 0 R>>>> {page}>>",
            4: flate("", content),
            5: "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
            **(more or {}),
        },
        trailer,
    )


def encrypted_page(text: str, password: str, url: str) -> bytes:
    """The same with an open action, under the standard security handler, revision 2: RC4 of 40 bits (7.6.3)."""
    user = password.encode()[:32] + _PADDING
    owner = ARC4.new(hashlib.md5(user[:32]).digest()[:5]).encrypt(user[:32])
    key = hashlib.md5(user[:32] + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + b"id").digest()[:5]

    def encrypt(number: int, data: bytes) -> bytes:
        object_key = hashlib.md5(key + number.to_bytes(3, "little") + b"\x00\x00").digest()[:10]
        return ARC4.new(object_key).encrypt(data)

    content = encrypt(4, b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text.encode("latin-1"))
    check = ARC4.new(key).encrypt(_PADDING)
    action = f"<</S /URI /URI <{encrypt(10, url.encode()).hex()}>>>"
    more = {
        4: stream("", content),
        10: action,
        11: f"<</Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{check.hex()}>>>",
    }
    return page(catalog="/OpenAction 10 0 R", more=more, trailer="/Encrypt 11 0 R /ID [<6964> <6964>]")
