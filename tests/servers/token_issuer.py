"""A token endpoint over HTTPS that looks at what it is sent as Microsoft's and Google's do, and refuses in their words.

    with TokenIssuer(mailbox="alice", signing_key=KEY) as endpoint:
        settings = {"token_url": endpoint.microsoft_url, "token_client_id": endpoint.client_id, …}

It gives out JSON Web Tokens (HS256 with ``signing_key``) for ``mailbox``, which a mail server validates by itself.
``endpoint.on(…)`` scripts a fault, as on any ScriptedHttps; ``endpoint.given`` has the tokens given out.
"""

import base64
import datetime
import hashlib
import json
import ssl
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from servers.scripted_https import Received, ScriptedHttps, answer

TENANT = "contoso.onmicrosoft.com"
MICROSOFT = f"/{TENANT}/oauth2/v2.0/token"
GOOGLE = "/token"
MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
GOOGLE_AUDIENCE = "https://oauth2.googleapis.com/token"  # always, says Google
GOOGLE_SCOPE = "https://mail.google.com/"


class Refused(Exception):
    """``error`` and ``error_description`` of RFC 6749, 5.2."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.status = status
        self.reply = {"error": error, "error_description": description}


class TokenIssuer(ScriptedHttps):
    """Knows one app with a secret and a certificate, and one service account that may act for ``mailbox``."""

    client_id = "6731de76-14a6-49ae-97bc-6eba6914391e"
    client_secret = "~qWgdYAmab0YSkuL1qKv5bPX+ä&="
    service_account = "intel@project.iam.gserviceaccount.com"

    def __init__(self, mailbox: str, signing_key: bytes, lifetime: int = 3599) -> None:
        super().__init__("localhost")
        self.host = f"localhost:{self.port}"
        self.mailbox = mailbox
        self.lifetime = lifetime
        self.given: list[str] = []
        self._signing_key = signing_key
        self._key = rsa.generate_private_key(65537, 2048)
        self._statements: set[str] = set()
        self.behave()

    def behave(self) -> None:
        """Answer as a well endpoint does, whatever was scripted."""
        for path, judge in ((MICROSOFT, self._microsoft), (GOOGLE, self._google)):
            self.on(f"POST {path}", lambda connection, judge=judge: self._reply(judge)(connection))

    @property
    def microsoft_url(self) -> str:
        return f"https://{self.host}{MICROSOFT}"

    @property
    def google_url(self) -> str:
        return f"https://{self.host}{GOOGLE}"

    def write_ca(self, directory: Path) -> str:
        self.ca.cert_pem.write_to_path(str(directory / "token-ca.pem"))
        return str(directory / "token-ca.pem")

    def private_key(self) -> str:
        encoded = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return encoded.decode()

    def certificate_of_the_app(self) -> str:
        """The certificate registered for the app, in PEM form."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tqimap")])
        begin = datetime.datetime(2026, 1, 1)
        made = x509.CertificateBuilder(name, name, self._key.public_key(), 1, begin, begin.replace(year=2036))
        return made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()

    def key_of_the_service_account(self) -> dict[str, str]:
        """Google's JSON key."""
        return {
            "type": "service_account",
            "private_key_id": "f4c1",
            "private_key": self.private_key(),
            "client_email": self.service_account,
            "client_id": "1234567890",
            "token_uri": self.google_url,
        }

    def token(self, mailbox: str, lifetime: int) -> str:
        now = int(time.time())
        claims = {"sub": mailbox, "email": mailbox, "iat": now, "exp": now + lifetime, "jti": str(len(self.given))}
        return jwt.encode(claims, self._signing_key, algorithm="HS256", headers={"kid": "default"})

    def _reply(self, judge):
        received = self.seen[-1]
        try:
            form = dict(parse_qsl(received.body.decode("ascii"), strict_parsing=True))
            if received.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
                raise Refused("invalid_request", "The content type must be application/x-www-form-urlencoded")
            judge(received, form)
        except Refused as refused:
            return answer(refused.status, refused.reply, content_type="application/json")
        self.given.append(self.token(self.mailbox, self.lifetime))
        reply = {"token_type": "Bearer", "expires_in": self.lifetime, "access_token": self.given[-1]}
        return answer(200, reply, content_type="application/json; charset=utf-8")

    def _microsoft(self, received: Received, form: Mapping[str, str]) -> None:
        if form.get("grant_type") != "client_credentials":
            raise Refused("unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.")
        if form.get("client_id") != self.client_id:
            raise Refused("unauthorized_client", "AADSTS700016: Application was not found in the directory 'Contoso'.")
        if form.get("scope") != MICROSOFT_SCOPE:
            raise Refused(
                "invalid_scope", "AADSTS70011: The provided value for the input parameter 'scope' is not valid."
            )
        if "client_assertion" in form:
            self._check_certificate(form)
        elif form.get("client_secret") != self.client_secret:
            raise Refused(
                "invalid_client",
                "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the "
                "client secret value, not the client secret ID.\r\nTrace ID: 0f00\r\nTimestamp: 2026-11-25 12:00:00Z",
                401,
            )

    def _check_certificate(self, form: Mapping[str, str]) -> None:
        if form["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
            raise Refused("invalid_request", "AADSTS900144: client_assertion_type is wrong.")
        der = ssl.PEM_cert_to_DER_cert(self.certificate_of_the_app())
        thumbprint = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()
        shown = jwt.get_unverified_header(form["client_assertion"]).get("x5t#S256", "")
        if shown.rstrip("=") != thumbprint:  # Microsoft's own library pads it
            raise Refused("invalid_client", "AADSTS700027: The certificate with identifier is not registered.", 401)
        claims = self._statement(form["client_assertion"], "PS256", self.microsoft_url)
        if not claims["iss"] == claims["sub"] == self.client_id:
            raise Refused("invalid_client", "AADSTS700021: Client assertion issuer and subject do not match.", 401)
        if claims["jti"] in self._statements:
            raise Refused("invalid_client", "AADSTS700024: The assertion was used before.", 401)
        self._statements.add(claims["jti"])

    def _google(self, received: Received, form: Mapping[str, str]) -> None:
        if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            raise Refused("unsupported_grant_type", "Invalid grant_type")
        claims = self._statement(form["assertion"], "RS256", GOOGLE_AUDIENCE)
        if claims["iss"] != self.service_account or claims["exp"] - claims["iat"] > 3600:
            raise Refused("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes).")
        if claims["sub"] != self.mailbox or claims["scope"] != GOOGLE_SCOPE:
            raise Refused(
                "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any "
                "of the scopes requested.",
                401,
            )

    def _statement(self, statement: str, algorithm: str, audience: str) -> dict:
        try:
            return jwt.decode(
                statement, self._key.public_key(), algorithms=[algorithm], audience=audience,
                options={"require": ["exp", "iat", "iss", "sub", "aud"]} if algorithm == "PS256" else {},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise Refused("invalid_client", f"The statement is not valid: {error}", 401) from error


def write_service_account(endpoint: TokenIssuer, directory: Path) -> str:
    file = directory / "service-account.json"
    file.write_text(json.dumps(endpoint.key_of_the_service_account()))
    return str(file)


def write_certificate(endpoint: TokenIssuer, directory: Path) -> str:
    file = directory / "app.pem"
    file.write_text("Bag Attributes\n" + endpoint.private_key() + endpoint.certificate_of_the_app())
    return str(file)
