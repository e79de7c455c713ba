"""Certificates described for the question whether to trust them, compared with another reader of certificates."""

import hashlib
import ssl
from datetime import UTC, datetime

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tqimap.connections.certificate import shown_certificate


def self_signed(name: x509.Name, expires: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(datetime(1999, 1, 1)).not_valid_after(expires.replace(tzinfo=None))
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


APPLIANCE = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Müller\n\u202e GmbH"),
        x509.NameAttribute(NameOID.COMMON_NAME, "threatq.local"),
        x509.NameAttribute(NameOID.EMAIL_ADDRESS, "root@threatq.local"),
    ]
)


@pytest.mark.parametrize("year", [2018, 2049, 2050, 3000])
def test_self_signed_certificate_is_described_expired_or_not(year: int) -> None:
    expires = datetime(year, 3, 16, 18, 5, 46, tzinfo=UTC)
    encoded = self_signed(APPLIANCE, expires)
    shown = shown_certificate(encoded)
    assert shown.expires == expires
    assert (
        shown.subject
        == shown.issuer
        == r"C=US, O=Müller\x0a\u202e GmbH, CN=threatq.local, emailAddress=root@threatq.local"
    )
    assert shown.sha256.replace(":", "").lower() == hashlib.sha256(encoded).hexdigest()
    assert all(line.isprintable() for line in shown.lines())


def test_certificate_of_an_authority_names_both() -> None:
    issued = trustme.CA(organization_name="Example CA").issue_cert("threatq.example.com", organization_name="Example")
    encoded = ssl.PEM_cert_to_DER_cert(issued.cert_chain_pems[0].bytes().decode())
    shown = shown_certificate(encoded)
    assert "O=Example," in shown.subject
    assert "O=Example CA" in shown.issuer
    assert shown.expires == x509.load_der_x509_certificate(encoded).not_valid_after_utc


def test_the_names_that_a_certificate_is_for_and_the_beginning_of_its_validity() -> None:
    issued = trustme.CA().issue_cert("imap.example.com", "*.example.org", "192.0.2.7", "2001:db8::1")
    encoded = ssl.PEM_cert_to_DER_cert(issued.cert_chain_pems[0].bytes().decode())
    shown = shown_certificate(encoded)
    assert set(shown.names) == {"imap.example.com", "*.example.org", "192.0.2.7", "2001:db8::1"}
    assert shown.begins == x509.load_der_x509_certificate(encoded).not_valid_before_utc


def test_whatever_a_server_shows_is_described_without_an_exception() -> None:
    encoded = self_signed(APPLIANCE, datetime(2030, 1, 1, tzinfo=UTC))
    for length in range(len(encoded)):
        shown_certificate(encoded[:length])
    for position in range(len(encoded)):
        for value in (0x00, 0x30, 0x80, 0x84, 0xFF):
            shown_certificate(encoded[:position] + bytes([value]) + encoded[position + 1 :])
    assert shown_certificate(b"").subject == "unreadable"
