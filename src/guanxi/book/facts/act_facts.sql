-- Grain: one row per contact with at least one event at or before the moment.
-- Inputs: events, kind_flags, decay (age → weights in 2⁻²⁰); parameters $at_ms (ages count back from it) and
-- $until_ms (events after it are not read; equal to $at_ms but when a roll-forward asks what time alone did).
-- Automated hits by a contact count for nothing; automated sends are still sends.
-- Sums of BIGINT only: the result does not depend on the order in which rows are read.
SELECT
  e.contact_id,
  count(*) AS n_events,
  max(e.age) AS first_age,
  sum(k.act_milli)::BIGINT AS acts_milli,
  sum(k.act_milli * d.w_frequency)::BIGINT AS acts_w,
  max(e.age) FILTER (k.act_milli > 0) AS first_act_age,
  min(e.age) FILTER (k.act_milli > 0) AS last_act_age,
  min(e.age) FILTER (k.is_message) AS last_message_age,
  sum(k.pays * d.w_short)::BIGINT AS pays_w,
  sum(k.talks * d.w_short)::BIGINT AS talks_w,
  sum(k.answers * d.w_short)::BIGINT AS answers_w,
  sum(k.creates * d.w_short)::BIGINT AS creates_w,
  sum(k.bonds * d.w_bond)::BIGINT AS bonds_w,
  sum(k.strain_milli * d.w_brake)::BIGINT AS strain_w,
  max(e.occurred_ms) FILTER (k.is_break) AS last_break_ms,
  max(e.occurred_ms) FILTER (k.is_acquire) AS last_acquire_ms,
  count(*) FILTER (k.is_give AND e.age < 180) AS n_give_180,
  count(*) FILTER (k.is_ask AND e.age < 180) AS n_ask_180,
  count(*) FILTER (k.is_sent AND e.age < 365) AS n_sent_365,
  count(*) FILTER (k.is_sent AND e.age < 28) AS n_sent_28,
  (sum(e.cost_fen) FILTER (e.age < 365))::BIGINT AS direct_cost_365_fen,
  sum(e.cost_fen)::BIGINT AS direct_cost_fen
FROM (
  SELECT contact_id, kind_id, automated, occurred_ms, cost_fen, ($at_ms - occurred_ms) // 86400000 AS age
  FROM events WHERE occurred_ms <= $until_ms
) e
JOIN kind_flags k USING (kind_id)
JOIN decay d ON d.age = e.age
WHERE NOT (e.automated AND k.act_milli + k.bonds > 0)
GROUP BY e.contact_id
