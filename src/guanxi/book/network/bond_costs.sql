-- Grain: one row per contact whose bonds cost the brand money in ($since_ms, $at_ms]: rewards, gifts, coupons given
-- for them. Inputs: events, kinds.
SELECT e.contact_id AS one, sum(e.cost_fen)::BIGINT AS cost_fen
FROM events e JOIN kinds k USING (kind_id)
WHERE k.role = 'bond' AND e.cost_fen <> 0 AND e.occurred_ms > $since_ms AND e.occurred_ms <= $at_ms
GROUP BY 1
ORDER BY 1
