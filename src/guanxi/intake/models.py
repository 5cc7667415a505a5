"""Tables of intake: fields and constraints only."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from guanxi.intake.contracts import BatchState, EventState, ProblemState, SourceKind


def new_public_id() -> str:
    """128 random bits for addresses: nobody can guess the next one."""
    return secrets.token_urlsafe(16)


class Source(models.Model):
    """Where events come from. Closing one refuses its key; the row stays, because events name it."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in SourceKind])
    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    key_prefix = models.CharField(max_length=12, unique=True)
    key_hash = models.CharField(max_length=64)
    may_create_contacts = models.BooleanField(default=True)
    replay_days = models.IntegerField()
    events_per_minute = models.IntegerField()
    created_ms = models.BigIntegerField()
    closed_ms = models.BigIntegerField(null=True)


class SourceHour(models.Model):
    """Grain: one row per source and hour in which it sent something; what pages count with."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, db_index=False)
    hour_ms = models.BigIntegerField()
    n_accepted = models.BigIntegerField(default=0)
    n_duplicate = models.BigIntegerField(default=0)
    n_conflict = models.BigIntegerField(default=0)
    n_rejected = models.BigIntegerField(default=0)
    latest_ms = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "hour_ms"], name="source_hour_once")]


class SealBatch(models.Model):
    """Grain: one row per batch of events on its way into the lake; ``name`` is the label of its import."""

    name = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in BatchState])
    n_events = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    import_id = models.CharField(max_length=40, blank=True, default="")
    said_en = models.CharField(max_length=600, blank=True, default="")
    said_zh = models.CharField(max_length=600, blank=True, default="")
    created_ms = models.BigIntegerField()
    finished_ms = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="seal_batch_open", condition=~Q(state=BatchState.CLEARED.value)),
        ]


class InboxEvent(models.Model):
    """Grain: one row per event of a source, by its id. What is sealed keeps its id and hash, nothing else.

    A reader must not take this table for the history of a contact: that is the lake and this together
    (:func:`guanxi.intake.queries.list_unsealed`).
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    source_event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=64)
    schema_version = models.SmallIntegerField()
    occurred_ms = models.BigIntegerField()
    received_ms = models.BigIntegerField()
    contact_key = models.CharField(max_length=120, blank=True)
    payload = models.TextField(blank=True)
    payload_hash = models.CharField(max_length=32)
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in EventState])
    reason = models.CharField(max_length=24, blank=True, default="")
    batch = models.ForeignKey(SealBatch, null=True, on_delete=models.PROTECT, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_event_id"], name="inbox_event_once"),
        ]
        indexes = [
            # Work is found by its state, never by the highest id: ids become visible out of order.
            models.Index(fields=["id"], name="inbox_new", condition=Q(state=EventState.NEW.value)),
            models.Index(
                fields=["contact_key", "occurred_ms"],
                name="inbox_unsealed_by_contact",
                condition=~Q(state=EventState.SEALED.value),
            ),
            models.Index(
                fields=["source", "received_ms"], name="inbox_sealed", condition=Q(state=EventState.SEALED.value)
            ),
        ]


class IntakeProblem(models.Model):
    """Grain: one row per event that was not taken. ``raw`` is what the source sent, as ASCII JSON, cut at 4,000."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=60)
    en = models.CharField(max_length=600)
    zh = models.CharField(max_length=600)
    raw = models.TextField()
    is_replayable = models.BooleanField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in ProblemState])
    at_ms = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="problem_by_state"),
            models.Index(fields=["source", "state"], name="problem_by_source"),
        ]
