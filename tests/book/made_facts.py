"""Facts made for tests: contacts to whom nothing has happened but what a test says."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from guanxi.book.facts.contracts import NEVER, Facts


def made_facts(n: int, **columns: object) -> Facts:
    """``n`` contacts known for 400 days; ages NEVER and counts 0 unless given."""
    made = {
        field.name: np.full(n, NEVER if field.name.endswith("_age") else 0, dtype=np.int64) for field in fields(Facts)
    }
    made |= {"contact_id": np.arange(1, n + 1), "known_age": np.full(n, 400)}
    made |= {name: np.asarray(column, dtype=np.int64) for name, column in columns.items()}
    return Facts(**made)
