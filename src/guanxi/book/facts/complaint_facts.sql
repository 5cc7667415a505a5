-- Grain: one row per contact that ever complained. Inputs: events, kinds, decay; $at_ms, $until_ms,
-- $open_milli, $resolved_milli. The i-th resolution closes the i-th complaint; an open complaint weighs more.
WITH numbered AS (
  SELECT e.contact_id, n.kind, e.occurred_ms,
         row_number() OVER (PARTITION BY e.contact_id, n.kind ORDER BY e.occurred_ms, e.event_id) AS place
  FROM events e JOIN kinds n USING (kind_id)
  WHERE n.kind IN ('complaint_filed', 'complaint_resolved') AND e.occurred_ms <= $until_ms
)
SELECT f.contact_id,
       sum(d.w_brake * CASE WHEN r.place IS NULL THEN $open_milli ELSE $resolved_milli END)::BIGINT AS complaint_w
FROM (SELECT * FROM numbered WHERE kind = 'complaint_filed') f
LEFT JOIN (SELECT * FROM numbered WHERE kind = 'complaint_resolved') r
  ON r.contact_id = f.contact_id AND r.place = f.place AND r.occurred_ms >= f.occurred_ms
JOIN decay d ON d.age = ($at_ms - f.occurred_ms) // 86400000
GROUP BY f.contact_id
