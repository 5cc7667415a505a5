"""The fixture that writes a folder and imports it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from brand_folder import CLOCK_MS, Import, Imported

from guanxi.lake.importing import load_settings, stage


@pytest.fixture
def importing(tmp_path: Path) -> Import:
    """Write files (name → text or bytes) to a folder and import it; ``again=True`` adds to the folder."""
    folder = tmp_path / "data"

    def run(files: Mapping[str, str | bytes], yaml: str = "", name: str = "work") -> Imported:
        folder.mkdir(exist_ok=True)
        for file_name, content in files.items():
            path = folder / file_name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        if yaml:
            (folder / "guanxi.yaml").write_text(yaml, encoding="utf-8")
        staged = stage(folder, tmp_path / name, load_settings(folder), clock_ms=CLOCK_MS)
        for info in staged.files:
            assert info.n_rows == info.n_staged + info.n_quarantined
        return Imported(staged)

    return run
