"""A provider of tokens on loopback, as RFC 6749, 7636, 7009 and 7662 have it: one use of a code, rotation, theft noticed."""

import base64
import contextlib
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT_ID, CLIENT_SECRET = "regard-test", "client-secret"


@dataclass
class Family:
    """What came out of one consent: ended as a whole."""

    user: str
    refresh: str = ""
    used: set[str] = field(default_factory=set)
    access: set[str] = field(default_factory=set)
    is_revoked: bool = False


@dataclass
class TokenServer:
    """`user` says yes to whatever is asked; `is_down` answers 503; `lasts` seconds each access token."""

    user: str = "service@havn.example"
    port: int = 0
    lasts: int = 3600
    is_down: bool = False
    rotates: bool = True
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    families: list[Family] = field(default_factory=list)
    renewals: int = 0
    introspections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def revoke_all(self) -> None:
        """The person withdraws the consent at the provider."""
        for family in self.families:
            family.is_revoked = True

    def forget_access(self) -> None:
        """Access tokens end before their time; the consent holds."""
        for family in self.families:
            family.access.clear()

    def consent(self, user: str = "") -> tuple[str, str]:
        """A consent given some time ago: its access and refresh token."""
        family = Family(user or self.user)
        self.families.append(family)
        said = self._give(family)
        return said["access_token"], said["refresh_token"]

    def authorize(self, asked: dict[str, str]) -> str:
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = (asked["code_challenge"], asked["redirect_uri"])
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, object]]:
        if self.is_down:
            return 503, {}
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if asked["grant_type"] == "authorization_code":
            return self._exchange(asked)
        self.renewals += 1
        for family in self.families:
            if asked["refresh_token"] in family.used:
                family.is_revoked = True  # somebody else has it: RFC 9700 4.14.2
            if asked["refresh_token"] == family.refresh and not family.is_revoked:
                return 200, self._give(family)
        return 400, {"error": "invalid_grant"}

    def _exchange(self, asked: dict[str, str]) -> tuple[int, dict[str, object]]:
        challenge, redirect_uri = self.codes.pop(asked["code"], ("", ""))
        digest = base64.urlsafe_b64encode(hashlib.sha256(asked["code_verifier"].encode()).digest()).decode().rstrip("=")
        if digest != challenge or asked["redirect_uri"] != redirect_uri:
            return 400, {"error": "invalid_grant"}
        family = Family(self.user)
        self.families.append(family)
        return 200, self._give(family)

    def _give(self, family: Family) -> dict[str, str]:
        said = {"token_type": "Bearer", "access_token": secrets.token_urlsafe(24), "expires_in": str(self.lasts)}
        family.access.add(said["access_token"])
        if self.rotates or not family.refresh:
            family.used.add(family.refresh)
            family.used.discard("")
            family.refresh = said["refresh_token"] = secrets.token_urlsafe(24)
        return said

    def user_of(self, access: str) -> str:
        """RFC 7662: whose the token is, '' when it does not hold."""
        self.introspections += 1
        alive = (family for family in self.families if not family.is_revoked)
        return next((family.user for family in alive if access in family.access), "")


@contextlib.contextmanager
def token_server() -> Iterator[TokenServer]:
    server = TokenServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", server.authorize(_flat(urlsplit(self.path).query)))
            self.end_headers()

        def do_POST(self) -> None:
            asked = _flat(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())
            if self.path == "/introspect":
                user = server.user_of(asked.get("token", ""))
                self._say(200, {"active": bool(user), "username": user})
            else:
                self._say(*server.token(asked))

        def _say(self, status: int, said: dict[str, object]) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.port = httpd.server_address[1]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    httpd.shutdown()
    httpd.server_close()
    thread.join(2)


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
