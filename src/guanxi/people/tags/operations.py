"""Making tags, giving and taking them; applying the rules."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from guanxi.accounts import audit
from guanxi.kit.progress import Progress, Silent
from guanxi.people import bulk
from guanxi.people.contracts import Dimension, TagSource
from guanxi.people.errors import BadTag
from guanxi.people.models import Contact, PositionBook, Tag, TagAssignment
from guanxi.people.tags.rules import conditions_of, sql_of

LONGEST_NAME = 40
NOBODY = "1 = 0"

END_RULE = """
UPDATE people_tagassignment SET until_ms = %(now)s WHERE tag_id = %(tag)s AND source = 'rule' AND until_ms IS NULL
AND contact_id > %(after)s AND contact_id <= %(until)s AND contact_id NOT IN (
  SELECT p.contact_id FROM people_contactposition p WHERE p.generation = %(generation)s
  AND p.contact_id > %(after)s AND p.contact_id <= %(until)s AND {holds})
"""

BEGIN_RULE = """
INSERT INTO people_tagassignment (contact_id, tag_id, edge_id, source, source_ref, confidence_bp, from_ms)
SELECT p.contact_id, %(tag)s, 0, 'rule', '', 10000, %(now)s FROM people_contactposition p
WHERE p.generation = %(generation)s AND p.contact_id > %(after)s AND p.contact_id <= %(until)s AND {holds}
ON CONFLICT DO NOTHING
"""


def find_or_make_tag(
    dimension: str, name: str, *, now_ms: int, actor_id: int | None, rule: list[dict[str, object]] | None = None
) -> Tag:
    """The tag of that name, made when there is none.

    Raises
    ------
    BadTag
        for an empty or overlong name and a dimension that there is not.
    BadRule
        for conditions outside of the closed lists.
    """
    clean = " ".join(name.replace("\0", "").split())
    if not 0 < len(clean) <= LONGEST_NAME or dimension not in tuple(Dimension):
        raise BadTag(
            f"A tag has a name of 1 to {LONGEST_NAME} characters and one of five dimensions. Shorten it or choose one.",
            f"标签名为 1 到 {LONGEST_NAME} 个字，并属于五个维度之一。请修改名称或选择维度。",
        )
    if rule is not None:
        conditions_of(rule)
    with transaction.atomic():
        tag, is_new = Tag.objects.get_or_create(
            dimension=dimension, name=clean, defaults={"created_ms": now_ms, "rule": rule or []}
        )
        if is_new:
            subject = f"tag:{tag.public_id}"
            audit.record("tag.created", at_ms=now_ms, actor_id=actor_id, subject=subject, after={"rule": tag.rule})
    if tag.retired_ms is not None:
        raise BadTag(
            f"The tag “{clean}” was put away. Bring it back on the page of tags, or choose another name.",
            f"标签“{clean}”已停用。请在标签页恢复它，或换一个名称。",
        )
    return tag


def make_rule_tag(
    dimension: str, name: str, rule: list[dict[str, object]], *, now_ms: int, actor_id: int | None
) -> Tag:
    """A tag that a rule sets from now on.

    Raises
    ------
    BadTag
        also when there is a tag of that name: its meaning must not change behind those who use it.
    BadRule
        for conditions outside of the closed lists.
    """
    with transaction.atomic():
        if Tag.objects.filter(dimension=dimension, name=" ".join(name.replace("\0", "").split())).exists():
            raise BadTag(
                "There is a tag of that name in this dimension. Choose another name, or put the old one away first.",
                "该维度中已有同名标签。请换一个名称。",
            )
        return find_or_make_tag(dimension, name, now_ms=now_ms, actor_id=actor_id, rule=rule)


def retire_tag(tag: Tag, *, now_ms: int, actor_id: int | None) -> None:
    """Put the tag away: no list offers it, its rule gives it to nobody. What people said is kept for its return."""
    _change(tag, "tag.retired", None, now_ms, now_ms=now_ms, actor_id=actor_id)


def revive_tag(tag: Tag, *, now_ms: int, actor_id: int | None) -> None:
    """Bring a retired tag back."""
    if tag.retired_ms is not None:
        _change(tag, "tag.revived", tag.retired_ms, None, now_ms=now_ms, actor_id=actor_id)


def _change(tag: Tag, action: str, was_ms: int | None, is_ms: int | None, *, now_ms: int, actor_id: int | None) -> None:
    with transaction.atomic():
        # Of two at once one is first; the other finds it done.
        if Tag.objects.filter(pk=tag.pk, retired_ms=was_ms).update(retired_ms=is_ms):
            audit.record(action, at_ms=now_ms, actor_id=actor_id, subject=f"tag:{tag.public_id}")


def give_tag(contact: Contact, tag: Tag, *, now_ms: int, actor_id: int | None) -> None:
    """A person says that the contact has the tag; saying it twice changes nothing."""
    with transaction.atomic():
        _, is_new = TagAssignment.objects.get_or_create(
            contact=contact,
            tag=tag,
            edge_id=0,
            source=TagSource.PERSON,
            until_ms=None,
            defaults={"from_ms": now_ms, "source_ref": str(actor_id or "")},
        )
        if is_new:
            _record("contact.tag_added", contact, tag, now_ms, actor_id)


def take_tag(contact: Contact, tag: Tag, *, now_ms: int, actor_id: int | None) -> None:
    """A person's word is taken back; what a rule or an import says stays."""
    with transaction.atomic():
        own = TagAssignment.objects.filter(contact=contact, tag=tag, source=TagSource.PERSON, until_ms=None)
        if own.update(until_ms=now_ms):
            _record("contact.tag_removed", contact, tag, now_ms, actor_id)


def apply_rules(*, now_ms: int, progress: Progress | None = None) -> dict[str, int]:
    """Give and end the tags that rules set, over the current positions; gives how many rows changed by tag.

    Two statements for each tag and batch of ids; doing it twice changes nothing. A retired tag's rule fits nobody.
    """
    draw = progress or Silent()
    book = PositionBook.objects.filter(state="current").first()
    last = Contact.objects.aggregate(last=Max("id"))["last"] or 0
    changed: dict[str, int] = {}
    for tag in Tag.objects.exclude(rule=[]) if book else ():
        holds, values = sql_of(conditions_of(tag.rule), now_ms) if tag.retired_ms is None else (NOBODY, {})
        n = 0
        for after in range(0, last, bulk.CHUNK):
            draw.step("Applying tag rules", "应用标签规则", done=after, total=last)
            bound = values | {
                "now": now_ms,
                "tag": tag.pk,
                "generation": book.pk if book else 0,
                "after": after,
                "until": after + bulk.CHUNK,
            }
            with transaction.atomic():
                n += bulk.execute(END_RULE.format(holds=holds), bound)
                n += bulk.execute(BEGIN_RULE.format(holds=holds), bound)
        changed[tag.public_id] = n
    return changed


def _record(action: str, contact: Contact, tag: Tag, now_ms: int, actor_id: int | None) -> None:
    subject, after = f"contact:{contact.public_id}", {"tag": tag.public_id}
    audit.record(action, at_ms=now_ms, actor_id=actor_id, subject=subject, after=after)
