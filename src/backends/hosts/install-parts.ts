/** How `install.sh` puts each thing into its place, and takes it away. A function that may refuse does it before anything is changed. */
export const installParts = `write_file() {
  make_dir "\${2%/*}"
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
  rm -rf "$root\${2:?}/$3"
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
    mkdir -p "$new/\${path%/*}"
    cp "$secrets_from/$path" "$new/$path"
  done
  restrict "$new"
  publish "$secrets_dir" "..v$number"
}

given_secrets() { # <name>/value, and identities/<mesh>/<dataplane>/tls.crt and the like
  for path in "$secrets_from"/*/value "$secrets_from"/identities/*/*/*.*; do
    [ ! -f "$path" ] || printf '%s\\n' "\${path#"$secrets_from"/}"
  done
}

put_secrets() {
  if is_foreign "$secrets_dir"; then fail "$secrets_dir is filled already, and not by meshext."; fi
  [ -n "$(given_secrets)" ] || fail "$secrets_from holds no <name>/value."
  stale=$(given_secrets | while IFS= read -r path; do
    cmp -s "$secrets_from/$path" "$root$secrets_dir/$path" || printf ' %s' "\${path%/value}"
  done)
  [ -z "$stale" ] || act "renew secrets:$stale" renew_secrets
}

check_place() { # what another Dataplane has, and there is but once
  others | while IFS= read -r path; do
    owner=\${path#"$root$state/"}
    owner=\${owner%/record}
    case $alone_in in
      / | "\${owner%/*}")
        ! grep -q "^file $unit_dir/meshext-capture-" "$path" ||
          fail "Dataplane $owner captures connections on this host already."
        ;;
    esac
    [ "\${owner%/*}" = "$mesh" ] || ! grep -qxF -e "dns $dns_address" "$path" ||
      fail "mesh \${owner%/*} has its names answered on $dns_address already: give one of the two another dnsAddress."
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
    rm -r "$root$1/\${version:?}"
    rm "$root$1/..data"
  fi
  [ ! -d "$root$1" ] || rmdir "$root$1" 2>/dev/null || :
}

remove_entry() { # a line of the record
  what=\${1%% *}
  path=\${1#* }
  case $what in
    file)
      [ -e "$root$path" ] || return 0
      case $path in
        "$unit_dir"/*)
          reload=1
          if asks_systemd; then act "systemctl disable --now \${path##*/}" systemctl --quiet disable --now "\${path##*/}"; fi
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
  left=$(printf '%s\\n' "$list" | while IFS= read -r path; do
    [ -z "$path" ] || [ ! -d "$root$path" ] || rmdir "$root$path" 2>/dev/null || printf '%s\\n' "$path"
  done)
  [ ! -f "$root$state/.made" ] || printf '%s\\n' "$left" | sort >"$root$state/.made"
  [ ! -d "$root\${state%/*}" ] || rmdir "$root\${state%/*}" 2>/dev/null || : # secrets may have been the last in it
}
`;
