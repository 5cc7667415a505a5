-- Grain: one row per relationship interval, half-open; valid_until_ms NULL while it lasts. Input: good.
SELECT v_contact_key AS contact_key,
  v_staff_id AS staff_id,
  coalesce(v_valid_from_ms, v_valid_from) AS valid_from_ms,
  coalesce(v_valid_until_ms::BIGINT, v_valid_until) AS valid_until_ms
FROM good
