-- Grain: one row per complaint and per resolution, numbered in the order of each contact. Inputs: events, kinds.
-- `n_filed`, `balance` (complaints less resolutions) and `lowest` (the lowest balance so far) say how things stood right
-- after it: what a moment asks for is in the last row before it, so the order is made once for all moments.
CREATE OR REPLACE TEMP TABLE complaint_events AS
SELECT contact_id, occurred_ms, is_filed, step, n_filed, 2 * n_filed - step AS balance,
       min(2 * n_filed - step) OVER (PARTITION BY contact_id ORDER BY step) AS lowest
FROM (
  SELECT contact_id, occurred_ms, is_filed, row_number() OVER told AS step,
         sum(is_filed::BIGINT) OVER (told ROWS UNBOUNDED PRECEDING)::BIGINT AS n_filed
  FROM (
    SELECT e.contact_id, e.occurred_ms, n.kind = 'complaint_filed' AS is_filed
    FROM events e JOIN kinds n USING (kind_id)
    WHERE n.kind IN ('complaint_filed', 'complaint_resolved')
  )
  WINDOW told AS (PARTITION BY contact_id ORDER BY occurred_ms, is_filed DESC)
)
