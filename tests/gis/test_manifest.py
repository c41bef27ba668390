"""What makes one manifest out of another, for any two; and how little of it is new after a small change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gis.manifest import DIGEST, difference, leaves, packed, unpacked

HELD = st.dictionaries(st.binary(min_size=1, max_size=5), st.binary(min_size=DIGEST, max_size=DIGEST), max_size=40)


@given(HELD, HELD)
def test_the_difference_makes_the_new_out_of_the_old_each_id_once_and_in_order(
    old: dict[bytes, bytes], new: dict[bytes, bytes]
) -> None:  # fmt: skip
    told = difference(old.items(), new.items())
    ids = [each for each, _ in told]
    assert ids == sorted(set(ids))
    assert all(old.get(each) != digest for each, digest in told)
    made = old | {each: digest for each, digest in told if digest is not None}
    assert {each: digest for each, digest in made.items() if (each, None) not in told} == new


@given(HELD)
def test_a_leaf_is_what_was_packed(held: dict[bytes, bytes]) -> None:
    entries = sorted(held.items())
    assert list(unpacked(packed(entries))) == entries
    assert [entry for leaf in leaves(entries) for entry in leaf] == entries


def test_one_change_among_twenty_thousand_makes_one_leaf_anew() -> None:
    entries = [(b"%08d" % number, b"d" * DIGEST) for number in range(20_000)]
    before = {packed(leaf) for leaf in leaves(entries)}
    assert 25 < len(before) < 60
    for changed in (
        [*entries[:7000], (entries[7000][0], b"e" * DIGEST), *entries[7001:]],
        [*entries[:7000], *entries[7001:]],
        [*entries[:7000], (b"00006999a", b"d" * DIGEST), *entries[7000:]],
    ):
        after = {packed(leaf) for leaf in leaves(changed)}
        assert len(after - before) <= 2
        assert len(before - after) <= 2
