-- Grain: one row per contact acquired in the quarter that ended $care_ms before its moment; k: gives and talks in its
-- first $care_ms. Inputs: contacts, mirror_conduct, mirror_periods. Contacts of unknown age are left out.
SELECT c.contact_id, p.period, 1 AS n,
       count(s.occurred_ms) FILTER (s.occurred_ms < c.acquired_ms + $care_ms) AS k
FROM (SELECT contact_id, min(acquired_ms) AS acquired_ms FROM contacts GROUP BY 1) c
JOIN mirror_periods p
  ON c.acquired_ms > p.until_ms - $care_ms - $quarter_ms AND c.acquired_ms <= p.until_ms - $care_ms
LEFT JOIN (SELECT contact_id, occurred_ms FROM mirror_conduct WHERE is_give OR is_talk) s
  ON s.contact_id = c.contact_id AND s.occurred_ms >= c.acquired_ms
GROUP BY c.contact_id, p.period
