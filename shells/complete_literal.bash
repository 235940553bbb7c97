      case "$__quote" in
        '') printf -v line %q "$line" ;;
        \') line=${line//\'/\'\\\'\'} ;;
        *)
          line=${line//\\/\\\\}
          line=${line//\$/\\\$}
          line=${line//\`/\\\`}
          line=${line//\"/\\\"}
          ;;
      esac
      COMPREPLY+=("$line")
