# opaws hook for Nushell 0.102 and later. It only defines commands: it starts no program and does nothing per prompt.
# Nushell reads files when it parses, so "opaws hook --install nu" saves this one in a folder that it reads at startup.

# The compiled program does not start if TMPDIR is no absolute path, and DENO_INTERNAL_CHILD_ENTRYPOINT makes it run another
# file. So a command starts it without either, and OPAWS_START_TMPDIR has the user's TMPDIR for the tool.
::START::
::COMMANDS::
$env.OPAWS_HOOK = $"($nu.pid):" + ::TOOL_LIST::
