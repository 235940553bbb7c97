# opaws hook for Nushell 0.102 and later. It defines commands; it starts no program and does nothing per prompt.
# Nushell reads a file when it parses, so this one stands in a folder of those that it reads at its start:
#   opaws hook nu | save --force ($nu.user-autoload-dirs.0 | path join opaws.nu)

::COMMANDS::
$env.OPAWS_HOOK = $"($nu.pid):" + ::TOOL_LIST::
