"""A job as a line of a table: its times in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.jobs.contracts import STATE_NAMES, JobState, JobView
from guanxi.kit.clock import local_day, moment, zone
from guanxi.kit.phrase import Phrase
from guanxi.report.reader import Reader

COLOURS = {
    JobState.QUEUED: "secondary",
    JobState.RUNNING: "primary",
    JobState.DONE: "success",
    JobState.FAILED: "danger",
    JobState.CANCELLED: "secondary",
}
SECONDS = Phrase("{s} 秒", "{s} s")
MINUTES = Phrase("{m} 分 {s} 秒", "{m} min {s} s")
HOURS = Phrase("{h} 小时 {m} 分", "{h} h {m} min")
TODAY = Phrase("今天 {time}", "today {time}")
THEN = Phrase("{day} {time}", "{day} {time}")


@dataclass(frozen=True, slots=True)
class JobLine:
    """``asked``, ``finished`` and ``took`` are ready to be printed; ``""`` where there is nothing to say yet."""

    job: JobView
    state: str
    colour: str
    asked: str
    finished: str
    took: str


def line_of(job: JobView, reader: Reader, now_ms: int) -> JobLine:
    """``job`` for ``reader`` at ``now_ms``."""
    took = "" if job.started_ms is None else duration(reader, (job.finished_ms or now_ms) - job.started_ms)
    return JobLine(
        job,
        reader.say(STATE_NAMES[job.state]),
        COLOURS[job.state],
        clock_time(reader, job.created_ms, now_ms),
        "" if job.finished_ms is None else clock_time(reader, job.finished_ms, now_ms),
        "" if job.state is JobState.QUEUED else took,
    )


def duration(reader: Reader, length_ms: int) -> str:
    """How long something took: seconds, then minutes, then hours."""
    seconds = max(0, length_ms) // 1000
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return reader.say(HOURS, h=str(hours), m=str(minutes % 60))
    if minutes:
        return reader.say(MINUTES, m=str(minutes), s=str(seconds % 60))
    return reader.say(SECONDS, s=str(seconds))


def clock_time(reader: Reader, at_ms: int, now_ms: int) -> str:
    """Day and minute in the brand's zone; the day is left out when it is today."""
    time = moment(at_ms).astimezone(zone(reader.zone)).strftime("%H:%M")
    if local_day(at_ms, reader.zone) == local_day(now_ms, reader.zone):
        return reader.say(TODAY, time=time)
    return reader.say(THEN, day=reader.day(at_ms), time=time)
