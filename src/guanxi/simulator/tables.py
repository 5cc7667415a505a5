"""Columns of a block as the Arrow tables that the importer reads: events, contacts, staff edges, promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from guanxi.lake.kinds import STANDARD
from guanxi.simulator import names, notes
from guanxi.simulator.arrays import FloatArray, IntArray
from guanxi.simulator.brand import Brand
from guanxi.simulator.diary import Owed
from guanxi.simulator.dirt import Export, local_ms
from guanxi.simulator.dress import live_code, live_code_names, point_names, staff_at
from guanxi.simulator.reactions import Past

ROWS_PER_GROUP = 500_000
CODE = pa.dictionary(pa.int32(), pa.string())
EVENTS = pa.schema(
    [
        ("contact_key", CODE),
        ("source_event_id", pa.string()),
        ("occurred_ms", pa.int64()),
        ("received_ms", pa.int64()),
        ("kind", CODE),
        ("automated", pa.bool_()),
        ("channel", CODE),
        ("point_id", CODE),
        ("staff_id", CODE),
        ("group_id", CODE),
        ("program_id", CODE),
        ("peer_key", CODE),
        ("amount_fen", pa.int64()),
        ("cost_fen", pa.int64()),
        ("value_hint_fen", pa.int64()),
        ("properties", CODE),
    ]
)


def numbered(prefix: str, numbers: IntArray, width: int) -> pa.StringArray:
    """``prefix`` and each number in ``width`` digits, as one Arrow array, without a Python string per row."""
    head = np.frombuffer(prefix.encode("ascii"), dtype=np.uint8)
    letters = np.empty((numbers.size, head.size + width), dtype=np.uint8)
    letters[:, : head.size] = head
    rest = numbers.astype(np.int64)
    for place in range(width - 1, -1, -1):
        rest, digit = np.divmod(rest, 10)
        letters[:, head.size + place] = digit + ord("0")
    offsets = np.arange(numbers.size + 1, dtype=np.int32) * letters.shape[1]
    return pa.StringArray.from_buffers(numbers.size, pa.py_buffer(offsets), pa.py_buffer(letters))


def contact_keys(first: int, n: int) -> pa.StringArray:
    """Keys of a block's contacts, whose first has number ``first`` in the brand."""
    return numbered("C", first + np.arange(n), 8)


def event_batches(past: Past, export: Export, keys: pa.StringArray, block: int) -> Iterator[pa.RecordBatch]:
    """The export as record batches of :data:`EVENTS`, one row group each."""
    words = _event_words(past, keys)
    for start in range(0, export.serial.size, ROWS_PER_GROUP):
        yield _event_batch(export, words, block, slice(start, start + ROWS_PER_GROUP))


def _event_words(past: Past, keys: pa.StringArray) -> dict[str, pa.Array]:
    """Text behind the codes of each coded column; the last entry is '' for the code −1."""
    brand = past.brand
    channels = [*names.OUTLETS, *(c.name for c in names.CHANNELS)]
    coded = {
        "channel": channels,
        "point_id": point_names(past),
        "staff_id": [*brand.staff, ""],
        "group_id": [*brand.groups, ""],
        "program_id": [*(p.program_id for p in brand.programs), ""],
        "kind": [k.code for k in STANDARD],
        "properties": notes.texts(),
    }
    words = {name: pa.array(texts, pa.string()) for name, texts in coded.items()}
    return {**words, "contact_key": keys, "peer_key": pa.concat_arrays([keys, pa.array([""])])}


def _event_batch(export: Export, words: dict[str, pa.Array], block: int, rows: slice) -> pa.RecordBatch:
    events = export.events
    place = np.zeros(256, dtype=np.int32)
    place[[k.kind_id for k in STANDARD]] = np.arange(len(STANDARD))
    codes = {
        "contact_key": events["who"][rows],
        "kind": place[events["kind"][rows]],
        "channel": events["outlet"][rows],
        "point_id": events["point"][rows],
        "staff_id": events["staff"][rows],
        "group_id": events["group"][rows],
        "program_id": events["program"][rows],
        "peer_key": events["peer"][rows],
        "properties": events["note"][rows],
    }
    columns: dict[str, pa.Array] = {name: _coded(code, words[name]) for name, code in codes.items()}
    columns |= {
        "source_event_id": numbered(f"E{block:05d}-", export.serial[rows], 8),
        "occurred_ms": pa.array(export.occurred_ms[rows]),
        "received_ms": pa.array(export.received_ms[rows]),
        "automated": pa.array(events["automated"][rows]),
    }
    for name in ("amount", "cost"):
        columns[f"{name}_fen"] = pa.array(events[name][rows].astype(np.int64))
    columns["value_hint_fen"] = pa.array(events["hint"][rows].astype(np.int64))
    return pa.RecordBatch.from_arrays([columns[name] for name in EVENTS.names], schema=EVENTS)


def _coded(code: npt.NDArray[Any], words: pa.Array) -> pa.DictionaryArray:
    """Codes with −1 for the last word."""
    index = code.astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(np.where(index < 0, len(words) - 1, index)), words)


def contacts_table(past: Past, keys: pa.StringArray) -> pa.Table:
    """One row per contact: how each came, by whom, and who looks after them at the end."""
    traits, brand = past.traits, past.brand
    everyone = np.arange(traits.born.size)
    staff = staff_at(past, everyone, np.full(everyone.size, float(brand.n_days)))
    about = [_json(city=city, taste=tea)[:-1] for city in names.CITIES for tea in names.TEAS]
    with_none = pa.concat_arrays([keys, pa.array([""])])
    return pa.table(
        {
            "contact_key": keys,
            "acquired_ms": local_ms(traits.born, brand.day0_ms),
            "channel": _coded(traits.channel, pa.array([c.name for c in names.CHANNELS])),
            "campaign": _coded(live_code(past, everyone), pa.array(live_code_names())),
            "inviter_key": _coded(past.state.inviter, with_none).dictionary_decode(),
            "staff_id": _coded(staff, pa.array(brand.staff)),
            "properties": pc.binary_join_element_wise(
                pa.array(about).take(pa.array(traits.city * len(names.TEAS) + traits.taste)),
                person_names(everyone.size),
                ',"name":"',
            ),
        }
    )


def person_names(n: int) -> pa.StringArray:
    """What each contact is called, ended as JSON: scattered over the given names by golden ratios, never drawn, so that
    nobody's story changes with it."""
    people = [f'{a}{b}{c}"}}' for a in names.SURNAMES for b in names.GIVEN_MORE for c in names.GIVEN]
    place = (np.arange(n, dtype=np.uint64) * np.uint64(11400714819323198485)) >> np.uint64(32)
    return pa.array(people).take(pa.array((place * np.uint64(len(people))) >> np.uint64(32)))


def staff_edges_table(past: Past, keys: pa.StringArray) -> pa.Table:
    """Half-open intervals of who looked after whom; NULL end: still does. Ends on deletion and on take-over."""
    traits, brand = past.traits, past.brand
    gone = np.where(past.state.deleted < brand.n_days, past.state.deleted, np.inf)
    leaves = brand.staff_leaves[traits.staff]
    first_end = np.minimum(leaves, gone)
    second = np.flatnonzero(leaves < gone)
    who = np.concatenate([np.arange(traits.born.size), second])
    start = np.concatenate([traits.born, leaves[second]])
    until = np.concatenate([first_end, gone[second]])
    staff = np.concatenate([traits.staff, brand.staff_heir[traits.staff[second]]])
    order = np.argsort(who, kind="stable")
    return pa.table(
        {
            "contact_key": keys.take(pa.array(who[order])),
            "staff_id": _coded(staff[order], pa.array(brand.staff)),
            "valid_from_ms": local_ms(start[order], brand.day0_ms),
            "valid_until_ms": days_or_null(until[order], brand),
        }
    )


def promises_table(past: Past, owed: Owed, keys: pa.StringArray, rng: np.random.Generator) -> pa.Table:
    """What was promised by the end of observation; kept some days before it was due, or not yet, or never."""
    brand = past.brand
    who, at, due = np.concatenate(owed.who), np.concatenate(owed.at), np.concatenate(owed.due)
    kept = np.where(np.concatenate(owed.breaks), np.inf, due - rng.uniform(0, 6, who.size))
    made = np.flatnonzero((at < brand.n_days) & (at < past.state.deleted[who]))
    what = rng.integers(0, len(names.PROMISES), who.size)
    amount = rng.choice((1_000, 2_000, 3_000, 5_000), who.size)
    return pa.table(
        {
            "contact_key": keys.take(pa.array(who[made])),
            "what": _coded(what[made], pa.array(names.PROMISES)),
            "amount_fen": pa.array(amount[made].astype(np.int64)),
            "promised_ms": local_ms(at[made], brand.day0_ms),
            "due_ms": local_ms(due[made], brand.day0_ms),
            "kept_ms": days_or_null(np.where(kept < brand.n_days, kept, np.inf)[made], brand),
        }
    )


def days_or_null(day: FloatArray, brand: Brand) -> pa.Array:
    """UTC ms of days of observation; NULL for inf."""
    known = np.isfinite(day)
    return pa.array(local_ms(np.where(known, day, 0.0), brand.day0_ms), mask=~known)


def _json(**values: str) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
