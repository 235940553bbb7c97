# opaws hook for zsh 5.0 and later. It only defines functions and does nothing per prompt.

# <<< saved
# The program has moved. The one on PATH writes this file again.
if [[ ! -x ::FILE:: ]] && builtin whence -p opaws >/dev/null; then
  eval "$(command opaws hook zsh --save)"
  return
fi
# saved >>>
function __opaws_hook {
  emulate -L zsh
  setopt no_aliases extended_glob null_glob
  zmodload zsh/parameter
  local tool file=::FILE:: command line leader= stale=
  # As strings, because some options forbid parentheses in patterns when zsh reads this.
  local own="shell-($$|$PPID)-" key='[0-9a-f](#c64)' random='[0-9a-f](#c16)'
  local -a program body
  program=(::OPAWS::)
  file=${(qq)file}
  command=${(j: :)${(@qq)program}}
  for tool in ::TOOLS::; do
    # An alias that only adds options, as aws='aws --no-cli-pager', still calls the function. Any other bypasses it.
    case "${aliases[$tool]-$tool}" in
      ("$tool"|"$tool "*) ;;
      (*) unalias -- "$tool" ;;
    esac
    # opaws cannot start in a deleted directory, so it starts elsewhere, with that directory open.
    # The compiled program does not start if TMPDIR is no absolute path, and the first variable makes it run another file.
    body=(
      "unset DENO_INTERNAL_CHILD_ENTRYPOINT"
      "[[ \${TMPDIR-/} == /* ]] || local -x OPAWS_START_TMPDIR=\$TMPDIR TMPDIR=/tmp"
      "if [[ -n $file && ! -x $file ]]; then"
      "  builtin print -ru2 -- 'opaws: cannot run '$tool': '$file' is gone'"
      "  return 127"
      "elif [[ . -ef \$PWD || ! -x /bin/pwd ]] || /bin/pwd -P >/dev/null 2>&1; then"
      "  command $command run -- $tool \"\$@\""
      "else"
      "  ("
      "    local pwd=\$PWD old=\$OLDPWD"
      "    exec 9<. && builtin cd -q / && export OPAWS_START_CWD=9"
      "    PWD=\$pwd OLDPWD=\$old"
      "    exec $command run -- $tool \"\$@\""
      "  )"
      "fi"
    )
    functions[$tool]=${(F)body}
  done
  export OPAWS_HOOK="$$:"::TOOL_LIST::

  # The leader of the terminal session, on Linux: pid (name) state parent group session (proc(5)).
  if { builtin read -r line </proc/$$/stat; } 2>/dev/null; then
    leader=${${line##*\) }#* * * }
    leader=${leader%% *}
  fi
  # If the kernel caches no keys, those in files are sealed under the key in OPAWS_SESSION. A shell inside this one keeps
  # it, and another terminal does not. Where the system does not tell terminals apart, OPAWS_SESSION alone does.
  if [[ -n ::SESSION:: || $leader == 0 ]] || ! { builtin read -r line </proc/keys; } 2>/dev/null; then
    if [[ $leader != 0 || ${OPAWS_SESSION-} != [[:alnum:]_-]##.${~key} ]]; then
      line=${${OPAWS_SESSION-}#${~own}}
      if [[ $line != ${~random}.${~key} ]]; then
        line=${"$(command od -An -v -tx1 -N40 /dev/urandom)"//[[:space:]]/}
        line=$line[1,16].$line[17,80]
        (( leader != 0 )) || leader=$$
      elif [[ -z $leader && $OPAWS_SESSION == shell-$$-* ]]; then
        leader=$$
      fi
      [[ $line != ${~random}.${~key} ]] || export OPAWS_SESSION=shell-$$-$line
    fi
  fi

  # <<< saved
  # If the program is newer than this file, or a terminal was killed, opaws saves the hook again and cleans up.
  [[ ! ::FILE:: -nt ::SAVED:: ]] || stale=1
  for line in {::RUNTIME::,::STATE::/run/*}/terminal-linux-*.unlocked; do
    line=${line%-*}
    [[ -e /proc/${line##*-} ]] || stale=1
  done
  [[ -z $stale ]] || (command $program hook zsh --save </dev/null &>/dev/null &)
  # saved >>>

  if [[ -o interactive && $$ == $leader ]]; then
    typeset -ga zshexit_functions
    zshexit_functions=(${zshexit_functions:#__opaws_end} __opaws_end)
  fi
}

# Ends the terminal session in opaws if there is something to end. zsh also calls it when a subshell exits.
function __opaws_end {
  emulate -L zsh
  setopt null_glob
  (( ZSH_SUBSHELL == 0 )) || return
  local -a files
  files=({${XDG_RUNTIME_DIR-}/opaws,::RUNTIME::,::STATE::/run/*}/terminal-{*-$$,mac}-*)
  (( $#files == 0 )) || command ::OPAWS:: hook --end </dev/null &>/dev/null
}

__opaws_hook
unfunction __opaws_hook
