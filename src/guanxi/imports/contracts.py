"""What an import looks like from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from guanxi.kit.phrase import Phrase
from guanxi.lake.importing import Preview


class ImportState(StrEnum):
    """Where an import stands."""

    DRAFT = "draft"
    """Files are there, nothing is imported yet."""
    QUEUED = "queued"
    """Handed to a background job, which says how far it is."""
    DONE = "done"
    """Published, or nothing was new."""
    FAILED = "failed"
    """Nothing was published; the job says why, and it can be tried again."""
    UNDONE = "undone"
    """Taken back."""


STATE_NAMES: dict[ImportState, Phrase] = {
    ImportState.DRAFT: Phrase("待确认", "To be confirmed"),
    ImportState.QUEUED: Phrase("导入中", "Importing"),
    ImportState.DONE: Phrase("已导入", "Imported"),
    ImportState.FAILED: Phrase("未导入", "Not imported"),
    ImportState.UNDONE: Phrase("已撤销", "Taken back"),
}


REFUSED = "refused"
"""Where the stored result holds the files that were refused when they were handed in."""
GIVEN = "given"
"""Where it holds what files were called that are kept under a shorter name: ours → theirs."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How a person wants a file to be read; empty fields leave it to guanxi.

    Parameters
    ----------
    table : preset, or ``""``.
    columns : our column → their header.
    is_ignored : leave the file out.
    """

    table: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    separator: str = ""
    is_ignored: bool = False


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of an import."""

    position: int
    name: str
    size: int
    choice: Choice
    is_remembered: bool = False
    """The mapping is one that a person gave to a file with the same headers before."""
    given: str = ""
    """What it was called when it was handed in, where it is kept under a shorter name."""


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import.

    Parameters
    ----------
    job_id : public id of its latest job; ``""`` before the first.
    import_id : the lake's id; ``""`` while nothing was published, and when nothing was new.
    result : counts and files as the job returned them; ``None`` before it is done.
    refused : why files that were handed in with these were not kept.
    """

    public_id: str
    state: ImportState
    created_ms: int
    actor_name: str
    files: tuple[UploadedFile, ...]
    job_id: str = ""
    import_id: str = ""
    result: dict[str, Any] | None = None  # Any: JSON values
    undone_ms: int | None = None
    refused: tuple[Phrase, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class OtherImport:
    """An import that no page made: the command's, or the demo's."""

    label: str
    at_ms: int
    n_rows: int
    n_quarantined: int
    n_files: int


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file and how each of its tables would be read; ``error`` is a sentence pair when it cannot be tried at all."""

    file: UploadedFile
    tables: tuple[Preview, ...]
    error: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure before and after an undo."""

    code: str
    before: int
    after: int
