"""What is sent to a token endpoint: forms, pure but for the key files that they are signed with.

* an OAuth client with a secret: RFC 6749, 4.4;
* an OAuth client with a certificate: RFC 7523, 2.2, in the form that Microsoft describes ("Certificate credentials");
* a Google service account: RFC 7523, 2.1 ("Using OAuth 2.0 for server to server applications").
"""

import base64
import hashlib
import json
import re
import ssl
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from tqimap.config.settings import ClientCredentials, ServiceAccount, TokenEndpoint
from tqimap.errors import ConfigError

Claims = Mapping[str, str | int]

# Seconds that a signed statement is good for: it is sent at once, but the clocks of the two sides may differ.
STATEMENT_SECONDS = 600
KEY_FILE_BYTES = 65_536  # a key and its chain of certificates fit several times

GOOGLE_AUDIENCE = "https://oauth2.googleapis.com/token"  # always, wherever the statement is sent

_SECRET_FIELDS = ("client_secret", "client_assertion", "assertion")

_SIGNED_CLIENT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SIGNED_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[^-]+-----END (?:[A-Z]+ )?PRIVATE KEY-----")
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """One request. ``who`` asks, in an error's words; ``identity`` tells apart whose token is kept."""

    endpoint: TokenEndpoint
    url: str
    form: Mapping[str, str] = field(repr=False)
    who: str

    @property
    def secrets(self) -> Iterator[str]:
        """What must never be shown, even if the endpoint sends it back."""
        sent = [self.form[name] for name in _SECRET_FIELDS if name in self.form]
        return (form for secret in sent for form in (quote_plus(secret), secret))

    @property
    def identity(self) -> str:
        """A digest of who asks whom for what, without any secret."""
        return hashlib.sha256("\n".join((self.url, self.who, self.endpoint.scope)).encode()).hexdigest()


def request(source: ClientCredentials | ServiceAccount, now: float) -> TokenRequest:
    """The request for a token; ``now`` in seconds since 1970. Raises ConfigError for a key that cannot be used."""
    return _service_account(source, int(now)) if isinstance(source, ServiceAccount) else _client(source, int(now))


def _client(source: ClientCredentials, now: int) -> TokenRequest:
    endpoint, client_id = source.endpoint, source.client_id
    form = {"grant_type": "client_credentials", "client_id": client_id, "scope": endpoint.scope}
    if source.secret:
        form["client_secret"] = source.secret.reveal()
    else:
        claims = {**_times(now), "iss": client_id, "sub": client_id, "aud": endpoint.url, "jti": str(uuid.uuid4())}
        form["client_assertion_type"] = _SIGNED_CLIENT
        form["client_assertion"] = _signed_with_certificate(claims, source.certificate_file)
    return TokenRequest(endpoint, endpoint.url, form, f"the client {client_id}")


def _service_account(source: ServiceAccount, now: int) -> TokenRequest:
    key = _service_account_key(source.key_file)
    claims = {**_times(now), "iss": key["client_email"], "sub": source.subject, "scope": source.endpoint.scope}
    claims["aud"] = GOOGLE_AUDIENCE
    statement = _signed(claims, key["private_key"], "RS256", {"kid": key["private_key_id"]}, source.key_file)
    form = {"grant_type": _SIGNED_GRANT, "assertion": statement}
    url = source.endpoint.url or key["token_uri"]
    return TokenRequest(source.endpoint, url, form, f"the service account {key['client_email']} for {source.subject}")


def _times(now: int) -> dict[str, str | int]:
    return {"iat": now, "nbf": now, "exp": now + STATEMENT_SECONDS}


def _service_account_key(file: str) -> dict[str, str]:
    """The fields of Google's JSON key that are used. Raises ConfigError."""
    wanted = ("client_email", "private_key", "private_key_id", "token_uri")
    try:
        held: Any = json.loads(_text("token_google_key_file", file))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"token_google_key_file {file} is not JSON: take the key of type JSON from Google") from error
    if not isinstance(held, dict) or not all(isinstance(held.get(name), str) for name in wanted):
        raise ConfigError(f"token_google_key_file {file} is no key of a service account ({', '.join(wanted)})")
    if not held["token_uri"].startswith("https://"):
        raise ConfigError(f"token_google_key_file {file}: its token_uri is not https")
    return {name: held[name] for name in wanted}


def _signed_with_certificate(claims: Claims, file: str) -> str:
    text = _text("token_certificate_file", file)
    key, certificate = _KEY.search(text), _CERTIFICATE.search(text)
    if key is None or certificate is None:
        missing = "private key" if key is None else "certificate"
        raise ConfigError(f"token_certificate_file {file} holds no {missing} in PEM form; it must hold both")
    thumbprint = hashlib.sha256(_der(certificate[0], file)).digest()
    shown = base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode()
    return _signed(claims, key[0], "PS256", {"x5t#S256": shown}, file)


def _der(certificate: str, file: str) -> bytes:
    try:
        return ssl.PEM_cert_to_DER_cert(certificate)
    except ValueError as error:
        raise ConfigError(f"token_certificate_file {file} holds a certificate that cannot be read") from error


def _signed(claims: Claims, key: str, algorithm: str, headers: Mapping[str, str], file: str) -> str:
    """A JSON Web Token (RFC 7519). Raises ConfigError for a key that is none, and names no part of it."""
    try:
        import cryptography  # noqa: F401  (PyJWT signs with it)
        import jwt
    except ImportError as error:
        raise ConfigError(f"Signing with {file} needs the extra 'oauth': pip install 'tqIMAP[oauth]'") from error
    try:
        return jwt.encode(dict(claims), key, algorithm=algorithm, headers=dict(headers))
    except (ValueError, TypeError, jwt.PyJWTError) as error:
        raise ConfigError(f"{file} holds no RSA key that can be used; it must be without a password") from error


def _text(key: str, file: str) -> str:
    try:
        with Path(file).open("rb") as opened:
            return opened.read(KEY_FILE_BYTES).decode("utf-8")
    except OSError as error:
        raise ConfigError(f"Cannot read {key} {file}: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(f"{key} {file} is not text") from error
