"""`make check` begins with what a change concerns."""

from __future__ import annotations

from pathlib import Path

from nearest import ROOT, changed_files, distance


def test_tests_of_a_changed_module_come_before_those_of_its_package_and_these_before_others() -> None:
    changed = ("src/guanxi/kit/money.py", "README.md")
    kit, workspace = ROOT / "tests" / "kit", ROOT / "tests" / "workspace"

    ranks = [distance(test, changed) for test in (kit / "test_money.py", kit / "test_clock.py", Path(__file__))]

    assert ranks == sorted(set(ranks))
    assert distance(workspace / "test_up.py", ("tests/workspace/test_up.py",)) == 0


def test_the_changed_files_are_there_or_were() -> None:
    found = changed_files()

    # An export of the source has no history, and then nothing is nearer than anything else.
    assert bool(found) == (ROOT / ".git").exists()
    assert not any(path.startswith("/") for path in found)
