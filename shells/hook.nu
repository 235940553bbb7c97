# opaws hook for Nushell 0.102 and later. It only defines commands: it starts no program and does nothing per prompt.
# Nushell reads files when it parses, so "opaws hook --install nu" saves this one in a folder that it reads at startup.

::COMMANDS::
$env.OPAWS_HOOK = $"($nu.pid):" + ::TOOL_LIST::
