"""Which source of tokens the configuration means: the keys ``token_…``, checked against one another."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tqimap.config.settings import ClientCredentials, Secret, ServiceAccount, TokenCommand, TokenEndpoint, TokenSource
from tqimap.errors import ConfigError

# Microsoft's and Google's usual ones; national clouds have others (token_url, token_scope).
MICROSOFT_URL = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
GOOGLE_SCOPE = "https://mail.google.com/"

_SOURCES = ("token_command", "token_client_id", "token_google_key_file")


def token_source(values: Mapping[str, Any], client_secret: Secret) -> TokenSource:
    """The one source that is set; ``values`` by key. Raises ConfigError where it is none, several or incomplete."""
    chosen = [key for key in _SOURCES if values[key]]
    if len(chosen) != 1:
        told = "several are set" if chosen else "none is set"
        raise ConfigError(f"imap_auth {values['imap_auth']} gets its token by one of {', '.join(_SOURCES)}; {told}")
    if values["token_command"]:
        return TokenCommand(tuple(values["token_command"]))
    if values["token_google_key_file"]:
        subject = values["token_google_subject"] or values["imap_username"]
        return ServiceAccount(_endpoint(values, "", GOOGLE_SCOPE), values["token_google_key_file"], subject.strip())
    return _client(values, client_secret)


def _client(values: Mapping[str, Any], secret: Secret) -> ClientCredentials:
    certificate_file = values["token_certificate_file"]
    if bool(secret) == bool(certificate_file):
        told = "both are set" if secret else "none is set"
        raise ConfigError(f"token_client_id needs token_client_secret or token_certificate_file; {told}")
    tenant = values["token_tenant"]
    if not tenant and not (values["token_url"] and values["token_scope"]):
        raise ConfigError("token_client_id needs token_tenant (Microsoft 365), or token_url and token_scope")
    endpoint = _endpoint(values, MICROSOFT_URL.format(tenant=tenant), MICROSOFT_SCOPE)
    return ClientCredentials(endpoint, values["token_client_id"].strip(), secret or None, certificate_file)


def _endpoint(values: Mapping[str, Any], usual_url: str, usual_scope: str) -> TokenEndpoint:
    _check_place("token_url", values["token_url"].removeprefix("https://"))
    _check_place("token_proxy", values["token_proxy"].rpartition("@")[2].removeprefix("http://"))
    return TokenEndpoint(
        url=values["token_url"] or usual_url,
        scope=values["token_scope"] or usual_scope,
        proxy=Secret(values["token_proxy"]) if values["token_proxy"] else None,
        ca_file=values["token_ca_file"] or None,
        connect_timeout=values["connect_timeout"],
        read_timeout=values["read_timeout"],
    )


def _check_place(key: str, place: str) -> None:
    """Raises ConfigError where ``place`` begins with no host and port."""
    try:
        urlsplit(f"//{place}").port  # noqa: B018  (asking for it is the check)
    except ValueError as error:
        raise ConfigError(f"{key} has no host and port that can be: {error}") from error
