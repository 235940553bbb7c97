#!/bin/sh
# Installs opaws for this user:  curl -fsSL https://github.com/opaws/opaws/releases/latest/download/install.sh | sh
#
#   install.sh [--version VERSION] [--uninstall]
#
#   OPAWS_INSTALL_DIR   where the program goes; ~/.local/bin when not set
#   OPAWS_BASE_URL      a mirror with the layout of the project's releases page: https, or http on this machine
#
# Nothing is put in place before its SHA-256 is that of the release's list, and nothing asks for another user's rights.
# Exit status: 64 usage, 65 wrong checksum, 69 not available here, 73 cannot write.
set -u

fail() { # $1: exit status, $2: what cannot be done and why, $3: what mends it
  printf 'opaws: cannot %s\n' "$2" >&2
  [ -z "${3:-}" ] || printf '  try: %s\n' "$3" >&2
  exit "$1"
}

have() { command -v "$1" >/dev/null 2>&1; }

# The target as the release names it, in $target.
find_target() {
  system=$(uname -s) || fail 69 'install: uname does not tell this system'
  machine=$(uname -m) || fail 69 'install: uname does not tell this machine'
  case "$machine" in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail 69 "install: there is no opaws for $machine" ;;
  esac
  case "$system" in
    Linux)
      for musl in /lib/ld-musl-*; do
        [ ! -e "$musl" ] || [ -e /lib64/ld-linux-x86-64.so.2 ] || [ -e /lib/ld-linux-aarch64.so.1 ] ||
          fail 69 'install: this system has musl, and opaws needs the GNU C library'
      done
      target=$machine-unknown-linux-gnu
      ;;
    Darwin)
      # A shell under Rosetta takes the machine for the other one.
      [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" != 1 ] || machine=aarch64
      target=$machine-apple-darwin
      ;;
    *) fail 69 "install: there is no opaws for $system here" 'install.ps1, on Windows' ;;
  esac
}

# The address of the releases in $base; what is not encrypted is only fetched from this machine.
find_base() {
  base=${OPAWS_BASE_URL:-https://github.com/opaws/opaws/releases}
  base=${base%/}
  protocols='=https'
  case "$base" in
    https://*) ;;
    *@* | *[!A-Za-z0-9.:/_~%[\]-]*) fail 64 "install from $base: an address without https must be of this machine" ;;
    http://127.0.0.1 | http://127.0.0.1[:/]* | http://localhost | http://localhost[:/]* | http://\[::1\]*)
      protocols='=http,https'
      ;;
    *) fail 64 "install from $base: it is not https" ;;
  esac
}

find_tools() {
  if have curl; then
    fetcher=curl
  elif have wget; then
    fetcher=wget
  else
    fail 69 'install: neither curl nor wget is here'
  fi
  if have sha256sum; then
    hasher=sha256sum
  elif have shasum; then
    hasher=shasum
  elif have openssl; then
    hasher=openssl
  else
    fail 69 'install: none of sha256sum, shasum and openssl is here'
  fi
  if ! have tar || ! have gzip; then fail 69 'install: tar and gzip are not here'; fi
}

fetch() { # $1: address, $2: file
  case "$fetcher" in
    curl) curl -fsSL --proto "$protocols" --proto-redir "$protocols" --retry 2 -o "$2" "$1" ;;
    wget)
      if [ "$protocols" = '=https' ]; then
        wget -q --https-only -O "$2" "$1"
      else
        wget -q -O "$2" "$1"
      fi
      ;;
  esac || fail 69 "fetch $1: $fetcher ended with $?"
}

hash_of() { # $1: file
  case "$hasher" in
    sha256sum) sha256sum <"$1" ;;
    shasum) shasum -a 256 <"$1" ;;
    openssl) openssl dgst -sha256 -r <"$1" ;;
  esac | cut -d ' ' -f 1
}

install_program() {
  find_target
  find_base
  find_tools
  mkdir -p "$folder" 2>/dev/null || fail 73 "make $folder: the system does not allow it" 'OPAWS_INSTALL_DIR=FOLDER'
  # In the same folder, so that the last step is one rename.
  work=$(mktemp -d "$folder/.opaws-install.XXXXXX" 2>/dev/null) ||
    fail 73 "write into $folder: the system does not allow it" 'OPAWS_INSTALL_DIR=FOLDER'
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  if [ -n "$version" ]; then from=$base/download/v$version; else from=$base/latest/download; fi
  archive=opaws-$target.tar.gz
  fetch "$from/SHA256SUMS" "$work/SHA256SUMS"
  fetch "$from/$archive" "$work/$archive"
  wanted=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1; exit }' "$work/SHA256SUMS")
  [ "${#wanted}" -eq 64 ] || fail 65 "install $archive: the release's list of checksums does not name it"
  [ "$(hash_of "$work/$archive")" = "$wanted" ] ||
    fail 65 "install $archive: its checksum is not the one of the release; nothing was changed"
  # Only the program is taken out, whatever else the archive holds.
  tar -xzf "$work/$archive" -C "$work" opaws || fail 65 "unpack $archive: tar ended with $?"
  if [ ! -f "$work/opaws" ] || [ -L "$work/opaws" ]; then fail 65 "unpack $archive: it holds no program"; fi
  chmod 755 "$work/opaws" || fail 73 "install into $folder: the system does not allow it"
  told=$("$work/opaws" --version) || fail 69 "run opaws here: it ended with $?; nothing was changed"
  mv -f "$work/opaws" "$folder/opaws" || fail 73 "install into $folder: the system does not allow it"
  printf 'opaws %s is in %s\n' "$told" "$folder"
  case ":$PATH:" in
    *":$folder:"*) printf 'Start with: opaws init\n' ;;
    *) printf 'That folder is not on your PATH. Add it, then: opaws init\n' ;;
  esac
}

uninstall_program() {
  if [ ! -e "$folder/opaws" ] && [ ! -L "$folder/opaws" ]; then
    printf 'There is no opaws in %s\n' "$folder"
    return
  fi
  rm -f "$folder/opaws" 2>/dev/null || fail 73 "remove $folder/opaws: the system does not allow it"
  printf 'opaws is no longer in %s. Your vaults and settings stay.\n' "$folder"
}

main() {
  version=
  action=install_program
  while [ $# -gt 0 ]; do
    case "$1" in
      --version)
        [ $# -ge 2 ] || fail 64 'read --version: it needs one, like 0.1.0'
        version=${2#v}
        shift
        ;;
      --version=*)
        version=${1#--version=}
        version=${version#v}
        ;;
      --uninstall) action=uninstall_program ;;
      *) fail 64 "read $1: it is neither --version VERSION nor --uninstall" ;;
    esac
    shift
  done
  case "$version" in
    *[!0-9A-Za-z.+-]* | .* | *..*) fail 64 "install version $version: that is no version" ;;
  esac
  folder=${OPAWS_INSTALL_DIR:-${HOME:?}/.local/bin}
  case "$folder" in
    /*) ;;
    *) fail 64 "install into $folder: OPAWS_INSTALL_DIR is not an absolute path" ;;
  esac
  "$action"
}

# Last, so that a script cut short on its way here does nothing.
main "$@"
