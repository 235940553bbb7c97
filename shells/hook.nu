# opaws hook for Nushell 0.102 and later. It only defines commands: it starts no program and does nothing per prompt.
# Nushell reads files when it parses, so save this one in a folder that it reads at startup:
#   opaws hook nu | save --force ($nu.user-autoload-dirs.0 | path join opaws.nu)

::COMMANDS::
$env.OPAWS_HOOK = $"($nu.pid):" + ::TOOL_LIST::
