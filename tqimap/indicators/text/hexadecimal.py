"""How hashes of files are written."""

import re

HASHES = {32: "MD5", 40: "SHA-1", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}  # by digits
HEXADECIMAL = re.compile(r"[0-9a-fA-F]+\Z")  # all of a number
