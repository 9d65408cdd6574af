"""A small internet on loopback: a name server, web servers with and without TLS, mail servers that greet."""

import contextlib
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


@dataclass
class NameServer:
    """Answers from `zone`: (name, kind) -> texts of records. What is not there is NXDOMAIN; `broken`: SERVFAIL for all."""

    zone: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    port: int = 0
    broken: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def at(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    def put(self, name: str, kind: str, *records: str) -> None:
        self.zone[name.lower(), kind] = list(records)

    def answer(self, wire: bytes) -> bytes:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        answer = dns.message.make_response(query)
        records = self.zone.get((name, kind))
        if self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif records:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *records))
        elif not any(known == name for known, _kind in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()


@contextlib.contextmanager
def name_server() -> Iterator[NameServer]:
    server = NameServer()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=_answer_all, args=(server, listener), daemon=True)
        thread.start()
        yield server
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", server.at)
        thread.join(2)


def _answer_all(server: NameServer, listener: socket.socket) -> None:
    while True:
        wire, sender = listener.recvfrom(4096)
        if not wire:
            return
        listener.sendto(server.answer(wire), sender)


@dataclass
class WebServer:
    """Serves `files` by (host, path); counts what was asked for."""

    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    port: int = 0
    asked: list[str] = field(default_factory=list)


@contextlib.contextmanager
def web_server(secure: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    site = WebServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = (self.headers["Host"] or "").partition(":")[0]
            path = self.path.partition("?")[0]
            site.asked.append(f"{host}{path}")
            content = site.files.get((host, path))
            self.send_response(200 if content is not None else 404)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_args: object) -> None:
            pass

    class Quiet(HTTPServer):
        def handle_error(self, *_args: object) -> None:
            pass

    httpd = Quiet(("127.0.0.1", 0), Handler)
    if secure:
        httpd.socket = secure.wrap_socket(httpd.socket, server_side=True)
    site.port = httpd.server_address[1]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield site
    httpd.shutdown()
    httpd.server_close()
    thread.join(2)


@contextlib.contextmanager
def greeter(greeting: bytes, secure: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that says one line to whoever connects; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
        thread = threading.Thread(target=_greet_all, args=(listener, greeting, secure), daemon=True)
        thread.start()
        yield port
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(2)


def _greet_all(listener: socket.socket, greeting: bytes, secure: ssl.SSLContext | None) -> None:
    while True:
        try:
            client, _from = listener.accept()
        except OSError:
            return
        with contextlib.suppress(OSError), client:
            stream = secure.wrap_socket(client, server_side=True) if secure else client
            stream.sendall(greeting)
            stream.recv(1)


@dataclass(frozen=True)
class Authority:
    """A certificate for some names: what a server shows, what a client trusts."""

    server: ssl.SSLContext
    client: ssl.SSLContext
    file: Path


@contextlib.contextmanager
def authority(*names: str) -> Iterator[Authority]:
    with tempfile.TemporaryDirectory(prefix="regard-ca-") as folder:
        key, certificate = Path(folder) / "key.pem", Path(folder) / "certificate.pem"
        alternative = ",".join([*(f"DNS:{name}" for name in names), "IP:127.0.0.1"])
        subprocess.run(
            [
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=regard",
                "-addext", f"subjectAltName={alternative}", "-keyout", str(key), "-out", str(certificate),
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(certificate, key)
        yield Authority(server, ssl.create_default_context(cafile=str(certificate)), certificate)
