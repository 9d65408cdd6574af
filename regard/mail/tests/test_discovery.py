"""Finding the servers of an address, against a name server and web servers on loopback."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from regard.mail.discovery import words
from regard.mail.discovery.queries import find_servers
from regard.mail.discovery.rules import Found, How, Server, is_public, read_configuration
from regard.mail.discovery.world import DnsNames, World
from tools.testing import network
from tools.testing.network import Authority, NameServer, WebServer

ADDRESS = "service@havn.example"
CONFIGURATION = b"""<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="havn.example">
<incomingServer type="pop3"><hostname>pop.havn.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
<incomingServer type="imap"><hostname>in.havn.example</hostname><port>143</port><socketType>plain</socketType></incomingServer>
<incomingServer type="imap"><hostname>in.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType>
<username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>out.havn.example</hostname><port>587</port><socketType>STARTTLS</socketType>
<username>%EMAILLOCALPART%</username></outgoingServer></emailProvider></clientConfig>"""
IMAPS, SMTPS = (
    Server(host="in.havn.example", port=993, security="tls"),
    Server(host="out.havn.example", port=465, security="tls"),
)


@dataclass
class Internet:
    names: NameServer
    plain: WebServer
    secure: WebServer
    trusted: ssl.SSLContext
    ports: dict[int, int] = field(default_factory=dict)

    @property
    def world(self) -> World:
        ports = {80: self.plain.port, 443: self.secure.port, **self.ports}
        for port in (993, 143, 465, 587):
            ports.setdefault(port, 9)
        return World(names=DnsNames(self.names.at), allows_private=True, ports=ports, trusted=self.trusted)

    def find(self, address: str = ADDRESS) -> Found:
        return find_servers(address, world=self.world)


@pytest.fixture(scope="module")
def papers() -> Iterator[Authority]:
    names = (
        "autoconfig.havn.example",
        "havn.example",
        "imap.havn.example",
        "mail.havn.example",
        "autoconfig.host.example",
    )
    with network.authority(*names) as made:
        yield made


@pytest.fixture
def internet(papers: Authority) -> Iterator[Internet]:
    with ExitStack() as stack:
        names = stack.enter_context(network.name_server())
        plain = stack.enter_context(network.web_server())
        secure = stack.enter_context(network.web_server(papers.server))
        yield Internet(names, plain, secure, papers.client)


def test_domain_that_names_its_servers_is_believed(internet: Internet) -> None:
    internet.names.put("_imaps._tcp.havn.example", "SRV", "20 0 993 late.havn.example.", "10 5 993 in.havn.example.")
    internet.names.put("_imap._tcp.havn.example", "SRV", "0 0 143 in.havn.example.")
    internet.names.put("_submissions._tcp.havn.example", "SRV", "0 0 465 out.havn.example.")

    found = internet.find(" Service@Havn.example ")
    assert found == Found(imap=IMAPS, smtp=SMTPS, username=ADDRESS, how=How.SRV)
    assert words.what(found) == "Found in.havn.example:993 and out.havn.example:465, both encrypted."
    assert words.who_says_so(found) == (
        "Your domain names them (SRV records). See whether you know the names before you enter the password."
    )
    assert internet.plain.asked == internet.secure.asked == []


def test_dot_says_that_a_service_is_not_there(internet: Internet) -> None:
    internet.names.put("_imaps._tcp.havn.example", "SRV", "0 0 0 .")
    internet.names.put("_imap._tcp.havn.example", "SRV", "0 0 143 in.havn.example.")

    found = internet.find()
    assert (found.imap, found.smtp) == (Server(host="in.havn.example", port=143, security="starttls"), None)


def test_configuration_file_is_read_by_https_first(internet: Internet) -> None:
    internet.names.put("autoconfig.havn.example", "A", "127.0.0.1")
    internet.secure.files["autoconfig.havn.example", "/mail/config-v1.1.xml"] = CONFIGURATION
    internet.plain.files["autoconfig.havn.example", "/mail/config-v1.1.xml"] = b"never asked for"

    assert internet.find() == Found(
        imap=IMAPS,
        smtp=Server(host="out.havn.example", port=587, security="starttls"),
        username="service",
        how=How.AUTOCONFIG,
        is_vouched_for=True,
    )
    assert internet.plain.asked == []


def test_well_known_place_by_plain_http_is_taken_and_doubted(internet: Internet) -> None:
    internet.names.put("havn.example", "A", "127.0.0.1")
    place = "/.well-known/autoconfig/mail/config-v1.1.xml"
    internet.plain.files["havn.example", place] = CONFIGURATION

    found = internet.find()
    assert (found.imap, found.how, found.is_vouched_for) == (IMAPS, How.AUTOCONFIG, False)
    assert internet.secure.asked == [f"havn.example{place}"]


@pytest.mark.parametrize(
    ("exchanger", "provider", "imap"),
    [
        ("aspmx.l.google.com.", "google", "imap.gmail.com:993"),
        ("havn-example.mail.protection.outlook.com.", "microsoft", "outlook.office365.com:993"),
    ],
)
def test_large_provider_is_known_by_its_exchangers(internet: Internet, exchanger, provider, imap) -> None:
    internet.names.put("havn.example", "MX", f"10 {exchanger}")

    found = internet.find()
    assert (found.provider, str(found.imap), found.how, found.is_vouched_for) == (provider, imap, How.PROVIDER, True)


def test_host_speaks_for_domains_that_publish_nothing(internet: Internet) -> None:
    internet.names.put("havn.example", "MX", "10 mx3.host.example.")
    internet.names.put("autoconfig.host.example", "A", "127.0.0.1")
    internet.secure.files["autoconfig.host.example", "/mail/config-v1.1.xml"] = CONFIGURATION

    assert internet.find().imap == IMAPS


def test_usual_names_are_tried_at_last(internet: Internet, papers: Authority) -> None:
    for name in ("imap", "mail"):
        internet.names.put(f"{name}.havn.example", "A", "127.0.0.1")
    with network.greeter(b"* OK ready\r\n", papers.server) as imap, network.greeter(b"220 hello\r\n") as smtp:
        internet.ports = {993: imap, 587: smtp}
        found = internet.find()
    assert found == Found(
        imap=Server(host="imap.havn.example", port=993, security="tls"),
        smtp=Server(host="mail.havn.example", port=587, security="starttls"),
        username=ADDRESS,
        how=How.GUESS,
    )


def test_certificate_of_somebody_else_is_no_answer(internet: Internet) -> None:
    internet.names.put("imap.havn.example", "A", "127.0.0.1")
    with network.authority("other.example") as other, network.greeter(b"* OK ready\r\n", other.server) as imap:
        internet.ports = {993: imap}
        assert internet.find().imap is None


def test_nothing_private_is_looked_at(internet: Internet) -> None:
    internet.names.put("autoconfig.havn.example", "A", "127.0.0.1")
    internet.names.put("imap.havn.example", "A", "10.0.0.7")
    internet.secure.files["autoconfig.havn.example", "/mail/config-v1.1.xml"] = CONFIGURATION
    guarded = World(names=DnsNames(internet.names.at), ports=internet.world.ports, trusted=internet.trusted)

    assert find_servers(ADDRESS, world=guarded) == Found(username=ADDRESS)
    assert internet.secure.asked == internet.plain.asked == []


def test_silent_name_server_finds_nothing_and_says_nothing_wrong(internet: Internet) -> None:
    internet.names.broken = True
    assert internet.find() == Found(username=ADDRESS)
    assert words.what(internet.find()) == ""


@pytest.mark.parametrize(
    "address", ["", "service", "service@", "service@localhost", "service@a b.example", "a@\r\nb.example"]
)
def test_what_is_no_address_is_not_looked_for(internet: Internet, address: str) -> None:
    assert internet.find(address) == Found()
    assert internet.names.asked == []


BOMB = b'<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><clientConfig>&b;</clientConfig>'
OUTSIDE = b'<!DOCTYPE c SYSTEM "file:///etc/passwd"><clientConfig/>'


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html>not found</html>", b"\xff\xfe\x00", BOMB, OUTSIDE, CONFIGURATION + b" " * 70_000,
        CONFIGURATION.replace(b"in.%EMAILDOMAIN%", b"in.havn.example/../x").replace(b"out.havn.example", b"a b"),
        CONFIGURATION.replace(b">993<", b">99999<").replace(b">587<", b">-1<"),
    ],
)  # fmt: skip
def test_hostile_configuration_says_nothing(content: bytes) -> None:
    assert read_configuration(content, address=ADDRESS) is None


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "127.0.0.1", "169.254.169.254", "192.168.0.1", "172.16.0.1", "100.64.0.1", "224.0.0.1", "0.0.0.0",
        "192.0.0.8", "255.255.255.255", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_inner_addresses_are_told_from_public_ones(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are_public() -> None:
    assert is_public("9.9.9.9")
    assert is_public("2620:fe::fe")
