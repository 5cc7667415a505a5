-- Grain: one row per pool of money. Input: good.
-- A named last day (period_to) is included; a month ends with the month; a day without an end is that day alone.
SELECT coalesce(v_period_from_ms::BIGINT, v_period_from) AS period_from_ms,
  coalesce(v_period_until_ms::BIGINT, v_period_until, v_period_to + 86400000, month_until,
           coalesce(v_period_from_ms::BIGINT, v_period_from) + 86400000) AS period_until_ms,
  v_cost_category AS category,
  coalesce(v_channel, '') AS channel,
  coalesce(v_staff_id, '') AS staff_id,
  coalesce(v_program_id, '') AS program_id,
  coalesce(v_amount_fen, v_amount) AS amount_fen,
  $source_file AS source_file
FROM good
