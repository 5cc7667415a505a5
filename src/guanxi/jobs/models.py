"""Tables of jobs: fields and constraints only."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models

from guanxi.jobs.contracts import FINISHED_STATES, OPEN_STATES, JobState, Priority


def new_public_id() -> str:
    """128 random bits for addresses: nobody can guess the next one."""
    return secrets.token_urlsafe(16)


# Plain values: a migration names no code of the project.
OPEN = [state.value for state in OPEN_STATES]
FINISHED = [state.value for state in FINISHED_STATES]


class Job(models.Model):
    """One piece of background work.

    ``lease_epoch`` goes up with each claim and each takeover: whoever writes as the holder names the epoch that it was
    given, so that a worker which was thought dead writes nothing. ``cursor`` is where the work goes on after a kill.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    kind = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=12, default=JobState.QUEUED.value)
    priority = models.SmallIntegerField(default=Priority.NORMAL.value)
    run_after_ms = models.BigIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)

    attempt = models.IntegerField(default=0)
    max_attempts = models.IntegerField(default=1)
    lease_epoch = models.BigIntegerField(default=0)
    lease_until_ms = models.BigIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True, default="")
    is_cancel_asked = models.BooleanField(default=False)
    cursor = models.JSONField(default=dict)

    step_en = models.CharField(max_length=300, blank=True, default="")
    step_zh = models.CharField(max_length=300, blank=True, default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    error_code = models.CharField(max_length=80, blank=True, default="")
    error_en = models.TextField(blank=True, default="")
    error_zh = models.TextField(blank=True, default="")
    result = models.JSONField(null=True)

    created_ms = models.BigIntegerField()
    started_ms = models.BigIntegerField(null=True)
    finished_ms = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            # Single flight: two who ask at the same moment get one job.
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state__in=OPEN) & ~models.Q(key=""), name="job_key_open_once"
            ),
        ]
        indexes = [
            # Finished jobs are in none of the indexes that a worker reads: a million of them cost it nothing.
            models.Index(
                fields=["priority", "run_after_ms", "id"],
                condition=models.Q(state=JobState.QUEUED.value),
                name="job_due",
            ),
            models.Index(
                fields=["lease_until_ms"], condition=models.Q(state=JobState.RUNNING.value), name="job_leased"
            ),
            models.Index(fields=["finished_ms"], condition=models.Q(state__in=FINISHED), name="job_finished"),
            models.Index(fields=["actor", "-id"], name="job_by_actor"),
            models.Index(fields=["kind", "-id"], name="job_by_kind"),
        ]


class WorkerBeat(models.Model):
    """A worker that runs, or has died without saying so; a clean stop removes the row."""

    name = models.CharField(max_length=80, unique=True)
    version = models.CharField(max_length=40)
    started_ms = models.BigIntegerField()
    beat_ms = models.BigIntegerField()
