-- Grain: one row per order paid and one per refund of it, in the order of the file. Input: good.
-- amount_fen is net of the discount; value_hint_fen is the discount. Refunds are negative, at the refund's own time.
-- A row is an order, a refund (negative amount), or an order with its refund (by amount, or whole by status).
-- Without an order id the key is made of contact, time and amount: a status or a refund of a later export must not
-- turn an old order into a second one.
WITH net AS (
  SELECT *, coalesce(v_amount_fen, v_amount, v_gross_amount - coalesce(abs(v_discount), 0)) AS net_fen FROM good
), valued AS (
  SELECT *,
    coalesce(v_order_id, gx_made_key([v_contact_key, v_occurred_at::VARCHAR, net_fen::VARCHAR])) AS order_key,
    CASE WHEN net_fen < 0 THEN net_fen
         WHEN coalesce(v_refund_amount, 0) <> 0 THEN -abs(v_refund_amount)
         WHEN v_refund_amount IS NULL AND gx_is_refunded(v_status) THEN -net_fen
         ELSE 0 END AS refund_fen
  FROM net
), parts AS (
  SELECT *, 1 AS part FROM valued WHERE net_fen >= 0
  UNION ALL
  SELECT *, 2 AS part FROM valued WHERE refund_fen < 0
)
SELECT $source_id AS source_id,
  CASE part WHEN 1 THEN 'order:' ELSE 'refund:' END || order_key AS source_event_id,
  CASE part WHEN 1 THEN v_occurred_at ELSE coalesce(v_refunded_at, v_occurred_at) END AS occurred_ms,
  v_received_at AS received_ms,
  v_contact_key AS contact_key,
  coalesce(v_point_id, '') AS point_id,
  CASE part WHEN 1 THEN $order_paid ELSE $order_refunded END::SMALLINT AS kind_id,
  false AS automated,
  coalesce(v_channel, '') AS channel,
  coalesce(v_staff_id, '') AS staff_id,
  coalesce(v_group_id, '') AS group_id,
  coalesce(v_program_id, '') AS program_id,
  '' AS peer_key,
  CASE part WHEN 1 THEN net_fen ELSE refund_fen END AS amount_fen,
  0::BIGINT AS cost_fen,
  CASE part WHEN 1 THEN coalesce(abs(v_discount), 0) ELSE 0 END::BIGINT AS value_hint_fen,
  $currency AS currency,
  '{}' AS properties
FROM parts
ORDER BY row_number, part
