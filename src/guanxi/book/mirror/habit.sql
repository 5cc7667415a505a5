-- Grain: one row per hash group, period and kind of send, in the quarter: how often it was sent, and how many messages of
-- contacts it got: a message within $wait_ms belongs to the latest send before it.
-- Inputs: mirror_conduct, mirror_messages, mirror_labels, mirror_periods. Talks are answers themselves, and no send here.
WITH sent AS (
  SELECT s.contact_id, s.occurred_ms,
         CASE WHEN NOT s.is_content OR s.label = '' THEN s.kind
              WHEN s.label IN (SELECT label FROM mirror_labels) THEN 'content:' || s.label
              ELSE 'content:other' END AS what
  FROM mirror_conduct s
  WHERE s.is_send AND NOT s.is_talk
), latest AS (
  -- Of sends in the same millisecond one gets the reply: the first by name.
  SELECT contact_id, occurred_ms, min(what) AS what FROM sent GROUP BY 1, 2
), counted AS (
  SELECT contact_id, occurred_ms, what, 1 AS n_sent, 0 AS n_replies FROM sent
  UNION ALL
  SELECT m.contact_id, s.occurred_ms, s.what, 0, 1
  FROM mirror_messages m ASOF JOIN latest s ON m.contact_id = s.contact_id AND m.occurred_ms >= s.occurred_ms
  WHERE m.occurred_ms - s.occurred_ms <= $wait_ms
)
SELECT ((contact_id % 2147483647) * 2654435761 % 4294967296 // 67108864) AS hash_group, p.period, what,
       sum(n_sent)::BIGINT AS n_sent, sum(n_replies)::BIGINT AS n_replies
FROM counted c JOIN mirror_periods p
  ON c.occurred_ms > p.until_ms - $wait_ms - $quarter_ms AND c.occurred_ms <= p.until_ms - $wait_ms
GROUP BY 1, 2, 3
