#!/bin/sh
# Makes the secrets that compose.yaml names, in secrets/ beside it, unless they are there. The containers' users read the files; the
# folder keeps everybody else on this machine from them.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
cd secrets
# What the command writes, in a file that is whole or absent.
make() {
    file=$1
    shift
    [ -s "$file" ] || { "$@" > "$file.new" && mv "$file.new" "$file"; }
    chmod 444 "$file"
}
# As mongodump and mongorestore read a password (`--config`).
tool_settings() {
    password=$(openssl rand -hex 24) && printf 'password: "%s"\n' "$password"
}
make mongodb-key openssl rand -base64 741
make mongodb-admin-password openssl rand -hex 24
make mongodb-password openssl rand -hex 24
make mongodb-backup tool_settings
make mongodb-restore tool_settings
make mongodb-address printf 'mongodb://tacit:%s@mongodb-1,mongodb-2,mongodb-3/?replicaSet=tacit&authSource=tacit\n' \
    "$(cat mongodb-password)"
echo "the secrets are in $PWD"
