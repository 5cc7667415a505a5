"""The network of a kept book with the names that the brand knows its contacts by; the book itself holds keys only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from guanxi.book.contracts import Book
from guanxi.console.book.chapters import Named


def in_network(book: Book) -> frozenset[int]:
    """The contacts of the lake whom the chapter of the network shows one by one."""
    network = book.network
    if network is None:
        return frozenset()
    return frozenset((
        *(each.contact_id for each in network.advocates),
        *(member for each in network.circles for member in each.member_ids),
        *(each.contact_id for each in network.picture.nodes),
    ))  # fmt: skip


def with_names(book: Book, known: Mapping[int, Named]) -> Book:
    """``book`` whose network calls contacts by their names, in pictures too; who is not ``known`` keeps the key."""
    network = book.network
    if network is None or not known:
        return book

    def name(contact_id: int, key: str) -> str:
        return known[contact_id][0] if contact_id in known else key

    advocates = tuple(replace(each, source_key=name(each.contact_id, each.source_key)) for each in network.advocates)
    circles = tuple(replace(each, members=tuple(map(name, each.member_ids, each.members))) for each in network.circles)
    nodes = tuple(replace(each, name=name(each.contact_id, each.name)) for each in network.picture.nodes)
    picture = replace(network.picture, nodes=nodes)
    return replace(book, network=replace(network, advocates=advocates, circles=circles, picture=picture))
