"""CDNOW: all 69,659 orders, to mid 1998, of the 23,570 contacts who first bought in the first quarter of 1997.

References
----------
Fader, P. S. and Hardie, B. G. S. (2001), "Forecasting repeat sales at CDNOW: a case study", Interfaces 31(3).
The file is ``CDNOW_master.txt`` inside the package ``lifetimes``.
"""

from __future__ import annotations

from pathlib import Path

from guanxi.kit.progress import Progress
from guanxi.lake.examples.contract import Example, carried_file, quiet_engine
from guanxi.lake.importing.settings import BrandSettings
from guanxi.lake.kinds import BY_CODE
from guanxi.lake.staged import SourceFileInfo, Staged

SETTINGS = BrandSettings(brand="CDNOW", currency="USD", zone="UTC")
"""The data has days without a zone: UTC keeps them as they are."""

ORDERS_SQL = (Path(__file__).parent / "cdnow.sql").read_text(encoding="utf-8")
MAPPING = {"contact_key": "customer_id", "occurred_at": "date", "quantity": "number_of_cds", "amount": "dollar_value"}


def stage_cdnow(folder: Path, progress: Progress) -> Example:
    """CDNOW as staged ``order_paid`` events; there is nothing else in it."""
    progress.step("Reading CDNOW", "正在读取 CDNOW")
    source = carried_file("lifetimes", "lifetimes/datasets/CDNOW_master.txt", "cdnow")
    events = folder / "events-cdnow.parquet"
    with quiet_engine() as con:
        orders = con.sql(ORDERS_SQL, params={"path": str(source), "order_paid": BY_CODE["order_paid"].kind_id})
        orders.write_parquet(str(events), compression="zstd")
        (n_orders,) = con.execute("SELECT count(*) FROM read_parquet($1)", [str(events)]).fetchall()[0]
    info = SourceFileInfo("CDNOW_master.txt", "orders", "ascii", "blank", n_orders, n_orders, 0, MAPPING)
    staged = Staged(
        {"events": [events]}, None, (info,), n_orders, "cdnow", zone=SETTINGS.zone, currency=SETTINGS.currency
    )
    return Example("cdnow", SETTINGS, staged)
