-- Grain: one row per contact with an event in $launch_ms < t <= $until_ms (own time, the program's own events left out).
-- Inputs: events, kinds, referral_asks. NPS: promoters (9, 10) less detractors (0 to 6) of answers that carry a score.
-- shared: recommended, converted a referral or shared without having been asked to in the 30 days before.
WITH inside AS (
  SELECT e.contact_id, e.occurred_ms, e.amount_fen, e.properties, n.kind, e.automated
  FROM events e JOIN kinds n USING (kind_id)
  WHERE e.occurred_ms > $launch_ms AND e.occurred_ms <= $until_ms
), orders AS (
  SELECT contact_id, count(*) AS n_orders FROM (
    SELECT contact_id FROM inside WHERE kind IN ('order_paid', 'order_refunded')
    GROUP BY contact_id, (occurred_ms - $launch_ms - 1) // 86400000 HAVING sum(amount_fen) > 0
  ) GROUP BY contact_id
), scores AS (
  SELECT contact_id, count(*) AS n_nps,
         sum(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END) AS nps_balance
  FROM (
    SELECT contact_id, CASE WHEN json_valid(properties)
                            THEN try_cast(json_extract_string(properties, '$.score') AS DOUBLE) END AS score
    FROM inside WHERE kind = 'nps_answered'
  ) WHERE score BETWEEN 0 AND 10 GROUP BY contact_id
), shares AS (
  SELECT i.contact_id FROM inside i
  WHERE i.kind IN ('referral_made', 'referral_converted', 'content_shared') AND NOT i.automated
    AND NOT EXISTS (
      FROM referral_asks a
      WHERE a.contact_id = i.contact_id
        AND a.occurred_ms <= i.occurred_ms AND a.occurred_ms > i.occurred_ms - 2592000000)
  GROUP BY i.contact_id
)
SELECT c.contact_id, coalesce(o.n_orders, 0)::BIGINT AS n_orders, coalesce(s.n_nps, 0)::BIGINT AS n_nps,
       coalesce(s.nps_balance, 0)::BIGINT AS nps_balance, (h.contact_id IS NOT NULL)::BIGINT AS shared
FROM (SELECT DISTINCT contact_id FROM inside) c
LEFT JOIN orders o USING (contact_id) LEFT JOIN scores s USING (contact_id) LEFT JOIN shares h USING (contact_id)
