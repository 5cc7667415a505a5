"""A sentence in both languages: the only form in which a face holds words."""

from __future__ import annotations

import string
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """One whole sentence or label.

    Parameters
    ----------
    zh, en : the text; ``{name}`` stands for a value that arrives already formatted.
    en_one : English when the counted thing is exactly one; Chinese needs no such form.
    """

    zh: str
    en: str
    en_one: str = ""

    def text(self, lang: str, **values: str) -> str:
        """The sentence in ``lang`` with its values; raises ``KeyError`` when one is missing."""
        return (self.zh if lang == "zh" else self.en).format(**values)

    def placeholders(self) -> tuple[frozenset[str], ...]:
        """Names used in each form that exists, Chinese first."""
        forms = (self.zh, self.en, self.en_one) if self.en_one else (self.zh, self.en)
        return tuple(frozenset(name for _, name, _, _ in string.Formatter().parse(form) if name) for form in forms)
