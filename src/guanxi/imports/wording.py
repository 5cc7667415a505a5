"""The importer's sentences as the workspace says them: where the command names a file, the page that does it."""

from __future__ import annotations

from guanxi.imports.naming import named

_HERE: tuple[tuple[str, str], ...] = (
    # Times and other cells.
    ("set `dates: order:` in guanxi.yaml", "choose the order of days and months under Settings → Brand"),
    ("请在 guanxi.yaml 的 dates: order: 中说明", "请在“设置 → 品牌”中选择日期写法"),
    (
        "Set `dates: earliest:` to widen it.",
        "An administrator can widen it on the server (`dates: earliest:` in guanxi.yaml).",
    ),
    (
        "可在 guanxi.yaml 的 dates: earliest: 中放宽",
        "如需放宽，请管理员在服务器上修改（guanxi.yaml 的 dates: earliest:）",
    ),
    (
        "Set `dates: future_days:` if that is meant.",
        "If that is meant, an administrator can allow it on the server (`dates: future_days:` in guanxi.yaml).",
    ),
    (
        "如确有需要，可在 guanxi.yaml 的 dates: future_days: 中放宽",
        "如确有需要，请管理员在服务器上放宽（guanxi.yaml 的 dates: future_days:）",
    ),
    ("Convert it, or set `currency:`.", "Convert it."),
    ("请先换算，或修改 currency。", "请先换算。"),
    (
        "or add it under `kinds:` in guanxi.yaml, with its role.",
        "or ask an administrator to add it on the server (`kinds:` in guanxi.yaml).",
    ),
    ("或在 guanxi.yaml 的 kinds: 中添加，并注明角色。", "或请管理员在服务器上添加（guanxi.yaml 的 kinds:）。"),
    # Whole files.
    (
        "Complete the entry for it in guanxi.template.yaml, copy it into guanxi.yaml beside the data, and import "
        "again.",
        "Hand it in again, and choose its table and columns before you confirm.",
    ),
    (
        "请补全 guanxi.template.yaml 中的对应条目，复制到数据文件夹的 guanxi.yaml 后重新导入。",
        "请重新上传，并在确认之前选好数据表和各列。",
    ),
    ("Name the headers under files: columns: in guanxi.yaml.", "Choose the columns before you confirm."),
    ("请在 guanxi.yaml 的 files: columns: 中指明表头。", "请在确认之前选好各列。"),
    ("guanxi.yaml says that", "It was chosen that"),
    ("guanxi.yaml 指定", "已选择"),
    ("Correct the name.", "Choose another one."),
    ("请更正列名。", "请重新选择。"),
    (
        "say which column is which under files: columns: in guanxi.yaml.",
        "hand the file in again and choose the columns before you confirm.",
    ),
    ("请在 guanxi.yaml 的 files: columns: 中指明。", "请重新上传，并在确认之前选好各列。"),
    (
        "or give the files a source each in guanxi.yaml if their numbers are not the same orders.",
        "or, if their numbers are not the same orders, have an administrator give each file a source of its own on the "
        "server (guanxi.yaml).",
    ),
    (
        "请在 guanxi.yaml 中为两个文件分别设置 source。",
        "请管理员在服务器上为两个文件分别设置来源（guanxi.yaml 的 source）。",
    ),
    (
        "map its amount to line_amount in guanxi.yaml.",
        "take the import back, hand the file in again and choose that amount as line amount before you confirm.",
    ),
    (
        "请在 guanxi.yaml 中将该金额列映射为 line_amount。",
        "请撤销这次导入、重新上传，并在确认之前把该金额列选为“商品实付金额”。",
    ),
)
"""What the command says, and what is said of the same in the browser."""


def here(sentence: str) -> str:
    """``sentence`` of the importer without the files and codes that only the command's user has at hand."""
    sentence = named(sentence)
    for there, said in _HERE:
        sentence = sentence.replace(there, said)
    return sentence
