-- Grain: one row per contact that bought, for the brand's rhythm at $at_ms. Inputs: events, kind_flags.
SELECT contact_id, count(*) AS n_blocks, max(age) - min(age) AS span_days
FROM (
  SELECT e.contact_id, ($at_ms - e.occurred_ms) // 86400000 AS age
  FROM events e JOIN kind_flags k USING (kind_id)
  WHERE k.is_money AND NOT (e.automated AND k.is_order) AND e.occurred_ms <= $at_ms
  GROUP BY 1, 2 HAVING sum(e.amount_fen) > 0
)
GROUP BY contact_id
