-- Grain: one row per ask (brand → contact), with the first act that answered it.
-- Inputs: events, kind_flags; parameters $offer_ms, $chat_ms, $late_ms.
-- An answer goes to one ask: the latest ask of the program it names, else the latest ask of any program whose window
-- still stands. So a reply is never counted for five promotions. A late answer to a named program counts up to
-- $late_ms; the window decides only when an unanswered ask counts as unanswered.
-- Independent of the moment of the facts: a reader must itself ignore asks and answers after its moment.
CREATE OR REPLACE TEMP TABLE ask_outcomes AS
WITH asks AS (
  SELECT e.event_id, e.contact_id, e.program_id, e.occurred_ms AS asked_ms,
         least($late_ms, greatest(coalesce(
           CASE WHEN e.properties <> '' THEN
             try_cast(json_extract_string(e.properties, '$.until_ms') AS BIGINT) - e.occurred_ms END,
           CASE WHEN k.is_chat_ask THEN $chat_ms ELSE $offer_ms END), 0)) AS window_ms
  FROM events e JOIN kind_flags k USING (kind_id)
  WHERE k.is_ask
), answers AS (
  SELECT e.contact_id, e.program_id, e.occurred_ms
  FROM events e JOIN kind_flags k USING (kind_id)
  WHERE NOT e.automated AND (k.is_answer OR (k.is_order AND e.program_id <> ''))
    AND e.contact_id IN (SELECT contact_id FROM asks)
), attributed AS (
  SELECT a.event_id, w.occurred_ms AS answered_ms
  FROM (SELECT * FROM answers WHERE program_id <> '') w
  ASOF JOIN (SELECT * FROM asks WHERE program_id <> '') a
    ON w.contact_id = a.contact_id AND w.program_id = a.program_id AND w.occurred_ms >= a.asked_ms
  WHERE w.occurred_ms - a.asked_ms <= $late_ms
  UNION ALL
  SELECT a.event_id, w.occurred_ms
  FROM (SELECT * FROM answers WHERE program_id = '') w
  ASOF JOIN asks a ON w.contact_id = a.contact_id AND w.occurred_ms >= a.asked_ms
  WHERE w.occurred_ms - a.asked_ms <= a.window_ms
), first_answer AS (
  SELECT event_id, min(answered_ms) AS answered_ms FROM attributed GROUP BY event_id
)
SELECT a.contact_id, a.asked_ms, a.window_ms, f.answered_ms
FROM asks a LEFT JOIN first_answer f USING (event_id)
