#!/usr/bin/env bash
# Run by the PostgreSQL image at the first start of an empty volume: the one database of this server
# with its owner, who migrates, and its application role.
set -euo pipefail
psql -v ON_ERROR_STOP=1 --username postgres --dbname postgres -v name="$LEDGER_DATABASE" \
  -v owner="${LEDGER_DATABASE}_owner" -v app="${LEDGER_DATABASE}_app" \
  -v owner_password="$(<"/run/secrets/owner.password")" \
  -v app_password="$(<"/run/secrets/app.password")" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"app" LOGIN PASSWORD :'app_password';
CREATE DATABASE :"name" OWNER :"owner";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"app";
SQL
