-- Grain: one row per contact on whom staff spent recorded time in ($since_ms, $at_ms]; amount is thousandths of a minute.
-- Inputs: events, kinds; property "minutes" of gives, asks and notices. Read by pattern: one malformed JSON text of a
-- brand must not stop the audit.
SELECT e.contact_id,
       sum(round(1000 * least(coalesce(try_cast(
         regexp_extract(e.properties, '"minutes"\s*:\s*"?([0-9]+(?:\.[0-9]+)?)', 1) AS DOUBLE), 0), 1440)))::BIGINT AS amount
FROM events e JOIN kinds k USING (kind_id)
WHERE e.properties LIKE '%"minutes"%' AND k.role IN ('give', 'ask', 'neutral')
  AND e.occurred_ms > $since_ms AND e.occurred_ms <= $at_ms
GROUP BY e.contact_id
