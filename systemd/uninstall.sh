#!/bin/bash
# Takes away what install.sh wrote. The archive (/var/lib/phienhop), the configuration (/etc/phienhop, and the drop-ins
# of the units) and the users that own them stay, unless --purge is given.
#
#   systemd/uninstall.sh [--purge] [--root DIR]
set -euo pipefail

root='' purge=''
units='phienhop.service phienhop-web.service phienhop-backup.service phienhop-backup.timer'

die() { echo "uninstall.sh: $*" >&2; exit 1; }
help() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; }

while [ $# -gt 0 ]; do
    case $1 in
        --purge) purge=yes ;;
        --root) root=${2:?--root wants a folder}; shift ;;
        -h | --help) help; exit 0 ;;
        *) help >&2; exit 2 ;;
    esac
    shift
done
[ -z "$root" ] || root=$(cd "$root" && pwd) || die 'no such folder'
[ "$root" != / ] || root=''
[ -n "$root" ] || [ "$(id -u)" = 0 ] || die 'run it as root, or with --root DIR'

running=''
[ -n "$root" ] || [ ! -d /run/systemd/system ] || running=yes

for unit in $units; do
    [ -e "$root/etc/systemd/system/$unit" ] || continue
    [ -z "$running" ] || systemctl stop "$unit"
    if command -v systemctl >/dev/null; then
        systemctl ${root:+--root="$root"} --quiet disable "$unit" || die "$unit cannot be disabled; nothing more is removed"
    fi
    rm -f "$root/etc/systemd/system/$unit"
done
rm -f "$root/usr/local/bin/phienhop"
rm -rf "$root/opt/phienhop"

if [ -n "$purge" ]; then
    rm -rf "$root/var/lib/phienhop" "$root/etc/phienhop"
    for unit in $units; do
        rm -rf "$root/etc/systemd/system/$unit.d"
    done
    rm -f "$root/etc/sysusers.d/phienhop.conf"
    if [ -z "$root" ]; then
        for user in phienhop-web phienhop; do
            ! id "$user" >/dev/null 2>&1 || userdel "$user"
        done
    fi
    echo 'uninstall.sh: everything is gone'
else
    echo "uninstall.sh: kept: $root/var/lib/phienhop, $root/etc/phienhop and the users; --purge removes them"
fi
[ -z "$running" ] || systemctl daemon-reload
