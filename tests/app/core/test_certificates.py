"""The office's own authority vouches for this office and for nothing else."""

import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from app.core import certificates
from app.core.certificates import Shelf, expiry, fingerprint, hosts_of, is_due, issue, make_authority
from app.core.errors import Invalid

HOSTS = ["phaen.example", "192.168.1.5"]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path)
    make_authority(made, HOSTS)
    issue(made, HOSTS)
    return made


def verdict(shelf: Shelf, certificate: Path, *more: str) -> str:
    """What OpenSSL, another program than ours, says of a certificate."""
    command = ["openssl", "verify", "-x509_strict", "-CAfile", str(shelf.authority), *more, str(certificate)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def test_openssl_trusts_the_server_by_each_of_its_names(shelf: Shelf) -> None:
    assert verdict(shelf, shelf.server, "-verify_hostname", "phaen.example").endswith(": OK")
    assert verdict(shelf, shelf.server, "-verify_ip", "192.168.1.5").endswith(": OK")
    assert not verdict(shelf, shelf.server, "-verify_hostname", "bank.example").endswith(": OK")
    assert hosts_of(shelf.server) == HOSTS


def test_only_root_reads_a_key_and_everybody_the_certificates(shelf: Shelf) -> None:
    modes = {
        path.name: path.stat().st_mode & 0o777 for path in (shelf.authority_key, shelf.server_key, shelf.authority)
    }
    assert modes == {"authority.key": 0o600, "server.key": 0o600, "authority.crt": 0o644}
    assert sorted(path.name for path in shelf.server.parent.iterdir()) == ["authority.key", "server.crt", "server.key"]


def test_a_stolen_authority_opens_no_other_site(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thief leaves out our own check; what is written into the authority still holds."""
    monkeypatch.setattr(certificates, "refuse_strangers", lambda *_: None)
    issue(shelf, ["bank.example"])
    refused = subprocess.run(
        ["openssl", "verify", "-CAfile", shelf.authority, shelf.server], capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "permitted subtree violation" in refused.stderr


def test_a_name_that_the_authority_may_not_vouch_for_is_refused_with_the_remedy(shelf: Shelf) -> None:
    with pytest.raises(Invalid, match=r"other\.example.*--new-authority"):
        issue(shelf, ["phaen.example", "other.example"])
    issue(shelf, ["maps.phaen.example", "10.0.0.7"])
    assert hosts_of(shelf.server) == ["maps.phaen.example", "10.0.0.7"]


def test_a_server_certificate_lives_397_days_and_an_authority_ten_years(shelf: Shelf) -> None:
    now = datetime.now(UTC)
    assert timedelta(days=396) < expiry(shelf.server) - now <= timedelta(days=397)
    assert timedelta(days=3649) < expiry(shelf.authority) - now <= timedelta(days=3650)


def test_it_is_due_for_other_names_or_in_its_last_month(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_due(shelf, [*reversed(HOSTS)])
    assert is_due(shelf, ["phaen.example"])
    monkeypatch.setattr(certificates, "SERVER_DAYS", 29)
    issue(shelf, HOSTS)
    assert is_due(shelf, HOSTS)
    shelf.server_key.unlink()
    monkeypatch.undo()
    assert is_due(shelf, HOSTS)


def test_the_fingerprint_is_the_one_that_other_programs_show(shelf: Shelf) -> None:
    shown = subprocess.run(
        ["openssl", "x509", "-in", shelf.authority, "-noout", "-fingerprint", "-sha256"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert shown.strip().partition("=")[2] == fingerprint(shelf.authority)


def test_the_key_belongs_to_the_certificate(shelf: Shelf) -> None:
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(shelf.server, shelf.server_key)
    usage = x509.load_pem_x509_certificate(shelf.server.read_bytes()).extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.value.digital_signature, usage.value.key_cert_sign) == (True, False)
