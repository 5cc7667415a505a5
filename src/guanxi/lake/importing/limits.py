"""How much an import takes on: beyond these a file is refused with a sentence, not read until memory ends."""

from __future__ import annotations

MAX_FILE_BYTES = 64 << 30
MAX_COLUMNS = 500
MAX_FILES = 2_000
MAX_TITLE_ROWS = 10
"""Rows above the header (a title, a date of export) that are looked past."""

XLSX_MAX_ENTRIES = 2_000
XLSX_MAX_DIRECTORY_BYTES = 4 << 20
"""The list of parts is read whole before their number is known: two thousand take some 200 KB."""
XLSX_MAX_UNPACKED_BYTES = 4 << 30
XLSX_MAX_RATIO = 200
"""Unpacked ÷ packed of one part; real sheets stay below 60, bombs reach 1,000."""
XLSX_RATIO_FROM_BYTES = 16 << 20
"""Parts smaller than this may have any ratio."""
XLSX_CHILD_BYTES = 2 << 30
XLSX_CHILD_SECONDS = 1_800
XLSX_GLANCE_ROWS = 1_000
XLSX_GLANCE_SECONDS = 60
"""For a preview, which a person waits for."""
