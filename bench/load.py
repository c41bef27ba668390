"""Load in blocks: HTTP by ``wrk``, the same SQL by ``pgbench``, both over equally many connections.

``wrk`` sends nothing but the paths given, in turn, on keep-alive connections; an answer other than 200 (or 304 where
that is asked for) fails the measurement.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import Unavailable
from app.core.postgres import client
from bench.report import tell

CONNECTIONS = 4
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
SCRIPT = """
local paths = {{ {paths} }}
local at = 0
request = function()
    at = at % #paths + 1
    return wrk.format("GET", paths[at])
end
done = function(summary, latency)
    local failed = summary.errors
    io.write(string.format('{{"requests": %d, "microseconds": %d, "bytes": %d, "failed": %d, "median": %d}}\\n',
        summary.requests, summary.duration, summary.bytes,
        failed.connect + failed.read + failed.write + failed.status + failed.timeout, latency:percentile(50.0)))
end
"""


@dataclass(frozen=True)
class Web:
    """Paths asked of one server, in turn."""

    base: str
    paths: Sequence[str]
    headers: Mapping[str, str]
    scripts: Path
    clients: int = CONNECTIONS

    def per_second(self, seconds: float) -> float:
        """Answers a second over one block. Raises Unavailable when any failed."""
        found = self._asked(seconds)
        return found["requests"] * 1e6 / found["microseconds"]

    def median_ms(self, seconds: float) -> float:
        """The p50 of the answers of one block in ms. Raises Unavailable when any failed."""
        return self._asked(seconds)["median"] / 1000

    def _asked(self, seconds: float) -> dict[str, int]:
        """What one block tells; where not a single answer came, that of a block ten times as long."""
        found = self._block(seconds)
        return found if found["requests"] else self._block(10 * seconds)

    def _block(self, seconds: float) -> dict[str, int]:
        script = self.scripts / "paths.lua"
        script.write_text(SCRIPT.format(paths=", ".join(json.dumps(path) for path in self.paths)), "utf-8")
        headers = [part for name, value in self.headers.items() for part in ("-H", f"{name}: {value}")]
        command = [
            program("wrk"), "-t1", f"-c{self.clients}", f"-d{max(round(seconds), 1)}s", "--timeout", "30s", "-s", str(script),
            *headers, self.base,
        ]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        told = ran.stdout.strip().splitlines()[-1:] or [ran.stderr]
        if ran.returncode != 0 or not told[0].startswith("{"):
            raise Unavailable(f"wrk วัดไม่สำเร็จ: {ran.stderr}", f"wrk failed: {ran.stdout}{ran.stderr}")
        found: dict[str, int] = json.loads(told[0])
        if found["failed"]:
            raise Unavailable(
                f"{self.base} ตอบผิด {found['failed']} ครั้ง", f"{found['failed']} wrong answers: {self.paths[0]}"
            )
        return found


@dataclass(frozen=True)
class Statement:
    """One statement with one set of values for each transaction; ``pgbench`` picks the sets at random."""

    url: str
    text: str
    values: Sequence[Mapping[str, object]]
    scripts: Path
    clients: int = CONNECTIONS
    threads: int = 1

    def per_second(self, seconds: float) -> float:
        """Statements a second over one block, each connection with its plan prepared."""
        files: list[str] = []
        texts: dict[str, object] = {}
        for number, values in enumerate(self.values):
            script = self.scripts / f"statement{number}.sql"
            numbers = {name: value for name, value in values.items() if isinstance(value, (int, float))}
            texts |= {name: value for name, value in values.items() if name not in numbers and value is not None}
            given = "".join(f"\\set {name} {value}\n" for name, value in numbers.items())
            script.write_text(given + PLACEHOLDER.sub(r":\1", self.text).strip() + ";\n", "utf-8")
            files += ["-f", str(script)]
        defined = [part for name, value in texts.items() for part in ("-D", f"{name}={as_text(value)}")]
        command = [
            str(client("pgbench")), "-n", "-M", "prepared", f"-c{self.clients}", f"-j{self.threads}",
            f"-T{max(round(seconds), 1)}", *defined, *files, self.url,
        ]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        found = re.search(r"^tps = ([0-9.]+)", ran.stdout, re.MULTILINE)
        if ran.returncode != 0 or found is None:
            raise Unavailable(f"pgbench วัดไม่สำเร็จ: {ran.stderr}", f"pgbench failed: {ran.stderr}")
        return float(found[1])


def as_text(value: object) -> str:
    """A value as PostgreSQL writes it.

    >>> as_text(["public", "internal"])
    '{public,internal}'
    """
    return "{" + ",".join(map(str, value)) + "}" if isinstance(value, list) else str(value)


def interleaved(
    contenders: Mapping[str, Callable[[float], float]], *, seconds: float, rounds: int
) -> dict[str, list[float]]:
    """Blocks A B C A B C …, so that a slow minute of the machine meets all alike; before several, one to warm up.

    A peer that answers wrongly has no figure. Raises Unavailable where it is ours, or the floor.
    """
    figures: dict[str, list[float]] = {name: [] for name in contenders}
    blocks = [*([1.0] if rounds > 1 else []), *([seconds] * rounds)]
    for number, block in enumerate(blocks):
        for name in list(figures):
            try:
                figures[name].append(contenders[name](block))
            except Unavailable as error:
                if name in ("ours", "floor"):
                    raise
                tell(f"{name} ตกไป: {error.th}", f"{name} falls out: {error.en}")
                del figures[name]
        if number == 0 and rounds > 1:
            figures = {name: [] for name in figures}
    return figures


def program(name: str) -> str:
    """The path of a program. Raises Unavailable with the remedy."""
    found = shutil.which(name)
    if found is None:
        raise Unavailable(f"ไม่พบ {name}: ให้สั่ง apt-get install {name}", f"{name} is missing: apt-get install {name}")
    return found
