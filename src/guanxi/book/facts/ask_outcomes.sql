-- Grain: one row per ask (brand → contact), with the first act that answered it.
-- Inputs: events, kind_flags; parameters $offer_ms, $chat_ms, $late_ms.
-- An answer goes to one ask: the latest ask of the program it names, else the latest ask of any program whose window
-- still stands. So a reply is never counted for five promotions. A late answer to a named program counts up to
-- $late_ms; the window decides only when an unanswered ask counts as unanswered. Of asks made in the same millisecond
-- (exports that know only days) the one that stands longest is answered, then the first by program; those of one
-- program are as good as each other, so nothing depends on the order of rows.
-- Independent of the moment of the facts: a reader must itself ignore asks and answers after its moment.
CREATE OR REPLACE TEMP TABLE ask_outcomes AS
WITH asks AS MATERIALIZED (
  SELECT event_id, contact_id, program_id, asked_ms,
         CASE
           -- What stands in the text may be any number: bounded before it is subtracted from.
           WHEN told_ms IS NOT NULL THEN least(greatest(told_ms, asked_ms), asked_ms + $late_ms) - asked_ms
           WHEN is_chat_ask THEN $chat_ms
           ELSE least($offer_ms, $late_ms)
         END AS window_ms
  FROM (
    SELECT e.event_id, e.contact_id, e.program_id, e.occurred_ms AS asked_ms, k.is_chat_ask,
           CASE WHEN e.properties LIKE '%until_ms%' AND json_valid(e.properties)
                THEN try_cast(json_extract_string(e.properties, '$.until_ms') AS BIGINT) END AS told_ms
    FROM events e JOIN kind_flags k USING (kind_id)
    WHERE k.is_ask
  )
), program_asks AS (
  SELECT * FROM asks WHERE program_id <> ''
  QUALIFY lead(asked_ms) OVER (PARTITION BY contact_id, program_id ORDER BY asked_ms, window_ms, event_id DESC)
    IS DISTINCT FROM asked_ms
), any_asks AS (
  SELECT event_id, contact_id, asked_ms, asked_ms + window_ms AS until_ms,
         max(asked_ms + window_ms) OVER in_time AS stands_ms
  FROM asks
  WINDOW in_time AS (PARTITION BY contact_id ORDER BY asked_ms, window_ms, program_id DESC, event_id DESC)
  QUALIFY lead(asked_ms) OVER in_time IS DISTINCT FROM asked_ms
), answers AS (
  SELECT e.contact_id, e.program_id, e.occurred_ms
  FROM events e JOIN kind_flags k USING (kind_id)
  WHERE NOT e.automated AND (k.is_answer OR (k.is_order AND e.program_id <> ''))
    AND e.contact_id IN (SELECT contact_id FROM asks)
), unnamed AS (
  SELECT w.contact_id, w.occurred_ms, a.event_id, a.until_ms
  FROM (SELECT * FROM answers WHERE program_id = '') w
  ASOF JOIN any_asks a ON w.contact_id = a.contact_id AND w.occurred_ms >= a.asked_ms
  WHERE w.occurred_ms <= a.stands_ms
), attributed AS (
  SELECT a.event_id, w.occurred_ms AS answered_ms
  FROM (SELECT * FROM answers WHERE program_id <> '') w
  ASOF JOIN program_asks a
    ON w.contact_id = a.contact_id AND w.program_id = a.program_id AND w.occurred_ms >= a.asked_ms
  WHERE w.occurred_ms - a.asked_ms <= $late_ms
  UNION ALL
  SELECT event_id, occurred_ms FROM unnamed WHERE occurred_ms <= until_ms
  UNION ALL
  -- The latest ask is over but an earlier one still stands; rare, so the join by range stays small.
  SELECT max_by(a.event_id, a.asked_ms), w.occurred_ms
  FROM (SELECT DISTINCT contact_id, occurred_ms FROM unnamed WHERE occurred_ms > until_ms) w
  JOIN any_asks a ON a.contact_id = w.contact_id AND w.occurred_ms BETWEEN a.asked_ms AND a.until_ms
  GROUP BY w.contact_id, w.occurred_ms
), first_answer AS (
  SELECT event_id, min(answered_ms) AS answered_ms FROM attributed GROUP BY event_id
)
SELECT a.contact_id, a.asked_ms, a.window_ms, f.answered_ms
FROM asks a LEFT JOIN first_answer f USING (event_id)
