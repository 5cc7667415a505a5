"""A filled-in piece of guanxi.yaml for files that were not recognised: their headers beside our columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from guanxi.lake.importing.presets import PRESETS
from guanxi.lake.importing.recognise import Match, nearest_match

TEMPLATE_NAME = "guanxi.template.yaml"
UNKNOWN = "?"

_HEAD = """\
# guanxi could not tell what these files are. Complete the entries, copy them into guanxi.yaml beside the data, and run
# the import again. Where "?" stands, write the file's header that holds it; delete lines that do not apply.
# guanxi 无法识别以下文件。请补全后复制到数据文件夹的 guanxi.yaml 中，然后重新导入。
# 在“?”处填写文件中对应的表头；不适用的行请删除。不需要导入的文件请写 ignore: true。
"""


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A file that fits no preset."""

    name: str
    headers: tuple[str, ...]


def template(files: Sequence[Unrecognised]) -> str:
    """The piece of guanxi.yaml, with best guesses and, as comments, all their headers and all our tables."""
    pieces = [_HEAD, f"# table: {' | '.join(PRESETS)}\n", "files:\n"]
    for file in files:
        pieces += [_entry(file, nearest_match(file.headers))]
    return "".join(pieces)


def _entry(file: Unrecognised, match: Match) -> str:
    found = {name: file.headers[index] for name, index in match.columns.items()}
    wanted = {group[0]: UNKNOWN for group in match.missing}
    body = {file.name: {"table": match.preset.name, "columns": {**wanted, **found}}}
    text = yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=1000)
    headers = " | ".join(header.replace("\n", " ") for header in file.headers)
    optional = ", ".join(field.name for field in match.preset.fields if field.name not in {**found, **wanted})
    lines = [f"  # headers of the file / 文件的表头: {headers}", *(f"  {line}" for line in text.splitlines())]
    return "\n".join([*lines, f"  # also possible / 还可填写: {optional}"]) + "\n"
