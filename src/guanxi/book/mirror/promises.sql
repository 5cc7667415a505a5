-- Grain: one row per contact and period with promises that fell due in the year; k: kept by then.
-- Inputs: promises, mirror_periods; $offset_ms of the brand's zone. A due date without a time of day ends with its day.
SELECT d.contact_id, p.period, count(*) AS n, count(*) FILTER (d.kept_ms <= d.ends_ms) AS k
FROM (
  SELECT coalesce(contact_id, 0) AS contact_id, promised_ms, kept_ms,
         due_ms + CASE WHEN (due_ms + $offset_ms) % 86400000 = 0 THEN 86399999 ELSE 0 END AS ends_ms
  FROM promises WHERE due_ms IS NOT NULL
) d
JOIN mirror_periods p ON d.ends_ms > p.until_ms - $year_ms AND d.ends_ms <= p.until_ms
GROUP BY d.contact_id, p.period
