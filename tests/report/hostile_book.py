"""A book in which every text that can come from a file or a person is an attack or a nuisance."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from typing import TypeVar

import pyarrow as pa
from tea_brand import tea_book

from guanxi.book import contracts as c
from guanxi.book.contracts import network as n

PAYLOADS = (
    "<script>window.__pwned=1</script>",
    "</script><script>window.__pwned=2</script>",
    "</title></style><img src=x onerror=window.__pwned=3>",
    '"><svg onload=window.__pwned=4>',
    "' onmouseover='window.__pwned=5",
    "javascript:window.__pwned=6",
    "{{ 7*7 }}{% for x in y %}${7*7}<%= 7*7 %>",
    "<!--<script>window.__pwned=7//-->",
    "]]><iframe srcdoc='<script>top.__pwned=8</script>'></iframe>",
    "{a|b} {b} {c} {@value}",
    "\u202egpj.exe\u202c\u2066\u2069 مرحبا שלום",
    "无" * 5_000,
    "W" * 5_000,
    '=HYPERLINK("http://evil.example","x")',
    "@import url(//evil.example/a.css);",
    "a\x00b\x07c\r\nd\u2028e\u200b\ufefff",
    "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "<a href=//evil.example ping=//evil.example>click</a><meta http-equiv=refresh content=0;url=//evil.example>",
    "👩‍🌾🍵",
    "",
)
Row = TypeVar("Row")


def _each(rows: tuple[Row, ...], *names: str) -> tuple[Row, ...]:
    """Every row with a payload in each of the named fields, and as many rows as there are payloads."""
    attack = cycle(PAYLOADS)
    source = cycle(rows)
    return tuple(replace(next(source), **{name: next(attack) for name in names}) for _ in PAYLOADS)  # type: ignore[type-var]


def _hostile_network(book: c.Book) -> n.Network:
    """The network with every name and reason replaced."""
    network = book.network
    assert network is not None
    traits = tuple(n.SharedTrait(payload, payload, 0.9, 0.1) for payload in PAYLOADS)
    circle = replace(network.circles[0], members=PAYLOADS, member_ids=tuple(range(len(PAYLOADS))), shared=traits)
    return replace(
        network,
        advocates=_each(network.advocates, "source_key", "en", "zh"),
        reproduction=(*network.reproduction, *_each(network.reproduction[-1:], "cohort", "missing_en", "missing_zh")),
        sources=_each(network.sources, "missing_en", "missing_zh")[:2],
        circles=(circle,),
        picture=replace(network.picture, nodes=_renamed(network.picture.nodes)),
        notices=tuple(c.Notice("n", payload, payload) for payload in PAYLOADS),
    )


def _renamed(nodes: tuple[n.Node, ...]) -> tuple[n.Node, ...]:
    attack = cycle(PAYLOADS)
    return tuple(replace(node, name=next(attack)) for node in nodes)


def hostile_book() -> c.Book:
    """The tea brand's book with every foreign text replaced."""
    book = tea_book()
    drivers = tuple(c.Driver("silence", -0.5, payload, payload) for payload in PAYLOADS)
    people = tuple(
        replace(
            person,
            drivers=drivers[i : i + 3] or drivers[:1],
        )
        for i, person in enumerate(_each(book.core_examples, "source_key"))
    )
    notices = tuple(c.Notice("n", payload, payload, True) for payload in PAYLOADS)
    quality = replace(
        book.quality,
        files=tuple(
            replace(file, mapping={payload: payload for payload in PAYLOADS})
            for file in _each(
                book.quality.files, "name", "recognised_as", "encoding", "separator", "note_en", "note_zh"
            )
        ),
        reasons=_each(book.quality.reasons, "code", "en", "zh", "example"),
        n_events_by_kind={payload: 100 + i for i, payload in enumerate(PAYLOADS)},
        missing=notices,
    )
    keys = [PAYLOADS[i % len(PAYLOADS)] for i in range(book.contacts.num_rows)]
    contacts = book.contacts.set_column(
        book.contacts.column_names.index("source_key"), "source_key", pa.array(keys, pa.string())
    )
    return replace(
        book,
        currency="<b>",
        definition_version=PAYLOADS[1],
        verdict=replace(book.verdict, en=PAYLOADS[1], zh=PAYLOADS[2]),
        cuts=_each(book.cuts, "dimension", "key", "missing_en", "missing_zh"),
        roi=_each(book.roi, "channel", "cohort", "why_no_verdict_en", "why_no_verdict_zh")
        + _each(book.roi[:5], "channel"),
        touchpoints=_each(book.touchpoints, "touchpoint"),
        overlaps=tuple(
            replace(each, second=row.touchpoint)
            for each, row in zip(
                _each(book.overlaps, "first"), _each(book.touchpoints[::-1], "touchpoint"), strict=True
            )
        ),
        core_examples=people,
        doubtful_examples=people[::-1],
        quality=quality,
        notices=notices,
        brand=PAYLOADS[0],
        network=_hostile_network(book),
        contacts=contacts,
        trust=replace(
            book.trust,
            heads=tuple(replace(head, reason_en=PAYLOADS[0], reason_zh=PAYLOADS[1]) for head in book.trust.heads),
        ),
    )
