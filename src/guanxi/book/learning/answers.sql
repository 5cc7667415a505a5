-- Grain: one row per contact that was asked in ($at_ms, $lead_ms] and whose asks there are all closed by $known_ms.
-- Inputs: ask_outcomes. Open asks are left out, otherwise the slow would count as unwilling.
SELECT contact_id, max(CASE WHEN answered_ms <= $known_ms THEN 1 ELSE 0 END)::BIGINT AS answered
FROM ask_outcomes
WHERE asked_ms > $at_ms AND asked_ms <= $lead_ms AND asked_ms + window_ms <= $known_ms
GROUP BY contact_id
