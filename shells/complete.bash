# Completion of opaws for bash 3.2 and later: eval "$(opaws completion bash)"
# opaws complete gets the words up to the cursor and prints the candidates. This script only passes both on.

_opaws() {
  local line=$COMP_LINE part reply head i
  local -a words starts
  words=() starts=() COMPREPLY=()
  # Bash splits words at = and : too. Parts without a space between them are one word.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    part=${COMP_WORDS[i]}
    if [[ $i -gt 0 && $line != [[:space:]]* && $line == "$part"* ]]; then
      words[${#words[@]} - 1]+=$part
    else
      line=${line#"${line%%[![:space:]]*}"}
      starts[${#words[@]}]=$i
      words[${#words[@]}]=$part
    fi
    line=${line#"$part"}
  done
  reply=$(command ::OPAWS:: complete bash "${words[@]:1}" 2>/dev/null </dev/null) || return 0

  case ${reply%%$'\n'*} in
    values)
      # Readline replaces only what follows the last = or :, which is $2.
      head=${words[${#words[@]} - 1]}
      head=${head%"$2"}
      head=${head//[\"\']/}
      while IFS= read -r line; do
        [[ -z $line ]] || COMPREPLY[${#COMPREPLY[@]}]=${line#"$head"}
      done <<<"${reply#values}"
      ;;
    file*) compopt -o default 2>/dev/null || _opaws_paths -f "$2" ;;
    directory*) compopt -o dirnames 2>/dev/null || _opaws_paths -d "$2" ;;
    command*)
      reply=${reply%%$'\n'*}
      _opaws_wrapped "${starts[${reply#*$'\t'} + 1]}"
      ;;
  esac
}

_opaws_paths() {
  local line
  while IFS= read -r line; do COMPREPLY[${#COMPREPLY[@]}]=$line; done < <(compgen "$1" -- "$2")
}

# Completes the command line that begins at word $1, as if opaws were not before it.
_opaws_wrapped() {
  local i spec function line=$COMP_LINE
  for ((i = 0; i < $1; i++)); do
    line=${line#"${line%%[![:space:]]*}"}
    line=${line#"${COMP_WORDS[i]}"}
  done
  line=${line#"${line%%[![:space:]]*}"}
  local COMP_POINT=$((COMP_POINT - (${#COMP_LINE} - ${#line}))) COMP_LINE=$line
  if (($1 == COMP_CWORD)); then
    _opaws_paths -c "${COMP_WORDS[COMP_CWORD]}"
    return
  fi
  spec=$(complete -p -- "${COMP_WORDS[$1]}" 2>/dev/null) || spec=
  if [[ -z $spec || $spec == *' -F '* ]] && declare -F _command_offset >/dev/null; then
    _command_offset "$1"
    return
  fi
  local -a COMP_WORDS=("${COMP_WORDS[@]:$1}")
  local COMP_CWORD=$((COMP_CWORD - $1))
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  case $spec in
    *' -F '*)
      function=${spec#*' -F '}
      "${function%% *}" "${COMP_WORDS[0]}" "$current" "$previous"
      ;;
    *' -C '*)
      eval "set -- ${spec#*' -C '}"
      while IFS= read -r line; do
        [[ -z $line ]] || COMPREPLY[${#COMPREPLY[@]}]=$line
      done < <(
        export COMP_LINE COMP_POINT COMP_KEY COMP_TYPE
        eval "$1"' "${COMP_WORDS[0]}" "$current" "$previous"' 2>/dev/null
      )
      ;;
    '') compopt -o default 2>/dev/null || _opaws_paths -f "$current" ;;
    *)
      spec=${spec#complete}
      while IFS= read -r line; do
        COMPREPLY[${#COMPREPLY[@]}]=$line
      done < <(eval "compgen ${spec% *} -- \"\$current\"")
      ;;
  esac
}

complete -F _opaws opaws
