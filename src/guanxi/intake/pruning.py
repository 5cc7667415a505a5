"""What intake forgets: marks of sealed events after their source's days, old figures, problems that were decided."""

from __future__ import annotations

from django.db import connection

from guanxi.intake.contracts import ProblemState
from guanxi.intake.models import IntakeProblem, Source, SourceHour
from guanxi.kit.clock import DAY_MS

CHUNK = 5_000
FIGURE_DAYS = 400
DECIDED_DAYS = 35

FORGET = """
DELETE FROM intake_inboxevent WHERE id IN (
  SELECT id FROM intake_inboxevent WHERE state = 'sealed' AND source_id = %s AND received_ms < %s LIMIT %s)
"""


def prune(now_ms: int) -> int:
    """Forget what is old, a few thousand rows at a time; returns how many marks of sealed events went."""
    n = 0
    for source_id, replay_days in Source.objects.values_list("id", "replay_days"):
        while True:
            with connection.cursor() as cursor:
                cursor.execute(FORGET, [source_id, now_ms - replay_days * DAY_MS, CHUNK])
                gone = cursor.rowcount
            n += gone
            if gone < CHUNK:
                break
    SourceHour.objects.filter(hour_ms__lt=now_ms - FIGURE_DAYS * DAY_MS).delete()
    decided = IntakeProblem.objects.exclude(state=ProblemState.OPEN)
    decided.filter(at_ms__lt=now_ms - DECIDED_DAYS * DAY_MS).delete()
    return n
