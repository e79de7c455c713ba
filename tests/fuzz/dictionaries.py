"""The words of each grammar: texts put together from them get further than letters at random."""

MAIL = (
    b"From: a@example.org", b"Subject: =?utf-8?q?x=3D?=", b"=?utf-8?b?4oKs", b"?=", b"=?", b"Content-Type: ", b"\r\n",
    b"multipart/mixed; boundary=B", b"multipart/alternative; boundary=\"C", b"multipart/digest", b"message/rfc822",
    b"text/html; charset=koi8-r", b"text/plain; format=flowed; delsp=yes", b"application/pdf; name*0*=utf-8''a%20",
    b"Content-Transfer-Encoding: base64", b"quoted-printable", b"x-uuencode", b"Content-Disposition: attachment",
    b"; filename*1=\"b", b"; filename=", b"\n", b"\r\n\r\n", b"\n\n", b"--B", b"--B--", b"--C", b"--", b"aGVsbG8=",
    b"soft=", b"begin 644 file.bin", b"#86)C", b"`", b"end", b"From a@example.com Thu Jan 1", b"\xef\xbb\xbf", b"\xff",
    b"\xff\xfe\x00", b":", b";", b" ", b"\t", b"\"", b"\\", b"(", b")", b"<", b">", b",", b"@", b"\x1b$B", b"\x00",
    b"> ", b"> > ", b"-- \r\n", b"plain words", b"=", b"Received: from a ([192.0.2.1]) by b; ", b"Date: ", b"=\r\n",
    b"Message-ID: <",
)  # fmt: skip
DATES = (
    b"Thu, ", b"1 Jan 2026 ", b"31 Feb 99999 ", b"00:00:00 ", b"25:61:61 ", b"+0100", b"-9999", b"(", b")", b"GMT",
    b"Z", b"T", b"2026-01-02", b"99999999999999", b".", b":", b",", b"-", b"/", b"PM", b"\n ", b"\xd9\xa3", b"W53-7",
    b"0",
)  # fmt: skip
MARKUP = (
    b"<a href='https://x.example/'>", b'<a href="', b"</a>", b"<b>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>",
    b"</script>", b"<style>", b"url(", b"<base href=//b.example/>", b"<iframe srcdoc='&lt;b&gt;'>", b"<", b">", b"/>",
    b"data:text/html;base64,PGI+", b"<meta charset=utf-16>", b"<meta http-equiv=refresh content='0;url=/x'>", b"<p>",
    b"&#x41;", b"&lt", b"&nope;", b"<?xml version='1.0' encoding='", b"<!DOCTYPE a [<!ENTITY e 'x'>]>", b"&e;", b"&",
    b"<a:b xmlns:a='c'>", b" style='display:none'", b" on click='x'", b"\x00", b"<table><tr><td>", b"<svg><script>",
    b"\\u00", b"\\x4", b"%41%42%43", b"atob('", b"String.fromCharCode(65,66)", b"QUJDREVGR0hJSktMTU5PUFFSU1RV",
    b"unescape(", b"'", b'"', b"`", b"\\", b"\n", b" ", b"=", b"http://x.example/ ", b"<template>", b"<noscript>", b"+",
    b"javascript:", b"<textarea>", b"<title>", b"<plaintext>", b"<!", b"</", b"<?", b"srcset='a 1x,", b"/*", b"//",
    b"@import ", b"eval(",
)  # fmt: skip
CALENDAR = (
    b"BEGIN:VCALENDAR\r\n", b"BEGIN:VCARD\r\n", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n",
    b"NOTE;QUOTED-PRINTABLE:=41=\r\n", b" folded\r\n", b"\tfolded\n", b"ATTACH;ENCODING=BASE64:QUJD\r\n",
    b'X;A="b:c":d\r\n', b";CHARSET=", b"\r\n", b"\n", b"=", b":", b";", b"\\n", b"\\,", b'"',
    b"URL:http://v.example.org", b"PHOTO;VALUE=URI:", b"\xff", b"=C3=BC",
)  # fmt: skip
RTF = (
    b"{\\rtf1", b"{", b"}", b"\\'cf", b"{\\*\\objdata ", b"0105000002000000", b"{\\field{\\*\\fldinst ",
    b"HYPERLINK \"", b"\\", b"\\u1040?", b"\\u-10?", b"\\uc99 ", b"\\bin5 ", b"\\bin99999999 ", b"\\fcharset204",
    b"{\\fonttbl{\\f0", b"\\f0 ", b"\\par", b"\\~", b"\\*", b"{\\pict ", b"\\objupdate", b"ff", b"\n", b"text",
    b"\\ansicpg1251 ", b"\\ansicpg99999", b"{\\upr", b"\\ud", b"{\\object\\objemb", b"\\objocx", b"0", b"{\\htmltag ",
    b"\\fromhtml1", b"\x00", b"\xff",
)  # fmt: skip
PDF = (
    b"%PDF-1.7\n", b"1 0 obj\n", b"2 0 obj", b"endobj\n", b"<<", b">>", b"[", b"]", b"/Type /Catalog", b"/Pages 2 0 R",
    b"/Kids", b"/URI (http://p.example.org)", b"/S /JavaScript /JS ", b"(", b")", b"\\", b"\\101", b"<41", b">",
    b"stream\r\n", b"endstream", b"/Filter /FlateDecode", b"/Filter [/A85 /AHx /LZW /RL]", b"/Length 10", b"/Length -1",
    b"xref\n0 1\n", b"trailer", b"startxref\n0\n%%EOF", b"/ObjStm", b"/N 9 /First 9", b"/#41", b"%", b"\n", b" ",
    b"/Encrypt 1 0 R", b"x\x9c", b"\xfe\xff", b"/EmbeddedFile", b"/F (a)", b"~>", b"0 R", b"/Prev 0",
    b"/Predictor 15 /Columns 99999",
)  # fmt: skip
INDICATORS = (
    b"a", b"b1", b".", b"[.]", b"[", b"]", b"(dot)", b" dot ", b" . ", b" at ", b"@", b"[at]", b"http", b"hxxp", b"://",
    b":", b"//", b"\\", b"com", b"44", b"7.21", b"::", b"2d3a", b"/", b"-", b"_", b"%2e", b"&amp;", b"&#46;", b"\n",
    b"\n> ", b"'", b'"', b"<", b">", b"HKLM\\", b"C:\\", b"CVE-2021-44228", b"AS1", b"0" * 32, b"f" * 31, b"?", b"=",
    b"evil.com", b"1.2.3.4", b"mutex: ", b"https://urldefense.com/v3/__", b"__;", b"\r\n", b"*", b"(", b")", b"{", b"}",
    b"|", b"\t", b"1", b"0x", b"3:abc:def", b",", b";", b"https://urldefense.proofpoint.com/v2/url?u=http-3A__a.com",
    b"https://x.safelinks.protection.outlook.com/?url=", b"xn--", b"bc1q", b"Mozilla/5.0 (", b"User-Agent: ", b"%",
    b"#", b"aa:bb:cc:dd:ee:ff", b"/24", b"::ffff:", b"file://", b"mailto:", b"www.", b"T1", b"A" * 60,
    b"1BoatSLRHtKNngkdXEeobR76b53LETtpyT", b"CN=", b"serial: ", b"service ", b"user: ", b".exe", b"\\\\srv\\",
    "\u200b".encode(), "\uff0e".encode(), "\u3002".encode(), "\u8bbf".encode(), "\u00e9".encode(),
    "\U0001d41a".encode(), b"\xed\xa0\x80", "\u202e".encode(), "\u00ad".encode(), "\u2024".encode(), "\u0130".encode(),
    "\u1e9e".encode(), "\ufb03".encode(), "\u0301".encode(),
)  # fmt: skip
