-- Grain: one row per contact and program that touched it in ($since_ms, $at_ms].
-- Inputs: events that name a program. A contact is in as many programs as touched it: these cuts overlap and must not
-- be added up.
SELECT contact_id, program_id AS key
FROM events
WHERE program_id <> '' AND occurred_ms > $since_ms AND occurred_ms <= $at_ms
GROUP BY contact_id, program_id
ORDER BY 1, 2
