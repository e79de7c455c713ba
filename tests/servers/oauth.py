"""More of Dovecot's configuration: it takes tokens by OAUTHBEARER and XOAUTH2 and validates them by itself."""

import atexit
import base64
import shutil
import tempfile
from pathlib import Path

from servers import dovecot_settings

SIGNING_KEY = b"a key of 32 bytes for the tests!"

# Each refused login makes the next ones of all slower; not here. Refusals still take two seconds.
NO_PENALTY = """
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
"""


def configuration() -> str:
    """For Dovecot's ``extra``; good tokens are JSON Web Tokens (HS256) signed with ``SIGNING_KEY``."""
    directory = Path(tempfile.mkdtemp(prefix="dovecot-oauth-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    key = directory / "keys" / "default" / "HS256" / "default"  # by the token's azp, algorithm and kid
    key.parent.mkdir(parents=True)
    key.write_bytes(base64.b64encode(SIGNING_KEY))
    settings = NO_PENALTY + dovecot_settings.tokens(directory)
    for path in (directory, *directory.rglob("*")):
        path.chmod(0o755)  # Dovecot's own users read it
    return settings
