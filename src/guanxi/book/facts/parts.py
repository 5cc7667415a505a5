"""Which facts are gathered: all of them, or what purchases alone ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """The statements to run and what to take from each.

    Parameters
    ----------
    prepared : statements that make a table whatever the moment.
    read : statement → the columns to take, empty for every one. The engine computes nothing that is not taken.
    """

    prepared: tuple[str, ...]
    read: Mapping[str, tuple[str, ...]]

    def sql(self, name: str, text: str) -> str:
        """The statement ``name``, whose file holds ``text``, narrowed to the columns that are taken."""
        taken = self.read[name]
        return f"SELECT contact_id, {', '.join(taken)} FROM (\n{text}\n)" if taken else text


EVERYTHING = Parts(
    ("money_events", "bond_events", "ask_outcomes", "complaint_events"),
    {"act_facts": (), "order_facts": (), "ask_facts": (), "bond_facts": (), "complaint_facts": ()},
)

PURCHASES = Parts(
    ("money_events",),
    {
        "act_facts": ("n_events", "first_age", "last_break_ms", "last_acquire_ms"),
        "order_facts": ("n_orders", "first_order_age", "last_order_age", "net_fen"),
    },
)
"""Since when a contact is known, whether it stands, what it bought: enough for lifetime values and the network."""
