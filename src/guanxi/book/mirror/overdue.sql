-- Grain: one row per contact to whom something is overdue at $at_ms: promised, due (or promised without a due date more
-- than $rest_ms ago), not kept. Input: promises. The longest overdue is named.
SELECT contact_id, min(since_ms) AS since_ms, arg_min(coalesce(what, ''), (since_ms, what)) AS what
FROM (
  SELECT contact_id, what,
         CASE WHEN due_ms IS NULL THEN promised_ms + $rest_ms
              WHEN (due_ms + $offset_ms) % 86400000 = 0 THEN due_ms + 86399999 ELSE due_ms END AS since_ms
  FROM promises WHERE kept_ms IS NULL AND promised_ms <= $at_ms AND contact_id > 0
)
WHERE since_ms < $at_ms
GROUP BY contact_id
ORDER BY contact_id
