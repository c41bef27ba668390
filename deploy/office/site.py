"""nginx in front: our site added to whatever the machine's nginx serves already, tested before it counts."""

import contextlib
import ipaddress
import re
import shutil
import subprocess
import time
from pathlib import Path

from office.layout import Office
from office.services import Services, filled
from office.work import Failure, Work, run

SITE = "phaen.conf"
REMEDY = "nginx -t"
# Below a folder there is no Debian that brings one.
MAIN = """worker_processes 2;
pid {run}/nginx.pid;
error_log {log}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  client_body_temp_path {run}/nginx-body;
  proxy_temp_path {run}/nginx-proxy;
  fastcgi_temp_path {run}/nginx-fastcgi;
  uwsgi_temp_path {run}/nginx-uwsgi;
  scgi_temp_path {run}/nginx-scgi;
  include {nginx}/sites-enabled/*;
}}
"""


def program() -> str | None:
    """Where nginx is, also for who has no /usr/sbin on the path."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")


def site_text(office: Office, forms: Path, version: tuple[int, ...]) -> str:
    """The site of this office for this release of nginx."""
    names = [f"[{host}]" if _is_v6(host) else host for host in office.hosts]
    new = version >= (1, 25, 1)
    words = {
        "names": " ".join(names),
        "first": names[0],
        "mapped": " ".join(f'"{name}" "{name}";' for name in names),
        "known": " ".join(f'"{name}" 0;' for name in names),
        "http": str(office.http_port),
        "https": str(office.https_port),
        "suffix": office.port_suffix,
        "port": office.setting("PHAEN_PORT", "8000"),
        "http2_listen": "" if new else " http2",
        "http2_line": "  http2 on;\n" if new else "",
        "published": (forms / "published.conf").read_text("utf-8") if office.own_authority else "",
    }
    form = (forms / "site.conf").read_text("utf-8")
    for name, value in words.items():
        form = form.replace(f"@{name}@", value)
    return filled(office, form)


def nginx_version() -> tuple[int, ...]:
    """The release of the nginx on this machine; that of Debian 12 when there is none yet."""
    found = program()
    said = subprocess.run([found, "-v"], capture_output=True, text=True, check=False).stderr if found else ""
    number = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", said)
    return tuple(map(int, number.groups())) if number else (1, 22, 1)


def write_site(office: Office, forms: Path, work: Work) -> bool:
    """Write and link the site; whether anything is new. Raises Failure when nginx refuses its whole configuration."""
    before = work.changes
    if office.is_trial:
        text = MAIN.format(run=office.below("/run"), log=office.log, nginx=office.nginx)
        work.folder(office.below("/run"))
        work.write(office.nginx / "nginx.conf", text)
    available, enabled = office.nginx / "sites-available" / SITE, office.nginx / "sites-enabled" / SITE
    work.write(available, site_text(office, forms, nginx_version()))
    work.link(enabled, available)
    if work.changes > before and not work.dry:
        test(office)
    return work.changes > before


def test(office: Office) -> None:
    """Raises Failure when nginx would not start with what is written."""
    found = program()
    if found is not None:
        run([found, "-t", "-q", *_main(office)], REMEDY)
    # The test itself leaves an empty one.
    pid = office.below("/run/nginx.pid")
    if office.is_trial and pid.exists() and not pid.read_text("ascii").strip():
        pid.unlink()


def apply(office: Office, services: Services) -> None:
    """Let nginx serve what is written."""
    if services.stands_by_itself:
        services.enable("nginx.service")
        if services.is_active("nginx.service"):
            run(["systemctl", "reload", "nginx.service"], "journalctl --unit nginx")
        else:
            services.start("nginx.service")
        return
    found = program()
    if found is None:
        raise Failure("ไม่พบ nginx", "nginx is not installed.", "apt-get install nginx")
    if is_running(office):
        run([found, "-s", "reload", *_main(office)])
    else:
        # It stays in the background; what it says until then goes nowhere else than its log.
        subprocess.run([found, *_main(office)], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def is_running(office: Office) -> bool:
    """Whether an nginx that we have started without systemd lives."""
    pid = office.below("/run/nginx.pid")
    number = pid.read_text("ascii").strip() if pid.exists() else ""
    # Numbers come again: the process must call itself nginx as well.
    with contextlib.suppress(OSError):
        return bool(number) and Path(f"/proc/{number}/cmdline").read_bytes().startswith(b"nginx:")
    return False


def stop(office: Office) -> None:
    """End the nginx of an office below a folder."""
    if office.is_trial and is_running(office):
        run([program() or "nginx", "-s", "stop", *_main(office)])
        until = time.monotonic() + 10
        while is_running(office) and time.monotonic() < until:
            time.sleep(0.05)


def drop_default(office: Office, work: Work) -> None:
    """Debian's own site goes when nginx came with us: nobody chose it, and it would answer on port 80."""
    work.remove(office.nginx / "sites-enabled" / "default")


def remove_site(office: Office, work: Work) -> None:
    """Take the site away again."""
    work.remove(office.nginx / "sites-enabled" / SITE)
    work.remove(office.nginx / "sites-available" / SITE)


def _main(office: Office) -> list[str]:
    return ["-c", str(office.nginx / "nginx.conf")] if office.is_trial else []


def _is_v6(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False
