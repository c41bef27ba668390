"""The office's own certificate authority, for a network that no public one serves, and the certificate of its server.

The authority may only vouch for this office: its constraints (RFC 5280, 4.2.1.10) name the host names and the private
networks, so that a stolen key opens no other site to whoever trusts it.
"""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.core.errors import Invalid

AUTHORITY_DAYS, SERVER_DAYS = 3650, 397
"""Browsers refuse certificates of a private authority after 825 days; a yearly one keeps the renewal in practice."""
PRIVATE_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128")
RENEW_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Shelf:
    """Where keys and certificates lie: keys below a folder that only root enters, what is public beside it."""

    folder: Path

    @property
    def authority_key(self) -> Path:
        return self.folder / "tls" / "authority.key"

    @property
    def authority(self) -> Path:
        return self.folder / "authority.crt"

    @property
    def server_key(self) -> Path:
        return self.folder / "tls" / "server.key"

    @property
    def server(self) -> Path:
        return self.folder / "tls" / "server.crt"


def make_authority(shelf: Shelf, hosts: Sequence[str]) -> None:
    """A new authority that vouches for `hosts` and for addresses of private networks, and for nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    permitted = [_named(host, network=True) for host in hosts] + [x509.DNSName("localhost")]
    permitted += [x509.IPAddress(ipaddress.ip_network(network)) for network in PRIVATE_NETWORKS]
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Phaen"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Phaen authority of {hosts[0]}"[:64]),
        ]
    )
    built = (
        _begun(name, key.public_key(), AUTHORITY_DAYS)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    _write(shelf.authority_key, _private(key), 0o600)
    _write(shelf.authority, built.public_bytes(Encoding.PEM), 0o644)


def issue(shelf: Shelf, hosts: Sequence[str]) -> None:
    """A new key and certificate of the server for `hosts`, signed by the authority. Raises Invalid when it may not."""
    refuse_strangers(shelf, hosts)
    authority = x509.load_pem_x509_certificate(shelf.authority.read_bytes())
    signer = load_pem_private_key(shelf.authority_key.read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
    built = (
        _begun(name, key.public_key(), SERVER_DAYS)
        .issuer_name(authority.subject)
        .add_extension(x509.SubjectAlternativeName([_named(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, SHA256())
    )
    _write(shelf.server_key, _private(key), 0o600)
    _write(shelf.server, built.public_bytes(Encoding.PEM), 0o644)


def refuse_strangers(shelf: Shelf, hosts: Sequence[str]) -> None:
    """Raises Invalid when the authority was not made for one of `hosts`."""
    authority = x509.load_pem_x509_certificate(shelf.authority.read_bytes())
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    strangers = [host for host in hosts if not any(_within(_named(host), subtree) for subtree in permitted)]
    if strangers:
        shown = ", ".join(strangers)
        raise Invalid(
            f"ผู้ออกใบรับรองของสำนักงานรับรองชื่อเหล่านี้ไม่ได้: {shown} ให้สั่ง ./phaen certificate renew --new-authority"
            " แล้วติดตั้งใบรับรองใหม่ในทุกเครื่อง",
            f"The office's authority may not vouch for {shown}: run ./phaen certificate renew --new-authority and let"
            " every computer trust the new one.",
        )


def expiry(certificate: Path) -> datetime:
    """When the first certificate of a file ends."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


def fingerprint(certificate: Path) -> str:
    """The SHA-256 of a certificate as people compare it: pairs of hex digits."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(SHA256()).hex(":").upper()


def hosts_of(certificate: Path) -> list[str]:
    """The names and addresses that a certificate is good for."""
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]


def is_due(shelf: Shelf, hosts: Sequence[str]) -> bool:
    """Whether the server needs a new certificate: none yet, for other names, or near its end."""
    if not (shelf.server.exists() and shelf.server_key.exists()):
        return True
    return set(hosts_of(shelf.server)) != set(hosts) or expiry(shelf.server) - datetime.now(UTC) < RENEW_BEFORE


def _begun(name: x509.Name, key: ec.EllipticCurvePublicKey, days: int) -> x509.CertificateBuilder:
    # An hour ago: the clocks of an office are not all right.
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).public_key(key)
    built = built.serial_number(x509.random_serial_number())
    return built.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=days))


def _usage(**chosen: bool) -> x509.KeyUsage:
    uses = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{use: chosen.get(use, False) for use in uses})


def _named(host: str, *, network: bool = False) -> x509.GeneralName:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return x509.DNSName(host)
    return x509.IPAddress(ipaddress.ip_network(address) if network else address)


def _within(name: x509.GeneralName, subtree: x509.GeneralName) -> bool:
    if isinstance(name, x509.DNSName) and isinstance(subtree, x509.DNSName):
        return name.value == subtree.value or name.value.endswith(f".{subtree.value}")
    if not (isinstance(name, x509.IPAddress) and isinstance(subtree, x509.IPAddress)):
        return False
    return isinstance(subtree.value, IPv4Network | IPv6Network) and name.value in subtree.value


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, and never open to others for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    growing = path.with_suffix(".new")
    growing.unlink(missing_ok=True)
    with os.fdopen(os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    growing.chmod(mode)
    growing.replace(path)
