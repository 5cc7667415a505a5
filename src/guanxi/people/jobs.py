"""Background work of people."""

from __future__ import annotations

from django.conf import settings

from guanxi.jobs.context import JobContext
from guanxi.jobs.contracts import Values
from guanxi.jobs.declare import job
from guanxi.kit.phrase import Phrase
from guanxi.lake.engine import Lake
from guanxi.people.identity.publishing import PUBLISH_MERGES
from guanxi.people.operations import apply_rules, expire_consents, publish_merges, take_contacts

TAKE_CONTACTS = "people.take_contacts"
APPLY_RULES = "people.apply_rules"
TWO_DAYS_MS = 2 * 86_400_000


@job(TAKE_CONTACTS, name=Phrase("更新客户名单", "Bring contacts up to date"), max_attempts=3)
def take(context: JobContext, _args: Values) -> Values:
    """Take contacts from the lake; a repeat after a kill writes what is still missing."""
    taken = take_contacts(Lake.create(settings.HOME.lake), now_ms=context.now_ms(), progress=context.progress)
    return {"written": taken.n_written, "gone": taken.n_gone, "generation": taken.lake_generation}


@job(PUBLISH_MERGES, name=Phrase("把合并写入事件湖", "Tell the lake which contacts are one"), max_attempts=5)
def publish(_context: JobContext, _args: Values) -> Values:
    """Publish which contacts are one; what an earlier run did not come to, this one does."""
    return {"published": publish_merges(Lake.create(settings.HOME.lake))}


@job(APPLY_RULES, name=Phrase("更新规则标签", "Bring rule tags up to date"), max_attempts=3)
def rules(context: JobContext, _args: Values) -> Values:
    """Apply the rules of tags, and show which consents have expired lately."""
    now_ms = context.now_ms()
    changed = apply_rules(now_ms=now_ms, progress=context.progress)
    n_expired = expire_consents(now_ms - TWO_DAYS_MS, now_ms)
    return {"changed": sum(changed.values()), "expired": n_expired}
