-- Grain: one row per contact with at least one event at or before the moment.
-- Inputs: events, kind_flags, decay (age → weights in 2⁻²⁰); parameters $at_ms (ages count back from it) and
-- $until_ms (events after it are not read; equal to $at_ms but when a roll-forward asks what time alone did).
-- Automated hits by a contact count for nothing; automated sends are still sends.
-- Two counts share one sum, the second 31 bits up: a filtered count of each costs four times as much.
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
  (sum(k.give_ask * d.days_180) & 2147483647)::BIGINT AS n_give_180,
  (sum(k.give_ask * d.days_180) >> 31)::BIGINT AS n_ask_180,
  (sum(k.sent * d.days_365_28) & 2147483647)::BIGINT AS n_sent_365,
  (sum(k.sent * d.days_365_28) >> 31)::BIGINT AS n_sent_28,
  sum(e.cost_fen * d.days_365)::BIGINT AS direct_cost_365_fen,
  sum(e.cost_fen)::BIGINT AS direct_cost_fen
FROM (
  SELECT contact_id, kind_id, automated, occurred_ms, cost_fen, ($at_ms - occurred_ms) // 86400000 AS age
  FROM events WHERE occurred_ms <= $until_ms
) e
JOIN kind_flags k USING (kind_id)
JOIN decay d ON d.age = e.age
WHERE NOT (e.automated AND k.act_milli + k.bonds > 0)
GROUP BY e.contact_id
