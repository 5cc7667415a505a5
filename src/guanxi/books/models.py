"""Tables of books: fields and constraints only."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models


def new_public_id() -> str:
    """128 random bits for addresses: nobody can guess the next one. Letters first, because it names a folder too."""
    return "b" + secrets.token_urlsafe(16)


class KeptBook(models.Model):
    """One audit (or read-out) that was kept; its figures lie in the folder of its ``public_id``.

    ``question`` is the digest of everything that the answer depends on: the same question over the same data is
    answered once. ``removed_ms`` is 0 while the book stands.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    kind = models.CharField(max_length=12)
    question = models.CharField(max_length=64)
    as_of_ms = models.BigIntegerField()
    compare_to_ms = models.BigIntegerField(null=True)
    days = models.IntegerField()
    made_ms = models.BigIntegerField()
    definition_version = models.CharField(max_length=20)
    lake_generation = models.BigIntegerField()
    n_contacts = models.BigIntegerField()
    seconds = models.FloatField()
    headline = models.JSONField(null=True)
    is_month_end = models.BooleanField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    removed_ms = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=models.Q(removed_ms=0), name="kept_book_answers_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "-as_of_ms", "-made_ms"], condition=models.Q(removed_ms=0), name="kept_book_latest"
            ),
        ]


class Talk(models.Model):
    """Somebody of the brand spoke to a contact and said so: once a day and contact. The event itself is intake's."""

    contact = models.ForeignKey("people.Contact", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at_ms = models.BigIntegerField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "day"], name="talk_once_a_day")]
