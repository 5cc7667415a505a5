"""Refusals of jobs, and the interruptions that a running job meets at its next step."""

from __future__ import annotations

from guanxi.kit.errors import GuanxiError


class JobsError(GuanxiError):
    """Base of what jobs refuse."""

    code = "jobs.error"


class UnknownKind(JobsError):
    """A job was asked for that nobody declared: a defect of the program."""

    code = "jobs.unknown_kind"


class JobNotFound(JobsError):
    """There is no such job, or it is not the asker's to see."""

    code = "jobs.not_found"
    status = 404


class JobNotOpen(JobsError):
    """Only a job that waits or runs can be cancelled."""

    code = "jobs.not_open"


class JobNotFinished(JobsError):
    """Only a job that failed or was cancelled can be tried again."""

    code = "jobs.not_finished"


class JobInterrupted(Exception):
    """Raised by ``progress.step`` where the work must stop; the worker settles the row. Never caught by a job."""


class JobCancelled(JobInterrupted):
    """A person asked for it."""


class LeaseLost(JobInterrupted):
    """Another worker has taken the job over; this one may write nothing more."""


class WorkerStopping(JobInterrupted):
    """The worker was told to end: the job goes back to the queue."""
