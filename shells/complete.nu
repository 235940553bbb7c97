# Completion of opaws for Nushell 0.102 and later. Nushell reads files when it parses, so this one is in a folder of those
# that it reads when it starts:
#   opaws completion nu | save --force ($nu.user-autoload-dirs.0 | path join opaws-completion.nu)
# opaws complete gets the words up to the cursor and prints the candidates. Other commands keep the completer that was set before.

$env.config.completions.external.completer = do {
  let before = $env.config.completions.external.completer?
  {|spans|
    if $spans.0 != "opaws" {
      return (if $before == null { null } else { do $before $spans })
    }
    let typed = $spans | skip 1 | each { str replace --regex '^["`'']' '' }
    let reply = ^::OPAWS:: complete nu ...$typed | complete | get stdout | lines
    let head = $reply | get 0? | default "" | split row "\t"
    let candidates = $reply | skip 1 | each {|line|
      let parts = $line | split row --number 2 "\t"
      { value: $parts.0, description: ($parts | get 1? | default "") }
    }
    match $head.0 {
      "values" => $candidates
      "command" => {
        let rest = $spans | skip (($head.1 | into int) + 1)
        if ($rest | length) < 2 { $candidates } else if $before == null { null } else { do $before $rest }
      }
      # Nushell completes paths itself.
      _ => null
    }
  }
}
