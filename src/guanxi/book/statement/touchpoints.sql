-- Grain: one row per contact and touchpoint (触点) where it was met.
-- Inputs: met; $by_point (true: a touchpoint is an account or place, the channel where none is named; false: a
-- touchpoint is a channel). Touchpoints overlap: these cuts must not be added up.
SELECT DISTINCT contact_id, CASE WHEN $by_point AND point <> '' THEN point ELSE channel END AS key
FROM met
WHERE key <> ''
ORDER BY 1, 2
