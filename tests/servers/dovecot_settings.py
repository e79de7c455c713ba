"""Dovecot's configuration in the words of 2.3, as in Debian 12, and in those of 2.4, as in Debian 13: each refuses the
other's.
"""

import functools
import subprocess
from collections.abc import Mapping
from pathlib import Path

PROGRAM = "dovecot"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"  # where it is for whoever is not root, too

_Words = Mapping[str, str]  # by release

_BOTH = """
base_dir = {directory}/run
state_dir = {directory}/state
log_path = {directory}/dovecot.log
listen = 127.0.0.1
protocols = imap
ssl = {ssl}
auth_mechanisms = plain login
mail_attachment_detection_options =
mail_max_userip_connections = {connections}
first_valid_uid = {uid}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  {chroot}
}}
service stats {{
  chroot =
}}
{unprivileged}
"""
_SERVER: _Words = {
    "2.3": _BOTH
    + """
ssl_cert = <{chain}
ssl_key = <{chain}
disable_plaintext_auth = no
mail_location = maildir:{directory}/mail/%u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {directory}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={directory}/home/%u
}}
""",
    "2.4": """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
"""
    + _BOTH
    + """
ssl_server_cert_file = {chain}
ssl_server_key_file = {chain}
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {directory}/mail/%{{user}}
passdb passwd-file {{
  passwd_file_path = {directory}/users
  default_password_scheme = PLAIN
  auth_username_format = %{{user}}
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {directory}/home/%{{user}}
  }}
}}
""",
}
_RIGHTS: _Words = {
    "2.3": """
mail_plugins = $mail_plugins acl
protocol imap {{
  mail_plugins = $mail_plugins imap_acl
}}
plugin {{
  acl = vfile:{file}
}}
""",
    "2.4": """
mail_plugins {{
  acl = yes
}}
protocol imap {{
  mail_plugins {{
    imap_acl = yes
  }}
}}
acl_driver = vfile
""",
}
_RIGHTS_IN_FOLDER = """
namespace inbox {{
  mailbox {folder} {{
    acl {user} {{
      id = user={user}
      rights = {rights}
    }}
  }}
}}
"""
_TOKENS: _Words = {
    "2.3": """
auth_mechanisms = plain login oauthbearer xoauth2
passdb {{
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = {directory}/oauth2.conf
}}
""",
    "2.4": """
auth_mechanisms = plain login oauthbearer xoauth2
oauth2 {{
  introspection_mode = local
  username_attribute = email
}}
oauth2_local_validation {{
  dict fs {{
    fs posix {{
      fs_posix_prefix = {directory}/keys/
    }}
  }}
}}
passdb oauth2 {{
  mechanisms_filter = oauthbearer xoauth2
}}
""",
}
# The file that 2.3 is pointed to for tokens.
_VALIDATION = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={directory}/keys/
username_attribute = email
username_format = %u
"""


def server(**values: object) -> str:
    """A server for IMAP whose mail lies in a Maildir."""
    return _SERVER[_release()].format(**values)


def rights(directory: Path, user: str, by_folder: Mapping[str, str]) -> str:
    """What a user may do in each folder, by letters (RFC 4314); 2.3 reads it from a file that is written here."""
    file = directory / "acl"
    told = _RIGHTS[_release()].format(file=file)
    if _release() == "2.3":
        file.write_text("".join(f"{folder} user={user} {letters}\n" for folder, letters in by_folder.items()))
        return told
    folders = (_RIGHTS_IN_FOLDER.format(folder=name, user=user, rights=letters) for name, letters in by_folder.items())
    return told + "".join(folders)


def tokens(directory: Path) -> str:
    """That tokens are taken besides passwords, and validated by the keys in a directory; 2.3 reads how from a file that
    is written there.
    """
    if _release() == "2.3":
        (directory / "oauth2.conf").write_text(_VALIDATION.format(directory=directory))
    return _TOKENS[_release()].format(directory=directory)


@functools.cache
def _release() -> str:
    """``2.3`` or ``2.4``, whose words hold for those that come behind it too, as far as is known."""
    told = subprocess.run([PROGRAM, "--version"], env={"PATH": PATH}, capture_output=True, text=True, check=True)
    return "2.3" if told.stdout.startswith("2.3.") else "2.4"
