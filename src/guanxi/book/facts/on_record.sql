-- Grain: one row per contact on record by the moment. Input: contact_records; $until_ms. Contacts seen in an event by
-- then are added from act_facts.
SELECT contact_id, min(acquired_ms) FILTER (acquired_ms <= $until_ms) AS acquired_ms, max(channel) AS channel
FROM contact_records WHERE since_ms <= $until_ms
GROUP BY contact_id
