-- Grain: one row per order line, with what the order needs. Input: good. Waits until the whole file has been read.
SELECT row_number,
  v_order_id AS order_id,
  v_contact_key AS contact_key,
  v_occurred_at AS occurred_ms,
  v_received_at AS received_ms,
  v_line_amount AS line_fen,
  coalesce(abs(v_discount), 0) AS discount_fen,
  CASE WHEN coalesce(v_refund_amount, 0) <> 0 THEN abs(v_refund_amount)
       WHEN v_refund_amount IS NULL AND gx_is_refunded(v_status) THEN greatest(v_line_amount, 0)
       ELSE 0 END AS refund_fen,
  v_refunded_at AS refunded_ms,
  coalesce(v_product, '') AS product,
  coalesce(v_category, '') AS category,
  coalesce(v_quantity, 1) AS quantity,
  coalesce(v_channel, '') AS channel,
  coalesce(v_staff_id, '') AS staff_id,
  coalesce(v_point_id, '') AS point_id,
  coalesce(v_group_id, '') AS group_id,
  coalesce(v_program_id, '') AS program_id
FROM good
