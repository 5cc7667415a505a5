"""Tables of people: fields and constraints only. Times are epoch ms; an open interval has no ``until_ms``."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Right

from guanxi.accounts.models import User, new_public_id

LONGEST = 300
"""Characters of a key or a name; a longer key is stored as its beginning and its digest (``rules.stored_key``)."""
ENDING = 4
"""So many last characters of a key find it."""


class Label(models.Model):
    """A word that many contacts share, such as a channel or a campaign: kept once, named by a small number."""

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=LONGEST)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="label_once")]


class Contact(models.Model):
    """A resolved person. Ids are never reused; ``merged_into`` names the survivor, never another merged contact.

    ``key`` is what people know the contact by; the acquisition (channel, campaign, inviter) is the one of that key.
    ``consent`` is what :mod:`guanxi.people.consent` derives for promotion. ``touched_ms`` moves with every change that
    the list shows. A contact whose data was taken back (an import undone) is ``gone``.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    key = models.CharField(max_length=LONGEST)
    name = models.CharField(max_length=LONGEST, blank=True, default="")
    created_ms = models.BigIntegerField()
    touched_ms = models.BigIntegerField()
    channel = models.ForeignKey(Label, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    campaign = models.ForeignKey(Label, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    inviter = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="invitees", db_index=False)
    consent = models.SmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    erased_ms = models.BigIntegerField(null=True)
    gone_ms = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="contact_is_not_merged_into_itself"
            )
        ]
        indexes = [
            models.Index("merged_into", condition=models.Q(merged_into__isnull=False), name="contact_by_survivor"),
            models.Index("inviter", condition=models.Q(inviter__isnull=False), name="contact_by_inviter"),
            models.Index(fields=["name"], opclasses=["varchar_pattern_ops"], name="contact_by_name"),
        ]


class ContactPoint(models.Model):
    """An id in one channel. A contact of the lake is exactly one point, whose ``lake_id`` is its id there.

    ``verified``: 0 said by nobody, 1 stated by a source, 2 confirmed by the contact, 3 confirmed by the platform.
    ``folded_key`` is the key as people search for it. ``lake_hash`` tells whether the lake says something new.
    """

    kind = models.CharField(max_length=24)
    namespace = models.CharField(max_length=80, blank=True, default="")
    value_key = models.CharField(max_length=LONGEST)
    folded_key = models.CharField(max_length=LONGEST)
    verified = models.SmallIntegerField(default=1)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="points")
    lake_id = models.BigIntegerField(null=True, unique=True)
    lake_hash = models.BigIntegerField(default=0)
    gone_ms = models.BigIntegerField(null=True)
    created_ms = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "namespace", "value_key"], name="point_once")]
        indexes = [
            models.Index(fields=["folded_key"], opclasses=["varchar_pattern_ops"], name="point_by_folded_key"),
            # Who stands in a shop knows the last four digits of a phone.
            models.Index(Right("folded_key", ENDING), name="point_by_ending"),
        ]


class PointOwner(models.Model):
    """Who owned a point, from when until when; the open interval equals ``ContactPoint.contact``."""

    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="owners", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_ms = models.BigIntegerField()
    until_ms = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=24)
    evidence_ref = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=models.Q(until_ms__isnull=True), name="point_has_one_owner"
            )
        ]
        indexes = [models.Index(fields=["point", "from_ms"], name="owners_of_point")]


class IdentityCase(models.Model):
    """A point whose owner could not be told: decided by a person, never silently."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="cases")
    outcome = models.CharField(max_length=16)
    evidence = models.JSONField(default=list)
    created_ms = models.BigIntegerField()
    decided_ms = models.BigIntegerField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decision = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=models.Q(decided_ms__isnull=True), name="point_has_one_open_case"
            )
        ]
        indexes = [models.Index("created_ms", condition=models.Q(decided_ms__isnull=True), name="open_cases")]


class IdentityCandidate(models.Model):
    """A contact that may own the point of a case."""

    case = models.ForeignKey(IdentityCase, on_delete=models.CASCADE, related_name="candidates")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    strength = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "contact"], name="candidate_once")]


class ContactMerge(models.Model):
    """Two contacts that a person declared to be one; reversible as long as neither was merged again."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    winner = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="merges")
    loser = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    at_ms = models.BigIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=400, blank=True, default="")
    undone_ms = models.BigIntegerField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loser"], condition=models.Q(undone_ms__isnull=True), name="contact_is_merged_once"
            )
        ]


class ContactMergeItem(models.Model):
    """A row that a merge changed, and what it said before; ``former`` is empty where the merge made the row."""

    merge = models.ForeignKey(ContactMerge, on_delete=models.CASCADE, related_name="items")
    what = models.CharField(max_length=24)
    row_id = models.BigIntegerField()
    former = models.JSONField(default=dict)


class Staff(models.Model):
    """An employee as exports and channels know them; ``key`` equals ``User.staff_id`` of the account, if any."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    key = models.CharField(max_length=LONGEST, unique=True)


class StaffEdge(models.Model):
    """A relationship between an employee and a point: intervals, so that loss and return stay visible.

    ``contact`` is the point's owner, kept beside it because every list of a staff member asks for it.
    """

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="edges", db_index=False)
    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="edges")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="edges")
    phase = models.CharField(max_length=8, default="full")
    from_ms = models.BigIntegerField()
    until_ms = models.BigIntegerField(null=True)
    add_way = models.CharField(max_length=40, blank=True, default="")
    state_code = models.CharField(max_length=80, blank=True, default="")
    closed_by = models.CharField(max_length=12, blank=True, default="")
    origin = models.CharField(max_length=12, default="lake")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "point"], condition=models.Q(until_ms__isnull=True), name="one_open_edge"
            )
        ]
        indexes = [
            models.Index(fields=["staff", "contact"], condition=models.Q(until_ms__isnull=True), name="open_edges")
        ]


class Tag(models.Model):
    """A mark for contacts, in one of five dimensions. ``rule`` holds the conditions of a tag that a rule sets."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    dimension = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    rule = models.JSONField(default=list, blank=True)
    created_ms = models.BigIntegerField()
    retired_ms = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dimension", "name"], name="tag_once")]


class TagAssignment(models.Model):
    """A contact has a tag, as one source says, for a time. A source ends only its own rows; any open row counts."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    edge_id = models.BigIntegerField(default=0)
    source = models.CharField(max_length=8)
    source_ref = models.CharField(max_length=80, blank=True, default="")
    confidence_bp = models.IntegerField(default=10_000)
    from_ms = models.BigIntegerField()
    until_ms = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "tag", "edge_id", "source"],
                condition=models.Q(until_ms__isnull=True),
                name="tag_open_once",
            )
        ]
        indexes = [models.Index(fields=["tag", "contact"], condition=models.Q(until_ms__isnull=True), name="tagged")]


class TraitValue(models.Model):
    """Something measured or stated about a contact; ``number_milli`` beside the text where it is a number."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="traits", db_index=False)
    trait_key = models.CharField(max_length=80)
    text = models.CharField(max_length=LONGEST)
    number_milli = models.BigIntegerField(null=True)
    source = models.CharField(max_length=8)
    as_of_ms = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "trait_key", "source"], name="trait_once")]


class ConsentEntry(models.Model):
    """What a contact agreed to or took back, with the evidence. Append-only: triggers refuse changes and removal."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="consents")
    point = models.ForeignKey(ContactPoint, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=24)
    channel = models.CharField(max_length=24)
    act = models.CharField(max_length=12)
    at_ms = models.BigIntegerField()
    valid_until_ms = models.BigIntegerField(null=True)
    evidence = models.JSONField(default=dict)
    recorded_ms = models.BigIntegerField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index("valid_until_ms", condition=models.Q(valid_until_ms__isnull=False), name="consent_expiring")
        ]


class Suppression(models.Model):
    """A contact that is not to be reached, whatever it agreed to."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="suppressions", db_index=False)
    scope = models.CharField(max_length=24, default="all")
    reason = models.CharField(max_length=16)
    from_ms = models.BigIntegerField()
    until_ms = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "scope", "reason"],
                condition=models.Q(until_ms__isnull=True),
                name="suppressed_once",
            )
        ]


class PositionBook(models.Model):
    """One published book's positions: a generation. Exactly one is current; the switch is one statement.

    ``band_from_fen``: lower bounds of the value bands *upper* and *top* among contacts worth something.
    """

    as_of_ms = models.BigIntegerField()
    definition_version = models.CharField(max_length=80, blank=True, default="")
    started_ms = models.BigIntegerField()
    state = models.CharField(max_length=8)
    upper_from_fen = models.BigIntegerField(default=0)
    top_from_fen = models.BigIntegerField(default=0)
    capital_is_money = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="current"), name="one_current_book")
        ]


class PointPosition(models.Model):
    """What a book says of one contact of the lake, whole: written once a generation, never changed."""

    pk = models.CompositePrimaryKey("generation", "lake_id")
    generation = models.BigIntegerField()
    lake_id = models.BigIntegerField()
    tier = models.SmallIntegerField()
    stage = models.SmallIntegerField()
    layers = models.SmallIntegerField()
    flags = models.SmallIntegerField()
    potential_fen = models.BigIntegerField()
    clv_fen = models.BigIntegerField()
    capital_fen = models.BigIntegerField()
    serving_fen = models.BigIntegerField(null=True)
    trust_milli = models.SmallIntegerField()
    low_milli = models.SmallIntegerField()
    high_milli = models.SmallIntegerField()
    n_eff_milli = models.BigIntegerField()
    alive_milli = models.SmallIntegerField(null=True)
    n_orders = models.IntegerField()
    latest_order_ms = models.BigIntegerField()
    drivers = models.TextField(default="[]")


class ContactPosition(models.Model):
    """The list of contacts: one narrow row each, per generation. Every sort is an index that also holds the filters.

    ``marks`` has one bit for each value of tier, stage, layer, value band and consent (:mod:`guanxi.people.marks`), so
    that any combination of filters is one comparison. Merged, erased and gone contacts have no row.
    """

    pk = models.CompositePrimaryKey("generation", "contact_id")
    generation = models.BigIntegerField()
    contact_id = models.BigIntegerField()
    marks = models.BigIntegerField()
    channel_id = models.BigIntegerField(default=0)
    clv_fen = models.BigIntegerField()
    capital_fen = models.BigIntegerField()
    trust_milli = models.SmallIntegerField()
    latest_order_ms = models.BigIntegerField()
    created_ms = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["generation", name, "contact_id", "marks", "channel_id"], name=f"by_{short}")
            for name, short in (
                ("clv_fen", "value"),
                ("capital_fen", "capital"),
                ("trust_milli", "trust"),
                ("latest_order_ms", "latest_order"),
                ("created_ms", "created"),
            )
        ] + [models.Index(fields=["generation", "marks", "channel_id", "contact_id"], name="by_marks")]


class PositionCount(models.Model):
    """How many rows of the list share marks and channel: counts are sums over these few rows, never a scan."""

    pk = models.CompositePrimaryKey("generation", "marks", "channel_id")
    generation = models.BigIntegerField()
    marks = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    n = models.BigIntegerField()


class LakeMark(models.Model):
    """How far the lake was taken: one row."""

    generation = models.BigIntegerField(default=-1)
    taken_ms = models.BigIntegerField(default=0)
