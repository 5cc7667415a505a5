-- Grain: one row per contact that ever paid at or before $at_ms. Inputs: events, kinds. Whether the order stood (was not
-- refunded on its day) is the facts' to say.
SELECT e.contact_id AS one, min(e.occurred_ms) AS first_ms
FROM events e JOIN kinds k USING (kind_id)
WHERE k.kind = 'order_paid' AND e.amount_fen > 0 AND e.occurred_ms <= $at_ms
GROUP BY 1
ORDER BY 1
