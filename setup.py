"""Packaging of tqimap; the distribution keeps the name of the product it succeeds, tqIMAP 2.0.1."""

import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
VERSION = re.search(r'__version__ = "([^"]+)"', (HERE / "tqimap/__init__.py").read_text()).group(1)

EXTRAS = {
    # 7z, RAR, ISO, CAB (with the system's libarchive) and AES-encrypted ZIP
    "archives": ["libarchive-c>=5", "pyzipper>=0.3.6"],
    # QR and other codes in images and PDF pages
    "qr": ["zxing-cpp>=3", "pillow>=10.1"],
    # Office files with a password
    "office-crypt": ["msoffcrypto-tool>=5"],
    # signing in to the mailbox as an OAuth client with a certificate, or as a Google service account
    "oauth": ["PyJWT[crypto]>=2.8"],
    # the simulated ThreatQ and the embedded mail server of --demo, and what reads its sample mail
    "sandbox": [
        "pymap>=0.36.7",
        "starlette>=0.40",
        "uvicorn>=0.30",
        "python-multipart>=0.0.9",
        "jinja2>=3.1",
        "trustme>=1.1",
        "pyzipper>=0.3.6",
        "zxing-cpp>=3",
        "pillow>=10.1",
    ],
}
TEST = [
    "pytest>=8",
    "hypothesis>=6.100",
    "trustme>=1.1",
    "jsonschema>=4",
    "pexpect>=4.9",
    "selenium>=4.20",
    "dask>=2024.8",
    # what the token endpoint of the tests must accept as well as tqimap's own requests
    "msal>=1.30",
    "google-auth>=2.30",
]

setup(
    name="tqIMAP",
    version=VERSION,
    description="Reads the unread mail of an IMAP mailbox and feeds its indicators and attachments to ThreatQ",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="MIT",
    license_files=["LICENSE"],
    python_requires=">=3.11",
    packages=find_packages(include=["tqimap", "tqimap.*"]),
    package_data={
        "tqimap": [
            "*.json",
            "report/*.html",
            "py.typed",
            "indicators/data/*",
            "sandbox/templates/*",
            "sandbox/threatq/*.sql",
        ]
    },
    install_requires=[
        "imapclient>=3.1,<5",
        "PySocks>=1.7.1",
        "python-dateutil>=2.8.2",
        "urllib3>=2",
        "iocextract>=1.16.1",
        "requests>=2.31",  # which iocextract imports and does not declare
        "charset-normalizer>=3.3",
        "lxml>=6",
        "pypdfium2>=5",
        "olefile>=0.47",
        "compressed-rtf>=1.0.6",
        "tqdm>=4.66",
    ],
    extras_require={**EXTRAS, "test": TEST},
    entry_points={"console_scripts": ["tqimap = tqimap.__main__:main", "tqIMAP = tqimap.__main__:main"]},
    classifiers=[
        "Environment :: Console",
        "Operating System :: POSIX :: Linux",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Programming Language :: Python :: 3.14",
        "Programming Language :: Python :: 3.15",
        "Topic :: Security",
    ],
)
