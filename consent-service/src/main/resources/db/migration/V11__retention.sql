-- What a replay found about people is kept for a time, and the replay for a longer one. That it was
-- asked stays in the ledger for ever.
ALTER TABLE replay ADD COLUMN evidence_gone_at timestamptz
  CHECK (evidence_gone_at IS NULL OR finished_at IS NOT NULL);
COMMENT ON COLUMN replay.evidence_gone_at IS
  'When its people and proofs were deleted: from then on the finding has counts alone.';

CREATE INDEX replay_evidence_due ON replay (finished_at)
  WHERE finished_at IS NOT NULL AND evidence_gone_at IS NULL;
CREATE INDEX replay_due ON replay (finished_at) WHERE finished_at IS NOT NULL;

GRANT DELETE ON replay TO "${appRole}";
