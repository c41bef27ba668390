"""Write docs/licences.md: what runs with the service, under which licence. Run after the pins have changed:

    .venv/bin/python deploy/licences.py
"""

import json
import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """# สัญญาอนุญาตของโปรแกรมที่ใช้ · Licences of what runs with the service
Written by `deploy/licences.py` from what is installed; a test asks for a line for each pinned package. PostgreSQL (PostgreSQL
licence) and PostGIS (GPL-2.0-or-later) run beside the service as programs of their own and come from Debian, as do nginx
(BSD-2-Clause) and Chromium (for the tests).

| package | licence | from |
|---|---|---|
"""
NOT_HERE = {
    "colorama": "BSD (Windows only)",
    "httpx2-jsfetch": "never installed (for browsers only)",
    "tzdata": "Apache-2.0 (Windows only)",
}
"""Packages that only other platforms install, as their own metadata say."""
SHORT = {
    "apache software license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "bsd license": "BSD",
    "mit license": "MIT",
    "the mit license (mit)": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0",
    "python software foundation license": "PSF-2.0",
    "isc license (iscl)": "ISC",
}


def main():
    lines = [*python_lines(), *npm_lines()]
    (ROOT / "docs/licences.md").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def python_lines():
    pins = re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,-]+\])?==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    for name in sorted(set(pins)):
        yield f"| {name} | {licence_of(name)} | Python |"


def licence_of(name):
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return NOT_HERE[name]
    if told["License-Expression"]:
        return told["License-Expression"]
    classed = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or [] if each.startswith("License ::")]
    named = [each for each in classed if each != "OSI Approved"] or [(told["License"] or "").strip().splitlines()[0]]
    return " AND ".join(SHORT.get(each.lower(), each) for each in named)


def npm_lines():
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for path in sorted(path for path in lock if path):
        told = json.loads((ROOT / path / "package.json").read_text())
        yield f"| {path.removeprefix('node_modules/')} | {told['license']} | npm |"


if __name__ == "__main__":
    main()
