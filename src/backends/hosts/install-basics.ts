/**
 * What every `install.sh` can do. Paths are written without the folder of `--root`, which stands before them on the disk. A record
 * says what belongs to a Dataplane, so that nothing else is replaced or removed.
 */
export const installBasics = `state=/etc/meshext/installed
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
  printf 'install.sh: %s\\n' "$1" >&2
  exit 1
}

dry='' root='' secrets_from='' uninstall='' purge=''
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=1 ;;
    --root | --secrets)
      if [ $# -lt 2 ] || [ ! -d "$2" ]; then fail "$1 needs a folder that is there."; fi
      folder=$(cd "$2" && pwd)
      if [ "$1" = --root ]; then root=\${folder%/}; else secrets_from=$folder; fi
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
  printf '%s\\n' "$1"
  shift
  [ -n "$dry" ] || "$@"
}

asks_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

note() { # what belongs to the Dataplane; recorded before it is there, so that nothing gets lost
  lines="$lines$1
"
  if [ -n "$dry" ] || grep -qxF -e "$1" "$root$record" 2>/dev/null; then return 0; fi
  make_dir "\${record%/*}"
  printf '%s\\n' "$1" >>"$root$record"
}

others() { # the records of other Dataplanes: all, or those of one mesh
  find "$root$state\${1-}" -name record ! -path "$root$record" 2>/dev/null || :
}

in_others() { # a line of a record
  [ -n "$(others "\${2-}")" ] || return 1
  others "\${2-}" | xargs -d '\\n' grep -qxF -e "$1" --
}

is_ours() { grep -qxF -e "$1" "$root$record" 2>/dev/null || in_others "$1" "/$mesh"; }

make_dir() { # with each folder above that is missing; they are remembered
  [ ! -d "$root$1" ] || return 0
  make_dir "\${1%/*}"
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
  [ -z "$root" ] || gid=$(sed -n "s/^$group:[^:]*:\\([0-9]*\\):.*/\\1/p" "$root/etc/group" 2>/dev/null || :)
  [ -z "$gid" ] || chgrp -R "$gid" "$1"
}

publish() { # a folder, a version in it: exchanges all its files at once
  old=$(readlink "$root$1/..data" || :)
  ln -sfn "$2" "$root$1/..next"
  mv -T "$root$1/..next" "$root$1/..data"
  for path in "$root$1/$2"/*; do
    name=\${path##*/}
    [ -e "$root$1/$name" ] || ln -s "..data/$name" "$root$1/$name"
  done
  drop_links "$1"
  [ -z "$old" ] || rm -r "$root$1/\${old:?}"
}

drop_links() { # those that lead nowhere any more
  for path in "$root$1"/*; do
    [ ! -L "$path" ] || [ -e "$path" ] || rm "$path"
  done
}

is_foreign() { # a folder that somebody else has filled
  [ -d "$root$1" ] && [ ! -L "$root$1/..data" ] && [ -n "$(ls -A "$root$1")" ]
}
`;
