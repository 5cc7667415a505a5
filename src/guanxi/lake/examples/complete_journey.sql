-- Grain: one row per event, of three kinds: a household's orders of one day, a mailing, a redemption.
-- Inputs: transactions, campaigns, campaign_descriptions, coupon_redemptions (Parquet), read as they are.
--
-- Time. transaction_timestamp is a naive timestamp in UTC: read so, and shown in America/New_York, no day falls into
-- two of the data's weeks, the days run from 2017-01-01 to 2017-12-31, and all 2,102 redemptions fall on a day on
-- which their household shopped (read as local time: 1,869 of them, and 51 days are split between weeks).
-- Campaign and redemption dates are local days. A mailing's properties name the end of its campaign as until_ms: an
-- ask that says until when it stands is closed then, not after the default window.
--
-- Money. The data dictionary (CRAN package completejourney, topic transactions_sample) calls sales_value the
-- "amount of dollars retailer receives from sale"; retail_disc is the loyalty card's, coupon_disc the manufacturer's
-- coupon, coupon_match_disc the retailer's match of it. The brand is the retailer: amount_fen is sales_value. The
-- household paid sales_value - coupon_disc, and the manufacturer refunds the difference to the retailer.
-- value_hint_fen is what the household was given: the three discounts together. The match is borne by the retailer
-- but is already out of sales_value (402 of 402 matched lines whose shelf price is known from another line), so
-- writing it into cost_fen too would count it twice: cost_fen is 0. What a mailing cost is not in the data.
WITH lines AS (
  SELECT household_id, timezone('UTC', transaction_timestamp) AS instant, basket_id,
         round(sales_value * 100)::BIGINT AS sales_fen,
         (round(retail_disc * 100) + round(coupon_disc * 100) + round(coupon_match_disc * 100))::BIGINT AS discount_fen
  FROM read_parquet($transactions)
), household_days AS (
  SELECT household_id, timezone($zone, instant)::DATE AS day, epoch_ms(min(instant)) AS occurred_ms,
         sum(sales_fen)::BIGINT AS amount_fen, sum(discount_fen)::BIGINT AS value_hint_fen,
         count(DISTINCT basket_id) AS n_baskets, count(*) AS n_lines
  FROM lines GROUP BY household_id, day
), local_day AS (
  SELECT campaign_id, campaign_type, epoch_ms(timezone($zone, start_date)) AS start_ms,
         epoch_ms(timezone($zone, end_date)) AS until_ms
  FROM read_parquet($campaign_descriptions)
), all_events AS (
  SELECT 'order:' || household_id || ':' || day AS source_event_id, occurred_ms, household_id,
         $order_paid AS kind_id, 'store' AS channel, '' AS program_id, amount_fen, value_hint_fen,
         '{"baskets":' || n_baskets || ',"lines":' || n_lines || '}' AS properties
  FROM household_days
  UNION ALL
  SELECT 'mailing:' || household_id || ':' || campaign_id, start_ms, household_id, $promotion_sent, 'mail',
         campaign_id::VARCHAR, 0, 0, json_object('campaign_type', campaign_type, 'until_ms', until_ms)::VARCHAR
  FROM read_parquet($campaigns) JOIN local_day USING (campaign_id)
  UNION ALL
  SELECT 'redemption:' || household_id || ':' || campaign_id || ':' || coupon_upc || ':' || redemption_date::DATE,
         epoch_ms(timezone($zone, redemption_date)), household_id, $benefit_redeemed, 'store',
         campaign_id::VARCHAR, 0, 0, json_object('coupon', coupon_upc::VARCHAR)::VARCHAR
  FROM read_parquet($coupon_redemptions)
)
SELECT 'complete-journey' AS source_id, source_event_id, occurred_ms, NULL::BIGINT AS received_ms,
       household_id::VARCHAR AS contact_key, '' AS point_id, kind_id::SMALLINT AS kind_id, false AS automated,
       channel, '' AS staff_id, '' AS group_id, program_id, '' AS peer_key,
       amount_fen::BIGINT AS amount_fen, 0::BIGINT AS cost_fen, value_hint_fen::BIGINT AS value_hint_fen,
       'USD' AS currency, properties
FROM all_events
ORDER BY occurred_ms, kind_id, source_event_id
