"""Bad data is a value: problems are collected, counted and shown, never raised one by one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with data, in the words of the person who can mend it.

    Parameters
    ----------
    code : stable dotted code, e.g. ``"import.bad_date"``.
    source : the file, table or setting it was found in.
    subject : where in it: ``"row 17"``, a column, a key. Never personal data.
    en, zh : the sentence, in English and Chinese.
    n : how many rows or objects it stands for.
    """

    code: str
    source: str
    subject: str
    en: str
    zh: str
    n: int = 1

    def message(self, lang: str) -> str:
        """The sentence in ``lang`` (``"zh"`` or ``"en"``)."""
        return self.zh if lang == "zh" else self.en
