"""``guanxi doctor``: one line each, and the exit code 1 when something is wrong."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from guanxi.cli.progress import TerminalProgress
from guanxi.cli.workspace import enter, home_of
from guanxi.facade.asking import now_ms
from guanxi.kit.errors import GuanxiError
from guanxi.kit.phrase import Phrase
from guanxi.site.doctor.findings import Finding, Verdict
from guanxi.site.doctor.machine import examine_machine

MARKS = {Verdict.OK: "✓", Verdict.WARN: "!", Verdict.WRONG: "✗"}
NOT_ASKED = Phrase("其余检查无法进行：先解决上面的问题。", "The rest could not be looked at: mend the above first.")
SUMMARY = Phrase(
    "{ok} 项正常，{warn} 项需要留意，{wrong} 项有问题。", "{ok} well, {warn} to look after, {wrong} wrong."
)


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Examine the home and print what was found."""
    home = home_of(options)
    progress.step("Examining", "正在检查")
    counts = dict.fromkeys(Verdict, 0)
    _tell(examine_machine(home), options.lang, counts, progress)
    if counts[Verdict.WRONG] and not home.path.is_dir():
        # A home that is not there must not be made by looking for it.
        print(NOT_ASKED.text(options.lang))
        return 1
    try:
        enter()
    except GuanxiError as error:
        print(f"{MARKS[Verdict.WRONG]} {error.message(options.lang)}")
        print(NOT_ASKED.text(options.lang))
        return 1
    from guanxi.site.doctor.examine import examine_workspace

    _tell(examine_workspace(home, now_ms()), options.lang, counts, progress)
    print(SUMMARY.text(options.lang, **{verdict.value: str(n) for verdict, n in counts.items()}))
    return 1 if counts[Verdict.WRONG] else 0


def _tell(findings: Iterable[Finding], lang: str, counts: dict[Verdict, int], progress: TerminalProgress) -> None:
    for finding in findings:
        progress.close()
        counts[finding.verdict] += 1
        colon = "：" if lang == "zh" else ": "
        print(f"{MARKS[finding.verdict]} {finding.name.text(lang)}{colon}{finding.said(lang)}", flush=True)
