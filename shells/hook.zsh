# opaws hook for zsh 5.0 and later. It only defines functions: it starts no program and does nothing per prompt.

function __opaws_hook {
  emulate -L zsh
  setopt no_aliases
  zmodload zsh/parameter
  local tool file=::FILE:: command
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
    body=(
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

  if [[ -n ::SESSION:: ]]; then
    export OPAWS_SESSION=::SESSION::
  fi

  if [[ -o interactive && $$ == ::LEADER:: ]]; then
    typeset -ga zshexit_functions
    zshexit_functions=(${zshexit_functions:#__opaws_end} __opaws_end)
  fi
}

# Ends the terminal session in opaws if there is something to end. zsh also calls it when a subshell exits.
function __opaws_end {
  emulate -L zsh
  (( ZSH_SUBSHELL == 0 )) || return
  local file
  for file in ::END_FILES::; do
    if [[ -e $file ]]; then
      command ::OPAWS:: hook --end </dev/null >/dev/null 2>&1
      break
    fi
  done
}

__opaws_hook
unfunction __opaws_hook
