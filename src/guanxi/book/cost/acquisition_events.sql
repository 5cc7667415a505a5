-- Grain: one row per contact whose acquisition (or restoration) cost money of its own, at or before $at_ms.
-- Inputs: events, kinds.
SELECT e.contact_id, sum(e.cost_fen)::BIGINT AS amount
FROM events e JOIN kinds k USING (kind_id)
WHERE e.cost_fen <> 0 AND k.role = 'acquire' AND e.occurred_ms <= $at_ms
GROUP BY e.contact_id
