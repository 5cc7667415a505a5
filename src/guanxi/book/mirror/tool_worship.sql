-- Grain: one row per contact and period that was sent something whose writer is on record; k: sends that no person wrote,
-- and that no person followed up within $wait_ms. Inputs: mirror_conduct, mirror_personal, mirror_periods.
-- n_unknown: sends of which nobody has said who wrote them; in neither count.
SELECT s.contact_id, p.period,
       count(*) FILTER (s.writer <> '') AS n,
       count(*) FILTER (s.writer = 'tool' AND NOT coalesce(f.occurred_ms - s.occurred_ms <= $wait_ms, false)) AS k,
       count(*) FILTER (s.writer = '') AS n_unknown
FROM (SELECT contact_id, occurred_ms, writer FROM mirror_conduct WHERE is_send) s
ASOF LEFT JOIN mirror_personal f ON s.contact_id = f.contact_id AND s.occurred_ms <= f.occurred_ms
JOIN mirror_periods p
  ON s.occurred_ms > p.until_ms - $wait_ms - $quarter_ms AND s.occurred_ms <= p.until_ms - $wait_ms
GROUP BY s.contact_id, p.period
