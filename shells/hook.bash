# opaws hook for bash 3.2 and later. It only defines functions and does nothing per prompt.

# <<< saved
# The program has moved. The one on PATH writes this file again.
if [ ! -x ::FILE:: ] && type -P opaws >/dev/null; then
  eval "$(command opaws hook bash --save)"
  return
fi
# saved >>>

__opaws_hook() {
  local tool program file exit_trap posix='' line='' leader='' stale='' pattern='^[0-9a-f]{16}[.][0-9a-f]{64}$'
  local IFS=$' \t\n'
  printf -v program ' %q' ::OPAWS::
  printf -v file %q ::FILE::
  # In posix mode bash refuses to define a function called my-tool, but it can call one.
  case ":$SHELLOPTS:" in
    *:posix:*) posix=1 && set +o posix ;;
  esac
  for tool in ::TOOLS::; do
    # An alias that only adds options, as aws='aws --no-cli-pager', still calls the function. Any other bypasses it.
    if [ "${BASH_VERSINFO[0]}" -lt 4 ]; then
      unalias "$tool" 2>/dev/null || :
    else
      case "${BASH_ALIASES[$tool]-$tool}" in
        "$tool" | "$tool "*) ;;
        *) unalias "$tool" ;;
      esac
    fi
    # opaws cannot start in a deleted directory, so it starts elsewhere, with that directory open.
    # The compiled program does not start if TMPDIR is no absolute path, and the first variable makes it run another file.
    eval "function $tool {
      \\builtin unset -v DENO_INTERNAL_CHILD_ENTRYPOINT
      case \${TMPDIR-/} in
        /*) ;;
        *) \\builtin local -x OPAWS_START_TMPDIR=\"\$TMPDIR\" TMPDIR=/tmp ;;
      esac
      if [[ -n $file && ! -x $file ]]; then
        \\builtin printf 'opaws: cannot run %s: %s is gone\n' $tool $file >&2
        return 127
      elif \\builtin pwd -P >/dev/null 2>&1; then
        \\command$program run -- $tool \"\$@\"
      else
        (
          OPAWS_START_PWD=\$PWD OPAWS_START_OLD=\${OLDPWD-}
          exec 9<. && \\builtin cd / 2>/dev/null && export OPAWS_START_CWD=9
          PWD=\$OPAWS_START_PWD OLDPWD=\$OPAWS_START_OLD
          exec$program run -- $tool \"\$@\"
        )
      fi
    }"
  done
  [ -z "$posix" ] || set -o posix
  export OPAWS_HOOK="$$:"::TOOL_LIST::

  # The leader of the terminal session, on Linux: pid (name) state parent group session (proc(5)).
  if { read -r line </proc/$$/stat; } 2>/dev/null; then
    line=${line##*) }
    leader=${line#* * * }
    leader=${leader%% *}
  fi
  # If the kernel caches no keys, those in files are sealed under the key in OPAWS_SESSION. A shell inside this one keeps
  # it, and another terminal does not. Where the system does not tell terminals apart, OPAWS_SESSION alone does.
  if [ -n ::SESSION:: ] || [ "$leader" = 0 ] || ! { read -r line </proc/keys; } 2>/dev/null; then
    line=${OPAWS_SESSION-}
    if [ "$leader" != 0 ] || ! [[ $line =~ ^[A-Za-z0-9_-]+[.][0-9a-f]{64}$ ]]; then
      case "$line" in
        "shell-$$-"* | "shell-$PPID-"*) line=${line#shell-*-} ;;
        *) line= ;;
      esac
      if ! [[ $line =~ $pattern ]]; then
        line=$(command od -An -v -tx1 -N40 /dev/urandom)
        line=${line//[[:space:]]/}
        line=${line:0:16}.${line:16}
        [ "${leader:-0}" != 0 ] || leader=$$
      elif [[ $OPAWS_SESSION == "shell-$$-"* ]]; then
        leader=${leader:-$$}
      fi
      ! [[ $line =~ $pattern ]] || export OPAWS_SESSION="shell-$$-$line"
    fi
  fi

  # <<< saved
  # If the program is newer than this file, or a terminal was killed, opaws saves the hook again and cleans up.
  ! [ ::FILE:: -nt ::SAVED:: ] || stale=1
  if ! shopt -q failglob; then
    for line in ::RUNTIME::/terminal-linux-*.unlocked ::STATE::/run/*/terminal-linux-*.unlocked; do
      [ -e "$line" ] || continue
      line=${line%-*}
      [ -e "/proc/${line##*-}" ] || stale=1
    done
  fi
  [ -z "$stale" ] || (command ::OPAWS:: hook bash --save </dev/null >/dev/null 2>&1 &)
  # saved >>>

  # In a subshell $$ is the parent shell, which does not end here.
  case "$-:$BASH_SUBSHELL:$$" in
    *i*:0:"$leader")
      # An existing trap stays and runs after this one. `trap -p` prints it as a command: trap -- '...' EXIT
      exit_trap=$(trap -p EXIT)
      case "$exit_trap" in
        *__opaws_end*) ;;
        *)
          eval "set -- $exit_trap"
          trap -- "__opaws_end && :${3:+
$3}" EXIT
          ;;
      esac
      ;;
  esac
}

# Ends the terminal session in opaws if there is something to end, and preserves the status for the trap that follows.
# The trap calls it as `__opaws_end && :`, because set -e ignores a status before &&.
__opaws_end() {
  local exit_status=$? files
  if files=$(
    set +f
    shopt -u failglob
    shopt -s nullglob
    set -B
    printf %s {"${XDG_RUNTIME_DIR-}"/opaws,::RUNTIME::,::STATE::/run/*}/terminal-{*-$$,mac}-*
  ) && [ -n "$files" ]; then
    \command ::OPAWS:: hook --end </dev/null >/dev/null 2>&1
  fi
  return "$exit_status"
}

__opaws_hook
unset -f __opaws_hook
