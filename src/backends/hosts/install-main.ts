/** What `install.sh` does, in order. */
export const installMain = `write_record() {
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
    [ -z "$changed" ] || printf '%s\\n' "systemd was not asked: on the host, run this script without --root, or enable $units."
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
  put_file "$here/install.sh" "\${record%/*}/install.sh"
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
      printf '%s\\n' "secret $name is missing: Envoy does not start without $secrets_dir/$name/value." >&2
  done
  for name in \${identity:+ca.crt tls.crt tls.key}; do
    [ -e "$root$secrets_dir/$identity/$name" ] || [ -f "$secrets_from/$identity/$name" ] ||
      printf '%s\\n' "$identity/$name is missing: the zone egress lets nobody in who does not prove who he is." >&2
  done
  [ -z "$root" ] || return 0
  for program in $programs; do
    [ -x "$program" ] || printf '%s\\n' "$program is missing." >&2
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
  for path in "$here/$envoy" "$files/bootstrap.json" \${coredns:+"$names/Corefile"}; do
    [ -f "$path" ] || fail "$path is missing: copy the whole output tree to the host."
  done
  (
    dry=1
    install_all
  ) >/dev/null # refuses before anything is changed
  install_all
  check_needs
fi
[ -n "$changed" ] || printf '%s\\n' 'nothing to do'
`;
