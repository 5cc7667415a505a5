-- Grain: one row per contact that may have come by a staff member alone: staff look after it, and either no channel is on
-- record or the channel, or the live code, bears that staff member's name. Inputs: contacts at the session's moment.
-- That somebody looks after a contact does not mean that they brought it: most lists name staff for everybody.
SELECT DISTINCT contact_id AS one
FROM contacts
WHERE staff_id <> '' AND (coalesce(channel, '') = '' OR channel = staff_id OR campaign = staff_id)
ORDER BY 1
