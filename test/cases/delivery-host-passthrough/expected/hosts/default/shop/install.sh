#!/bin/sh
# Installs what a host needs for Dataplane shop in mesh default: --help says how. Run again, it changes what has changed.
set -eu
mesh='default'
dataplane='shop'
envoy='meshext-envoy-default-shop.service'
coredns='meshext-coredns-default.service'
capture='meshext-capture-default-shop.service'
units='meshext-capture-default-shop.service meshext-coredns-default.service meshext-envoy-default-shop.service'
alone_in='/'
config_dir='/etc/meshext/envoy/default/shop'
dns_dir='/etc/meshext/coredns/default'
dns_address='127.0.0.1'
secrets_dir='/etc/meshext/secrets'
secrets='pay-cert pay-key'
identity=''
programs='/usr/local/bin/envoy /usr/local/bin/coredns'
here=$(cd "$(dirname "$0")" && pwd)
files=$here/../../../envoy/$mesh/$dataplane
names=$here/../../../coredns/$mesh

state=/etc/meshext/installed
unit_dir=/etc/systemd/system
resolved_dir=/etc/systemd/resolved.conf.d
group=meshext
umask 022

usage() {
  cat <<TEXT
usage: sh install.sh [--dry-run] [--root DIR] [--secrets DIR]
       sh install.sh --uninstall [--purge] [--dry-run] [--root DIR]

  --dry-run      shows what would be done
  --root DIR     works below DIR, and asks systemd for nothing
  --secrets DIR  renews secrets from DIR/<name>/value, all at once; and
                 identities from DIR/identities/<mesh>/<dataplane>/
  --uninstall    removes what was installed for this Dataplane
  --purge        removes the secrets, too, when no other Dataplane is installed
TEXT
}

fail() {
  printf 'install.sh: %s\n' "$1" >&2
  exit 1
}

dry='' root='' secrets_from='' uninstall='' purge=''
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=1 ;;
    --root | --secrets)
      if [ $# -lt 2 ] || [ ! -d "$2" ]; then fail "$1 needs a folder that is there."; fi
      folder=$(cd "$2" && pwd)
      if [ "$1" = --root ]; then root=${folder%/}; else secrets_from=$folder; fi
      shift
      ;;
    --uninstall) uninstall=1 ;;
    --purge) purge=1 ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  shift
done
if [ -n "$purge" ] && [ -z "$uninstall" ]; then fail '--purge goes with --uninstall.'; fi
if [ -n "$secrets_from" ] && [ -n "$uninstall" ]; then fail '--secrets does not go with --uninstall.'; fi
if [ -z "$dry$root" ] && [ "$(id -u)" != 0 ]; then fail 'it has to be run by root, or with --root DIR.'; fi

record=$state/$mesh/$dataplane/record
lines='' made='' changed='' wrote='' restart='' reload='' resolve=''

act() { # a text that says what is done; the command
  changed=1
  printf '%s\n' "$1"
  shift
  [ -n "$dry" ] || "$@"
}

asks_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

note() { # what belongs to the Dataplane; recorded before it is there, so that nothing gets lost
  lines="$lines$1
"
  if [ -n "$dry" ] || grep -qxF -e "$1" "$root$record" 2>/dev/null; then return 0; fi
  make_dir "${record%/*}"
  printf '%s\n' "$1" >>"$root$record"
}

others() { # the records of other Dataplanes: all, or those of one mesh
  find "$root$state${1-}" -name record ! -path "$root$record" 2>/dev/null || :
}

in_others() { # a line of a record
  [ -n "$(others "${2-}")" ] || return 1
  others "${2-}" | xargs -d '\n' grep -qxF -e "$1" --
}

is_ours() { grep -qxF -e "$1" "$root$record" 2>/dev/null || in_others "$1" "/$mesh"; }

make_dir() { # with each folder above that is missing; they are remembered
  [ ! -d "$root$1" ] || return 0
  make_dir "${1%/*}"
  mkdir "$root$1"
  made="$made$1
"
  [ -d "$root$state" ] || return 0
  printf '%s' "$made" >>"$root$state/.made"
  made=''
}

version_of() { # a folder; which of its files count
  (
    cd "$1" 2>/dev/null || exit 0
    shift
    find . -type f "$@" -exec sha256sum {} + | LC_ALL=C sort | sha256sum | cut -c 1-16
  )
}

restrict() { # lets root and the group of the units read, and nobody else
  chmod -R u=rwX,g=rX,o= "$1"
  gid=$group
  [ -z "$root" ] || gid=$(sed -n "s/^$group:[^:]*:\([0-9]*\):.*/\1/p" "$root/etc/group" 2>/dev/null || :)
  [ -z "$gid" ] || chgrp -R "$gid" "$1"
}

publish() { # a folder, a version in it: exchanges all its files at once
  old=$(readlink "$root$1/..data" || :)
  ln -sfn "$2" "$root$1/..next"
  mv -T "$root$1/..next" "$root$1/..data"
  for path in "$root$1/$2"/*; do
    name=${path##*/}
    [ -e "$root$1/$name" ] || ln -s "..data/$name" "$root$1/$name"
  done
  drop_links "$1"
  [ -z "$old" ] || rm -r "$root$1/${old:?}"
}

drop_links() { # those that lead nowhere any more
  for path in "$root$1"/*; do
    [ ! -L "$path" ] || [ -e "$path" ] || rm "$path"
  done
}

is_foreign() { # a folder that somebody else has filled
  [ -d "$root$1" ] && [ ! -L "$root$1/..data" ] && [ -n "$(ls -A "$root$1")" ]
}

write_file() {
  make_dir "${2%/*}"
  cp "$1" "$root$2.meshext-new"
  chmod 0644 "$root$2.meshext-new"
  mv -f "$root$2.meshext-new" "$root$2"
}

put_file() { # where it comes from, where it goes
  wrote=''
  if [ -e "$root$2" ] || [ -L "$root$2" ]; then
    is_ours "file $2" || fail "$2 is there already, and was not installed for mesh $mesh."
  fi
  note "file $2"
  if cmp -s "$1" "$root$2"; then return 0; fi
  wrote=1
  act "write $2" write_file "$1" "$2"
}

fill_folder() {
  make_dir "$2"
  rm -rf "$root${2:?}/$3"
  mkdir -m 0700 "$root$2/$3"
  cp -R "$1/." "$root$2/$3/"
  if [ "$2" = "$config_dir" ]; then restrict "$root$2/$3"; else chmod -R u=rwX,go=rX "$root$2/$3"; fi
  publish "$2" "$3"
}

put_folder() { # where it comes from, where it goes
  wrote=''
  if is_foreign "$2"; then fail "$2 is filled already, and not by meshext."; fi
  if [ -L "$root$2/..data" ]; then
    is_ours "folder $2" || fail "$2 belongs to another Dataplane."
  fi
  note "folder $2"
  version=$(version_of "$1")
  if [ "$(version_of "$root$2/..data")" = "$version" ]; then return 0; fi
  wrote=1
  version=..$version
  while [ "$(readlink "$root$2/..data" || :)" = "$version" ]; do version=$version.again; done # edited by hand
  act "fill $2" fill_folder "$1" "$2" "$version"
}

renew_secrets() {
  make_dir "$secrets_dir"
  number=1
  while [ -e "$root$secrets_dir/..v$number" ]; do number=$((number + 1)); done
  new=$root$secrets_dir/..v$number
  mkdir -m 0700 "$new"
  [ ! -d "$root$secrets_dir/..data" ] || cp -R "$root$secrets_dir/..data/." "$new/"
  given_secrets | while IFS= read -r path; do
    mkdir -p "$new/${path%/*}"
    cp "$secrets_from/$path" "$new/$path"
  done
  restrict "$new"
  publish "$secrets_dir" "..v$number"
}

given_secrets() { # <name>/value, and identities/<mesh>/<dataplane>/tls.crt and the like
  for path in "$secrets_from"/*/value "$secrets_from"/identities/*/*/*.*; do
    [ ! -f "$path" ] || printf '%s\n' "${path#"$secrets_from"/}"
  done
}

put_secrets() {
  if is_foreign "$secrets_dir"; then fail "$secrets_dir is filled already, and not by meshext."; fi
  [ -n "$(given_secrets)" ] || fail "$secrets_from holds no <name>/value."
  stale=$(given_secrets | while IFS= read -r path; do
    cmp -s "$secrets_from/$path" "$root$secrets_dir/$path" || printf ' %s' "${path%/value}"
  done)
  [ -z "$stale" ] || act "renew secrets:$stale" renew_secrets
}

check_place() { # what another Dataplane has, and there is but once
  others | while IFS= read -r path; do
    owner=${path#"$root$state/"}
    owner=${owner%/record}
    case $alone_in in
      / | "${owner%/*}")
        ! grep -q "^file $unit_dir/meshext-capture-" "$path" ||
          fail "Dataplane $owner captures connections on this host already."
        ;;
    esac
    [ "${owner%/*}" = "$mesh" ] || ! grep -qxF -e "dns $dns_address" "$path" ||
      fail "mesh ${owner%/*} has its names answered on $dns_address already: give one of the two another dnsAddress."
  done
}

remove_file() { rm -f "$root$1"; }

remove_folder() { # ours of it; it stays while it holds something else
  for path in "$root$1"/*; do
    case $(readlink "$path" || :) in
      ..data/*) rm "$path" ;;
    esac
  done
  rm -f "$root$1/..next"
  if [ -L "$root$1/..data" ]; then
    version=$(readlink "$root$1/..data")
    rm -r "$root$1/${version:?}"
    rm "$root$1/..data"
  fi
  [ ! -d "$root$1" ] || rmdir "$root$1" 2>/dev/null || :
}

remove_entry() { # a line of the record
  what=${1%% *}
  path=${1#* }
  case $what in
    file)
      [ -e "$root$path" ] || return 0
      case $path in
        "$unit_dir"/*)
          reload=1
          if asks_systemd; then act "systemctl disable --now ${path##*/}" systemctl --quiet disable --now "${path##*/}"; fi
          ;;
        "$resolved_dir"/*) resolve=1 ;;
      esac
      act "remove $path" remove_file "$path"
      ;;
    folder)
      [ -d "$root$path" ] || return 0
      act "remove $path" remove_folder "$path"
      ;;
  esac
}

remove_entries() { # those that were recorded, are not noted now and are nobody else's
  [ -f "$root$record" ] || return 0
  while IFS= read -r line; do
    if printf '%s' "$lines" | grep -qxF -e "$line" || in_others "$line"; then continue; fi
    remove_entry "$line"
  done <<TEXT
$(tac "$root$record")
TEXT
}

remove_dirs() { # folders that were made here and are empty
  list=$(sort -r "$root$state/.made" 2>/dev/null || :)
  [ -f "$root$record" ] || [ -n "$(others)" ] || rm -f "$root$state/.made"
  left=$(printf '%s\n' "$list" | while IFS= read -r path; do
    [ -z "$path" ] || [ ! -d "$root$path" ] || rmdir "$root$path" 2>/dev/null || printf '%s\n' "$path"
  done)
  [ ! -f "$root$state/.made" ] || printf '%s\n' "$left" | sort >"$root$state/.made"
  [ ! -d "$root${state%/*}" ] || rmdir "$root${state%/*}" 2>/dev/null || : # secrets may have been the last in it
}

write_record() {
  printf '%s' "$lines" >"$root$record.new"
  mv -f "$root$record.new" "$root$record"
}

settle() { # what systemd has to hear
  asks_systemd || return 0
  [ -z "$reload" ] || act 'systemctl daemon-reload' systemctl daemon-reload
  [ -z "$resolve" ] || ! systemctl --quiet is-active systemd-resolved ||
    act 'systemctl restart systemd-resolved' systemctl restart systemd-resolved
}

start_units() {
  if ! asks_systemd; then
    [ -z "$changed" ] || printf '%s\n' "systemd was not asked: on the host, run this script without --root, or enable $units."
    return 0
  fi
  for unit in $units; do
    systemctl --quiet is-enabled "$unit" 2>/dev/null || act "systemctl enable $unit" systemctl --quiet enable "$unit"
    case " $restart " in
      *" $unit "*) act "systemctl restart $unit" systemctl restart "$unit" ;;
      *) systemctl --quiet is-active "$unit" || act "systemctl start $unit" systemctl start "$unit" ;;
    esac
  done
}

install_units() {
  for unit in $units; do
    put_file "$here/$unit" "$unit_dir/$unit"
    [ -n "$wrote" ] || continue
    reload=1
    restart="$restart $unit"
  done
}

captures_anew() {
  for name in capture.nft capture.iptables capture.ip6tables route.sh; do
    [ ! -f "$files/$name" ] || cmp -s "$files/$name" "$root$config_dir/$name" || return 0
  done
  ! cmp -s "$here/$capture" "$root$unit_dir/$capture"
}

stop_capture() { # rules are taken back by the unit that has made them
  if [ ! -f "$root$unit_dir/$capture" ] || ! captures_anew; then return 0; fi
  restart="$restart $capture $envoy"
  if asks_systemd && systemctl --quiet is-active "$capture"; then
    act "systemctl stop $capture" systemctl stop "$capture"
  fi
}

install_all() {
  check_place
  if [ -z "$root" ] && ! getent group "$group" >/dev/null; then
    act "add group $group" groupadd --system "$group"
  fi
  [ -z "$capture" ] || stop_capture
  # Listeners and clusters that are files are read again; anything else needs a start.
  before=$(version_of "$root$config_dir/..data" ! -name lds.json ! -name cds.json)
  put_folder "$files" "$config_dir"
  [ "$before" = "$(version_of "$files" ! -name lds.json ! -name cds.json)" ] || restart="$restart $envoy"
  [ -z "$coredns" ] || install_names
  [ -z "$secrets_from" ] || put_secrets
  install_units
  put_file "$here/install.sh" "${record%/*}/install.sh"
  remove_entries
  [ -n "$dry" ] || printf '%s' "$lines" | cmp -s - "$root$record" || write_record
  [ -n "$dry" ] || remove_dirs
  settle
  start_units
}

install_names() {
  # Zones are read again; the Corefile needs a start.
  before=$(version_of "$root$dns_dir/..data" -name Corefile)
  put_folder "$names" "$dns_dir"
  [ "$before" = "$(version_of "$names" -name Corefile)" ] || restart="$restart $coredns"
  note "dns $dns_address"
  put_file "$here/resolved.conf" "$resolved_dir/meshext-$mesh.conf"
  [ -z "$wrote" ] || resolve=1
}

check_needs() {
  for name in $secrets; do
    [ -e "$root$secrets_dir/$name/value" ] || [ -f "$secrets_from/$name/value" ] ||
      printf '%s\n' "secret $name is missing: Envoy does not start without $secrets_dir/$name/value." >&2
  done
  for name in ${identity:+ca.crt tls.crt tls.key}; do
    [ -e "$root$secrets_dir/$identity/$name" ] || [ -f "$secrets_from/$identity/$name" ] ||
      printf '%s\n' "$identity/$name is missing: the zone egress lets nobody in who does not prove who he is." >&2
  done
  [ -z "$root" ] || return 0
  for program in $programs; do
    [ -x "$program" ] || printf '%s\n' "$program is missing." >&2
  done
}

uninstall_all() {
  remove_entries
  keeps=$(ls "$root$secrets_dir" 2>/dev/null || :)$(others)
  if [ -n "$purge" ] && [ -L "$root$secrets_dir/..data" ] && [ -z "$(others)" ]; then
    keeps=''
    act "remove $secrets_dir" remove_folder "$secrets_dir"
  fi
  [ ! -f "$root$record" ] || act "remove $record" remove_file "$record"
  [ -n "$dry" ] || remove_dirs
  if [ -z "$root$keeps" ] && getent group "$group" >/dev/null; then
    act "remove group $group" groupdel "$group"
  fi
  settle
}

if [ -n "$uninstall" ]; then
  uninstall_all
else
  for path in "$here/$envoy" "$files/bootstrap.json" ${coredns:+"$names/Corefile"}; do
    [ -f "$path" ] || fail "$path is missing: copy the whole output tree to the host."
  done
  (
    dry=1
    install_all
  ) >/dev/null # refuses before anything is changed
  install_all
  check_needs
fi
[ -n "$changed" ] || printf '%s\n' 'nothing to do'
