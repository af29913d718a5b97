#!/bin/bash
# Installs phienhop as a systemd service from this checkout, or upgrades it. Run again, it changes only what changed.
#
#   systemd/install.sh                 as root; then: systemctl enable --now phienhop phienhop-web phienhop-backup.timer
#   systemd/install.sh --enable        the same, with the last step
#   systemd/install.sh --rollback      back to the release before the last upgrade
#   systemd/install.sh --root DIR      into a folder instead of /, for an image or a look at what would be written
#
# Options: --python FILE   the interpreter for the venv, 3.11 or newer (default: python3)
#
# What it writes:
#   /opt/phienhop/releases/…   a venv for each release, the last two kept; /opt/phienhop/venv points to the one in use
#   /usr/local/bin/phienhop    the command on the service's archive
#   /etc/systemd/system        the units; /etc/sysusers.d/phienhop.conf and its users phienhop and phienhop-web
#   /etc/phienhop              sources.yaml, environment and secrets/: made if missing, never changed afterwards
#   /var/lib/phienhop          the archive's folder
set -euo pipefail
umask 022

here=$(cd "$(dirname "$0")" && pwd)
checkout=$(dirname "$here")
root='' python=python3 enable='' rollback=''
units='phienhop.service phienhop-web.service phienhop-backup.service phienhop-backup.timer'
started='phienhop.service phienhop-web.service phienhop-backup.timer'

die() { echo "install.sh: $*" >&2; exit 1; }
say() { echo "install.sh: $*"; }
help() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; }

main() {
    options "$@"
    check
    if [ -n "$rollback" ]; then
        roll_back
    else
        users
        release
        configuration
        files
    fi
    settle
}

options() {
    while [ $# -gt 0 ]; do
        case $1 in
            --root) root=${2:?--root wants a folder}; shift ;;
            --python) python=${2:?--python wants a file}; shift ;;
            --enable) enable=yes ;;
            --rollback) rollback=yes ;;
            -h | --help) help; exit 0 ;;
            *) help >&2; exit 2 ;;
        esac
        shift
    done
    [ -z "$root" ] || root=$(mkdir -p "$root" && cd "$root" && pwd)
    [ "$root" != / ] || root=''
    opt=$root/opt/phienhop
    etc=$root/etc/phienhop
}

check() {
    [ -n "$root" ] || [ "$(id -u)" = 0 ] || die 'run it as root, or with --root DIR'
    [ -f "$checkout/requirements.lock" ] || die "$checkout is not a checkout of phienhop"
    "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        die "$python is not Python 3.11 or newer with venv (Debian: apt install python3-venv); name one with --python"
}

users() {
    put 0644 "$here/phienhop.sysusers" "$root/etc/sysusers.d/phienhop.conf"
    [ "$(id -u)" = 0 ] || { say 'not root: users are made when the folder starts as a system'; return; }
    systemd-sysusers ${root:+--root="$root"} phienhop.conf
}

# The release is named by what it is made of, so that the same checkout is installed once.
release() {
    local name new
    name=$(cd "$checkout" && find crawler pyproject.toml requirements.lock -type f ! -path '*/.*' ! -name '*.pyc' \
        -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
    new=$opt/releases/$name
    if [ ! -e "$new/.complete" ]; then
        say "building $new"
        rm -rf "$new"
        build "$new"
        : >"$new/.complete"
    fi
    if [ "$(readlink "$opt/venv" || true)" != "releases/$name" ]; then
        keep_a_backup
        [ ! -L "$opt/venv" ] || point previous "$(readlink "$opt/venv")"
        point venv "releases/$name"
        say "in use: releases/$name"
    fi
    forget_old
}

build() {
    mkdir -p "$opt/releases"
    "$python" -m venv "$1"
    local source
    source=$(mktemp -d)
    cp -R "$checkout/crawler" "$checkout/pyproject.toml" "$checkout/README.md" "$checkout/LICENSE" "$source"
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$checkout/requirements.lock"
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$source"
    rm -rf "$source"
    if [ -n "$root" ]; then # scripts name their interpreter by its full path
        find "$1/bin" -type f -exec sed -i "1s|^#!$root/|#!/|" {} +
    fi
}

# An older release cannot read what a newer one has migrated: this copy is the way back.
keep_a_backup() {
    local state=/var/lib/phienhop
    if [ -z "$root" ] && [ -e "$opt/venv/bin/phienhop" ] && [ -e "$state/phienhop.db" ]; then
        local copy
        copy=$state/backups/before-upgrade-$(date +%Y-%m-%dT%H%M%S).db
        runuser -u phienhop -- "$opt/venv/bin/phienhop" --state "$state" backup "$copy"
    fi
}

point() {
    ln -sfn "$2" "$opt/.$1" && mv -T "$opt/.$1" "$opt/$1"
}

forget_old() {
    local old
    for old in "$opt"/releases/*/; do
        old=releases/$(basename "$old")
        [ "$old" = "$(readlink "$opt/venv")" ] || [ "$old" = "$(readlink "$opt/previous" || true)" ] ||
            rm -rf "${opt:?}/$old"
    done
}

roll_back() {
    [ -L "$opt/previous" ] || die 'there is no former release'
    local now
    now=$(readlink "$opt/venv")
    point venv "$(readlink "$opt/previous")"
    point previous "$now"
    say "in use: $(readlink "$opt/venv"). Where it says that the database is of a newer version:"
    say '  systemctl stop phienhop; phienhop restore /var/lib/phienhop/backups/before-upgrade-….db'
}

configuration() {
    folder 0750 "$etc"
    folder 0700 "$etc/secrets"
    folder 0750 "$root/var/lib/phienhop"
    once 0640 "$checkout/sources.yaml" "$etc/sources.yaml"
    once 0644 "$here/environment" "$etc/environment"
    once 0644 "$here/secrets.conf" "$root/etc/systemd/system/phienhop.service.d/secrets.conf"
    local ids
    ids=$(sed -n 's/^phienhop:[^:]*:\([0-9]*:[0-9]*\):.*/\1/p' "$root/etc/passwd" 2>/dev/null || true)
    if [ "$(id -u)" = 0 ] && [ -n "$ids" ]; then
        chown "0:${ids#*:}" "$etc" "$etc/sources.yaml"
        chown "$ids" "$root/var/lib/phienhop"
    fi
}

files() {
    local unit
    for unit in $units; do
        put 0644 "$here/$unit" "$root/etc/systemd/system/$unit"
    done
    put 0755 "$here/phienhop.sh" "$root/usr/local/bin/phienhop"
    put 0644 "$checkout/docs/operations.md" "$opt/operations.md"
}

folder() {
    [ -d "$2" ] || { say "making $2"; install -d -m "$1" "$2"; }
}

once() {
    [ -e "$3" ] || put "$@"
}

put() {
    cmp -s "$2" "$3" && return
    say "writing $3"
    install -D -m "$1" "$2" "$3"
}

settle() {
    if [ -n "$enable" ]; then
        # shellcheck disable=SC2086
        systemctl ${root:+--root="$root"} enable $started
    fi
    [ -z "$root" ] && [ -d /run/systemd/system ] || return 0
    systemctl daemon-reload
    # shellcheck disable=SC2086
    if [ -n "$enable" ]; then systemctl restart $started; else systemctl try-restart $started; fi
}

main "$@"
