-- Grain: one row per contact and touchpoint (触点) where it was met by $at_ms.
-- Inputs: events; $at_ms, $by_point (true: a touchpoint is an account or place, the channel where none is named;
-- false: a touchpoint is a channel). Automated hits meet nobody. Touchpoints overlap: these cuts must not be added up.
SELECT contact_id, CASE WHEN $by_point AND point_id <> '' THEN point_id ELSE channel END AS key
FROM events
WHERE NOT automated AND occurred_ms <= $at_ms
GROUP BY 1, 2
HAVING key <> ''
ORDER BY 1, 2
