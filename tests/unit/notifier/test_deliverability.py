"""The check of deliverability, in worlds that tests make up."""

from dataclasses import dataclass, field, replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from notifier.sending.deliverability import Finding, Setting, check, public_half


def pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, pkcs8, plain).decode()


KEY = pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))
OTHER = pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))
SETTING = Setting(
    sender="post@news.klima.example",
    bounce_domain="bounce.klima.example",
    smtp_url="smtp+starttls://user:word@mail.klima.example:587",
    site_url="https://klima.example",
    dkim_key=KEY,
    dkim_selector="mosaik",
)


@dataclass
class MadeUp:
    """A world in which all is well, until a test says otherwise."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    servers: dict[str, list[str]] = field(default_factory=dict)
    hosts: dict[str, list[str]] = field(default_factory=dict)
    pointers: dict[str, list[str]] = field(default_factory=dict)
    tls_trouble: str | None = None
    status: int = 404
    posted: list[str] = field(default_factory=list)

    def txt(self, name: str) -> list[str]:
        return self.texts.get(name, [])

    def mx(self, name: str) -> list[str]:
        return self.servers.get(name, [])

    def addresses(self, name: str) -> list[str]:
        return self.hosts.get(name, [])

    def names(self, address: str) -> list[str]:
        return self.pointers.get(address, [])

    def tls(self, host: str, port: int, scheme: str) -> str | None:
        return self.tls_trouble

    def post(self, url: str) -> int:
        self.posted.append(url)
        return self.status


def a_good_world(setting: Setting = SETTING) -> MadeUp:
    kind, public = public_half(setting.dkim_key)
    return MadeUp(
        texts={
            "bounce.klima.example": ["google-site-verification=x", "v=spf1 include:_spf.klima.example -all"],
            "_spf.klima.example": ["v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all"],
            "mosaik._domainkey.news.klima.example": [f"v=DKIM1; k={kind}; p={public[:40]} {public[40:]}"],
            "_dmarc.klima.example": ["v=DMARC1; p=none; rua=mailto:d@klima.example"],
        },
        servers={"bounce.klima.example": ["mx.klima.example"]},
        hosts={"mail.klima.example": ["192.0.2.25", "2001:db8::25"]},
        pointers={"192.0.2.25": ["mail.klima.example"], "2001:db8::25": ["mail.klima.example"]},
    )


def wrong(setting: Setting, world: MadeUp) -> dict[str, Finding]:
    return {each.name: each for each in check(setting, world) if not each.is_right}


def test_where_all_is_well_nothing_is_to_be_done() -> None:
    world = a_good_world()

    assert wrong(SETTING, world) == {}
    assert world.posted == ["https://klima.example/u/check"]


def test_a_key_of_the_other_kind_is_understood_too() -> None:
    setting = replace(SETTING, dkim_key=pem(ed25519.Ed25519PrivateKey.generate()))

    assert wrong(setting, a_good_world(setting)) == {}


@pytest.mark.parametrize(
    ("name", "records", "says"),
    [
        ("bounce.klima.example", [], "exactly one TXT record"),
        ("bounce.klima.example", ["v=spf1 -all", "v=spf1 mx -all"], "exactly one TXT record"),
        ("bounce.klima.example", ["v=spf1 +all"], "everybody"),
        ("_spf.klima.example", ["v=spf1 ip4:192.0.2.25 -all"], "add ip6:2001:db8::25"),
        ("_spf.klima.example", ["v=spf1 include:_spf.klima.example -all"], "leaves out"),
        ("_spf.klima.example", ["v=spf1 ip4:nonsense ip4: -all"], "leaves out"),
        ("_dmarc.klima.example", [], "_dmarc.news.klima.example"),
        ("mosaik._domainkey.news.klima.example", [], "Put this TXT record"),
        ("mosaik._domainkey.news.klima.example", [f"v=DKIM1; p={public_half(OTHER)[1]}"], "Put this TXT record"),
    ],
)
def test_what_is_missing_in_the_dns_is_named_with_its_remedy(name: str, records: list[str], says: str) -> None:
    world = a_good_world()
    world.texts[name] = records
    (found,) = wrong(SETTING, world).values()

    assert says in f"{found.seen} {found.to_do}"


@pytest.mark.parametrize("record", ["v=spf1 a:mail.klima.example -all", "v=spf1 mx -all", "v=spf1 redirect=_x.example"])
def test_every_way_to_allow_the_mail_server_counts(record: str) -> None:
    world = a_good_world()
    world.texts["bounce.klima.example"] = [record]
    world.texts["_x.example"] = ["v=spf1 ip4:192.0.2.25 ip6:2001:db8::25 -all"]
    world.servers["bounce.klima.example"] = ["mail.klima.example"]

    assert "SPF" not in wrong(SETTING, world)


def test_a_machine_without_a_name_is_found() -> None:
    world = a_good_world()
    world.pointers["192.0.2.25"] = ["dsl-25.provider.example"]

    assert "both ways" in wrong(SETTING, world)["PTR"].to_do


def test_reports_need_somewhere_to_come_to() -> None:
    world = a_good_world()
    world.servers.clear()
    assert "MX record" in wrong(SETTING, world)["Bounces"].to_do
    nowhere = replace(SETTING, bounce_domain="")
    assert "NOTIFIER_BOUNCE_DOMAIN" in wrong(nowhere, world)["Bounces"].to_do


def test_a_line_that_is_open_to_all_is_found() -> None:
    world = a_good_world()
    assert "smtp+starttls" in wrong(replace(SETTING, smtp_url="smtp://mail.klima.example:25"), world)["TLS"].to_do
    world.tls_trouble = "certificate has expired"
    assert "expired" in wrong(SETTING, world)["TLS"].seen


@pytest.mark.parametrize(("status", "says"), [(302, "redirect"), (403, "without cookies"), (0, "does not answer")])
def test_a_site_that_is_in_the_way_of_leaving_is_found(status: int, says: str) -> None:
    world = a_good_world()
    world.status = status
    found = wrong(SETTING, world)["One click"]

    assert says in f"{found.seen} {found.to_do}"


def test_a_site_without_tls_has_no_button_at_mailbox_providers() -> None:
    assert "https" in wrong(replace(SETTING, site_url="http://klima.example"), a_good_world())["One click"].to_do
