-- The sampled trace that an entry came from, so that publication goes on with it. It stands beside the
-- entry and is no part of it: no leaf of the tree is about it. It names a trace, and nobody.

ALTER TABLE ledger_entry ADD COLUMN trace_context text CHECK (octet_length(trace_context) <= 55);
COMMENT ON COLUMN ledger_entry.trace_context IS
  'W3C traceparent; null where the entry came from no sampled trace.';

GRANT INSERT (trace_context) ON ledger_entry TO "${appRole}";
