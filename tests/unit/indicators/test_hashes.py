"""Hashes and addresses of cryptocurrencies: what is recognised, and what only looks like it, with the reason."""

from hashlib import md5, sha1, sha256

import pytest
from finds import MD5, SHA1, SHA256, found

from tqimap.indicators import find

IN_BYTES = ":".join(SHA1[i : i + 2] for i in range(0, 40, 2)).upper()
APART = IN_BYTES.replace(":", " ")

KEPT = [
    ("MD5", f"{MD5}hash -something", MD5, "the next word is glued to it"),
    ("SHA-1", f"{SHA1}malicious", SHA1, "the next cell is glued to it"),
    ("SHA-1", f"dropped from {SHA1}, file_sha1: {SHA1}", SHA1, "a file's"),
    ("SHA-1", f"> [{SHA1}]", SHA1, "quoted, and no author before it"),
    ("MD5", f" {MD5} 79204 evil.deb\n", MD5, "no package as Debian calls them"),
    ("SHA-1", f"sha1=x parent={SHA1}\nParent: {SHA1}", SHA1, "the program that began another one"),
    ("SHA-1", f"sha1: {SHA1} bob@{SHA1}", SHA1, "no commit"),
    ("MD5", f"md5={MD5};", MD5, "32 digits"),
    ("MD5", rf"\t{MD5}", MD5, "behind the escape of a tabulator that begins the text"),
    ("SHA-1", f"SHA1 Fingerprint={IN_BYTES}", SHA1, "byte by byte, as of a certificate"),
    ("SHA-1", f"Thumbprint: {IN_BYTES.lower()}", SHA1, "byte by byte, as of a certificate"),
    ("SHA-1", f"Fingerprint={IN_BYTES}", SHA1, "byte by byte, as of a certificate"),
    ("SHA-1", f"Thumbprint (SHA1): {APART}", SHA1, "blanks between its bytes"),
    ("SHA-1", f"SHA1 hash of file C:\\a b\\c.bin:\r\n{APART}\r\nCertUtil: done", SHA1, "as certutil of Windows 7"),
    ("SHA-1", f"SHA1-Hash der Datei c.bin:\n{APART}\n", SHA1, "the same in German"),
    ("SHA-1", f"fingerprint\n    {APART.lower()} is it", SHA1, "blanks between its bytes"),
    ("SHA-1", f'tls.cert_fingerprint; content:"{APART.replace(" ", ":").lower()}";', SHA1, "a rule of Suricata"),
    ("SHA-256", f"SHA256 Thumbprint: {' '.join([SHA256[i : i + 2] for i in range(0, 64, 2)])}", SHA256, "the same"),
    ("MD5", MD5.upper(), MD5, "in capitals"),
    ("MD5", f"0x{MD5}", MD5, "with a hexadecimal prefix"),
    ("MD5", f"x'{MD5}'", MD5, "as SQL writes bytes"),
    ("MD5", "MD5: 50020603652535783019961831881945", "50020603652535783019961831881945", "behind its label"),
    ("MD5", rf"\x{MD5}", MD5, "as PostgreSQL writes bytes"),
    ("SHA-1", f"sample_{SHA1}.bin", SHA1, "as the name of a file"),
    ("MD5", f"{MD5}.zip", MD5, "as the name of a file whose end is a top-level domain"),
    ("SHA-256", f"{SHA256}\t7 KB", SHA256, "64 digits"),
    ("SHA-256", f"image: quota-demo.com/a/b@sha256:{SHA256}", SHA256, "of the image of a container"),
    ("SHA-256", f"https://www.virustotal.com/gui/file/{SHA256}/detection", SHA256, "in a link to its analysis"),
    ("SHA-256", f"{SHA256[:40]}\n> {SHA256[40:]}", SHA256, "broken by a mail program"),
    ("SHA-384", "ab12" * 24, "ab12" * 24, "96 digits"),
    ("SHA-512", "ab12" * 32, "ab12" * 32, "128 digits"),
    ("Fuzzy Hash", "ssdeep: 1536:yB+A8bMtMeRlbIzvDqZ:N8yHDK1vcNk", "1536:yB+A8bMtMeRlbIzvDqZ:N8yHDK1vcNk", "ssdeep"),
    ("Fuzzy Hash", "T1" + "0A5F" * 17 + "B2", "T1" + "0A5F" * 17 + "B2", "TLSH"),
    ("Fuzzy Hash", "TLSH hash: " + "0a5f" * 17 + "b2", "0A5F" * 17 + "B2", "TLSH without its version"),
    ("Fuzzy Hash", '"tlsh":"T1' + "0a5f" * 17 + 'b2"', "T1" + "0A5F" * 17 + "B2", "TLSH in JSON"),
    ("MD5", rf"C:\ProgramData\{MD5}.dll", MD5, "as the name of a file in a path"),
    ("SHA-256", f"/tmp/.x/{SHA256}", SHA256, "as the name of a file in a path"),
    ("String", f'ja3.hash; content:"{MD5}"; sid:1', MD5, "of a handshake, in a rule of Suricata"),
    ("SHA-1", f"Parent\n{SHA1}", SHA1, "below the heading of a column"),
    ("SHA-256", f"SHA-256:\n{SHA256[:32]}\n{SHA256[32:]}\n", SHA256, "broken in the middle"),
    ("SHA-256", f"SHA-256\n{SHA256[:32]}\n{SHA256[32:]}\n", SHA256, "broken in the middle, in cells"),
    ("SHA-256", f"| SHA256 | {SHA256[:32]} |\n|   | {SHA256[32:]} |\n", SHA256, "broken in the middle of a cell"),
    ("SHA-256", f"| a.exe | {SHA256[:40]} |\n|   | {SHA256[40:]} |\n", SHA256, "broken in a cell"),
    ("MD5", f"| a.exe | {MD5} |\n| 20260108 | {SHA256} |\n", MD5, "a number in the next row"),
    ("MD5", f"| a.exe | {MD5} |\n|   | {SHA256[:32]} |\n", MD5, "another in the next row"),
    ("MD5", f"{MD5}\n{SHA256[32:]}\n", MD5, "two in a list"),
    ("MD5", f"SHA-256, MD5:\n{MD5}\n{SHA256[32:]}\n", MD5, "the label of the nearest"),
    ("MD5", f"SHA256:\n{MD5}\n{SHA256[:32]}\n{SHA256[32:]}\n", MD5, "three in a list"),
    ("MD5", f"hashes, outside: {MD5}", MD5, "no token"),
    ("MD5", f"| Registry key | {MD5} |", MD5, "no key of a cipher"),
    ("MD5", f'{{"key": "{MD5}", "doc_count": 3}}', MD5, "the key of a count"),
    ("SHA-256", f"File: {SHA256}.exe", SHA256, "the name of a file behind its label"),
    ("SHA-1", f"broken={SHA1}", SHA1, "no token"),
    ("MD5", f"fluid: {MD5}", MD5, "no identifier"),
    ("MD5", f"MD5: {MD5}\u2026 and so on", MD5, "a whole one before the end of a sentence"),
    ("MD5", f"hashes ... {MD5} ...", MD5, "dots beside it"),
    ("String", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "Bitcoin"),
    ("String", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "BIP 173"),
    ("String", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "EIP-55"),
    ("MD5", f"{MD5} *edit.com", MD5, "a hash and its file"),
    ("MD5", f"sample id {MD5}, file id: {MD5}", MD5, "what identifies a file"),
    ("MD5", f"case {MD5}", MD5, "a word that may speak of a hash"),
    ("MD5", f"scan it with\n--hash={MD5}", MD5, "an option at the beginning of a line"),
    ("SHA-1", f"x\n {SHA1} loader.exe (Emotet)\n", SHA1, "a file and a remark"),
    ("SHA-1", f"x\n- {SHA1} loader.exe (v1.2)\n", SHA1, "an item of a list, and a version"),
    ("SHA-1", f"to check out: {SHA1}", SHA1, "something to be looked at"),
    ("String", f"imphash: {MD5}", MD5, "the hash of imports is none of a file"),
    ("String", f"imphash:      {MD5}", MD5, "in a column beside its label"),
    ("String", f"| JARM | 2ad2ad{'0a' * 28} |", f"2ad2ad{'0a' * 28}", "of a server, in a table"),
    ("String", f"HASSH: {MD5}", MD5, "the fingerprint of a client of SSH is none of a file"),
    ("String", f"hasshServer = {MD5}", MD5, "nor is that of a server"),
    ("String", f"import_hash: {MD5}", MD5, "as programs call it"),
    ("String", f'"ja3":{{"hash":"{MD5}"}}', MD5, "the fingerprint of a client is none of a file"),
    ("String", f"JA3S hash {MD5}", MD5, "the fingerprint of a server is none of a file"),
    ("String", f"Imphash\n{MD5}", MD5, "in the line below its label"),
]  # fmt: skip

NOTHING = [
    (f"SHA-256: {SHA256[:32]}\u2026 sha256={SHA256[:40]}... \u2026{SHA256[32:]}", "parts of a hash that was cut short"),
    (f"trace_id={MD5} Set-Cookie: sid={MD5}; api-key: {MD5} Device ID: {MD5}", "keys and identifiers"),
    (f"Transaction hash: {SHA256}, TxID: {SHA256}", "transactions of a currency"),
    (f"in transaction `0x{SHA256}`, tx 0x{SHA256[::-1]}", "transactions of a chain of blocks"),
    (f"Machine ID: {MD5} Boot ID: {MD5} Support-ID: {MD5}", "identifiers"),
    (f"Agent ID: {MD5}, sensor_id={MD5}\nTenant-ID: {MD5}", "identifiers in alerts"),
    (f"OpenBSD-Commit-ID: {SHA1}", "a commit"),
    (f'"version": "v1.4.0+{SHA1}"', "the commit of which a version was built"),
    (f'response="{MD5}",opaque="{MD5[::-1]}", ReceivedHash="{MD5}"', "what a password is proved by"),
    (f'{{"aes_key": "{SHA256}", "iv": "{MD5}"}} The RC4 key is {MD5}, XOR key: `{MD5}`', "keys of ciphers"),
    (f"- **AES-256-CBC key:** `{SHA256}`\n\n| Encryption key | `{SHA256}` |", "keys of ciphers, in Markdown"),
    (f"traceparent: 00-{MD5}-00f067aa0ba902b7-01, Idempotency-Key: {MD5}", "identifiers of requests"),
    (f"commit\n[`{SHA1}`] was", "a commit in Markdown"),
    (f"From {SHA1} Mon Sep 17 00:00:00 2001\n> From {SHA1} Mon", "a patch"),
    (f"range {SHA1}..{SHA1[::-1]}, blob {SHA1}, merge-base {SHA1}", "commits"),
    (f'content-hash = "{SHA256}"', "the hash of a list of packages"),
    (f"Cookie: PHPSESSID={MD5}; csrf_token={SHA1}", "tokens of a session"),
    (f'X-Request-ID: {SHA256} "sessionToken": "{SHA256}"', "tokens of a request"),
    (f"SSH key fingerprint MD5:{IN_BYTES[:47]}", "the hash of a key"),
    (f"The SSH fingerprint of the server in that data center of theirs is {IN_BYTES[:47]}", "the hash of a key"),
    (IN_BYTES, "bytes that nothing calls a hash"),
    (f"{APART} key fingerprint: {APART}", "bytes that nothing calls a hash, and the hash of a key"),
    (f"thumbprint: {APART} 7f {APART} 8e {APART}", "more bytes than any hash has"),
    (f"the hash table at offset 0:\n{APART}\n", "a dump of bytes"),
    (f"{MD5}px {SHA1}x1y2", "no word behind it"),
    (f"x{SHA1}", "a letter before it, and no prefix"),
    ("d41d8cd98f00b204e9800998ecf8427e", "the hash of nothing"),
    ("0" * 32 + " " + "f" * 64 + " ff:ff:ff:ff:ff:ff", "digits alike"),
    ("--" + MD5 + "\n", "the boundary of a multipart body"),
    ("a" * 33 + " " + "b1" * 34, "too long for a hash, too short for the next"),
    (f"git show {SHA1}; git cherry-pick {SHA1}; git checkout {SHA1}", "commits in commands"),
    (f"commit {SHA1}\nparent {SHA1[::-1]}", "a commit and the one before it"),
    ("commit " + SHA1, "a commit"),
    (f"tree:   https://x.test\nhead:   {SHA1}\n", "a commit in a column, as of the robot that tests kernels"),
    (f"Merge {SHA1} into {SHA1[::-1]}", "commits"),
    (f"Follow-up to: {SHA1}\nfollow up from\n{SHA1[::-1]}", "commits on which others follow"),
    (f"upstream commits {SHA1} and\n  {SHA1[::-1]}, revisions {SHA1}, {SHA1[::-1]}", "several commits"),
    (f"was removed in {SHA1} having been added in\n{SHA1[::-1]}", "commits of which a sentence speaks"),
    (f"my commit '{SHA1}', upstream GIT snapshot {SHA1}, git tag --contains {SHA1}", "commits"),
    (f"\nfpr:::::::::{SHA1.upper()}:\n", "a key of OpenPGP, as GnuPG lists it"),
    (f"UID:{MD5.upper()}\nX-LOTUS-CHILD-UID:{MD5}\nuid={MD5}; BuildId: {SHA1}", "identifiers of entries and builds"),
    (f"uses: actions/checkout@{SHA1} # v4", "a commit by which a build takes a tool"),
    (f'rev = "{SHA1}", ref: {SHA1}, HEAD is now at {SHA1}', "commits"),
    (f"$ git ls-remote\n{SHA1}\trefs/heads/x\n", "a commit and its branch, as git lists them"),
    (f"2016-09-30  Bob  <bob@localhost>  [{SHA1}]\n", "a commit behind its author in a list of changes"),
    (f"The problem was fixed by {SHA1}. Broken in\n    {SHA1}.", "commits of which a sentence speaks"),
    (f'CI_COMMIT_SHA={SHA1}\nGITHUB_SHA: {SHA1}\n"gitHead": "{SHA1}",\n', "commits in variables and keys"),
    (f'"commit": "{SHA1}", "reference": "{SHA1}", HEAD {SHA1}', "commits in keys"),
    (f"debian/patches/{SHA1}.patch", "a commit by which a patch is called"),
    (f"requests==2.31.0 --hash=sha256:{SHA256}", "the hash of a package, of pip"),
    (f'name = "libc"\nchecksum = "{SHA256}"\n', "the hash of a package, of Cargo"),
    (f'{{file = "x-1.0-py3-none-any.whl", hash = "sha256:{SHA256}"}}', "the hash of a package, of Poetry"),
    (f"Files:\n {MD5} 79204 httpd optional x_1.2-9+deb12u1.dsc\n", "the hash of a package, of Debian"),
    (f"Checksums-Sha1:\n {SHA1} 79204 x_1.2-9.debian.tar.xz\n", "the hash of a package, of Debian"),
    ("q = shift(50020603652535783019961831881945)", "a number of 32 decimal digits"),
    (f"validpgpkeys = {SHA1.upper()}", "keys of OpenPGP"),
    (f"my key {SHA1.upper()}, gpg --recv-keys {SHA1.upper()}", "keys of OpenPGP"),
    ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", "a coin whose checksum is wrong"),
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "a coin whose checksum is wrong"),
    (f'boundary="b1_{MD5}"\n\n--b1_{MD5}\nx\n> --b1=_{MD5}--\n', "boundaries with what programs put before them"),
    (f"boundary=----=_Part_{MD5}", "a boundary without quotes"),
    (f"Support-ID {MD5}, Request ID {MD5}, Order id '{MD5}'", "identifiers without a colon"),
    (f"$ git submodule status\n {SHA1} lib/x (heads/main)\n+{SHA1} y (v1.2-41-gda278a0)\n", "commits of submodules"),
    (f"Submodule path 'x': checked out '{SHA1}', unable to checkout '{SHA1}' in it", "commits of submodules"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "text", "value", "reason"), KEPT, ids=[f"{t}-{w}" for t, _, _, w in KEPT])
def test_a_hash_is_found_where_it_stands(type_: str, text: str, value: str, reason: str) -> None:
    assert (type_, value) in found(text), reason


@pytest.mark.parametrize(("text", "reason"), NOTHING, ids=[reason for _, reason in NOTHING])
def test_what_only_looks_like_a_hash_is_none(text: str, reason: str) -> None:
    assert found(text) == [], reason


def test_two_hashes_of_files_in_a_sentence_are_no_commits() -> None:
    assert len(found(f"Payload {SHA1} and {SHA1[::-1]}, dropped by {SHA1[1:]}f")) == 3


@pytest.mark.parametrize("last", ["0" * 64, "z" * 64, f"imphash: {MD5}", f"commit {SHA1}", ""])
def test_a_list_of_hashes_gives_what_each_of_its_lines_gives(last: str) -> None:
    """A long list is looked at as a whole, unless one of its lines is no hash."""
    kinds = (sha256, sha1, md5)
    lines = [kind(b"%d" % number).hexdigest() for kind in kinds for number in range(40)]
    lines += [lines[3].upper(), f"0x{lines[5]}", f"{lines[7]}, {lines[9]}", last, lines[2]]
    one_by_one = [(f.type, f.value, f.rule) for line in lines for f in find(line).found]
    assert [(f.type, f.value, f.rule) for f in find("\n".join(lines)).found] == one_by_one
    assert len(one_by_one) >= 125
