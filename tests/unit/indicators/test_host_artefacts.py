"""What malware leaves on a host, in sentences: where a key, a path or a name ends, and which of them are named."""

import pytest

from tqimap.indicators import find

HOST_TYPES = frozenset({"File Path", "Filename", "Mutex", "Registry Key", "Service Name", "User-agent"})
RUN = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"

SENTENCES = [
    ("self.mutex = mutex or threading.Lock()", [], "an attribute in a program"),
    ("def save(self, service_name: str, key)\nself.user_agent = user_agent\n", [], "types and names in a program"),
    ("robust mutexes: Lost wake-ups\nmutex: flag-like option", [], "words of a sentence behind a colon"),
    ("Mutex: qakbot was created", ["qakbot"], "a word, and what is said of it"),
    ("MUTEX:\n\nand the service name is unknown", [], "the first word of a sentence below it"),
    ("Mutex:\n\nqazwsx\n\nMutex:\nqaz_1 is made", ["qazwsx", "qaz_1"], "the line below it, or what is no word"),
    ("- patches/hash-mutex: Merged.\n", [], "the name of something else"),
    ("Mutex: Global\\network_77\nMutex: Local\\tmp9", [r"Global\network_77", r"Local\tmp9"], "no line break"),
    ('{"m": "Mutex: a_b\\nScope: Global\\nUser: x"}', ["a_b"], "line breaks of JSON"),
    (
        "MUTEX            FAMILY\nGlobal\\rd_77     DcRat\nxmr-lock-9       miner\n\nA_1              B\n",
        [r"Global\rd_77", "xmr-lock-9"],
        "below the heading of a column that blanks make",
    ),
    ("SHA1  File name    Size\n-     a b.exe      10\n-     c.dll        2\n", ["a b.exe", "c.dll"], "of another"),
    ("filename    Scan_42.html    green\nmutex       abc_1q          red", ["Scan_42.html", "abc_1q"], "beside it"),
    ("The mutex  is held by process_1\nthe service name  The one_1", [], "two blanks in a sentence"),
    (rf"It sets {RUN}\Upd. Mutex: Global\{{8F6F-11}}", [rf"{RUN}\Upd", r"Global\{8F6F-11}"], "a sentence ends"),
    (r"HKLM\Software\CLSID\{0002} = C:\Users\a\evil.dll", [r"HKLM\Software\CLSID\{0002}", r"C:\Users\a\evil.dll"], ""),
    (rf"{RUN}\Upd: C:\ProgramData\x.exe", [rf"{RUN}\Upd", r"C:\ProgramData\x.exe"], "its data behind a colon"),
    (rf"{RUN}\Upd -> C:\ProgramData\x.exe", [rf"{RUN}\Upd", r"C:\ProgramData\x.exe"], "its data behind an arrow"),
    (rf"{RUN}\Upd with data C:\ProgramData\x.exe", [rf"{RUN}\Upd", r"C:\ProgramData\x.exe"], "its data behind words"),
    (rf"reg add {RUN} /v Upd /d C:\a\x.exe", [RUN, r"C:\a\x.exe"], "the options of a command"),
    (rf"{RUN}\Upd and mutex Global\x7f", [rf"{RUN}\Upd", r"Global\x7f"], "a mutex in the same sentence"),
    (r"C:\ProgramData\svc and the mutex Global\x7f", [r"C:\ProgramData\svc", r"Global\x7f"], "a mutex behind a path"),
    (r"It drops C:\ProgramData\svc. Then C:\Temp\y.exe", [r"C:\ProgramData\svc", r"C:\Temp\y.exe"], "a sentence ends"),
    (r"C:\ProgramData\svc. The share is \\quota-demo.com\a\b", [r"C:\ProgramData\svc", r"\\quota-demo.com\a\b"], ""),
    (r"C:\Program Files\Quota Inc. Tools\x.exe", [r"C:\Program Files\Quota Inc. Tools\x.exe"], "an abbreviation"),
    (r"the key HKLM:SOFTWARE\Quota\x of it", [r"HKLM\SOFTWARE\Quota\x"], "PowerShell's drive without a backslash"),
    ('mutexes "Global\\a1" and "Local\\b2"', [r"Global\a1", r"Local\b2"], "several, quoted"),
    ('Mutex: "QuotaA1", "QuotaB2" or `QuotaC3`.', ["QuotaA1", "QuotaB2", "QuotaC3"], "several, with commas"),
    ("creates a mutex named MsQuotaObj for it", ["MsQuotaObj"], "named, not quoted"),
    ("a mutex called qwe_98_rty", ["qwe_98_rty"], "named, not quoted"),
    ("a mutex named after the bot", [], "a word of the sentence"),
    ("the mutex called by the loader", [], "a word of the sentence"),
    ("| Mutex | `Global\\{DEAD-11}` |", [r"Global\{DEAD-11}"], "a row of a table"),
    ("| Mutex | Lock with an owner |", [], "a table of something else"),
    ('files named "a b.exe", "c.dll" and "d.txt"', ["a b.exe", "c.dll"], "several, quoted; text carries no attack"),
    ("Attachment: Invoice.pdf", [], "of a mail that is forwarded: Email Attachment is on request"),
    ("File name: Q3 report (v2).xlsm\nFile size: 12", ["Q3 report (v2).xlsm"], "with blanks, the rest of its line"),
    ("the file name: it was called a.exe. And file: see b.exe", [], "a sentence behind a label"),
    ("file: a.exe; the loader b.dll, by mail c.js", ["a.exe"], "other words before the next"),
    ("file: a.exe, b.zip, c.dll; quota-demo.com", ["a.exe", "b.zip", "c.dll"], "several, not quoted"),
    (r"C:\Users\%USERNAME%\AppData\x.exe", [r"C:\Users\%USERNAME%\AppData\x.exe"], "a variable within a path"),
    ("Files:\n - loader.exe\n - config.dat\n\nThe rest", ["loader.exe", "config.dat"], "a list below its heading"),
    ("Mutexes:\r\n* Global\\a1\r\n* QuotaB2\r\n", [r"Global\a1", "QuotaB2"], "a list below its heading"),
    ("Mutex:\n- it is made once\n- it is kept", [], "sentences below a heading"),
    ("User agents:\n- axios/1.6.2\n- Quota Client/3", ["axios/1.6.2", "Quota Client/3"], "a list below its heading"),
    ("useragent=curl/8.4.0", ["curl/8.4.0"], "in one word"),
    ("a service named WinQuotaSvc runs it", ["WinQuotaSvc"], "named, not quoted"),
    ("the service named quota", [], "a word of the sentence"),
    ('dstport=443 service="HTTPS" action="accept"', [], "of a firewall"),
    ("Service: http", [], "of a scan"),
    ("Service Name: PSEXESVC", ["PSEXESVC"], "in capitals"),
    ('file="${name}.so" and filename="r{n}.pdf"', [], "places for words, in a program"),
    ("file: {8F6F-11AB-0000-1111-22223333}.exe", ["{8F6F-11AB-0000-1111-22223333}.exe"], "an identifier in braces"),
    ("Payload delivery/filename|md5   : run.one|d41d", ["run.one"], "of MISP, with its hash"),
    ('x,filename|sha256,"run.hta|5f7c",1', ["run.hta"], "of MISP's CSV"),
    (r"Artifacts dropped/mutex            : QuotaMx_6", ["QuotaMx_6"], "values below each other"),
    (r"Mutex:              Global\x7a", [r"Global\x7a"], "values below each other"),
    ("Mutexes:\n  Global\\a1\n  QuotaB2\n  Network\nTail_1", [r"Global\a1", "QuotaB2"], "indented below it"),
    ("Mutex:\n  it_is made once\n  kept_on", [], "a sentence below it"),
    ("User-Agent: none", [], "a word for nothing"),
    ("- mutex:\n" * 3, [], "headings without values"),
    ("type,value\nmutex,Global\\x7 y,1", [r"Global\x7 y"], "beside its type, with a blank"),
    ("ioc,type,note\nDcr_1A,mutex,AsyncRAT", ["Dcr_1A"], "before its type"),
    ("a\tuser-agent\tQuotaBot/2.0\tb", ["QuotaBot/2.0"], "beside its type"),
    ("1,windows-service-name,WinQuotaSvc1,x", ["WinQuotaSvc1"], "beside its type"),
    ("MD5,Mutex\n1,DcRat_9\n2,-\n3,Global\\a1\n\n4,x_5A", ["DcRat_9", r"Global\a1"], "below the heading of a column"),
    ("Original Filename | MD5\n--- | ---\na.exe | 1\nb c.docm | 2", ["a.exe", "b c.docm"], "the same in Markdown"),
    ("Mutex,First_Seen\nAsyncMutexQ,2026", ["AsyncMutexQ"], "a heading beside it is no value"),
    ("mutex,first_seen,MD5\n,2026,1", [], "headings without values"),
    ("**Mutex** | **Filename**\n`Global\\a` | `x.exe`", [r"Global\a", "x.exe"], "bold, and code"),
    ("a mutex, a file name, and the service name, too", [], "a sentence with commas"),
    ('{"mutexes": ["a_1", "b_2"], "file_name": "x.exe"}', ["a_1", "b_2", "x.exe"], "keys of JSON"),
    ('"mutexes": [\n  "a_1",\n  "b_2"\n],\n"c": [\n "d_3"]', ["a_1", "b_2"], "an array over several lines"),
    ('{"type": "mutex", "x": [], "value": "Global\\\\a1"}', [r"Global\a1"], "an attribute of MISP"),
    ('{"value": "x.exe", "type": "filename"}, {"value": "y.exe"}', ["x.exe"], "before its type"),
    ('[{"dataType": "filename", "data": "x.exe"}, {"dataType": "mutex", "data": "a_1"}]', ["x.exe", "a_1"], "TheHive"),
    ('{"type": "mutex", "to_ids": true}, {"value": "a_1B"}', [], "of another object"),
    ('{"type": "file", "id": "file--1", "name": "x.dll"}', ["x.dll"], "an object of STIX 2"),
    (
        '{"type": "file", "id": "file--1", "hashes": {"MD5": "9e10", "SHA-1": "d7a8"}, "size": 9, "name": "x.dll"}',
        ["x.dll"],
        "an object of STIX 2 with hashes",
    ),
    (
        '{"type": "filename|md5", "value": "a b.exe|9e107d9d372bb6826bd81d3542a419d6"}',
        ["a b.exe"],
        "two values of MISP",
    ),
    ("[mutex:name = 'Global\\\\\\\\a1']", [r"Global\a1"], "backslashes doubled in STIX, and again in JSON"),
    ("x:request_header.'User-Agent' = 'QuotaBot/1.0 (x)'", ["QuotaBot/1.0 (x)"], "a pattern of STIX"),
]


@pytest.mark.parametrize(("text", "values", "reason"), SENTENCES, ids=[row[0][:48] for row in SENTENCES])
def test_artefacts_end_where_the_sentence_goes_on(text: str, values: list[str], reason: str) -> None:
    found = find(text).found
    assert [finding.value for finding in found if finding.type in HOST_TYPES] == values, reason
    assert ("quota-demo.com" in text) == any(finding.type == "FQDN" for finding in found)
    assert all(text[finding.start : finding.end] == finding.raw for finding in found)


MD5, SHA256 = "9e107d9d372bb6826bd81d3542a419d6", 2 * "5feceb66ffc86f38d952786c6d696c79"
FILES = [
    ("Datei: rechnung.exe\nDateiname: a.dll", ["rechnung.exe", "a.dll"], "German"),
    ("Fichier : facture_1.iso ; nom du fichier : b.vbs", ["facture_1.iso", "b.vbs"], "French, with a blank"),
    ("Archivo: factura.xlsm\nNombre del archivo: b.js", ["factura.xlsm", "b.js"], "Spanish"),
    ("Arquivo: boleto.lnk\nFicheiro: b.js", ["boleto.lnk", "b.js"], "Portuguese"),
    ("Bestandsnaam: a.exe\nPlik: b.js\nNazwa pliku: c.js", ["a.exe", "b.js", "c.js"], "Dutch, Polish"),
    ("Имя файла: Счет_1.exe\nФайл: «b.js»", ["Счет_1.exe", "b.js"], "Russian"),
    ("文件名：a.exe\nファイル名: b.js\n파일명: c.js", ["a.exe", "b.js", "c.js"], "Chinese, Japanese, Korean"),
    ("**Datei:** `a.exe`\n| Fichier | b.js |", ["a.exe", "b.js"], "bold, and a row of a table"),
    ("Datei: Rechnung.zip\nDatei: RECHNUNG.EXE", ["Rechnung.zip", "RECHNUNG.EXE"], "an ending of hosts; capitals"),
    ("Datei: config.yaml\nFichier : index.php.bak", [], "text carries no attack"),
    ("Siehe Datei a.exe. Profil: b.exe", [], "no label"),
    ("Datei: C:\\a\\b.exe", ["C:\\a\\b.exe"], "of a path"),
    ("Datei: src/a.js, lib/b.js", [], "of a path"),
    (f"{MD5}  a.dll\n{MD5} *b.dll\n", ["a.dll", "b.dll"], "as md5sum writes it"),
    (f"* a.exe – {SHA256}\n- b.ps1 ({MD5})", ["a.exe", "b.ps1"], "in a list, before its hash"),
    (f"| a.exe | {MD5} |\n| {MD5} | `b.dll` |", ["a.exe", "b.dll"], "in a row of a table"),
    (f"a.dll: {MD5}\nb.dll (SHA-256: {SHA256})", ["a.dll", "b.dll"], "before a colon, and with the name of the hash"),
    (f"SHA256 (a.dll) = {SHA256}", ["a.dll"], "as BSD writes it"),
    (f"invoice_88.js        {SHA256}\nRUN.BAT  {SHA256}", ["invoice_88.js", "RUN.BAT"], "in columns"),
    (f"The loader a.dll (MD5 {MD5}) is new. {SHA256} - b.exe, 214 KB", ["a.dll", "b.exe"], "in a sentence"),
    (f"{MD5},a.hta,12\n", ["a.hta"], "in CSV"),
    (f"{MD5}  usr/share/doc/a.html\n{MD5}  ./a.js", [], "in a directory"),
    (f"{MD5} was made by a.exe; b.exe has no {MD5}", [], "words between"),
    (f"Q3 Report.doc ({MD5})\n2 b.doc - {MD5}", [], "the end of a name with blanks"),
    (f"session_id={MD5}; a.js", [], "no hash of a file"),
    (f"a.txt {MD5}\n{MD5}  README.md", [], "text carries no attack"),
    (f"commit {MD5}01234567  b.js", [], "a commit"),
    (f"{MD5}  groff-1.20.1.tar.gz\n{MD5}  bin.tar.gz", ["bin.tar.gz"], "how source is published"),
]


@pytest.mark.parametrize(("text", "values", "reason"), FILES, ids=[row[0][:48] for row in FILES])
def test_files_are_named_by_labels_in_other_languages_and_by_their_hashes(
    text: str, values: list[str], reason: str
) -> None:
    found = find(text).found
    assert [finding.value for finding in found if finding.type in HOST_TYPES] == values, reason
    assert {finding.type for finding in found} <= HOST_TYPES | {"MD5", "SHA-256"}
    assert all(text[finding.start : finding.end] == finding.raw for finding in found)
