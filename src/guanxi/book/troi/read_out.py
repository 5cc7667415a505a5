"""Read programs out: from the lake to what each changed, at what cost, and whether it may go on."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.audit.extent import Extent, read_extent
from guanxi.book.contracts import Notice
from guanxi.book.contracts.troi import Readout, TroiBook
from guanxi.book.settings import AuditSettings
from guanxi.book.troi.asked import TroiInput
from guanxi.book.troi.compared import read_compared
from guanxi.book.troi.dealt import Dealt, read_dealt
from guanxi.book.troi.frozen import model_at_launch
from guanxi.book.troi.notices import one_arm_notices
from guanxi.book.troi.observational import read_observational
from guanxi.book.troi.programs import Chosen, choose_programs, list_programs
from guanxi.book.troi.randomised import read_randomised
from guanxi.book.troi.task import Task
from guanxi.kit.errors import NotEnoughData
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake, Session


def read_out_programs(
    lake: Lake, settings: AuditSettings, asked: TroiInput, progress: Progress | None = None
) -> TroiBook:
    """TROI of the programs that ``asked`` means, as of its date.

    Raises
    ------
    UnknownProgram
        when the data knows no such program.
    NotEnoughData
        when it knows no program at all, or none of those asked for can be read out.
    """
    draw = progress or Silent()
    with lake.session(as_of_ms=asked.as_of_ms, threads=asked.threads, memory_limit=asked.memory_limit) as session:
        reader = _Reader(lake, session, read_extent(session), settings, asked, draw)
        readouts, missed = reader.read_all(choose_programs(list_programs(session), asked.program))
    return TroiBook(asked.as_of_ms, settings.zone, settings.currency, readouts, missed)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the read-outs of one question share."""

    lake: Lake
    session: Session
    extent: Extent
    settings: AuditSettings
    asked: TroiInput
    progress: Progress

    def read_all(self, chosen: tuple[Chosen, ...]) -> tuple[tuple[Readout, ...], tuple[Notice, ...]]:
        """The read-outs, and why there is none of the others; of several programs one alone does not stop the rest."""
        readouts: list[Readout] = []
        missed: list[Notice] = []
        for each in chosen:
            try:
                readouts.append(self.read(each))
            except NotEnoughData as refused:
                if not readouts and each is chosen[-1]:
                    raise
                missed.append(Notice(refused.code, refused.en, refused.zh, severe=True))
        return tuple(readouts), tuple(missed)

    def read(self, chosen: Chosen) -> Readout:
        """Randomised where both arms hold somebody, else observational."""
        self.progress.step(f"Reading out {chosen.name}", f"正在读取 {chosen.name}")
        dealt = read_dealt(self.session, chosen.programs)
        both = bool(dealt.is_treated.any()) and not bool(dealt.is_treated.all())
        compared = dealt if both else self.compared(chosen)
        if not compared.is_treated.any():
            raise _reached_nobody(chosen.name, dealt)
        launch_ms = int(compared.assigned_ms.min())
        learnt = model_at_launch(self.lake, launch_ms, self.asked, self.settings, self.progress)
        task = Task(
            self.session, chosen, compared, learnt, self.settings, self.asked,
            self.extent.n_events, self.extent.earliest_ms, self.progress,
        )  # fmt: skip
        return read_randomised(task) if both else read_observational(task, one_arm_notices(dealt))

    def compared(self, chosen: Chosen) -> Dealt:
        """Reached and not yet reached contacts, where nobody was held out."""
        return read_compared(self.session, chosen.programs, self.asked.days, self.extent.earliest_ms)


def _reached_nobody(name: str, dealt: Dealt) -> NotEnoughData:
    if dealt.n:
        return NotEnoughData(
            f"All {dealt.n:,} contacts assigned to “{name}” are held out and it reached nobody, so there is nothing to "
            "read out. Check the names of the arms.",
            f"项目“{name}”分组的 {dealt.n:,} 位客户全部在留出组，且没有触达任何人，无从读取。请检查分组名称。",
        )
    return NotEnoughData(
        f"“{name}” reached nobody by this date. Check --as-of.",
        f"截至该日期，项目“{name}”没有触达任何人。请检查 --as-of。",
    )
