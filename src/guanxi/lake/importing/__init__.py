"""From a folder of exports to staged Parquet: recognise, read, check, quarantine; publication is the store's.

:func:`~guanxi.lake.importing.stage.stage` is the door; :mod:`~guanxi.lake.importing.settings` reads ``guanxi.yaml``.
"""
