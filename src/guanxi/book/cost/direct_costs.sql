-- Grain: one row per contact on which the brand spent money directly in ($since_ms, $at_ms].
-- Inputs: events, kinds. Only what the brand did for a standing relationship: gives, asks, notices. Money that an
-- acquisition cost is no maintenance (see acquisition_events.sql); goods sold are in the margin.
SELECT e.contact_id, sum(e.cost_fen)::BIGINT AS amount
FROM events e JOIN kinds k USING (kind_id)
WHERE e.cost_fen <> 0 AND k.role IN ('give', 'ask', 'neutral') AND k.kind <> 'order_refunded'
  AND e.occurred_ms > $since_ms AND e.occurred_ms <= $at_ms
GROUP BY e.contact_id
