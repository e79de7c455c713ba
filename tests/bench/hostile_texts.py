"""Texts made to keep a search busy: one piece repeated without end, the half of everything that can be matched."""

# Name to the piece that is repeated; {n} in a piece is its number, so that no two are alike.
PIECES = {
    "letters": "a", "digits": "1", "hexadecimal": "f", "base58": "1A", "base64": "ab+/", "blanks": " ", "line ends": "\n",
    "dots": ".", "a.": "a.", "1.": "1.", "1.2.3.": "1.2.3.", "quads": "1.2.3.4", "quads and slash": "1.2.3.4/",
    "a-": "a-", "a_": "a_", "-": "-", "@": "@", "a@": "a@", "a@b.": "a@b.", "a@b.com": "a@b.com", "%2e": "%2e", "a%2ea": "a%2ea", "%40": "%40",
    "%3a%2f%2f": "http%3a%2f%2fa", "://": "://", "http://": "http://", "http://a": "http://a", "hxxp": "hxxp", "h**p://": "h**p://",
    "http:/": "http:/", "http:\\\\": "http:\\\\a", "\\/": "http:\\/\\/a\\/", "http://a)": "http://a.com/)", "url brackets": "http://a.com/((",
    "url commas": "http://a.com/,", "[": "[", "(": "(", "{": "{", "<": "<", "]": "]", "[.": "[.", "[.]": "[.]", "a[.]": "a[.]",
    "a[.": "a[.", "a.]": "a.]", "a(": "a(", "[dot": "[dot", "[dot]": "a[dot]", "[[": "[[.", " dot ": " dot ", "a dot ": "a dot ", "a . ": "a . ",
    "1 . ": "1 . ", "a at ": "a at ", "a at b.": "a at b.c ", "a @ ": "a @ b.c ", "-dot-": "a-dot-", "DOT": "aDOT", "'.'": "a'.'", " .com": "a .com",
    "\\.": "a\\.", "\\": "\\", "\\\\": "\\\\a", "c:\\": "c:\\", "c:\\a ": "c:\\a b ", "%a%\\": "%a%\\a", "HKLM\\": "HKLM\\", "HKLM\\a ": "HKLM\\a b ", "/tmp/": "/tmp/",
    "/tmp/a ": " /tmp/a", ":": ":", "::": "::", "a:": "a:", "1:": "1:", "1:2:": "1:2:3:", "f::": "f:: ", "aa:": "aa:bb:cc:", "aa-": "aa-bb-",
    "3:a:": "3:aaaaaa:", "96:": "96:aaaaaaaa:aaa ", "CVE-": "CVE-", "CVE-2021-": "CVE-2021-", "AS": "AS", "AS1": "AS1 ", "T1": "T1" + "a" * 70,
    "&": "&", "&#46;": "a&#46;", "&amp;": "http://a.com/?&amp;", "&quot;": "http://a.com/&quot", "mutex": "mutex", "mutex name ": "mutex name ",
    "file:": "file:", "user-agent": "user-agent: ", "serial": "serial number: 00", "Mozilla": "Mozilla/5.0 (", "Mozilla a/": "Mozilla/5.0 (a) a/1 ",
    "subject": "subject: CN=", "quotes": "\"", "\"@": "\"a\"@", "'": "'", "`": "`", "|": "|", "tabs": "\t", "> ": "\n> ", "<http": "<http://a\n",
    "broken lines": "http://" + "a" * 60 + "-\n", "full width dot": "a\uff0e", "zero width": "a\u200b", "soft hyphen": "\u00ad", "cjk": "\u8bbf\u95ee",
    "cjk names": "\u8bbf.com", "ideographic dots": "\u3002", "unlike": "\U0001d41a", "surrogates": "\ud800", "nul": "\x00",
    "addresses": "{n}.1.2.3\n", "names": "host{n}.example{n}.com\n", "urls": "http://host{n}.com/p\n", "mails": "user{n}@host{n}.com ",
    "ipv6": "2606:4700::{n} ", "networks": "2606:4700:{n}::/48 ", "wallets": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe{d} ",
    "monero": "44Ds8fbC3HWQCcwQotgrNDUWnmDixpQPG7YLh5h2rzSMQrxCRXeSjQvH8LRPNGSyqvXcKeEk3umZ7T2wzFAgovF15UckBx{d} ",
    "bech32": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5md{d} ", "base58 addresses": "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNV{d}2 ",
    "hashes": "d41d8cd98f00b204e9800998ecf84{d}7e ", "half hashes": "d41d8cd98f00b204e9800998ecf842\n",
    "safelinks": "https://a.safelinks.protection.outlook.com/?url=http%3A%2F%2Fh{n}.com ", "proofpoint": "https://urldefense.com/v3/__http:/h{n}.com/***;!!",
    "nested wrappers": "https://www.google.com/url?q=", "files": "file{n}.zip ", "versions": "version 1.2.3.4 ",
}  # fmt: skip
WHOLE = {
    "one long URL": lambda size: "http://a.com/" + "a" * size,
    "one long number": lambda size: "http://" + "9" * size,
    "one long query": lambda size: "http://a.com/?" + "a=b&" * (size // 4),
    "one long address": lambda size: "a" * size + "@a.com",
    "one long host": lambda size: "a." * (size // 2) + "com",
    "one long spaced host": lambda size: "a . " * (size // 4) + "com",
    "one long wrapper": lambda size: "https://urldefense.com/v3/__http://a.com/" + "*" * size + "__;" + "A" * 8 + "!!",
    "one long path": lambda size: "c:\\" + "a\\" * (size // 2),
    "one long list line": lambda size: "a.com," * (size // 6),
}


def text(name: str, size: int) -> str:
    """The text of this name, of this many characters."""
    if name in WHOLE:
        return WHOLE[name](size)[:size]
    piece = PIECES[name]
    if "{n}" not in piece and "{d}" not in piece:
        return (piece * (size // len(piece) + 1))[:size]
    number = size // len(piece) + 1
    return "".join(piece.replace("{n}", f"{n:x}").replace("{d}", "0123456789abcdef"[n % 16]) for n in range(number))[:size]


NAMES = (*PIECES, *WHOLE)
