-- Grain: one row per message or reply of a contact after $since_ms, with the next touch by a person where that came within
-- $wait_ms. Inputs: events, mirror_kinds, mirror_personal. Messages that a machine made are not the contact's.
CREATE OR REPLACE TEMP TABLE mirror_messages AS
SELECT m.contact_id, m.occurred_ms,
       CASE WHEN p.occurred_ms - m.occurred_ms <= $wait_ms THEN p.occurred_ms - m.occurred_ms END AS waited_ms
FROM (
  SELECT e.contact_id, e.occurred_ms
  FROM events e JOIN mirror_kinds k USING (kind_id)
  WHERE k.is_message AND NOT e.automated AND e.occurred_ms > $since_ms AND e.occurred_ms <= $at_ms
) m
ASOF LEFT JOIN mirror_personal p ON m.contact_id = p.contact_id AND m.occurred_ms <= p.occurred_ms
