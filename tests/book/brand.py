"""A crowd that has been learnt from, with its connection: what the tests of trust and learning look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import duckdb
from crowd import SETTINGS, crowd, earliest_ms, learner_of, model_of, moment_of
from worlds import AT_MS, Happening, Known, connect

from guanxi.book.facts import Facts
from guanxi.book.facts.gather import gather
from guanxi.book.learning.learn import Learner, Model
from guanxi.book.trust.model import Trust, compute_trust

REPLACED = {"acts": "replaced_by_rfm", "stays": "replaced_by_rfm", "responds": "replaced_by_rfm"}


@dataclass(frozen=True)
class Brand:
    """Rows, connection, teaching material; the model with its own heads and the one with stand-ins only."""

    rows: list[Happening]
    listed: list[Known]
    con: duckdb.DuckDBPyConnection
    learner: Learner

    @classmethod
    @contextmanager
    def of(cls, n: int, seed: int) -> Iterator[Brand]:
        rows, listed = crowd(n, seed)
        with connect(rows, listed) as con:
            yield cls(rows, listed, con, learner_of(con, earliest_ms(rows)))

    @cached_property
    def _seen(self) -> dict[tuple[int, int, int], tuple[Facts, Trust]]:
        return {}

    @cached_property
    def model(self) -> Model:
        return model_of(self.learner)

    @cached_property
    def model_with_stand_ins(self) -> Model:
        return model_of(self.learner, **REPLACED)

    def models(self) -> tuple[Model, Model]:
        return self.model, self.model_with_stand_ins

    def at(self, model: Model, at_ms: int = AT_MS, until_ms: int = AT_MS) -> tuple[Facts, Trust]:
        """Facts and T of everyone at a moment, from events up to ``until_ms``."""
        key = (id(model), at_ms, until_ms)
        if key not in self._seen:
            facts = gather(self.con, moment_of(model, at_ms, until_ms), SETTINGS)
            self._seen[key] = facts, compute_trust(facts, model.trust, SETTINGS)
        return self._seen[key]
