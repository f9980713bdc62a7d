#!/usr/bin/env bash
# Run by the image at the first start of an empty volume: two databases, each with an owner, who
# migrates, and an application role, who gets what the migrations grant it (docs/architecture.md).
set -euo pipefail

for name in consent matching; do
  psql -v ON_ERROR_STOP=1 --username postgres --dbname postgres \
    -v name="$name" -v owner="${name}_owner" -v app="${name}_app" \
    -v owner_password="$(<"/run/secrets/${name}_owner.password")" \
    -v app_password="$(<"/run/secrets/${name}_app.password")" <<'SQL'
SET log_statement = 'none';
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"app" LOGIN PASSWORD :'app_password';
CREATE DATABASE :"name" OWNER :"owner";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"app";
SQL
done
