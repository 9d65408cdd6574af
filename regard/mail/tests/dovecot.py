"""A real Dovecot of the test's own: its own folder, its own loopback ports, any user with the password `secret`."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

PASSWORD = "secret"
_BINARY = shutil.which("dovecot") or "/usr/sbin/dovecot"
_CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
ssl = yes
ssl_cert = <{base}/certificate.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login{mechanisms}
auth_cache_size = 0
auth_failure_delay = 0
mail_location = maildir:~/Maildir
first_valid_uid = 1
mailbox_idle_check_interval = 1 s
mail_max_userip_connections = 100
{tokens}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={base}/homes/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server."""

    base: Path
    port: int
    tls_port: int

    @contextlib.contextmanager
    def as_user(self, user: str) -> Iterator[IMAPClient]:
        """Another mail program of this user."""
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=10) as client:
            client.login(user, PASSWORD)
            yield client

    def deliver(self, user: str, *letters: bytes, folder: str = "INBOX") -> None:
        with self.as_user(user) as client:
            for letter in letters:
                client.append(folder, letter)

    def forget_numbers(self, user: str) -> None:
        """Lose the index of the user's INBOX, as after a move to another server: the letters get new UIDs."""
        time.sleep(1.1)  # Dovecot makes UIDVALIDITY from the second
        for file in (self.base / "homes" / user / "Maildir").glob("dovecot*"):
            file.unlink()


def is_installed() -> bool:
    return Path(_BINARY).exists() and shutil.which("openssl") is not None


@contextlib.contextmanager
def running(introspection_url: str = "") -> Iterator[Dovecot]:
    """With an `introspection_url` (RFC 7662) it takes tokens by XOAUTH2 too, each user those of its own name."""
    base = Path(tempfile.mkdtemp(prefix="regard-dovecot-"))
    server = Dovecot(base, _free_port(), _free_port())
    process = subprocess.Popen(
        [_BINARY, "-F", "-c", str(_configure(server, introspection_url))], stderr=subprocess.PIPE
    )
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.communicate(timeout=10)
        shutil.rmtree(base, ignore_errors=True)


_TOKENS = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {file}
}}
"""
_INTROSPECTION = """
introspection_mode = post
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
"""


def _configure(server: Dovecot, introspection_url: str) -> Path:
    base = server.base
    oauth = base / "oauth2.conf.ext"
    oauth.write_text(_INTROSPECTION.format(url=introspection_url))
    base.chmod(0o755)
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run(
        [*command, "-keyout", str(base / "key.pem"), "-out", str(base / "certificate.pem")],
        check=True,
        capture_output=True,
    )
    is_root = os.geteuid() == 0
    me = pwd.getpwuid(os.geteuid())
    mail = pwd.getpwnam("nobody") if is_root else me
    homes = base / "homes"
    homes.mkdir()
    os.chown(homes, mail.pw_uid, mail.pw_gid)
    file = base / "dovecot.conf"
    file.write_text(
        _CONFIG.format(
            base=base,
            mechanisms=" xoauth2 oauthbearer" if introspection_url else "",
            tokens=_TOKENS.format(file=oauth) if introspection_url else "",
            login_user="dovenull" if is_root else me.pw_name,
            internal_user="dovecot" if is_root else me.pw_name,
            internal_group="dovecot" if is_root else me.pw_name,
            mail_user=mail.pw_uid,
            mail_group=mail.pw_gid,
            password=PASSWORD,
            port=server.port,
            tls_port=server.tls_port,
        )
    )
    return file


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(server: Dovecot, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=1) as probe:
            if probe.recv(4) == b"* OK":
                return
        time.sleep(0.05)
    log = server.base / "log"
    raise RuntimeError(f"Dovecot did not start: {log.read_text() if log.exists() else process.stderr}")
