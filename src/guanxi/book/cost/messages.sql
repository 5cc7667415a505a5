-- Grain: one row per contact that was sent something without a cost of its own in ($since_ms, $at_ms]; amount is
-- messages × 1,000,000. Inputs: events, kinds.
-- A message to a group is one message, shared by those it reached: same group, moment and kind.
-- A message that carries its own cost_fen is counted there: a yuan counts once.
WITH sent AS (
  SELECT e.contact_id, e.group_id, e.occurred_ms, e.kind_id
  FROM events e JOIN kinds k USING (kind_id)
  WHERE e.cost_fen = 0 AND k.role IN ('give', 'ask', 'neutral') AND k.kind <> 'order_refunded'
    AND e.occurred_ms > $since_ms AND e.occurred_ms <= $at_ms
), shares AS (
  SELECT contact_id, 1000000 AS micro FROM sent WHERE group_id = ''
  UNION ALL
  SELECT contact_id, 1000000 // count(*) OVER (PARTITION BY group_id, occurred_ms, kind_id) FROM sent WHERE group_id <> ''
)
SELECT contact_id, sum(micro)::BIGINT AS amount FROM shares GROUP BY contact_id
