"""Words about a person, encrypted so that destroying one key makes all of them unreadable for ever.

AES-256-GCM (NIST SP 800-38D) with a random nonce in front. What is encrypted is bound to its place, so that it cannot be
moved to another event. The key of a person is itself encrypted by the master key, which lives in a file and in no backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.keys import PersonKey

NONCE, KEY_BITS, BLOCK = 12, 256, 64
Words = Mapping[str, object]


def encrypted(key: bytes, words: Words, place: bytes) -> bytes:
    """``words`` readable with ``key`` at ``place`` alone; padded, so that the length of a name does not show."""
    said = json.dumps(words, ensure_ascii=False).encode()
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, said.ljust(-(-len(said) // BLOCK) * BLOCK), place)


def decrypted(key: bytes, sealed: bytes, place: bytes) -> dict[str, object] | None:
    """The words again; None when the key is another, or the words were moved or changed."""
    try:
        words: dict[str, object] = json.loads(AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place))
    except InvalidTag:
        return None
    return words


def key_to_write(session: Session, person_id: uuid.UUID) -> bytes | None:
    """The person's key, made on first use; None when the person has been erased."""
    mine = select(PersonKey.wrapped).where(PersonKey.person_id == person_id)
    row = session.execute(mine).one_or_none()
    if row is None:
        made = _wrap(_master(session), AESGCM.generate_key(KEY_BITS), person_id)
        written = insert(PersonKey).values(person_id=person_id, wrapped=made).on_conflict_do_nothing()
        session.execute(written)
        row = session.execute(mine).one()
    return None if row.wrapped is None else _unwrap(_master(session), row.wrapped, person_id)


def keys_to_read(session: Session, persons: Iterable[uuid.UUID]) -> dict[uuid.UUID, bytes | None]:
    """The keys of these persons; None for who has been erased. Who has no key, or one of another master, is missing."""
    asked = select(PersonKey.person_id, PersonKey.wrapped).where(PersonKey.person_id.in_(set(persons)))
    found: dict[uuid.UUID, bytes | None] = {}
    for person_id, wrapped in session.execute(asked):
        key = None if wrapped is None else _unwrap(_master(session), wrapped, person_id)
        if wrapped is None or key is not None:
            found[person_id] = key
    return found


def destroy_key(session: Session, person_id: uuid.UUID) -> None:
    """After this nobody reads the person's words again; also no key is made for this person any more."""
    gone = {"wrapped": None, "destroyed_at": func.clock_timestamp()}
    session.execute(
        insert(PersonKey)
        .values(person_id=person_id, **gone)
        .on_conflict_do_update(index_elements=["person_id"], set_=gone, where=PersonKey.wrapped.is_not(None))
    )


def _master(session: Session) -> bytes:
    """The master key of the session's engine, see ``app.core.database.engine_of``."""
    given: str = session.connection().get_execution_options()["master_key"]
    return hashlib.sha256(b"phaen person keys " + given.encode()).digest()


def _wrap(master: bytes, key: bytes, person_id: uuid.UUID) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(master).encrypt(nonce, key, person_id.bytes)


def _unwrap(master: bytes, wrapped: bytes, person_id: uuid.UUID) -> bytes | None:
    try:
        return AESGCM(master).decrypt(wrapped[:NONCE], wrapped[NONCE:], person_id.bytes)
    except InvalidTag:
        return None
