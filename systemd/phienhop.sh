#!/bin/sh
# The command on the installed service's files. Called by root it has the service's secrets and runs as the service's
# user, so that nothing in the state folder comes to belong to root.
set -eu
PHIENHOP_SOURCES=${PHIENHOP_SOURCES:-/etc/phienhop/sources.yaml}
PHIENHOP_STATE=${PHIENHOP_STATE:-/var/lib/phienhop}
export PHIENHOP_SOURCES PHIENHOP_STATE
umask 027
command=/opt/phienhop/venv/bin/phienhop

[ "$(id -u)" = 0 ] || exec "$command" "$@"
if [ -r /etc/phienhop/environment ]; then
    while IFS='=' read -r name value; do
        case $name in PHIENHOP_*) export "$name=$value" ;; esac
    done </etc/phienhop/environment
fi
for file in /etc/phienhop/secrets/PHIENHOP_*; do
    [ ! -f "$file" ] || export "${file##*/}=$(cat "$file")"
done
exec runuser -u phienhop -- "$command" "$@"
