"""A document is what its content says: every format by a smallest honest example, and lies that must not work."""

import gzip
import io
import lzma
import struct
import tarfile
import zipfile

import pytest

from tqimap.documents.file_type import TEXT_FORMATS, sniff
from tqimap.run.plan import is_malware_like, threatq_file_type


def zipped(*names: str, first: tuple[str, bytes] = ("", b"")) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        if first[0]:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def tarred(format: int) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=format) as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return target.getvalue()


def v7_tar() -> bytes:
    header = bytearray(tarred(tarfile.USTAR_FORMAT)[:512])
    header[257:265] = bytes(8)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\x00 " % sum(header)
    return bytes(header) + bytes(1024)


TYPES = "[Content_Types].xml"
BINARY = [
    (
        "eml",
        b"From: a@b.example\r\nContent-Type: multipart/mixed;\r\n boundary=B\r\n\r\n--B\r\n\r\n%PDF-1.7\n" + bytes(999),
    ),
    ("pdf", b"%PDF-1.7\n"),
    ("pdf", b"junk before it\n" * 20 + b"%PDF-1.4\n"),
    ("docx", zipped(TYPES, "word/document.xml")),
    ("docm", zipped(TYPES, "word/document.xml", "word/vbaProject.bin")),
    ("xlsx", zipped(TYPES, "xl/workbook.xml")),
    ("xlsm", zipped(TYPES, "XL/workbook.xml", "XL/VBAPROJECT.BIN")),
    ("xlsb", zipped(TYPES, "xl/workbook.bin")),
    ("xlsb+macros", zipped(TYPES, "xl/workbook.bin", "xl/vbaProject.bin")),
    ("xlsm", zipped(TYPES, "xl/workbook.xml", "xl/macrosheets/sheet1.xml")),
    ("xlsb+macros", zipped(TYPES, "xl/workbook.bin", "xl/macrosheets/sheet1.bin")),
    ("pptx", zipped(TYPES, "ppt/presentation.xml")),
    ("pptm", zipped(TYPES, "ppt\\presentation.xml", "ppt\\vbaProject.bin")),
    ("ooxml", zipped(TYPES, "Documents/1/FixedDocument.fdoc")),
    ("odt", zipped(first=("mimetype", b"application/vnd.oasis.opendocument.text"))),
    ("ods", zipped(first=("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"))),
    ("odp", zipped(first=("mimetype", b"application/vnd.oasis.opendocument.presentation"))),
    ("odt", zipped("META-INF/manifest.xml", "content.xml")),
    ("disk", b"\xeb\x3c\x90" + b"mkfs.fat".ljust(51, b"\0") + b"FAT12   ".ljust(456) + b"\x55\xaa"),
    ("disk", b"\xeb\x52\x90" + b"NTFS    ".ljust(507, b"\0") + b"\x55\xaa"),
    ("class", b"\xca\xfe\xba\xbe\0\0\0\x3d\0\x10"),
    ("macho", b"\xca\xfe\xba\xbe\0\0\0\x02\1\0\0\7"),
    ("font", b"\0\1\0\0\0\x0a\0\x80\0\3\0\x20OS/2" + bytes(12)),
    ("unknown", b"\0\1\0\0Standard Jet DB\0"),
    ("manifest", b"Manifest-Version: 1.0\r\n"),
    ("jar", zipped("META-INF/MANIFEST.MF", "A.class")),
    ("msix", zipped(TYPES, "AppxManifest.xml", "config.json")),
    ("msix", zipped(TYPES, "AppxMetadata/AppxBundleManifest.xml")),
    ("rpmsg", bytes.fromhex("76e80460c411e386")),
    ("pgp", b"-----BEGIN PGP MESSAGE-----\n\nhQEMA"),
    ("pkcs7", b"-----BEGIN PKCS7-----\n"),
    ("apk", zipped("META-INF/MANIFEST.MF", "AndroidManifest.xml")),
    ("zip", zipped("report.txt")),
    ("zip", zipped("report.txt")[:40]),
    ("zip", b"PK\x05\x06" + bytes(18)),
    ("rtf", b"{\\rtf1 x}"),
    ("rtf", b"{\\rt{"),
    ("gzip", gzip.compress(b"x")),
    ("bzip2", b"BZh91AY&SY"),
    ("xz", b"\xfd7zXZ\x00\x00"),
    ("tar", tarred(tarfile.GNU_FORMAT)),
    ("tar", v7_tar()),
    ("lzma", lzma.compress(b"x", lzma.FORMAT_ALONE)),
    ("compress", b"\x1f\x9d\x90"),
    ("zstd", b"\x28\xb5\x2f\xfd"),
    ("lz4", b"\x04\x22\x4d\x18"),
    ("lzip", b"LZIP\x01"),
    ("7z", b"7z\xbc\xaf\x27\x1c\x00\x04"),
    ("rar", b"Rar!\x1a\x07\x01\x00"),
    ("cab", b"MSCF\x00\x00\x00\x00"),
    ("iso", bytes(0x8001) + b"CD001\x01"),
    ("lnk", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(68)),
    ("one", bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3")),
    ("tnef", b"\x78\x9f\x3e\x22\x00\x00"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("jpeg", b"\xff\xd8\xff\xe0"),
    ("gif", b"GIF89a"),
    ("bmp", b"BM" + struct.pack("<IIII", 70, 0, 54, 40) + bytes(40)),
    ("webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
    ("exe", b"MZ\x90\x00" + bytes(100)),
    ("elf", b"\x7fELF\x02"),
    ("pcap", b"\xd4\xc3\xb2\xa1\x02\x00"),
    ("vhd", bytes(600) + b"conectix" + bytes(504)),
    ("dmg", bytes(600) + b"koly" + bytes(508)),
    ("ace", bytes(7) + b"**ACE**" + bytes(9)),
    ("unknown", bytes(range(256))),
    ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")),
    ("empty", b""),
]
TEXT = [
    ("html", b"<!DOCTYPE html><p>x", ""),
    ("html", b"\xef\xbb\xbf  <HTML>", ""),
    ("html", "<html>".encode("utf-16"), ""),
    ("html", "<html>".encode("utf-32"), ""),
    ("html", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", ""),
    ("html", b"plain to the eye", "page.htm"),
    ("hta", b"<html><HTA:APPLICATION id=x></html>", ""),
    ("hta", b"<script>run()</script>", "invoice.hta"),
    ("xml", b"<?xml version='1.0'?><a/>", ""),
    ("xml", b"<w:document/>", ""),
    ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
    ("stix", b"<stix:STIX_Package xmlns:stix='http://stix.mitre.org/stix-1'/>", ""),
    ("html", b"<svg></svg><a href='//x.example'>", "page.html"),
    ("svg", b"<?xml version='1.0'?><!-- a --><!DOCTYPE svg><s:svg xmlns:s='http://www.w3.org/2000/svg'/>", ""),
    ("html", b"<!DOCTYPE html><html><body><svg xmlns='http://www.w3.org/2000/svg'/></body></html>", ""),
    ("html", b"<!-- saved from url -->\n<!doctype html>\n<html>", ""),
    ("html", b"<html><p>about http://stix.mitre.org/</p>", ""),
    ("html", b"<div>a fragment</div>", ""),
    ("stix", b"<?xml version='1.0'?><STIX_Package xmlns='http://stix.mitre.org/stix-1'/>", ""),
    ("xml", b"<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>", ""),
    ("stix2", b'{"type": "bundle", "id": "bundle--0"}', ""),
    ("json", b'{"a": 1}', ""),
    ("json", b"[1, 2]", ""),
    ("csv", b"a,b\n1,2\n3,4\n", ""),
    ("csv", b"one column\nonly\n", "list.csv"),
    ("ics", b"BEGIN:VCALENDAR\r\n", ""),
    ("vcf", b"BEGIN:VCARD\r\n", ""),
    ("eml", b"From: a@b.example\r\nSubject: x\r\n\r\nhello", ""),
    ("eml", b"From a@b Mon Jan 1\nReceived: by x\n\ty\nDate: today\n\nhello", ""),
    ("eml", b"X-Mailer: some\nFrom: a@b.example\nTo: c@d.example\n\n", ""),
    ("eml", b"X-Info:no blank\nFrom:a@b.example\nTo:c@d.example\n\n", ""),
    ("text", b"http://From: and\nTo: and\nDate: are not fields here", ""),
    ("text", b"Subject: only one field looks like mail\n\nx", ""),
    ("text", b"[.] is a dot", ""),
    ("text", b"just words", "photo.png"),
    ("text", "Привет, мир".encode("cp1251"), ""),
    ("text", "Привет".encode("utf-16"), ""),
    ("text", "hello".encode("utf-16-be"), ""),
    ("script", b"#!/bin/sh\n", ""),
    ("script", b"@echo off\r\n", ""),
    ("script", b"var a = 1;", "invoice.js"),
    ("script", b"Dim a", "invoice.vbs"),
    ("script", b"<job id='x'><script language='JScript'>run()</script></job>", ""),
    ("script", b"<?xml version='1.0'?><package><job><script>run()</script></job></package>", ""),
    ("script", b"<job/>", "invoice.wsf"),
    ("script", b"[][(![]+[])[+[]]]()", "invoice.js"),
    ("script", b"<#\n.SYNOPSIS Prints\n#>\nGet-Date", "invoice.ps1"),
    ("script", b"<%@ Page Language='C#' %>", ""),
    ("text", b"[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,11\r\n", "invoice.url"),
    ("script", b"run()//" + zipped("a.txt"), "invoice.js"),
    ("html", b"<html>" + zipped(), ""),
    ("text", b"PKV: see https://x.example/", ""),
    ("xml", b"<job><name>no script</name></job>", ""),
]


@pytest.mark.parametrize(("format", "data"), BINARY, ids=[format for format, _ in BINARY])
@pytest.mark.parametrize("name", ["", "lies.txt", "invoice.js"])
def test_binary_formats_are_told_by_content_whatever_the_name_says(format: str, data: bytes, name: str) -> None:
    assert sniff(data, name) == format
    assert sniff(memoryview(data), name) == format


@pytest.mark.parametrize(("format", "data", "name"), TEXT)
def test_kinds_of_text(format: str, data: bytes, name: str) -> None:
    assert sniff(data, name) == format
    assert format in TEXT_FORMATS


@pytest.mark.parametrize(
    ("format", "type"),
    [
        ("pdf", "PDF"),
        ("stix", "STIX"),
        ("stix2", "STIX"),
        ("eml", "Spearphish Attachment"),
        ("msg", "Spearphish Attachment"),
        ("pcap", "PCAP"),
        ("docx", "Generic Text"),
        ("unknown", "Generic Text"),
        ("docm", "Malware Sample"),
        ("doc+macros", "Malware Sample"),
        ("exe", "Malware Sample"),
        ("lnk", "Malware Sample"),
        ("hta", "Malware Sample"),
        ("script", "Malware Sample"),
    ],
)
def test_threatq_is_told_the_type_and_what_is_locked(format: str, type: str) -> None:
    assert threatq_file_type(format) == type
    assert is_malware_like(format) == (type == "Malware Sample")


@pytest.mark.parametrize(
    "data", [b"<!-- -->" * 9000, b"<?x?>" * 9000, b"<!" * 30_000, b"<job " * 9000, b"From \n" * 9000]
)
def test_markup_that_never_comes_to_its_root_is_told_soon(data: bytes) -> None:
    assert sniff(data) in TEXT_FORMATS


@pytest.mark.parametrize(("format", "data"), BINARY, ids=[format for format, _ in BINARY])
def test_every_truncation_is_told_without_an_error(format: str, data: bytes) -> None:
    for length in range(0, min(len(data), 600), 7):
        assert sniff(data[:length])
