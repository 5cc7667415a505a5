"""A command that was typed wrongly gets one sentence in the reader's language, with what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from guanxi.cli.main import main


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What is said on stderr of a command that is not understood."""
    try:
        code = main(arguments)
    except SystemExit as stopped:
        code = stopped.code
    assert code == 2
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1
    return said


WRONG = [
    (["troi", "x", "--days", "abc"], "--days must be a whole number, and “abc” is none.", "--days 应为整数"),
    (["troi", "x", "--progrm", "y"], "There is no option --progrm. Did you mean --program?", "是否应为 --program？"),
    (["troi", "x", "--format", "pdf"], "--format cannot be “pdf”; it may be html, json.", "--format 不能是“pdf”"),
    (["audit", "x", "--format", "html,exe"], "--format cannot be “exe”", "--format 不能是“exe”"),
    (["trio"], "COMMAND cannot be “trio”", "是否应为 troi？"),
    (["lake", "undoo"], "Did you mean undo?", "是否应为 undo？"),
    (["audit", "x", "--out"], "--out needs a value after it.", "--out 后面需要填写一个值。"),
    (["network", "x", "y"], "“y” is one word too many.", "多出了“y”。"),
    (["simulate"], "--out is missing.", "缺少 --out。"),
    (["troi", "x", "--quiet=1"], "--quiet takes no value.", "--quiet 不需要值。"),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("arguments", "says"),
    [(typed, {"en": en, "zh": zh}) for typed, en, zh in WRONG],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_one_sentence_names_the_mistake(
    arguments: list[str],
    says: dict[str, str],
    lang: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GUANXI_LANG", lang)

    said = refused(arguments, capsys)

    assert says[lang] in said
    assert "--help" in said


@pytest.mark.parametrize("command", ["audit", "network", "troi", "backtest"])
def test_a_command_without_data_names_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"guanxi {command} DATA" in refused([command, "--lang", "en"], capsys)


def test_a_folder_and_an_example_are_one_too_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(["troi", str(tmp_path), "--example", "cdnow", "--lang", "zh"], capsys)

    assert "只能读取其一" in said and "guanxi troi --example cdnow" in said
