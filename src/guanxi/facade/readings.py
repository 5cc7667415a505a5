"""Each file of the lake as it was read last, however often it was imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.lake.engine import ImportEntry


@dataclass(frozen=True, slots=True)
class Reading:
    """The latest reading of one file.

    Parameters
    ----------
    label : of its import: the name of the folder (or file) that was imported.
    file : the fields of ``SourceFileInfo`` as the catalogue keeps them.
    import_ids : every live import that read the file, earliest first.
    is_of_another_folder : the lake's latest import was of another folder.
    """

    label: str
    file: dict[str, Any]  # Any: JSON
    import_ids: tuple[str, ...]
    is_of_another_folder: bool

    @property
    def name(self) -> str:
        """Path below its folder."""
        return str(self.file["name"])

    @property
    def n_imports(self) -> int:
        """How many live imports read it."""
        return len(self.import_ids)


def latest_readings(imports: Sequence[ImportEntry]) -> tuple[Reading, ...]:
    """One reading per folder and file, in the order in which the files first came."""
    found: dict[tuple[str, str], Reading] = {}
    for entry in imports:
        is_other = entry.label != imports[-1].label
        for file in entry.source_files:
            key = (entry.label, str(file["name"]))
            before = found[key].import_ids if key in found else ()
            found[key] = Reading(entry.label, dict(file), (*before, entry.import_id), is_other)
    return tuple(found.values())
