#!/bin/sh
# Roles, extensions and limits, then each role's password from its secret file (the server stores only its verifier).
set -eu
run() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres --dbname=phaen "$@"; }
run --file=/opt/phaen/prepare.sql
for role in phaen_owner phaen_app phaen_public phaen_analyst phaen_jobs; do
  printf "ALTER ROLE %s PASSWORD :'word';\n" "$role" | run --set=word="$(cat "/run/secrets/$role")"
done
