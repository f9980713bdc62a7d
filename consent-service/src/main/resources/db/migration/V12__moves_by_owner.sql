-- A move of the ledger is written down by the owner alone. With these rights, whoever got hold of the
-- application's role could have sealed the ledger, or said that entries moved which did not.
REVOKE INSERT, UPDATE ON ledger_moved FROM "${appRole}";
REVOKE INSERT ON ledger_moved_entry FROM "${appRole}";
