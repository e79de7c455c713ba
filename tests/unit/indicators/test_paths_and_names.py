"""Paths, keys and what a text names: what is recognised, and what only looks like it, with the reason."""

import pytest
from finds import MD5, found

KEPT = [
    ("CVE", "fixes CVE-2026-1235/1236 now", "CVE-2026-1236", "a list that names the year once"),
    ("CVE", "CVE-2026-20111, -20112 and -20113", "CVE-2026-20113", "a list that names the year once, with hyphens"),
    ("CVE", "CVE-2026-3001, 3002 & 3003.", "CVE-2026-3003", "close by the number before it"),
    ("CVE", "CVE-2026-21010\u201321012", "CVE-2026-21012", "both ends of a range"),
    ("CVE", "CVE-2023-46805 & 2024-21887", "CVE-2024-21887", "a year, and no name before it"),
    ("CVE", "fixes cve-2021-44228.", "CVE-2021-44228", "in small letters"),
    ("CVE", "CVE\u20132021\u201344228", "CVE-2021-44228", "dashes of a word processor"),
    ("CVE", "CVE: 2021-44228", "CVE-2021-44228", "behind its label"),
    ("CVE", "#CVE20243094", "CVE-2024-3094", "a hashtag"),
    ("CVE", "tags: cve.2024.3094", "CVE-2024-3094", "a tag of a Sigma rule"),
    ("CVE", "exploit_CVE-2021-44228.py", "CVE-2021-44228", "in the name of a file"),
    ("File Path", r"in C:\Users\Bob Smith\AppData\x.exe it", r"C:\Users\Bob Smith\AppData\x.exe", "with a blank"),
    ("File Path", "C:\\Jos\ufffd\\x.exe", "C:\\Jos\ufffd\\x.exe", "with a character that was lost"),
    ("File Path", r"%APPDATA%\a\b.dll", r"%APPDATA%\a\b.dll", "with a variable"),
    ("File Path", r"\\server\share\a.txt", r"\\server\share\a.txt", "on a server"),
    ("File Path", "see\n\\\\server\\share\\a.txt", r"\\server\share\a.txt", "on a server, in a line of its own"),
    ("File Path", "1;\\\\server\\share\\a.txt;2", r"\\server\share\a.txt", "on a server, in a cell"),
    ("File Path", "runs /tmp/.x/kinsing once", "/tmp/.x/kinsing", "of Unix"),
    ("File Path", "\u6392\u67e5/tmp/.kinsing\u6587\u4ef6", "/tmp/.kinsing", "between letters of Chinese"),
    ("File Path", "in /home/\u6587/a.sh it", "/home/\u6587/a.sh", "letters of Chinese inside"),
    ("File Path", r'"path":"C:\\Users\\Public\\x.exe"', r"C:\Users\Public\x.exe", "backslashes doubled, as in JSON"),
    ("File Path", "see ~/.ssh/authorized_keys", "~/.ssh/authorized_keys", "below the home of a user"),
    ("File Path", "~/Library/LaunchAgents/x.plist", "~/Library/LaunchAgents/x.plist", "below the home of a user"),
    ("File Path", rf"C:\ProgramData\{MD5}.dll", rf"C:\ProgramData\{MD5}.dll", "a file called by its hash"),
    ("File Path", r"The path is:\\quota-demo.com\a\b.exe", r"\\quota-demo.com\a\b.exe", "a server behind a colon"),
    ("File Path", r"path: \\quota-demo.com\a\b.exe", r"\\quota-demo.com\a\b.exe", "behind a colon and a blank"),
    ("File Path", r"run \\quota-demo.com@ssl\DavWWWRoot\ now", r"\\quota-demo.com@ssl\DavWWWRoot", "of WebDAV"),
    ("File Path", r"\\44.128.7.21\share\x.exe", r"\\44.128.7.21\share\x.exe", "on a server without a name"),
    ("File Path", r"to C:\.x\y.exe", r"C:\.x\y.exe", "no escaped dot"),
    ("File Path", r"%APPDATA%\.x\y.exe", r"%APPDATA%\.x\y.exe", "no escaped dot"),
    ("File Path", "\u4fdd\u5b58\u81f3C:\\new\\x.exe\u3002", r"C:\new\x.exe", "Chinese before it, and a full stop"),
    ("File Path", "\u300cC:\\a\\x.dll\u300d\u3092\u914d\u7f6e", r"C:\a\x.dll", "in quotes of Japanese"),
    ("File Path", "C:\\a\\x.vbs\ub97c \uc0dd\uc131", r"C:\a\x.vbs", "Korean behind it"),
    ("File Path", "C:\\a\u6587.docx\u4ef6\\b.exe", "C:\\a\u6587.docx\u4ef6\\b.exe", "letters of Chinese inside"),
    ("Registry Key", r"HKEY_USERS\.DEFAULT\Software\x", r"HKEY_USERS\.DEFAULT\Software\x", "no escaped dot"),
    ("Registry Key", r"[HKLM\x\a] and [HKLM\x\b c]", r"HKLM\x\a", "one of two in brackets"),
    ("Registry Key", r"[HKLM\x\a] and [HKLM\x\b c]", r"HKLM\x\b c", "one of two in brackets"),
    ("Registry Key", r"[-HKLM\SOFTWARE\Windows Defender]", r"HKLM\SOFTWARE\Windows Defender", "of a .reg file"),
    ("Registry Key", r"HKLM\SOFTWARE\Microsoft\Windows NT\Run\x and", r"HKLM\SOFTWARE\Microsoft\Windows NT\Run\x", ""),
    ("File Path", r"edit C:\x\etc\hosts or b.ini", r"C:\x\etc\hosts", "a word of the sentence behind it"),
    ("File Path", r"from \Device\HarddiskVolume3\x\a.exe", r"\Device\HarddiskVolume3\x\a.exe", "the name of a disk"),
    ("Registry Key", r"HKEY_CURRENT_USER\\Software\\x", r"HKEY_CURRENT_USER\Software\x", "backslashes doubled"),
    ("Registry Key", r"HKEY_USERS\<USER SID>\Software\x", r"HKEY_USERS\<USER SID>\Software\x", "with a placeholder"),
    ("Registry Key", r"<HKCU>\Software\x", r"HKCU\Software\x", "its root in angle brackets"),
    ("Registry Key", r"<key>HKLM\SOFTWARE\x</key>", r"HKLM\SOFTWARE\x", "an element of XML"),
    ("Registry Key", "\u300cHKCU\\Run\\x\u300d\u3092\u4f5c\u6210\u3057\u3001C:", r"HKCU\Run\x", "in Japanese"),
    ("Registry Key", r"HKLM\Image File Options\notepad.exe", r"HKLM\Image File Options\notepad.exe", "no escape: \\n"),
    ("File Path", r"C:\Program Files\new\top.dll", r"C:\Program Files\new\top.dll", "no escapes: \\n, \\t"),
    ("Registry Key", r"at HKCU\x\Shell Folders now", r"HKCU\x\Shell Folders", "a known name with a blank"),
    ("Registry Key", r'"HKCU\x\My New Key" is', r"HKCU\x\My New Key", "quoted"),
    ("Registry Key", r"(HKCR\CLSID\{D012-5A9E}).", r"HKCR\CLSID\{D012-5A9E}", "an identifier in braces"),
    ("File Path", r"C:\a\{D012-5A9E}.", r"C:\a\{D012-5A9E}", "an identifier in braces"),
    ("Mutex", r"Mutex: Global\x7f", r"Global\x7f", "named by its label"),
    ("Mutex", r'Mutex: "Global\{8a2b-1111}"', r"Global\{8a2b-1111}", "an identifier in braces"),
    ("Mutex", "[mutex:name = 'Global\\x7f']", r"Global\x7f", "a pattern of STIX"),
    ("Filename", "[file:name = 'quota.exe']", "quota.exe", "a pattern of STIX"),
    ("Service Name", 'service named "WinUpdSvc"', "WinUpdSvc", "named by its label"),
    ("Service Name", "the service: WinUpdSvc", "WinUpdSvc", "named by its label"),
    ("Filename", 'the file "Invoice 7.exe"', "Invoice 7.exe", "named by its label"),
    ("Filename", "the file \u201cInvoice 7.exe\u201d", "Invoice 7.exe", "as Word sets quotes"),
    ("Filename", "die file \u201eInvoice 7.exe\u201c", "Invoice 7.exe", "as it does in German"),
    ("Filename", "le file \xaba1.exe\xbb", "a1.exe", "as in French"),
    ("Mutex", "a mutex \u201cq7\u201d", "q7", "as Word sets quotes"),
    ("Filename", 'The attachment "Payslip.pdf.lnk" starts', "Payslip.pdf.lnk", "that was mailed"),
    ("Filename", "an attachment named a1.iso", "a1.iso", "the same without quotes"),
    ("Filename", "type,data\nfilename,Invoice of May.pdf.exe,x", "Invoice of May.pdf.exe", "a cell of CSV"),
    ("Filename", "| filename | Bob's plan.exe |", "Bob's plan.exe", "a cell of a table"),
    ("User-agent", "User-Agent: Quota/2.1 (+http://quota-demo.com/a)", "Quota/2.1 (+http://quota-demo.com/a)", "robot"),
    (
        "User-agent",
        "Mozilla/5.0 (compatible; Quota/2.1; +http://quota-demo.com/a)",
        "Mozilla/5.0 (compatible; Quota/2.1; +http://quota-demo.com/a)",
        "of a robot, with its address",
    ),
    ("User-agent", "Mozilla/5.0 (X11; Linux) Gecko/1.0 asked", "Mozilla/5.0 (X11; Linux) Gecko/1.0", "of a browser"),
    ("Registry Key", "\u5728HKCU\\Software\\x\u2192y", r"HKCU\Software\x", "signs that no key holds"),
    ("File Path", "\u2022/tmp/x.sh", "/tmp/x.sh", "behind a bullet"),
    ("CVE", "see CVE-2021-\r\n> 44228", "CVE-2021-44228", "broken behind its dash"),
    ("x509 Serial", "Serial Number: 0a:1b:2c:3d:4e:5f", "0a:1b:2c:3d:4e:5f", "named by its label"),
    ("x509 Serial", "Serial Number:\n            0a:1b:2c:3d\n", "0a:1b:2c:3d", "in the next line, as of OpenSSL"),
    ("x509 Serial", f"Certificate: {MD5}", MD5, "of a certificate, in the length of an MD5"),
    ("x509 Subject", "Subject: CN=evil, O=x", "CN=evil, O=x", "named by its label"),
]  # fmt: skip

NOTHING = [
    ("logsource:\n  product: windows\n  service: sysmon\n", "a source of logs in a rule of Sigma"),
    ("self.mutex = threading.Lock(x)\nnamed_service = kwargs.pop(x)", "calls"),
    ("service=$servicename", "a variable"),
    ("CVE-1902-0001", "no year of CVE"),
    ("the mutex is created, the service starts", "words that name nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "text", "value", "reason"), KEPT, ids=[f"{t}-{w}" for t, _, _, w in KEPT])
def test_each_is_found_where_it_stands(type_: str, text: str, value: str, reason: str) -> None:
    assert (type_, value) in found(text), reason


@pytest.mark.parametrize(("text", "reason"), NOTHING, ids=[reason for _, reason in NOTHING])
def test_what_only_looks_like_one_is_none(text: str, reason: str) -> None:
    assert found(text) == [], reason
