"""Is this audit log whole? Reads an export (./phaen audit export FILE); needs nothing but Python 3.11 and this one file.

    python3 verify.py FILE [--head HASH | NUMBER:HASH]      exit code 0 whole, 1 damaged, 2 not readable

A line is {"block": N, "hash": H, "sealed": B} or {"seq": N, "event": E}. H is the SHA-256 of the bytes of B, which names
the hash of the block before, its events by number, the SHA-256 of the bytes of each E, and the snapshot of transactions
("xmin:xmax:running,…") that it was sealed in. A cut tail is found only with the head, as it was published or written down.
"""

import argparse
import json
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

KINDS = {
    "edited": "เหตุการณ์ถูกแก้",
    "deleted": "เหตุการณ์ถูกลบ",
    "inserted": "เหตุการณ์ถูกแทรกภายหลัง",
    "swapped": "เนื้อหาเหตุการณ์ถูกสลับ",
    "block edited": "บล็อกถูกแก้",
    "block deleted": "บล็อกหาย",
    "block rewritten": "ไม่ต่อจากบล็อกก่อนหน้า",
    "block swapped": "บล็อกถูกสลับ",
    "tail cut": "ลูกโซ่ไม่มีบล็อกที่หัวลูกโซ่ระบุ",
}
GENESIS = "0" * 64
Event = tuple[bytes, int, int]  # digest, cluster, transaction
Sealed = dict[int, list[tuple[int, int, frozenset[int]]]]  # of each cluster's blocks: last number, xmax, running


class Finding(NamedTuple):
    """One damage: its kind, its exact place, and what else is known."""

    kind: str
    place: str
    note: str = ""


@dataclass
class Log:
    """What was read, and what is wrong with it."""

    blocks: dict[int, dict[str, Any]] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    edited: set[int] = field(default_factory=set)


def verify(lines: Iterable[bytes], head: str | None = None) -> Log:
    """Everything that is wrong with the log in these lines. Raises ValueError or KeyError for what is no export."""
    log = Log()
    for line in lines:
        _read(log, line.rstrip(b"\n"))
    log.findings += _chain(log)
    log.findings += _events(log, is_chain_whole=not log.findings)
    number, _, wanted = (head or "").rpartition(":")
    if wanted and all(block["hash"] != wanted for block in log.blocks.values()):
        last = max(log.blocks, default=0)
        log.findings.append(
            Finding("tail cut", f"block {number if number and int(number) <= last else last + 1}", wanted)
        )
    return log


def _read(log: Log, line: bytes) -> None:
    is_event = line.startswith(b'{"seq": ')
    start, _, rest = line.partition(b', "event": ' if is_event else b', "sealed": ')
    text, inner = rest[:-1], json.loads(rest[:-1])
    if is_event:
        if (seq := int(start[8:])) in log.events:
            log.findings.append(Finding("inserted", f"event {seq}", "the number occurs twice"))
        log.events[seq] = sha256(text).digest(), inner["cluster"], inner["xid"]
        return
    number = (outer := json.loads(start + b"}"))["block"]
    log.blocks[number] = inner | outer
    if sha256(text).hexdigest() != outer["hash"]:
        log.edited.add(number)
        log.findings.append(Finding("block edited", f"block {number}"))


def _chain(log: Log) -> Iterator[Finding]:
    """Follow the hashes from the first block on, and compare where each block comes with the number it has."""
    follows = {block["previous"]: number for number, block in log.blocks.items()}
    waiting, place, last = dict.fromkeys(sorted(log.blocks)), 0, GENESIS
    while waiting:
        number = follows.get(last, 0)
        if number not in waiting:
            number = next(iter(waiting))
            if number > place + 1:
                yield Finding("block deleted", f"block {place + 1}", f"and all before block {number}")
            elif not {number, place} & log.edited:
                yield Finding("block rewritten", f"block {number}", f"does not follow block {place}")
            place = number - 1
        elif number != place + 1:
            yield Finding("block swapped", f"block {number}", f"is really block {place + 1}")
        place, last = place + 1, log.blocks[number]["hash"]
        del waiting[number]


def _events(log: Log, is_chain_whole: bool) -> Iterator[Finding]:
    """Each listed event is there and unchanged; each other one is younger than the last block that could have seen it."""
    listed: dict[int, bytes] = {}
    sealed: Sealed = defaultdict(list)
    for number, block in sorted((number, log.blocks[number]) for number in log.blocks.keys() - log.edited):
        digests, seqs, of_cluster = bytes.fromhex(block["digests"]), block["events"], sealed[block["cluster"]]
        listed |= {seq: digests[32 * place : 32 * place + 32] for place, seq in enumerate(seqs)}
        same = (seq for seq in seqs if is_chain_whole and log.events.get(seq, (b"",))[0] == listed[seq])
        late = (seq for seq in same if _is_late(log, seq, sealed))
        yield from (Finding("inserted", f"event {seq}", f"sealed late by block {number}") for seq in late)
        _, xmax, running = block["snapshot"].split(":")
        top = max(seqs[-1], of_cluster[-1][0] if of_cluster else 0)
        of_cluster.append((top, int(xmax), frozenset(map(int, filter(None, running.split(","))))))
    yield from (Finding("deleted", f"event {seq}") for seq in sorted(listed.keys() - log.events.keys()))
    changed = [seq for seq, event in log.events.items() if listed.get(seq, event[0]) != event[0]]
    there = {log.events[seq][0]: seq for seq in changed}
    for seq in changed:
        other = there.get(listed[seq])
        yield Finding("swapped", f"event {seq}", f"with event {other}") if other else Finding("edited", f"event {seq}")
    late = (seq for seq in sorted(log.events.keys() - listed.keys()) if is_chain_whole and _is_late(log, seq, sealed))
    yield from (Finding("inserted", f"event {seq}", "of no block") for seq in late)


def _is_late(log: Log, seq: int, sealed: Sealed) -> bool:
    """Whether a block sealed before saw this event's transaction ended, or its number drawn by a transaction before it."""
    _, cluster, xid = log.events[seq]
    blocks = sealed[cluster] or [(0, 0, frozenset())]
    _, xmax, running = blocks[-1]
    first = bisect_left(blocks, seq, key=lambda block: block[0])  # the first that seals this number or a higher one
    return (xid < xmax and xid not in running) or (first < len(blocks) and xid >= blocks[first][1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--head")
    chosen = parser.parse_args()
    try:
        with chosen.file.open("rb") as file:
            found = verify(file, chosen.head)
    except (OSError, ValueError, KeyError, TypeError) as error:
        parser.exit(2, f"อ่านแฟ้มไม่ได้ · not a readable export: {error!r}\n")
    sys.stdout.writelines(f"{each.place}: {KINDS[each.kind]} · {each.kind} {each.note}\n" for each in found.findings)
    sys.stdout.write(f"{len(found.events):,} เหตุการณ์ · events, {len(found.blocks):,} บล็อก · blocks\n")
    parser.exit(int(bool(found.findings)), "ขาดตอน · damaged\n" if found.findings else "ไม่ขาดตอน · whole\n")
