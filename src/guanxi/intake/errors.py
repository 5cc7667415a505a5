"""Refusals of intake."""

from __future__ import annotations

from guanxi.kit.errors import GuanxiError


class IntakeError(GuanxiError):
    """Base of what intake refuses."""

    code = "intake.error"


class SourceRefused(IntakeError):
    """A source cannot be made or changed like this."""

    code = "intake.source_refused"


class SourceClosed(IntakeError):
    """The write key belongs to a source that was closed."""

    code = "intake.source_closed"


class BatchTooLarge(IntakeError):
    """A call brings more events than one may."""

    code = "intake.batch_too_large"


class InboxFull(IntakeError):
    """The disk under the operational store is full; nothing of the call was stored."""

    code = "intake.disk_full"
    transient = True


class ProblemGone(IntakeError):
    """The problem was decided already, or cannot be replayed."""

    code = "intake.problem_decided"
