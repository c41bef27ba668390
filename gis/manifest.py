"""What somebody holds of a layer, feature by feature: ids and digests in the order of their bytes, cut into leaves.

A leaf ends after an id that says so itself, so that one change makes one leaf anew and leaves all others as they are
(content-defined chunking). What two manifests hold differently is found in the leaves that they do not share.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from struct import Struct

Entry = tuple[bytes, bytes]
"""An id as text, and the digest of the feature as it was shown."""
DIGEST = 16
"""Bytes of a digest: of SHA-256, so that nobody finds two features that are taken for one."""
ENDS = 0x1FF
"""One id of 512 ends a leaf, on average."""
LENGTH = Struct(">H")


def digest_of(feature: bytes) -> bytes:
    """The digest of a feature as it is shown."""
    return hashlib.sha256(feature).digest()[:DIGEST]


def leaves(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries, which come in order, in runs.

    >>> [len(leaf) for leaf in leaves((b"%06d" % n, b"") for n in range(2000))]
    [890, 296, 315, 499]
    """
    held: list[Entry] = []
    for entry in entries:
        held.append(entry)
        if int.from_bytes(hashlib.sha256(entry[0]).digest()[:2]) & ENDS == 0:
            yield held
            held = []
    if held:
        yield held


def packed(entries: Iterable[Entry]) -> bytes:
    """A leaf as bytes: equal for equal entries."""
    return b"".join(LENGTH.pack(len(each)) + each + digest for each, digest in entries)


def unpacked(leaf: bytes) -> Iterator[Entry]:
    """The entries of a leaf.

    >>> list(unpacked(packed([(b"7", b"d" * 16)])))
    [(b'7', b'dddddddddddddddd')]
    """
    at = 0
    while at < len(leaf):
        (length,) = LENGTH.unpack_from(leaf, at)
        at += LENGTH.size
        yield leaf[at : at + length], leaf[at + length : at + length + DIGEST]
        at += length + DIGEST


def name_of(kind: bytes, content: bytes) -> bytes:
    """What kept content is called: by what it is."""
    return hashlib.sha256(kind + b"\0" + content).digest()[:DIGEST]


def difference(old: Iterable[Entry], new: Iterable[Entry]) -> list[tuple[bytes, bytes | None]]:
    """What makes the new out of the old, in order: each id whose feature is another, with its digest or None where it is gone.

    >>> difference([(b"1", b"a"), (b"2", b"b"), (b"3", b"c")], [(b"1", b"a"), (b"3", b"z"), (b"4", b"d")])
    [(b'2', None), (b'3', b'z'), (b'4', b'd')]
    """
    before, after = dict(old), dict(new)
    gone = [(each, None) for each in before if each not in after]
    return sorted([*gone, *((each, digest) for each, digest in after.items() if before.get(each) != digest)], key=_id)


def _id(entry: tuple[bytes, bytes | None]) -> bytes:
    return entry[0]
