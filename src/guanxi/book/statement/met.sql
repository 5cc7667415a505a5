-- Grain: one row per contact, channel and account or place where it was met by $at_ms.
-- Inputs: events; $at_ms. Automated hits meet nobody.
CREATE OR REPLACE TEMP TABLE met AS
SELECT DISTINCT contact_id, channel, point_id AS point
FROM events
WHERE NOT automated AND occurred_ms <= $at_ms
