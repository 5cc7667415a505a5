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


@dataclass(frozen=True, slots=True)
class Match:
    """A preset and where its fields stand: our column → index of theirs."""

    preset: Preset
    columns: dict[str, int]

    @property
    def score(self) -> int:
        """How well it fits; comparable between presets for one file."""
        return len(self.columns) + MARK_BONUS * len(set(self.columns) & set(self.preset.marks))

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
def _plain_words(field: Field) -> tuple[str, ...]:
    return tuple(plain_header(word) for word in (field.name, *field.words))


def match_preset(preset: Preset, headers: Sequence[str], stated: Mapping[str, str]) -> Match:
    """Where the preset's fields stand among ``headers``; ``stated`` (ours → theirs) goes before our words."""
    where = {plain_header(header): index for index, header in reversed(list(enumerate(headers)))}
    names = {field.name for field in preset.fields}
    taken: dict[str, int] = {
        name: where[plain_header(theirs)]
        for name, theirs in stated.items()
        if name in names and plain_header(theirs) in where
    }
    used = set(taken.values())
    for field in preset.fields:
        if field.name in taken:
            continue
        found = next((where[word] for word in _plain_words(field) if where.get(word, -1) not in (-1, *used)), None)
        if found is not None:
            taken[field.name] = found
            used.add(found)
    return Match(preset, taken)


def recognise(headers: Sequence[str], table: str, stated: Mapping[str, str]) -> Match | None:
    """The best complete match, or ``None``. ``table`` limits the search to one preset; ``""``: all of them."""
    candidates = [PRESETS[table]] if table else list(PRESETS.values())
    matches = [match_preset(preset, headers, stated) for preset in candidates]
    complete = [match for match in matches if not match.missing]
    return max(complete, key=lambda match: match.score, default=None)  # max keeps the first of equals


def nearest_match(headers: Sequence[str]) -> Match:
    """The incomplete match that lacks least: the ground of a template. Close spellings count as guesses."""
    matches = []
    for preset in PRESETS.values():
        exact = match_preset(preset, headers, {})
        matches.append(match_preset(preset, headers, _guesses(exact, headers)))
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
