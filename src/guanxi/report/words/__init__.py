"""Every sentence of the report in both languages, one module per chapter.

A sentence is a :class:`~guanxi.report.words.phrase.Phrase`, so one language cannot exist without the other.
"""
