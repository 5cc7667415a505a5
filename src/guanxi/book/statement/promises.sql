-- Grain: one row per contact to whom something was ever promised by $at_ms (0: to nobody on record).
-- Inputs: promises; $at_ms. Outstanding: not kept, or kept only after the moment. A promise made after the moment is
-- not read. Overdue or not, it is owed. No rows at all: the brand records no promises, which is not "owes nothing".
SELECT
  coalesce(contact_id, 0) AS contact_id,
  coalesce(sum(amount_fen) FILTER (kept_ms IS NULL OR kept_ms > $at_ms), 0)::BIGINT AS owed_fen,
  count(*) FILTER (kept_ms IS NULL OR kept_ms > $at_ms) AS n_outstanding
FROM promises
WHERE promised_ms IS NULL OR promised_ms <= $at_ms
GROUP BY 1
ORDER BY 1
