-- Grain: one row per row of an events file, in its order. Input: good.
-- A row without an id gets a key of what does not change when it is exported again.
SELECT $source_id AS source_id,
  coalesce(v_source_event_id, gx_made_key([
    v_contact_key, coalesce(v_occurred_ms, v_occurred_at)::VARCHAR, coalesce(v_kind_id, v_kind)::VARCHAR, v_peer_key,
    v_program_id, coalesce(v_amount_fen, v_amount)::VARCHAR])) AS source_event_id,
  coalesce(v_occurred_ms, v_occurred_at) AS occurred_ms,
  coalesce(v_received_ms, v_received_at) AS received_ms,
  v_contact_key AS contact_key,
  coalesce(v_point_id, '') AS point_id,
  coalesce(v_kind_id, v_kind) AS kind_id,
  coalesce(v_automated, false) AS automated,
  coalesce(v_channel, '') AS channel,
  coalesce(v_staff_id, '') AS staff_id,
  coalesce(v_group_id, '') AS group_id,
  coalesce(v_program_id, '') AS program_id,
  coalesce(v_peer_key, '') AS peer_key,
  coalesce(v_amount_fen, v_amount, 0) AS amount_fen,
  coalesce(v_cost_fen, v_cost, 0) AS cost_fen,
  coalesce(v_value_hint_fen, v_value_hint, 0) AS value_hint_fen,
  $currency AS currency,
  gx_json(v_properties) AS properties
FROM good
