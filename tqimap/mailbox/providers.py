"""The big providers: which way to sign in works there, said where another one was refused."""

from dataclasses import dataclass

from tqimap.config.settings import Bearer, MailServer


@dataclass(frozen=True, slots=True)
class Provider:
    """What to do where ``hosts`` refuse a ``password``, or a ``token`` that was given out all the same."""

    hosts: tuple[str, ...]
    password: str
    token: str


_PROVIDERS = (
    Provider(
        ("outlook.office365.com", "outlook.office.com", "outlook.office365.us", "partner.outlook.cn"),
        "Exchange Online takes no passwords over IMAP: set imap_auth to xoauth2 and token_tenant, token_client_id and "
        "token_client_secret to an app with the permission IMAP.AccessAsApp (README, Signing in)",
        "IMAP Username must be the address of the mailbox, and the app needs IMAP.AccessAsApp with admin consent, "
        "New-ServicePrincipal with the object ID of the enterprise application, and Add-MailboxPermission "
        "(README, Signing in)",
    ),
    Provider(
        ("imap.gmail.com", "imap.googlemail.com"),
        "Gmail takes no account passwords over IMAP: use an app password (private accounts), or set imap_auth to "
        "xoauth2 and token_google_key_file (Google Workspace; README, Signing in)",
        "IMAP must be allowed for this user, and the service account needs domain-wide delegation for the scope "
        "https://mail.google.com/ (README, Signing in)",
    ),
)
_OTHERS = Provider(
    (),
    "Check IMAP Username and IMAP Password; with two-step verification that is an app password",
    "Is the token for this user, this server and IMAP?",
)


def advice(server: MailServer, said: str) -> str:
    """What to do after a login that was refused with what the server ``said``."""
    code = said.partition("]")[0].upper().removeprefix("[")  # RFC 5530
    if server.security == "plain" and code == "PRIVACYREQUIRED":
        return "Set imap_security to tls (port 993) or starttls (143)"
    if code == "CONTACTADMIN":
        return "Ask who runs the mail server"
    if code == "EXPIRED" and not isinstance(server.credential, Bearer):
        return "Give the user a new password, and set IMAP Password to it"
    host = server.host.lower().rstrip(".")
    provider = next((one for one in _PROVIDERS if host in one.hosts), _OTHERS)
    return provider.token if isinstance(server.credential, Bearer) else provider.password
