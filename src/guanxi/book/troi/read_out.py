"""Read programs out: from the lake to what each changed, at what cost, and whether it may go on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guanxi.book.audit.extent import Extent, read_extent
from guanxi.book.contracts import Notice
from guanxi.book.contracts.troi import Readout, TroiBook
from guanxi.book.settings import AuditSettings
from guanxi.book.troi.asked import TroiInput
from guanxi.book.troi.compared import read_compared
from guanxi.book.troi.dealt import Dealing, Dealt, name_programs, read_dealing
from guanxi.book.troi.frozen import model_at_launch
from guanxi.book.troi.notices import one_arm_notices
from guanxi.book.troi.observational import read_observational
from guanxi.book.troi.programs import Chosen, choose_programs, list_programs
from guanxi.book.troi.randomised import read_randomised
from guanxi.book.troi.remarks import remarks
from guanxi.book.troi.task import Task
from guanxi.kit.clock import local_day
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
        known = list_programs(session)
        readouts, missed = reader.read_all(choose_programs(known, asked.program))
        said = remarks(session, known, readouts, settings.currency)
    return TroiBook(asked.as_of_ms, settings.zone, settings.currency, readouts, (*missed, *said))


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
                readouts += self.read(each)
            except NotEnoughData as refused:
                if not readouts and each is chosen[-1]:
                    raise
                missed.append(Notice(refused.code, refused.en, refused.zh, severe=True))
        return tuple(readouts), tuple(missed)

    def read(self, chosen: Chosen) -> list[Readout]:
        """One read-out per treated arm where somebody is held out, else an observational one."""
        self.progress.step(f"Reading out {chosen.name}", f"正在读取 {chosen.name}")
        dealing = read_dealing(self.session, chosen.programs)
        if not dealing.has_both:
            return [self.observe(chosen, dealing)]
        if not dealing.assigned.n_matched:
            raise _nobody_matched(chosen.name, dealing)
        several = len(dealing.treated) > 1
        found: list[Readout] = []
        for word in dealing.treated:
            # Each read-out makes tables of its own on the session; the programs' names must stand there again.
            name_programs(self.session, chosen.programs)
            task = self.task(chosen, dealing.against_holdout(word), int(dealing.dealt.assigned_ms.min()))
            counted = replace(
                task,
                arm=dealing.names[word] if several else "",
                assigned=dealing.assigned,
                n_treated=int(dealing.dealt.is_treated.sum()),
            )
            found.append(read_randomised(counted))
        return found

    def observe(self, chosen: Chosen, dealing: Dealing) -> Readout:
        """Contacts reached and not yet reached."""
        compared = self.compared(chosen)
        if not compared.is_treated.any():
            raise _reached_nobody(chosen.name, dealing.dealt)
        task = self.task(chosen, compared, int(compared.assigned_ms.min()))
        return read_observational(task, one_arm_notices(dealing))

    def task(self, chosen: Chosen, dealt: Dealt, launch_ms: int) -> Task:
        """What a read-out shares, with the model as of the launch."""
        try:
            learnt = model_at_launch(self.lake, launch_ms, self.asked, self.settings, self.progress)
        except NotEnoughData as refused:
            raise _nothing_before(chosen.name, launch_ms, self.extent.earliest_ms, self.settings.zone) from refused
        return Task(
            self.session, chosen, dealt, learnt, self.settings, self.asked,
            self.extent.n_events, self.extent.earliest_ms, self.progress,
        )  # fmt: skip

    def compared(self, chosen: Chosen) -> Dealt:
        """Reached and not yet reached contacts, where nobody was held out."""
        return read_compared(self.session, chosen.programs, self.asked.days, self.extent.earliest_ms)


def _nobody_matched(name: str, dealing: Dealing) -> NotEnoughData:
    n = dealing.assigned.n_contacts
    return NotEnoughData(
        f"None of the {n:,} contacts assigned to “{name}” occurs in the contacts, orders or other events, so nothing "
        "is known of what became of them. Use the same contact numbers in the assignments as in the orders.",
        f"项目“{name}”分组的 {n:,} 位客户都没有出现在客户表、订单或其他事件中，无从得知他们之后的情况。"
        "请在分组表中使用与订单相同的客户编号。",
    )


def _nothing_before(name: str, launch_ms: int, earliest_ms: int, zone: str) -> NotEnoughData:
    first, begun = local_day(launch_ms, zone), local_day(earliest_ms, zone)
    return NotEnoughData(
        f"The first assignment of “{name}” is dated {first}, and the data begins on {begun}: nothing is known of the "
        "contacts before it. Check the dates of the assignments, or import older data.",
        f"项目“{name}”的首次分组日期为 {first}，而数据从 {begun} 开始：分组之前的情况无从得知。"
        "请检查分组日期，或导入更早的数据。",
    )


def _reached_nobody(name: str, dealt: Dealt) -> NotEnoughData:
    if dealt.n:
        return NotEnoughData(
            f"All {dealt.n:,} contacts assigned to “{name}” are held out and it reached nobody, so there is nothing to "
            "read out. Check the names of the arms.",
            f"项目“{name}”分组的 {dealt.n:,} 位客户全部在留出组，且没有触达任何人，无从读取。请检查分组名称。",
        )
    return NotEnoughData(
        f"“{name}” reached nobody by this date. Choose a later date.",
        f"截至该日期，项目“{name}”没有触达任何人。请选择更晚的日期。",
    )
