-- Grain: one row per kind. Input: kinds. What each kind is to the mirror.
-- A send is a give or an ask. A talk is what only people do: service, a solved problem, a talk itself. What the brand
-- must say (order, delivery and safety notices) is neither a send nor a talk.
CREATE OR REPLACE TEMP TABLE mirror_kinds AS
SELECT kind_id, kind,
       role IN ('give', 'ask') AS is_send,
       role = 'ask' AS is_ask,
       role = 'give' AS is_give,
       kind IN ('service_rendered', 'problem_solved', 'human_contact') AS is_talk,
       kind = 'content_delivered' AS is_content,
       kind IN ('message_from_contact', 'reply') AS is_message,
       role IN ('give', 'ask') OR kind = 'human_contact' AS is_conduct
FROM kinds
