# opaws hook for zsh 5.0 and later. It only defines functions: it starts no program and does nothing per prompt.

function __opaws_hook {
  emulate -L zsh
  setopt no_aliases
  zmodload zsh/parameter
  local tool
  local -a program
  program=(::OPAWS::)
  for tool in ::TOOLS::; do
    # An alias that only adds options, as aws='aws --no-cli-pager', still calls the function. Any other bypasses it.
    case "${aliases[$tool]-$tool}" in
      ("$tool"|"$tool "*) ;;
      (*) unalias -- "$tool" ;;
    esac
    functions[$tool]="command ${(j: :)${(@qq)program}} run -- $tool \"\$@\""
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
