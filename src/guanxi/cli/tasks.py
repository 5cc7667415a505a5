"""Every command and its options, in both languages."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from guanxi.cli.outputs import BASE
from guanxi.cli.progress import TerminalProgress
from guanxi.lake.examples import EXAMPLES

Run = Callable[[argparse.Namespace, TerminalProgress], int]
FORMATS = ("html", "json", "parquet", "xlsx")
PAGE_FORMATS = ("html", "json")


def late(module: str, name: str = "run") -> Run:
    """A command's function, whose module is imported when it runs: most commands need little of the analysis.

    ``--help`` and ``guanxi up`` would otherwise wait for the numerical libraries first.
    """

    def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
        return int(getattr(import_module(f"guanxi.cli.{module}"), name)(options, progress))

    return run


class Words:
    """Picks the reader's language for help texts."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, en: str, zh: str) -> str:
        return zh if self.lang == "zh" else en


def add_tasks(commands: Any, lang: str) -> None:  # Any: argparse's sub-parsers action has no public type
    """Declare the commands."""
    say = Words(lang)
    _audit(commands, say)
    _mirror(commands, say)
    _network(commands, say)
    _troi(commands, say)
    _backtest(commands, say)
    _simulate(commands, say)
    _lake(commands, say)
    _bench(commands, say)
    _up(commands, say)
    _worker(commands, say)
    _migrate(commands, say)
    _doctor(commands, say)
    _link(commands, say)
    _backup(commands, say)
    _restore(commands, say)


def _command(commands: Any, name: str, run: Run, say: Words, words: tuple[str, str]) -> argparse.ArgumentParser:
    text = say(*words)
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run, command=name)
    parser.add_argument("--lang", choices=("zh", "en"), default=say.lang, help=say("language", "语言"))
    parser.add_argument("--quiet", action="store_true", help=say("no progress", "不显示进度"))
    return parser


def _data(parser: argparse.ArgumentParser, say: Words) -> None:
    parser.add_argument("data", nargs="?", type=Path, help=say("folder or file of exports", "导出数据的文件夹或文件"))
    parser.add_argument("--example", choices=tuple(EXAMPLES), help=say("a public data set instead", "改用公开示例数据"))


def _out(parser: argparse.ArgumentParser, say: Words, *writes: str) -> None:
    """``--out``, and what the command writes there: an earlier run's must not be taken for a refused one's."""
    words = say(f"output folder; else {BASE}/NAME of the data", f"输出文件夹；不填则为 {BASE}/数据名")
    parser.add_argument("--out", type=Path, help=words)
    parser.set_defaults(writes=writes)


def _formats(text: str) -> tuple[str, ...]:
    return _some_of(FORMATS, text)


def _page_formats(text: str) -> tuple[str, ...]:
    return _some_of(PAGE_FORMATS, text)


def _some_of(allowed: tuple[str, ...], text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    wrong = [name for name in names if name not in allowed]
    if wrong or not names:
        raise argparse.ArgumentTypeError(
            f"invalid format: '{','.join(wrong) or text}' (choose from {', '.join(allowed)})"
        )
    return names


def _audit(commands: Any, say: Words) -> None:
    words = ("Audit exports: is the private domain an asset or a liability?", "审计导出数据：私域是资产还是负债？")
    parser = _command(commands, "audit", late("run_audit"), say, words)
    _data(parser, say)
    _out(parser, say, "report.html", "audit.json", "audit.xlsx", "tables")
    day = say("day such as 2025-12-31", "日期，如 2025-12-31")
    parser.add_argument("--as-of", help=say("closing date: ", "截至日期：") + day)
    parser.add_argument("--compare-to", help=say("opening date of a roll-forward: ", "变动表的期初日期：") + day)
    parser.add_argument("--horizon-days", type=int, default=365, help=say("money horizon", "价值期限（天）"))
    parser.add_argument("--format", type=_formats, default=FORMATS, help=",".join(FORMATS))
    parser.add_argument("--relearn", action="store_true", help=say("learn the models again", "重新学习模型"))
    parser.add_argument("--undo", metavar="IMPORT", help=say("remove one import and stop", "撤销一次导入后退出"))


def _mirror(commands: Any, say: Words) -> None:
    words = ("How is the brand to those who trust it? Whom to talk to today?", "照镜子：待客如何？今天该和谁聊聊？")
    parser = _command(commands, "mirror", late("run_mirror"), say, words)
    _data(parser, say)
    _out(parser, say, "mirror.html", "mirror.json")
    parser.add_argument("--as-of", help=say("closing date: day such as 2025-12-31", "截至日期，如 2025-12-31"))
    parser.add_argument("--horizon-days", type=int, default=365, help=say("money horizon", "价值期限（天）"))
    parser.add_argument("--format", type=_page_formats, default=PAGE_FORMATS, help=",".join(PAGE_FORMATS))
    parser.add_argument("--relearn", action="store_true", help=say("learn the models again", "重新学习模型"))


def _network(commands: Any, say: Words) -> None:
    words = ("Does the brand grow by referral, and who carries it?", "生意能否靠推荐自己增长？谁在推动？")
    parser = _command(commands, "network", late("run_network"), say, words)
    _data(parser, say)
    _out(parser, say, "network.html", "network.json")
    parser.add_argument("--as-of", help=say("closing date: day such as 2025-12-31", "截至日期，如 2025-12-31"))
    parser.add_argument("--horizon-days", type=int, default=365, help=say("money horizon", "价值期限（天）"))
    parser.add_argument("--format", type=_page_formats, default=PAGE_FORMATS, help=",".join(PAGE_FORMATS))
    parser.add_argument("--relearn", action="store_true", help=say("learn the models again", "重新学习模型"))


def _troi(commands: Any, say: Words) -> None:
    words = ("What did a program change, net of its cost? May it go on?", "项目带来了什么净改变？该继续还是停止？")
    parser = _command(commands, "troi", late("run_troi"), say, words)
    _data(parser, say)
    _out(parser, say, "troi.html", "troi.json")
    parser.add_argument(
        "--program", help=say("a program or a type of programs; else all", "项目或项目类型；不填则全部")
    )
    days = say("days after assignment at which a contact counts", "分组后多少天计入（天）")
    parser.add_argument("--days", type=int, default=56, help=days)
    parser.add_argument("--as-of", help=say("date of the read-out: day such as 2025-12-31", "读数日期，如 2025-12-31"))
    parser.add_argument("--format", type=_page_formats, default=PAGE_FORMATS, help=",".join(PAGE_FORMATS))


def _backtest(commands: Any, say: Words) -> None:
    words = ("Would the figures have come true? Printed beside every baseline.", "回测：数字是否应验？与各基线并列。")
    parser = _command(commands, "backtest", late("run_backtest"), say, words)
    _data(parser, say)
    _out(parser, say, "backtest.html", "backtest.json")
    parser.add_argument("--as-of", help=say("last day that may be known", "可知的最后一天"))


def _simulate(commands: Any, say: Words) -> None:
    words = ("Write a simulated tea brand whose truth is known.", "生成真相已知的模拟茶品牌。")
    parser = _command(commands, "simulate", late("run_simulate"), say, words)
    parser.add_argument("--contacts", type=int, default=2000, help=say("number of contacts", "客户数"))
    parser.add_argument("--days", type=int, default=400, help=say("days of history", "历史天数"))
    parser.add_argument("--seed", type=int, default=1, help=say("random seed", "随机种子"))
    parser.add_argument("--events", type=int, help=say("wanted number of events", "希望的事件数"))
    parser.add_argument("--out", type=Path, required=True, help=say("folder to write", "输出文件夹"))


def _lake(commands: Any, say: Words) -> None:
    words = ("Look after the event lake: imports, verify, undo, compact.", "事件湖：导入记录、校验、撤销、合并。")
    parser = _command(commands, "lake", late("run_lake"), say, words)
    parser.add_argument("action", choices=("imports", "verify", "undo", "compact"))
    parser.add_argument("import_id", nargs="*", help=say("for undo: which imports", "撤销哪些导入"))
    _out(parser, say)


def _bench(commands: Any, say: Words) -> None:
    words = ("Measure against a floor in the same run; prints JSON.", "与同次运行的下限对比测量，输出 JSON。")
    parser = _command(commands, "bench", late("run_bench"), say, words)
    parser.add_argument(
        "what",
        choices=("value", "audit", "lake", "recovery", "experiments", "flywheel", "network", "troi", "intake", "pages"),
    )
    parser.add_argument(
        "--contacts",
        type=int,
        help=say(
            "default 1,000,000; recovery 20,000; experiments 4,000; flywheel 2,500; troi: of each of three programs, "
            "whose page is measured instead",
            "默认 1,000,000；recovery 为 20,000；experiments 为 4,000；flywheel 为 2,500；"
            "troi：三个项目各自的客户数，此时测量其页面",
        ),
    )
    parser.add_argument(
        "--events",
        type=int,
        help=say("audit, lake: 100,000,000; intake: 50,000", "audit、lake：100,000,000；intake：50,000"),
    )
    parser.add_argument("--bonds", type=int, default=3_000_000, help=say("network: bonds", "network：联系数"))
    parser.add_argument(
        "--brands",
        type=int,
        default=5,
        help=say("recovery, flywheel: simulated brands", "recovery、flywheel：模拟品牌数"),
    )
    parser.add_argument("--programs", type=int, default=200, help=say("troi: simulated programs", "troi：模拟项目数"))
    parser.add_argument("--seed", type=int, default=20_250_101)
    parser.add_argument("--out", type=Path, help=say("also write the JSON here", "同时写入文件"))
    parser.add_argument("--work", type=Path, help=say("folder for the data (kept)", "数据文件夹（保留）"))


def _home(parser: argparse.ArgumentParser, say: Words) -> None:
    words = say("home directory of the brand; else GUANXI_HOME", "品牌的数据目录；不填则用 GUANXI_HOME")
    parser.add_argument("--home", type=Path, help=words)


def _up(commands: Any, say: Words) -> None:
    words = ("Run the workspace on this machine: pages and background jobs.", "在本机运行工作台：网页与后台任务。")
    parser = _command(commands, "up", late("run_up"), say, words)
    _home(parser, say)
    words = ("with a simulated tea brand, in an empty home", "在空的数据目录中放入模拟茶品牌")
    parser.add_argument("--demo", action="store_true", help=say(*words))
    parser.add_argument("--host", default="127.0.0.1", help=say("address to serve on", "监听地址"))
    parser.add_argument("--port", type=int, default=8000, help=say("port to serve on", "端口"))


def _worker(commands: Any, say: Words) -> None:
    words = ("Do background jobs until told to stop.", "处理后台任务，直到收到停止信号。")
    _home(_command(commands, "worker", late("run_worker"), say, words), say)


def _migrate(commands: Any, say: Words) -> None:
    words = ("Bring the database to this version.", "把数据库更新到当前版本。")
    _home(_command(commands, "migrate", late("run_up", "run_migrate"), say, words), say)


def _doctor(commands: Any, say: Words) -> None:
    words = ("Say in one line each what is wrong, and what to do.", "体检：逐行说明哪里不对、怎么办。")
    _home(_command(commands, "doctor", late("run_doctor"), say, words), say)


def _link(commands: Any, say: Words) -> None:
    words = ("Print a one-time link: set-up, or a new password.", "生成一次性链接：首次设置，或重设密码。")
    parser = _command(commands, "link", late("run_link"), say, words)
    _home(parser, say)
    parser.add_argument(
        "login", nargs="?", help=say("whose password; else the set-up link", "登录名；不填则为首次设置")
    )
    words = ("of the workspace; else where the home was served last", "工作台的网址；不填则用上次启动的网址")
    parser.add_argument("--address", "--url", default="", help=say(*words))


def _backup(commands: Any, say: Words) -> None:
    words = ("Copy the whole home into one file, while it is in use.", "把整个数据目录备份成一个文件，无需停机。")
    parser = _command(commands, "backup", late("run_backup"), say, words)
    _home(parser, say)
    words = ("FILE.tar, or a folder, in which the moment names it", "文件名.tar；或文件夹，其中按时间命名")
    parser.add_argument("target", type=Path, help=say(*words))


def _restore(commands: Any, say: Words) -> None:
    words = ("Put a backup into an empty folder, and prove it.", "把备份恢复到空目录，并逐项核对。")
    parser = _command(commands, "restore", late("run_backup", "run_restore"), say, words)
    parser.add_argument("archive", type=Path, help=say("file that `guanxi backup` made", "guanxi backup 生成的文件"))
    parser.add_argument("--home", type=Path, required=True, help=say("the new home", "新的数据目录"))
