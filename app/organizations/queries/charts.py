"""Trees of positions: the whole province by its heads, one organisation, and the surroundings of one position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.organizations.queries.posts import Post, posts

MOST_BESIDE = 8


@dataclass(slots=True)
class Node:
    """A position in a chart with those under it; ``filled`` of ``total`` are the posts of the organisation it heads."""

    post: Post
    children: list[Node] = field(default_factory=list)
    filled: int | None = None
    total: int | None = None
    is_chosen: bool = False


def province_chart(session: Session, *, viewer: Viewer, on: date | None = None) -> list[Node]:
    """The chain of command down to the heads of the organisations, each with how many posts are filled."""
    every = posts(session, viewer=viewer, on=on)
    by_number = {post.number: post for post in every}
    heads = [post for post in every if _heads(post, by_number)]
    seats = {post.organization for post in heads if post.reports_to is None}
    shown = [post for post in every if post in heads or post.organization in seats]
    return _counted(_tree(shown, by_number), every)


def organization_chart(
    session: Session, organization: str, *, viewer: Viewer, on: date | None = None
) -> list[Node]:  # fmt: skip
    """All positions of one organisation by their superiors within it."""
    mine = posts(session, viewer=viewer, on=on, organization=organization)
    return _tree(mine, {post.number: post for post in mine})


def surroundings(session: Session, number: str, *, viewer: Viewer, on: date | None = None) -> list[Node]:
    """From the top down to the position: its superiors, who stands beside the first of them, and those under it."""
    every = posts(session, viewer=viewer, on=on)
    by_number = {post.number: post for post in every}
    chain = _chain(number, by_number)
    if not chain:
        return []
    top = chain[0]
    beside = [post for post in every if post.reports_to == top.number]
    if len(beside) > MOST_BESIDE:
        beside = [post for post in beside if post.organization == top.organization]
    under = [post for post in every if post.reports_to == number]
    shown = {post.number: post for post in (*chain, *beside, *under)}
    found = _tree([post for post in every if post.number in shown], by_number)
    for node in _walk(found):
        node.is_chosen = node.post.number == number
    return _counted(found, every)


def _heads(post: Post, by_number: dict[str, Post]) -> bool:
    """Whether the position answers to nobody of its own organisation."""
    above = by_number.get(post.reports_to or "")
    return above is None or above.organization != post.organization


def _tree(shown: Sequence[Post], by_number: dict[str, Post]) -> list[Node]:
    """Each under its nearest superior among those shown; who has none is a root."""
    nodes = {post.number: Node(post) for post in shown}
    roots: list[Node] = []
    for node in nodes.values():
        above = next((nodes[one.number] for one in _above(node.post, by_number) if one.number in nodes), None)
        (roots if above is None else above.children).append(node)
    return roots


def _above(post: Post, by_number: dict[str, Post]) -> Iterable[Post]:
    """The superiors of a position, the nearest first."""
    seen = {post.number}
    while post.reports_to in by_number and post.reports_to not in seen:
        post = by_number[post.reports_to]
        seen.add(post.number)
        yield post


def _chain(number: str, by_number: dict[str, Post]) -> list[Post]:
    if number not in by_number:
        return []
    own = by_number[number]
    return [*reversed(list(_above(own, by_number))), own]


def _walk(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


def _counted(roots: list[Node], every: Iterable[Post]) -> list[Node]:
    """Say beside each head how many posts of its organisation are filled; an organisation of one needs no count."""
    by_number = {post.number: post for post in every}
    total = Counter(post.organization for post in by_number.values())
    filled = Counter(post.organization for post in by_number.values() if post.holder is not None)
    standing = _standing_for(by_number)
    for node in _walk(roots):
        organization = node.post.organization
        if total[organization] > 1 and standing[organization] == node.post.number:
            node.filled, node.total = filled[organization], total[organization]
    return roots


def _standing_for(by_number: dict[str, Post]) -> dict[str, str]:
    """By organisation the head that stands for it: of several, the one with most of its posts under it."""
    under: Counter[tuple[str, str]] = Counter()
    for post in by_number.values():
        within = [post, *(one for one in _above(post, by_number) if one.organization == post.organization)]
        under[post.organization, within[-1].number] += 1
    found: dict[str, str] = {}
    for (organization, number), _ in under.most_common():
        found.setdefault(organization, number)
    return found
