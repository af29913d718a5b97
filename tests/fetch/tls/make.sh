#!/bin/sh
# Makes the certificates of this folder anew: sh make.sh (the openssl command is needed only for this).
set -eu
cd "$(dirname "$0")"
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
days=27000

sign() { # request, authority's certificate, its key, days, result
    openssl x509 -req -in "$1" -CA "$2" -CAkey "$3" -CAcreateserial -CAserial "$keys/serial" -days "$4" \
        -extfile "$keys/extensions" -out "$5"
}

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=Test root" -days $days \
    -addext keyUsage=critical,keyCertSign -keyout "$keys/root.key" -out ca.pem
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=Test intermediate" \
    -keyout "$keys/intermediate.key" -out "$keys/intermediate.csr"
printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n' >"$keys/extensions"
sign "$keys/intermediate.csr" ca.pem "$keys/root.key" $days intermediate.pem

openssl req -newkey rsa:2048 -nodes -subj "/CN=127.0.0.1" -keyout "$keys/server.key" -out "$keys/server.csr"
printf 'subjectAltName=IP:127.0.0.1,DNS:site.test\nextendedKeyUsage=serverAuth\n' >"$keys/extensions"
sign "$keys/server.csr" intermediate.pem "$keys/intermediate.key" $days "$keys/server.pem"
sign "$keys/server.csr" intermediate.pem "$keys/intermediate.key" -1 "$keys/expired.pem"

cat "$keys/server.key" "$keys/server.pem" intermediate.pem >complete.pem
cat "$keys/server.key" "$keys/server.pem" >incomplete.pem
cat "$keys/server.key" "$keys/expired.pem" intermediate.pem >expired.pem
openssl dhparam -out dh1024.pem 1024
