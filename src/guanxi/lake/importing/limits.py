"""How much an import takes on: beyond these a file is refused with a sentence, not read until memory ends."""

from __future__ import annotations

MAX_FILE_BYTES = 64 << 30
MAX_COLUMNS = 500
MAX_FILES = 2_000
MAX_TITLE_ROWS = 10
"""Rows above the header (a title, a date of export) that are looked past."""

XLSX_MAX_ENTRIES = 2_000
XLSX_MAX_UNPACKED_BYTES = 4 << 30
XLSX_MAX_RATIO = 200
"""Unpacked ÷ packed of one part; real sheets stay below 60, bombs reach 1,000."""
XLSX_RATIO_FROM_BYTES = 16 << 20
"""Parts smaller than this may have any ratio."""
XLSX_CHILD_BYTES = 2 << 30
XLSX_CHILD_SECONDS = 1_800
