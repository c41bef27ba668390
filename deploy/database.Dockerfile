# PostgreSQL with the extensions that app/core/roles.py names; btree_gist and pg_trgm come with the server itself.
FROM postgres:17-trixie
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      "postgresql-$PG_MAJOR-postgis-3" \
      "postgresql-$PG_MAJOR-postgis-3-scripts" \
 && (apt-get install --yes --no-install-recommends "postgresql-$PG_MAJOR-icu-ext" || echo "icu_ext is optional") \
 && rm -rf /var/lib/apt/lists/*
# Run once, by the superuser, when the data directory is made.
COPY prepare.sql /opt/phaen/prepare.sql
COPY prepare-database.sh /docker-entrypoint-initdb.d/10-prepare-database.sh
