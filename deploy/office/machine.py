"""The machine under an office: its Debian, its packages, its users, its names."""

import ipaddress
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

from office.layout import LONGEST_SOCKET_PATH, Office
from office.work import IS_ROOT, Failure, Work, run

WEB_USER, SERVER_USER = "phaen", "postgres"
ROOM_GB = 4
HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.(?!-)[A-Za-z0-9-]{1,63})*$")


def refuse_unfit(office: Office) -> None:
    """Raises Failure when this machine cannot carry an office, before anything is touched."""
    if not IS_ROOT and not office.is_trial:
        raise Failure("ต้องสั่งด้วยสิทธิ์ root", "This needs root.", "sudo ./phaen install")
    told = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text("utf-8").splitlines() if "=" in line)
    if told.get("ID", "").strip('"') != "debian" or int(told.get("VERSION_ID", "0").strip('"').split(".")[0]) < 12:
        raise Failure("ต้องใช้ Debian 12 หรือ 13", "Debian 12 or 13 is needed.", "docker-compose.yml: deploy/README.md")
    socket_path = os.fsencode(office.state / "run/.s.PGSQL.5432")
    if len(socket_path) > LONGEST_SOCKET_PATH:
        raise Failure(f"โฟลเดอร์ {office.root} ลึกเกินไป", f"The folder {office.root} is too deep for a socket's name.")
    place = next(folder for folder in (office.home, *office.home.parents) if folder.exists())
    if shutil.disk_usage(place).free < ROOM_GB * 10**9:
        raise Failure(f"ที่ว่างใน {place} น้อยกว่า {ROOM_GB} GB", f"Less than {ROOM_GB} GB are free in {place}.")


def refuse_taken_ports(office: Office) -> None:
    """Raises Failure when somebody else than nginx listens where the office is to."""
    tool = shutil.which("ss")
    listening = subprocess.run([tool, "-Hltnp"], capture_output=True, text=True, check=False).stdout if tool else ""
    for port in (office.http_port, office.https_port):
        others = [line for line in listening.splitlines() if re.search(rf":{port}\s", line) and '"nginx"' not in line]
        if others:
            raise Failure(
                f"มีโปรแกรมอื่นใช้พอร์ต {port} อยู่:\n{others[0]}", f"Another program listens on port {port}.",
                "--http-port, --https-port",
            )  # fmt: skip


def refuse_bad_hosts(hosts: list[str]) -> None:
    """Raises Failure for what is neither a host name nor an address."""
    for host in hosts:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            if not HOST.match(host):
                raise Failure(f"{host} ไม่ใช่ชื่อหรือที่อยู่ของเครื่อง", f"{host} is no host name and no address.") from None


def refuse_bad_pair(certificate: Path, key: Path) -> None:
    """Raises Failure when a given certificate and key do not belong together or the key is locked."""

    def locked() -> str:
        raise Failure(f"แฟ้มกุญแจ {key} มีรหัสผ่าน", f"The key {key} is locked by a password.", "openssl pkey -in … -out …")

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=locked)
    except (OSError, ssl.SSLError) as error:
        raise Failure(
            f"ใบรับรอง {certificate} กับกุญแจ {key} ใช้ด้วยกันไม่ได้: {error}",
            f"The certificate {certificate} and the key {key} do not belong together.",
        ) from None


def own_names() -> list[str]:
    """What this machine is called: its full name, then its addresses."""
    name = socket.getfqdn()
    tool = shutil.which("hostname")
    addresses = subprocess.run([tool, "-I"], capture_output=True, text=True, check=False).stdout.split() if tool else []
    shown = [address for address in addresses if not ipaddress.ip_address(address).is_link_local]
    names = [name, *shown] if HOST.match(name) and name != "localhost" else shown
    return list(dict.fromkeys(names)) or ["localhost", "127.0.0.1"]


def bring_packages(office: Office, work: Work, install: Callable[[list[str]], None]) -> bool:
    """nginx and logrotate from Debian; whether nginx came just now. Nothing is started by it."""
    wanted = {
        "nginx": shutil.which("nginx", path="/usr/sbin:/usr/bin"),
        "logrotate": Path("/usr/sbin/logrotate").exists(),
    }
    absent = [package for package, there in wanted.items() if not there]
    if not absent or office.is_trial:
        return False
    if not work.would(f"ติดตั้ง {' '.join(absent)}", f"install {' '.join(absent)}"):
        install(absent)
    return "nginx" in absent


def make_user(work: Work) -> None:
    """The account without a password, shell or home of the web and the worker."""
    known = subprocess.run(["getent", "passwd", WEB_USER], capture_output=True, check=False).returncode == 0
    if known or not IS_ROOT or work.would(f"สร้างผู้ใช้ {WEB_USER}", f"make the user {WEB_USER}"):
        return
    command = ["/usr/sbin/useradd", "--system", "--user-group", "--no-create-home", "--home-dir=/nonexistent"]
    run([*command, "--shell=/usr/sbin/nologin", WEB_USER])
    work.undoing.append(lambda: run(["/usr/sbin/userdel", WEB_USER]))
