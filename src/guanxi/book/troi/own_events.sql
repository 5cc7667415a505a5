-- Grain: one row per event that is the program's own doing: what it gave and asked, and the acts and bonds that it
-- solicited or rewarded. Orders and refunds stay whatever they name. Inputs: events, kinds, kind_flags, dealt,
-- own_programs; $offer_ms, $chat_ms, $late_ms as in facts/ask_outcomes.sql.
-- Solicited: names the program; or names none and answers (reply, click …) the contact's latest ask, when that ask was
-- the program's and its window still stood.
CREATE OR REPLACE TEMP TABLE own_events AS
WITH those AS MATERIALIZED (
  SELECT e.event_id, e.contact_id, e.occurred_ms, e.program_id, e.properties, n.role,
         k.is_money, k.is_ask, k.is_chat_ask, k.is_answer, o.program_id IS NOT NULL AS is_own
  FROM events e JOIN dealt USING (contact_id) JOIN kind_flags k USING (kind_id) JOIN kinds n USING (kind_id)
  LEFT JOIN own_programs o ON o.program_id = e.program_id
  WHERE k.is_ask OR k.is_answer OR o.program_id IS NOT NULL
), asks AS (
  SELECT contact_id, occurred_ms AS asked_ms, bool_or(is_own) AS is_own,
         max(CASE
           WHEN told_ms IS NOT NULL THEN least(greatest(told_ms, occurred_ms), occurred_ms + $late_ms)
           WHEN is_chat_ask THEN occurred_ms + $chat_ms
           ELSE occurred_ms + least($offer_ms, $late_ms) END) FILTER (is_own) AS until_ms
  FROM (
    SELECT *, CASE WHEN properties LIKE '%until_ms%' AND json_valid(properties)
                   THEN try_cast(json_extract_string(properties, '$.until_ms') AS BIGINT) END AS told_ms
    FROM those WHERE is_ask
  ) GROUP BY contact_id, occurred_ms
)
SELECT event_id FROM those WHERE is_own AND NOT is_money AND role IN ('give', 'ask', 'act', 'bond')
UNION
SELECT w.event_id
FROM (SELECT * FROM those WHERE is_answer AND program_id = '') w
ASOF JOIN asks a ON w.contact_id = a.contact_id AND w.occurred_ms >= a.asked_ms
WHERE a.is_own AND w.occurred_ms <= a.until_ms
