-- Grain: one row per pool of money of one category that overlaps ($since_ms, $at_ms]. Input: costs.
-- The window is half-open at its end like the periods: [since + 1, at + 1).
SELECT coalesce(channel, '') AS channel, coalesce(staff_id, '') AS staff, period_from_ms,
       greatest(period_until_ms, period_from_ms + 1) AS period_until_ms, amount_fen
FROM costs
WHERE category = $category AND period_from_ms <= $at_ms
  AND greatest(period_until_ms, period_from_ms + 1) > $since_ms + 1
ORDER BY ALL
