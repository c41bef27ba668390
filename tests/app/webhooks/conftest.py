"""A receiver with a certificate of its own on loopback, and a herald over a toy province of the module's own."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import transaction
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from app.webhooks.commands import open_webhook
from app.webhooks.jobs import Herald
from app.webhooks.schemas import WebhookIn
from gis.catalog import Catalog
from tests import cast
from tests.conftest import TOY, clone_of, of_worker


@dataclass
class Post:
    """What the receiver was sent."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers each post with the next of ``answers``, the last one ever after; ``slow`` seconds late."""

    port: int
    answers: list[int] = field(default_factory=lambda: [204])
    slow: float = 0
    posts: list[Post] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/notices"

    @property
    def host(self) -> str:
        return f"localhost:{self.port}=127.0.0.0/8,localhost:{self.port}=::1/128"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.posts.append(Post(handler.path, dict(handler.headers), body))
        time.sleep(self.slow)
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        handler.send_response(status)
        if 300 <= status < 400:
            handler.send_header("Location", f"https://localhost:{self.port}/elsewhere")
        handler.end_headers()


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what these tests are about."""


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key and the certificate of ``localhost`` in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "receiver.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def receiver(certificate: Path) -> Iterator[Receiver]:
    found: list[Receiver] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found[0].answer(self)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        found.append(Receiver(server.server_address[1]))
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield found[0]
        server.shutdown()
        thread.join(5)


@pytest.fixture(scope="module")
def province(server: Database) -> Iterator[Database]:
    with clone_of(server, TOY, of_worker("webhooks")) as made:
        yield made


@pytest.fixture
def chosen(apart: Settings, receiver: Receiver, certificate: Path) -> Settings:
    return apart.model_copy(update={"webhook_hosts": receiver.host, "webhook_authority": certificate})


@pytest.fixture
def heralds(province: Database, chosen: Settings) -> Iterator[Callable[[], Herald]]:
    """``heralds()``: another one, as a worker that was started anew. Each test begins without webhooks."""
    catalog, made = Catalog.read(LAYERS), list[Herald]()
    with transaction(province, Role.OWNER) as session:
        session.execute(text("DELETE FROM webhooks.webhook"))

    def start() -> Herald:
        made.append(Herald(province, chosen, catalog))
        return made[-1]

    yield start
    for each in made:
        each.engine.dispose()


@pytest.fixture
def herald(heralds: Callable[[], Herald]) -> Herald:
    return heralds()


@pytest.fixture
def secret(province: Database, herald: Herald, receiver: Receiver) -> str:
    """The secret of a webhook of the chief's on roads, whose version the herald has seen."""
    with transaction(province, viewer=EVERYTHING) as session:
        _, found = open_webhook(
            session, by=cast.acting(session, "O-1"), given=WebhookIn(title="ศูนย์", url=receiver.url, layer="roads"),
            catalog=herald.catalog, hosts=herald.hosts, seals=herald.seals, origin="https://office.example",
        )  # fmt: skip
    assert herald.work() == 0
    return found


def move(province: Database, *, class_: str = "public", times: int = 1) -> None:
    """Change a road, so that its layer has another version for whom it is for."""
    for _ in range(times):
        with transaction(province, Role.OWNER) as session:
            session.execute(text(
                "INSERT INTO datasets.feature (dataset_id, geom, attributes, class, agency, area_code)"
                " SELECT dataset_id, geom, '{\"number\": \"7\"}', :class, 'works', '980101' FROM datasets.feature"
                " WHERE dataset_id = 'roads' LIMIT 1"
            ), {"class": class_})  # fmt: skip


def hurry(province: Database) -> None:
    """Let what waits be due now."""
    with transaction(province, Role.OWNER) as session:
        session.execute(text("UPDATE webhooks.notice SET due_at = now() WHERE fate = 'waiting'"))


def fates(province: Database) -> list[tuple[str, str, int]]:
    """Kind, fate and attempts of every notice, the oldest first."""
    with transaction(province, Role.OWNER) as session:
        asked = text("SELECT kind, fate, attempts FROM webhooks.notice ORDER BY made_at, id")
        return [(kind, fate, attempts) for kind, fate, attempts in session.execute(asked)]
