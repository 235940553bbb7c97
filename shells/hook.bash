# opaws hook for bash 3.2 and later. It only defines functions: it starts no program and does nothing per prompt.

__opaws_hook() {
  local tool program file exit_trap posix=
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
    eval "function $tool {
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

  if [ -n ::SESSION:: ]; then
    export OPAWS_SESSION=::SESSION::
  fi

  # In a subshell $$ is the parent shell, which does not end here.
  case "$-:$BASH_SUBSHELL:$$" in
    *i*:0:::LEADER::)
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
  local exit_status=$? file
  for file in ::END_FILES::; do
    if [ -e "$file" ]; then
      \command ::OPAWS:: hook --end </dev/null >/dev/null 2>&1
      break
    fi
  done
  return "$exit_status"
}

__opaws_hook
unset -f __opaws_hook
