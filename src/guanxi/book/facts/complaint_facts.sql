-- Grain: one row per contact that ever complained. Inputs: complaint_events, decay; $at_ms, $until_ms,
-- $open_milli, $resolved_milli. An open complaint weighs more than a resolved one.
-- A resolution closes the earliest complaint that is open then; one that finds none open (its complaint lies before
-- the data) closes nothing later. So the open ones are the latest `n_open`: the last balance of complaints and
-- resolutions above its own minimum, as of a queue that cannot go below empty.
WITH queues AS (
  SELECT contact_id, max(n_filed) AS n_filed, arg_max(balance - least(lowest, 0), step) AS n_open
  FROM complaint_events WHERE occurred_ms <= $until_ms
  GROUP BY contact_id
)
SELECT s.contact_id,
       sum(d.w_brake * CASE WHEN s.n_filed > q.n_filed - q.n_open THEN $open_milli ELSE $resolved_milli END)::BIGINT
         AS complaint_w
FROM complaint_events s JOIN queues q USING (contact_id)
JOIN decay d ON d.age = ($at_ms - s.occurred_ms) // 86400000
WHERE s.is_filed AND s.occurred_ms <= $until_ms
GROUP BY s.contact_id
