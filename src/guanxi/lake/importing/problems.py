"""What is wrong with whole files, in sentences; and what reading them changed."""

from __future__ import annotations

from collections.abc import Mapping

from guanxi.kit.problems import Problem
from guanxi.lake.importing.shown import shown


def not_recognised(name: str, nearest: str = "", lacking: tuple[str, ...] = ()) -> Problem:
    """The headers fit no table; ``nearest`` is the table that lacks only one column, called one of ``lacking``."""
    wanted = " / ".join(lacking)
    en = f" It looks like {nearest}, but no column was found for: {wanted}." if nearest else ""
    zh = f"它很像 {nearest} 表，但缺少一列：{wanted}。" if nearest else ""
    return Problem(
        "import.not_recognised",
        name,
        "headers",
        f"“{name}” was not recognised by its headers and was left out.{en} Complete the entry for it in "
        f"guanxi.template.yaml, copy it into guanxi.yaml beside the data, and import again.",
        f"无法根据表头识别“{name}”，已跳过。{zh}请补全 guanxi.template.yaml 中的对应条目，"
        f"复制到数据文件夹的 guanxi.yaml 后重新导入。",
    )


def missing_columns(name: str, table: str, groups: tuple[tuple[str, ...], ...]) -> Problem:
    """The settings say which table it is, but columns are missing."""
    wanted = "; ".join(" / ".join(group) for group in groups)
    return Problem(
        "import.missing_columns",
        name,
        "headers",
        f"“{name}” is said to be {table}, but no column was found for: {wanted}. "
        f"Name the headers under files: columns: in guanxi.yaml.",
        f"“{name}”被指定为 {table}，但缺少以下列：{wanted}。请在 guanxi.yaml 的 files: columns: 中指明表头。",
    )


def unknown_header(name: str, column: str, header: str) -> Problem:
    """The settings name a header that the file does not have."""
    return Problem(
        "import.unknown_header",
        name,
        column,
        f"guanxi.yaml says that {column} stands in “{header}”, but “{name}” has no such column. Correct the name.",
        f"guanxi.yaml 指定 {column} 在“{header}”列，但“{name}”中没有这一列。请更正列名。",
    )


def duplicate_header(name: str, header: str) -> Problem:
    """A header that is needed occurs twice."""
    return Problem(
        "import.duplicate_header",
        name,
        header,
        f"“{name}” has the column “{header}” more than once, so it is not clear which one counts; it was left out. "
        f"Rename or remove one of them.",
        f"“{name}”中“{header}”列出现多次，无法判断以哪一列为准，已跳过。请重命名或删除其中一列。",
    )


def empty_file(name: str) -> Problem:
    """Nothing in it at all."""
    return Problem("import.empty_file", name, "file", f"“{name}” is empty.", f"“{name}”是空文件。")


def header_only(name: str) -> Problem:
    """Headers but no rows."""
    return Problem(
        "import.no_rows", name, "file", f"“{name}” has headers but no rows.", f"“{name}”只有表头，没有数据。"
    )


def unreadable(name: str) -> Problem:
    """Truncated, damaged, or not what its name says."""
    return Problem(
        "import.unreadable_file",
        name,
        "file",
        f"“{name}” is truncated or damaged and cannot be read. Export or copy it again.",
        f"“{name}”不完整或已损坏，无法读取。请重新导出或复制。",
    )


def not_text(name: str) -> Problem:
    """Bytes that are no text in any encoding."""
    return Problem(
        "import.not_text",
        name,
        "file",
        f"“{name}” is not text: it could not be decoded as a table. Open it with the program that made it, save it as "
        f"CSV or XLSX, and hand that in.",
        f"“{name}”不是文本，无法解码为表格。请用生成它的软件打开，另存为 CSV 或 XLSX 后再上传。",
    )


def stopped_within(name: str, n_rows: int) -> Problem:
    """Damage that showed only after some rows."""
    return Problem(
        "import.damaged_within",
        name,
        f"row {n_rows + 1}",
        f"“{name}” is damaged after {n_rows:,} rows; nothing of it was imported. Export or copy it again.",
        f"“{name}”在第 {n_rows:,} 行之后损坏，整个文件未导入。请重新导出或复制。",
    )


def unknown_format(name: str) -> Problem:
    """A format that is not read."""
    return Problem(
        "import.unknown_format",
        name,
        "file",
        f"“{name}” is of a format that is not read. Save it as CSV, XLSX or Parquet.",
        f"不支持“{name}”的格式。请另存为 CSV、XLSX 或 Parquet。",
    )


def too_large(name: str) -> Problem:
    """Beyond the limits."""
    return Problem(
        "import.too_large",
        name,
        "file",
        f"“{name}” has more bytes or columns than an import takes. Split it, or remove what is not needed.",
        f"“{name}”的大小或列数超过导入上限。请拆分文件或删去不需要的列。",
    )


def unsaved_formulas(name: str, n_cells: int) -> Problem:
    """Cells that hold a formula, but not what came of it when the file was saved."""
    return Problem(
        "import.unsaved_formulas",
        name,
        "formulas",
        f"“{name}” has formulas without saved results; those cells are read as empty. Open it in Excel or WPS, save "
        f"it, and import it again.",
        f"“{name}”中有公式没有保存计算结果，这些单元格读作空白。请用 Excel 或 WPS 打开并保存，再重新导入。",
        n_cells,
    )


def stripped_characters(name: str, n_rows: int) -> Problem:
    """Invisible characters were taken out of free text."""
    return Problem(
        "import.stripped_characters",
        name,
        "text",
        f"Invisible or direction-changing characters were taken out of free text in {n_rows:,} rows of “{name}”.",
        f"“{name}”中有 {n_rows:,} 行的文字含不可见或改变方向的字符，已去除。",
        n_rows,
    )


def guessed_columns(name: str, guessed: Mapping[str, str]) -> Problem:
    """Headers that are not our words, but mean them: used, and said."""
    pairs = "; ".join(f"“{shown(theirs)}” = {ours}" for ours, theirs in guessed.items())
    return Problem(
        "import.guessed_columns",
        name,
        "headers",
        f"In “{name}” the meaning of some columns was guessed: {pairs}. If that is wrong, say which column is which "
        f"under files: columns: in guanxi.yaml.",
        f"“{name}”中部分列的含义是推断的：{pairs}。如不正确，请在 guanxi.yaml 的 files: columns: 中指明。",
    )


def files_disagree(first: str, later: str, n_keys: int, example: tuple[str, str, str]) -> Problem:
    """Two files of one import that state the same orders or events differently; ``example``: key, first, later."""
    key, was, counts = example
    return Problem(
        "import.files_disagree",
        later,
        first,
        f"“{first}” and “{later}” disagree about {n_keys:,} orders or events of the same number (contact, time or "
        f"amount differ), for example {key}: {was} and {counts}. What “{later}” says counts. Remove the file that is "
        f"wrong, or give the files a source each in guanxi.yaml if their numbers are not the same orders.",
        f"“{first}”与“{later}”中有 {n_keys:,} 个相同编号的订单或事件内容不一致（客户、时间或金额不同），"
        f"例如 {key}：{was} 与 {counts}。目前以“{later}”为准。请移走有误的文件；"
        f"若编号相同但并非同一订单，请在 guanxi.yaml 中为两个文件分别设置 source。",
        n_keys,
    )


def disputed_orders(name: str, n_orders: int) -> Problem:
    """Order ids with different amounts in different rows: probably lines of an order."""
    return Problem(
        "import.disputed_orders",
        name,
        "order_id",
        f"In “{name}”, {n_orders:,} order numbers occur in several rows with different amounts; only the last row of "
        f"each counts. If every row is one line of its order, map its amount to line_amount in guanxi.yaml.",
        f"“{name}”中有 {n_orders:,} 个订单号出现在多行且金额不同，目前只以最后一行为准。"
        f"如果每行是订单中的一件商品，请在 guanxi.yaml 中将该金额列映射为 line_amount。",
        n_orders,
    )
