-- Grain: one row per contact on record at $at_ms.
-- Inputs: contacts (as they were at the moment), staff_edges; $at_ms. Where a contact has several rows, the latest
-- counts; where several of the staff hold it at once, the latest edge counts. No edge: the staff of acquisition.
-- '' is "not recorded" and is a cut of its own: the cuts of a dimension add up to the book.
-- has_ended: every edge that there was is over, so that the staff named is no longer the contact's today.
WITH holders AS (
  SELECT contact_id,
         arg_max(staff_id, (valid_from_ms, staff_id))
           FILTER (valid_until_ms IS NULL OR valid_until_ms > $at_ms) AS staff,
         count(*) FILTER (valid_until_ms IS NULL OR valid_until_ms > $at_ms) = 0 AS has_ended
  FROM staff_edges
  WHERE valid_from_ms <= $at_ms
  GROUP BY contact_id
),
latest AS (
  SELECT contact_id,
         arg_max(coalesce(channel, ''), coalesce(valid_from_ms, 0)) AS channel,
         arg_max(coalesce(staff_id, ''), coalesce(valid_from_ms, 0)) AS staff
  FROM contacts
  WHERE coalesce(valid_from_ms, 0) <= $at_ms
  GROUP BY contact_id
)
SELECT coalesce(l.contact_id, h.contact_id) AS contact_id,
       coalesce(l.channel, '') AS channel,
       coalesce(nullif(h.staff, ''), l.staff, '') AS staff,
       coalesce(h.has_ended, false) AS has_ended
FROM latest l FULL JOIN holders h ON h.contact_id = l.contact_id
ORDER BY 1
