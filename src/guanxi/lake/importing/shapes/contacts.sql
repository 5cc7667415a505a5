-- Grain: one row per row of a contacts file. Input: good.
-- valid_from_ms is the acquisition where that is known, else 0 (known for ever). valid_until_ms NULL: still valid.
SELECT v_contact_key AS contact_key,
  $source_id AS source_id,
  v_contact_key AS source_key,
  coalesce(v_acquired_ms, v_acquired_at) AS acquired_ms,
  coalesce(v_channel, '') AS channel,
  coalesce(v_campaign, '') AS campaign,
  coalesce(v_inviter_key, '') AS inviter_key,
  coalesce(v_staff_id, '') AS staff_id,
  gx_named(gx_json(v_properties), left(v_name, $longest_name)) AS properties,
  coalesce(v_acquired_ms, v_acquired_at, 0) AS valid_from_ms,
  NULL::BIGINT AS valid_until_ms
FROM good
