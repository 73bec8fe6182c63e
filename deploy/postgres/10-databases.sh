#!/bin/sh
# A database for each service, with a role that owns the tables and a role that may only use them.
# PostgreSQL's image runs this once, on an empty data folder; run it by hand on a server of your own:
#   PGHOST=… PGUSER=… PGPASSWORD=… MOSAIK_PASSWORDS=FOLDER deploy/postgres/10-databases.sh
# FOLDER holds one file a role, named like it. What is there already is brought up to date, so it may be run again.
# The launcher does the same in services/launcher/databases.py; a test compares the two.
set -eu
passwords=${MOSAIK_PASSWORDS:-/run/mosaik/postgres}

on() {
    database=$1
    shift
    psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "${PGUSER:-${POSTGRES_USER:-postgres}}" --dbname "$database" "$@"
}

role() { # NAME STATEMENT-TIMEOUT LOCK-TIMEOUT IDLE-IN-TRANSACTION-TIMEOUT
    on postgres --set role="$1" --set password="$(cat "$passwords/$1")" --set statement="$2" --set lock="$3" --set idle="$4" <<'SQL'
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" LOGIN PASSWORD :'password';
ALTER ROLE :"role" SET statement_timeout = :'statement';
ALTER ROLE :"role" SET lock_timeout = :'lock';
ALTER ROLE :"role" SET idle_in_transaction_session_timeout = :'idle';
GRANT :"role" TO CURRENT_USER WITH INHERIT TRUE, SET TRUE;
SQL
}

database() {
    on postgres --set database="$1" --set app="$1_app" --set owner="$1_owner" <<'SQL'
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"app";
SQL
    on "$1" --set app="$1_app" --set owner="$1_owner" <<'SQL'
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER SCHEMA public OWNER TO :"owner";
GRANT USAGE ON SCHEMA public TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"app";
SQL
}

for service in directory events profiles notifier; do
    role "${service}_owner" 30min 10s 5min
    role "${service}_app" 30s 5s 60s
    database "$service"
done
