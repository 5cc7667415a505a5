"""Writes that other packages and pages ask of people."""

from guanxi.people.consent.operations import expire_consents, record_consent
from guanxi.people.consent.suppressing import lift, suppress
from guanxi.people.identity.merging import Preview, merge_contacts, preview_merge, undo_merge
from guanxi.people.identity.operations import ATTACHED, DISMISSED, MADE_NEW, decide_case, resolve_point
from guanxi.people.identity.publishing import has_unpublished_merges, publish_merges
from guanxi.people.projection.positions import take_positions
from guanxi.people.projection.take import Taken, take_contacts
from guanxi.people.tags.operations import (
    apply_rules,
    find_or_make_tag,
    give_tag,
    make_rule_tag,
    retire_tag,
    revive_tag,
    take_tag,
)

__all__ = [
    "ATTACHED",
    "DISMISSED",
    "MADE_NEW",
    "Preview",
    "Taken",
    "apply_rules",
    "decide_case",
    "expire_consents",
    "find_or_make_tag",
    "give_tag",
    "has_unpublished_merges",
    "lift",
    "make_rule_tag",
    "merge_contacts",
    "preview_merge",
    "publish_merges",
    "record_consent",
    "resolve_point",
    "retire_tag",
    "revive_tag",
    "suppress",
    "take_contacts",
    "take_positions",
    "take_tag",
    "undo_merge",
]
