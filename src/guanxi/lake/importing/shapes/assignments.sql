-- Grain: one row per contact and program that dealt it an arm. Input: good.
-- The designed share of an arm may stand as a share (0.5), as percent (50, above 1) or in basis points (share_bp).
SELECT v_contact_key AS contact_key,
  v_program_id AS program_id,
  v_arm AS arm,
  coalesce(v_assigned_ms, v_assigned_at) AS assigned_ms,
  coalesce(v_cluster_id, '') AS cluster_id,
  coalesce(v_share_bp::BIGINT,
           CASE WHEN v_share <= 1 THEN round(v_share * 10000)::BIGINT ELSE round(v_share * 100)::BIGINT END,
           0) AS share_bp
FROM good
