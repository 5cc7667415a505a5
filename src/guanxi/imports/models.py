"""Tables of imports: fields and constraints only."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from guanxi.accounts.models import new_public_id
from guanxi.imports.contracts import ImportState


class FileImport(models.Model):
    """Files that were handed in together; ``job_id`` is the latest background job, ``import_id`` the lake's."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    state = models.CharField(max_length=12, default=ImportState.DRAFT)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    created_ms = models.BigIntegerField()
    job_id = models.CharField(max_length=32, blank=True, default="")
    import_id = models.CharField(max_length=40, blank=True, default="", db_index=True)
    result = models.JSONField(null=True)
    undone_ms = models.BigIntegerField(null=True)


class ImportFile(models.Model):
    """One file, kept in the home under a name that keeps only plain characters of its own."""

    file_import = models.ForeignKey(FileImport, on_delete=models.CASCADE, related_name="files")
    position = models.IntegerField()
    name = models.CharField(max_length=160)
    size = models.BigIntegerField()
    choice = models.JSONField(default=dict)
    is_remembered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file_import", "position"], name="import_file_position"),
            models.UniqueConstraint(fields=["file_import", "name"], name="import_file_name"),
        ]


class FileMapping(models.Model):
    """How files with these headers were read last: offered again to the next one."""

    headers_hash = models.CharField(max_length=64, unique=True)
    choice = models.JSONField()
    used_ms = models.BigIntegerField()
