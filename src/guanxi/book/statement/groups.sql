-- Grain: one row per contact and group (社群) that the contact is in at $at_ms.
-- Inputs: events that name a group, kinds; $at_ms. In a group is whoever was met there and has not left since: an act
-- or a bond after leaving means that the contact came back; what the brand sends afterwards does not. A leave and an
-- act in the same millisecond: left.
SELECT e.contact_id, e.group_id AS key
FROM events e JOIN kinds k USING (kind_id)
WHERE e.group_id <> '' AND e.occurred_ms <= $at_ms
GROUP BY e.contact_id, e.group_id
HAVING max(e.occurred_ms) FILTER (k.kind = 'group_left') IS NULL
    OR max(e.occurred_ms) FILTER (k.role IN ('act', 'bond')) > max(e.occurred_ms) FILTER (k.kind = 'group_left')
ORDER BY 1, 2
