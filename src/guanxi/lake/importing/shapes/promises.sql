-- Grain: one row per thing owed to a contact. Input: good.
SELECT v_contact_key AS contact_key,
  v_what AS what,
  coalesce(v_amount_fen, v_amount, 0) AS amount_fen,
  coalesce(v_promised_ms, v_promised_at) AS promised_ms,
  coalesce(v_due_ms::BIGINT, v_due_at) AS due_ms,
  coalesce(v_kept_ms, v_kept_at) AS kept_ms
FROM good
