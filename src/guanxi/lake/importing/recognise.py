"""Which preset a file is, by its headers and by what the settings say of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from guanxi.lake.importing.fields import Field
from guanxi.lake.importing.presets import PRESETS, Preset

MARK_BONUS = 2
"""A header that only one preset is likely to have counts as much as this many ordinary ones."""

PEOPLE = ("买家", "客户", "会员", "用户", "顾客", "buyer", "customer", "client", "member")
OWNERS = (*PEOPLE, "订单", "交易", "order")
"""What a header may name in front of a word of ours: 买家付款时间 is 付款时间."""
OF_A_PERSON = frozenset({"创建时间", "消费金额", "消费时间", "消费日期"})
"""Behind a person's word these tell of the person (since when, how much in all), not of an order."""
TELLING_HAN, TELLING_ASCII = 4, 5
"""Shorter words (日期, 金额, date) are too general to be looked for behind another word."""


@dataclass(frozen=True, slots=True)
class Match:
    """A preset and where its fields stand: our column → index of theirs."""

    preset: Preset
    columns: dict[str, int]
    guessed: frozenset[str] = frozenset()
    """Ours that were found under a header that only means the same; the file's note says so."""

    @property
    def score(self) -> int:
        """How well it fits; comparable between presets for one file."""
        telling = set(self.columns) - set(self.preset.silent)
        return len(telling) + MARK_BONUS * len(telling & set(self.preset.marks))

    @property
    def missing(self) -> tuple[tuple[str, ...], ...]:
        """Groups of which no column was found."""
        return tuple(group for group in self.preset.needs if not set(group) & set(self.columns))


@cache
def plain_header(header: str) -> str:
    """A header as compared: half-width, lower case, without blanks, underscores, brackets and units of 元.

    ``"支付金额 （元）"`` and ``"支付金额"`` are the same word; ``"金额(万元)"`` is another one and stays unread.
    """
    plain = unicodedata.normalize("NFKC", header).lower()
    plain = re.sub(r"[\s_\-:*#()\[\]【】\"'.\ufeff\u200b]", "", plain)
    return re.sub(r"(?<=.)(?<!万)(元|rmb|cny|yuan)$", "", plain)


@cache
def core_header(header: str) -> str:
    """A header without the person or order it belongs to and without its unit; itself where that tells nothing.

    ``"买家付款时间"`` → ``"付款时间"``, ``"实付金额（单位：元）"`` → ``"实付金额"``; ``"会员创建时间"`` stays whole.
    """
    plain = re.sub(r"(单位|¥)$", "", plain_header(header))
    for owner in OWNERS:
        core = plain.removeprefix(owner)
        if core == plain or (owner in PEOPLE and core in OF_A_PERSON):
            continue
        if len(core) >= (TELLING_ASCII if core.isascii() else TELLING_HAN):
            return core
    return plain


@cache
def _plain_words(field: Field) -> tuple[str, ...]:
    return tuple(plain_header(word) for word in (field.name, *field.words))


def match_preset(preset: Preset, headers: Sequence[str], stated: Mapping[str, str]) -> Match:
    """Where the preset's fields stand among ``headers``; ``stated`` (ours → theirs) goes before our words.

    A field that is stated as ``""`` is not in the file, whatever its headers say.
    """
    where = {plain_header(header): index for index, header in reversed(list(enumerate(headers)))}
    names = {field.name for field in preset.fields}
    taken: dict[str, int] = {
        name: where[plain_header(theirs)]
        for name, theirs in stated.items()
        if name in names and plain_header(theirs) in where
    }
    used = set(taken.values())
    for field in preset.fields:
        if field.name in taken or stated.get(field.name) == "":
            continue
        found = next((where[word] for word in _plain_words(field) if where.get(word, -1) not in (-1, *used)), None)
        if found is not None:
            taken[field.name] = found
            used.add(found)
    return Match(preset, taken)


def recognise(headers: Sequence[str], table: str, stated: Mapping[str, str]) -> Match | None:
    """The best complete match, or ``None``. ``table`` limits the search to one preset; ``""``: all of them.

    Only where no preset is complete by our words as they stand, headers may say them within others
    (:func:`core_header`).
    """
    candidates = [PRESETS[table]] if table else list(PRESETS.values())
    exact = [match_preset(preset, headers, stated) for preset in candidates]
    complete = [match for match in exact if not match.missing]
    if not complete:
        guessed = [_strongly_guessed(match, headers, stated) for match in exact]
        complete = [match for match in guessed if not match.missing]
    return max(complete, key=lambda match: match.score, default=None)  # max keeps the first of equals


def _strongly_guessed(exact: Match, headers: Sequence[str], stated: Mapping[str, str]) -> Match:
    """The match with the fields that unused headers name by their cores."""
    unused = [header for i, header in enumerate(headers) if i not in exact.columns.values()]
    free = {core_header(header): header for header in reversed(unused)}  # of two that mean the same, the first
    found: dict[str, str] = {}
    for field in exact.preset.fields:
        word = next((word for word in _plain_words(field) if word in free), None)
        if word is not None and field.name not in exact.columns and stated.get(field.name) != "":
            found[field.name] = free.pop(word)
    match = match_preset(exact.preset, headers, {**found, **stated})
    return Match(match.preset, match.columns, frozenset(found))


def nearest_match(headers: Sequence[str], table: str = "", stated: Mapping[str, str] | None = None) -> Match:
    """The incomplete match that lacks least: the ground of a template. Close spellings count as guesses.

    ``table`` limits the search to one preset; ``stated`` (ours → theirs) goes before our words and guesses.
    """
    said = stated or {}
    matches = []
    for preset in [PRESETS[table]] if table else PRESETS.values():
        exact = match_preset(preset, headers, said)
        matches.append(match_preset(preset, headers, {**_guesses(exact, headers), **said}))
    return max(matches, key=lambda match: (-len(match.missing), match.score))


def _guesses(exact: Match, headers: Sequence[str]) -> dict[str, str]:
    """For the first field of each missing group: an unused header spelt much like one of the field's words."""
    free = {plain_header(header): header for i, header in enumerate(headers) if i not in exact.columns.values()}
    found: dict[str, str] = {}
    for group in exact.missing:
        words = [plain_header(word) for word in exact.preset.field(group[0]).words]
        close = [hit for word in words for hit in get_close_matches(word, list(free), n=1, cutoff=0.75)]
        close += [plain for plain in free for word in words if _is_telling(word) and word in plain]
        if close:
            found[group[0]] = free.pop(close[0])
    return found


def _is_telling(word: str) -> bool:
    """True for words long enough that holding them means something: two Chinese characters, four letters."""
    return len(word) >= (4 if word.isascii() else 2)
