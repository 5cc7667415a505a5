-- Grain: one row per contact that staff acquired. Inputs: contacts at the session's moment.
SELECT DISTINCT contact_id AS one FROM contacts WHERE staff_id <> '' AND inviter_id = 0 ORDER BY 1
