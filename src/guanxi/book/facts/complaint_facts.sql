-- Grain: one row per contact that ever complained. Inputs: events, kinds, decay; $at_ms, $until_ms,
-- $open_milli, $resolved_milli. An open complaint weighs more than a resolved one.
-- A resolution closes the earliest complaint that is open then; one that finds none open (its complaint lies before
-- the data) closes nothing later. So the open ones are the latest `n_open`: the last balance of complaints and
-- resolutions above its own minimum, as of a queue that cannot go below empty.
WITH steps AS (
  SELECT e.contact_id, e.occurred_ms, n.kind = 'complaint_filed' AS is_filed,
         row_number() OVER (PARTITION BY e.contact_id, n.kind ORDER BY e.occurred_ms DESC) AS place,
         sum(CASE WHEN n.kind = 'complaint_filed' THEN 1 ELSE -1 END) OVER (
           PARTITION BY e.contact_id ORDER BY e.occurred_ms, n.kind ROWS UNBOUNDED PRECEDING) AS balance
  FROM events e JOIN kinds n USING (kind_id)
  WHERE n.kind IN ('complaint_filed', 'complaint_resolved') AND e.occurred_ms <= $until_ms
), queues AS (
  SELECT contact_id, sum(CASE WHEN is_filed THEN 1 ELSE -1 END) - least(min(balance), 0) AS n_open
  FROM steps GROUP BY contact_id
)
SELECT s.contact_id,
       sum(d.w_brake * CASE WHEN s.place <= q.n_open THEN $open_milli ELSE $resolved_milli END)::BIGINT AS complaint_w
FROM steps s JOIN queues q USING (contact_id)
JOIN decay d ON d.age = ($at_ms - s.occurred_ms) // 86400000
WHERE s.is_filed
GROUP BY s.contact_id
