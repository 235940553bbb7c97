# opaws hook for fish 3.1 and later. It only defines functions: it starts no program and does nothing per prompt.

begin
    set -l program ::OPAWS::
    set -l file ::FILE::
    for tool in ::TOOLS::
        function $tool --wraps $tool --description 'with credentials from opaws' --inherit-variable program --inherit-variable file --inherit-variable tool
            if test -n "$file"; and not test -x "$file"
                echo "opaws: cannot run $tool: $file is gone" >&2
                return 127
            end
            command $program run -- $tool $argv
        end
    end
    set -gx OPAWS_HOOK "$fish_pid:"::TOOL_LIST::

    if test -n ::SESSION::
        set -gx OPAWS_SESSION ::SESSION::
    end

    if status is-interactive; and test $fish_pid = ::LEADER::
        # Ends the terminal session in opaws if there is something to end.
        function __opaws_end --on-event fish_exit --inherit-variable program
            for file in ::END_FILES::
                if test -e $file
                    command $program hook --end </dev/null >/dev/null 2>&1
                    break
                end
            end
        end
    end
    true
end
