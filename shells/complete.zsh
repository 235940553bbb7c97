#compdef opaws
# Completion of opaws for zsh 5.0 and later: eval "$(opaws completion zsh)", or a file _opaws in a folder of $fpath.
# opaws complete gets the words up to the cursor and prints the candidates. This script only passes both on.

_opaws() {
  local kind value description line
  local -a lines candidates
  lines=("${(@f)$(command ::OPAWS:: complete zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  kind=${lines[1]%%$'\t'*}
  if [[ $kind == command ]]; then
    local -i before=$((${lines[1]#*$'\t'} + 1))
    shift $before words
    ((CURRENT -= before))
    _normal
    return
  fi

  # Zsh shows and inserts only what follows --option=.
  local prefix=
  if [[ $PREFIX == --*=* ]]; then
    prefix=${PREFIX%%=*}=
    compset -P 1 '*='
  fi
  case $kind in
    (values)
      for line in "${(@)lines[2,-1]}"; do
        value=${${line%%$'\t'*}#$prefix}
        description=${line#*$'\t'}
        candidates+=("${value//:/\\:}:$description")
      done
      _describe 'opaws' candidates -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}'
      ;;
    (file) _files ;;
    (directory) _files -/ ;;
    (*) return 1 ;;
  esac
}

if [[ ${funcstack[1]-} == _opaws ]]; then
  _opaws "$@"
else
  (($+functions[compdef])) || { autoload -Uz compinit && compinit }
  compdef _opaws opaws
fi
