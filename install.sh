#!/bin/sh
# Installs opaws for this user:  curl -fsSL https://github.com/opaws/opaws/releases/latest/download/install.sh | sh
#
#   install.sh [--version VERSION] [--uninstall]
#
#   OPAWS_INSTALL_DIR   where the program goes (default: ~/.local/bin)
#   OPAWS_BASE_URL      a mirror with the layout of the project's releases page: https, or http on this machine
#
# Before it installs anything, it verifies the program's SHA-256 against the release's list. With gh or cosign it also
# verifies the attestation: that the release's workflow built the program, wherever it was downloaded from. It never asks
# for another user's rights.
# Exit status: 64 usage, 65 wrong checksum, attestation or version, 69 not available here, 73 cannot write.
set -u

repository=https://github.com/opaws/opaws

fail() { # $1: exit status, $2: what failed and why, $3: the command that fixes it
  printf 'opaws: cannot %s\n' "$2" >&2
  [ -z "${3:-}" ] || printf '  try: %s\n' "$3" >&2
  exit "$1"
}

have() { command -v "$1" >/dev/null 2>&1; }

# Sets $target to the target as the release names it.
find_target() {
  system=$(uname -s) || fail 69 'install: uname does not report the system'
  machine=$(uname -m) || fail 69 'install: uname does not report the machine'
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
      # Under Rosetta, uname reports the wrong machine.
      [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" != 1 ] || machine=aarch64
      target=$machine-apple-darwin
      ;;
    MINGW* | MSYS* | CYGWIN*)
      fail 69 'install: Windows has an installer of its own' \
        'irm https://github.com/opaws/opaws/releases/latest/download/install.ps1 | iex'
      ;;
    *) fail 69 "install: there is no opaws for $system" ;;
  esac
}

# Sets $base to the address of the releases. Only this machine may serve them without encryption.
find_base() {
  base=${OPAWS_BASE_URL:-$repository/releases}
  base=${base%/}
  protocols='=https'
  case "$base" in
    https://*) ;;
    *@* | *[!A-Za-z0-9.:/_~%[\]-]*) fail 64 "install from $base: only this machine may be used without https" ;;
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
    fail 69 'install: there is neither curl nor wget'
  fi
  if have sha256sum; then
    hasher=sha256sum
  elif have shasum; then
    hasher=shasum
  elif have openssl; then
    hasher=openssl
  else
    fail 69 'install: there is no sha256sum, shasum or openssl'
  fi
  if ! have tar || ! have gzip; then fail 69 'install: there is no tar or gzip'; fi
}

fetch() { # $1: address, $2: file
  case "$fetcher" in
    curl) curl -fsSL --proto "$protocols" --proto-redir "$protocols" --retry 2 -o "$2" "$1" ;;
    wget) fetch_by_wget "$1" "$2" ;;
  esac || fail 69 "download $1: $fetcher ended with status $?"
}

# wget cannot refuse to follow a redirect from https to http (its --https-only is about links in pages), so this follows
# redirects itself. Only GNU wget has these options.
fetch_by_wget() { # $1: address, $2: file
  at=$1
  for _ in 1 2 3 4 5 6; do
    case "$protocols $at" in
      '=https https://'* | '=http,https http://'* | '=http,https https://'*) ;;
      *) fail 69 "download $1: it leads to $at, which is not https" ;;
    esac
    wget -q -S --max-redirect=0 -O "$2" "$at" 2>"$work/headers" && return 0
    status=$?
    next=$(awk 'tolower($1) == "location:" { sub(/\r$/, "", $2); next_one = $2 } END { print next_one }' "$work/headers")
    [ -n "$next" ] || return "$status"
    case "$next" in
      *://*) at=$next ;;
      /*)
        host=${at#*://}
        at=${at%%://*}://${host%%/*}$next
        ;;
      *) return "$status" ;;
    esac
  done
  return "$status"
}

# Verifies with gh or cosign that the workflow of the release built $archive. Sets $verified to what was verified.
verify_attestation() {
  verified='Its checksum was verified. Its attestation was not: that needs gh with a login, or cosign 2.4.'
  workflow="^$repository/\\.github/workflows/release\\.yml@refs/tags/v"
  if have gh && gh attestation verify --help >/dev/null 2>&1; then
    fetch "$from/opaws.sigstore.json" "$work/opaws.sigstore.json"
    gh attestation verify "$work/$archive" --bundle "$work/opaws.sigstore.json" \
      --repo "${repository#https://github.com/}" --cert-identity-regex "$workflow" >"$work/report" 2>&1
    status=$?
    case $status in
      0) verified='Its checksum and its attestation were verified.' && return ;;
      4) ;; # gh wants a login first.
      *) fail_attestation gh ;;
    esac
  fi
  have cosign || return 0
  case "$(cosign verify-blob-attestation --help 2>&1)" in
    *--new-bundle-format*) ;;
    *) return 0 ;; # before version 2.4
  esac
  fetch "$from/opaws.sigstore.json" "$work/opaws.sigstore.json"
  cosign verify-blob-attestation --bundle "$work/opaws.sigstore.json" --new-bundle-format --type slsaprovenance1 \
    --certificate-oidc-issuer https://token.actions.githubusercontent.com --certificate-identity-regexp "$workflow" \
    "$work/$archive" >"$work/report" 2>&1 || fail_attestation cosign
  verified='Its checksum and its attestation were verified.'
}

fail_attestation() { # $1: the program that refused it
  cat "$work/report" >&2
  fail 65 "install $archive: $1 does not accept its attestation, nothing was changed"
}

hash_of() { # $1: file
  case "$hasher" in
    sha256sum) sha256sum <"$1" ;;
    shasum) shasum -a 256 <"$1" ;;
    openssl) openssl dgst -sha256 -r <"$1" ;;
  esac | cut -d ' ' -f 1
}

# The program does not start if TMPDIR is no absolute path, and cannot load the keychain's library from a folder without
# execution. Sets $warning and $remedy, and a TMPDIR that works here.
check_temporary_folder() {
  warning='' remedy=''
  case "${TMPDIR-/}" in
    /*) ;;
    *)
      warning='TMPDIR is not an absolute path. opaws does not start with it, except from its hooks and shims' remedy='unset TMPDIR'
      unset TMPDIR
      ;;
  esac
  probe=$(mktemp "${TMPDIR:-/tmp}/opaws-install.XXXXXX" 2>/dev/null) || return 0
  printf '#!/bin/sh\n' >"$probe"
  chmod 700 "$probe"
  "$probe" 2>/dev/null || {
    warning="programs cannot run in ${TMPDIR:-/tmp}, from which opaws loads the keychain's library" remedy='export TMPDIR=FOLDER'
  }
  rm -f "$probe"
}

install_program() {
  find_target
  find_base
  find_tools
  mkdir -p "$folder" 2>/dev/null || fail 73 "make $folder: the system does not allow it" 'OPAWS_INSTALL_DIR=FOLDER'
  # In the same folder, so that the last step is a rename.
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
  [ "${#wanted}" -eq 64 ] || fail 65 "install $archive: the checksum list of the release does not name it"
  [ "$(hash_of "$work/$archive")" = "$wanted" ] ||
    fail 65 "install $archive: its checksum differs from the release's, nothing was changed"
  verify_attestation
  # Unpacks only the program, whatever else the archive contains.
  tar -xzf "$work/$archive" -C "$work" opaws || fail 65 "unpack $archive: tar ended with status $?"
  if [ ! -f "$work/opaws" ] || [ -L "$work/opaws" ]; then fail 65 "unpack $archive: it contains no program"; fi
  chmod 755 "$work/opaws" || fail 73 "install into $folder: the system does not allow it"
  check_temporary_folder
  found=$("$work/opaws" --version) || fail 69 "run opaws on this machine: it ended with status $?, nothing was changed"
  if [ -n "$version" ] && [ "$found" != "$version" ]; then
    fail 65 "install version $version: the release contains version $found, nothing was changed"
  fi
  mv -f "$work/opaws" "$folder/opaws" || fail 73 "install into $folder: the system does not allow it"
  printf 'opaws %s is in %s\n%s\n' "$found" "$folder" "$verified"
  [ -z "$warning" ] || printf 'opaws: %s\n  try: %s\n' "$warning" "$remedy" >&2
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
        [ $# -ge 2 ] || fail 64 'read --version: it needs a value such as 0.1.0'
        version=${2#v}
        shift
        ;;
      --version=*)
        version=${1#--version=}
        version=${version#v}
        ;;
      --uninstall) action=uninstall_program ;;
      *) fail 64 "read $1: the options are --version VERSION and --uninstall" ;;
    esac
    shift
  done
  case "$version" in
    *[!0-9A-Za-z.+-]* | .* | *..*) fail 64 "install version $version: that is not a version" ;;
  esac
  folder=${OPAWS_INSTALL_DIR:-${HOME:?}/.local/bin}
  case "$folder" in
    /*) ;;
    *) fail 64 "install into $folder: OPAWS_INSTALL_DIR is not an absolute path" ;;
  esac
  "$action"
}

# Last, so that a script that is cut off does nothing.
main "$@"
