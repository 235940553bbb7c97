# opaws hook for fish 3.1 and later. It only defines functions and does nothing per prompt.

# <<< saved
# The program has moved. The one on PATH writes this file again.
if not test -x ::FILE::; and command -sq opaws
    command opaws hook fish --save | source
    exit
end
# saved >>>

begin
    set -l program ::OPAWS::
    set -l file ::FILE::
    for tool in ::TOOLS::
        function $tool --wraps $tool --description 'with credentials from opaws' --inherit-variable program --inherit-variable file --inherit-variable tool
            if test -n "$file"; and not test -x "$file"
                echo "opaws: cannot run $tool: $file is gone" >&2
                return 127
            end
            # The compiled program does not start if TMPDIR is no absolute path, and the first variable makes it run another
            # file.
            set -q DENO_INTERNAL_CHILD_ENTRYPOINT; and set -e DENO_INTERNAL_CHILD_ENTRYPOINT
            if set -q TMPDIR; and not string match -q '/*' -- "$TMPDIR"
                OPAWS_START_TMPDIR="$TMPDIR" TMPDIR=/tmp command $program run -- $tool $argv
            else
                command $program run -- $tool $argv
            end
        end
    end
    set -gx OPAWS_HOOK "$fish_pid:"::TOOL_LIST::

    # The leader of the terminal session, on Linux: pid (name) state parent group session (proc(5)).
    set -l line
    set -l leader
    set -l parent
    if test -r /proc/$fish_pid/stat
        read line </proc/$fish_pid/stat
        set -l words (string replace -r '.*\) ' '' -- $line | string split ' ')
        set parent $words[2]
        set leader $words[4]
    end
    # If the kernel caches no keys, those in files are sealed under the key in OPAWS_SESSION. A shell inside this one keeps
    # it, and another terminal does not. Where the system does not tell terminals apart, OPAWS_SESSION alone does.
    set -l keys
    test -r /proc/keys; and read keys </proc/keys
    if test -n ::SESSION::; or test "$leader" = 0; or test -z "$keys"
        if test "$leader" != 0; or not string match -qr '^[\w-]+\.[0-9a-f]{64}$' -- "$OPAWS_SESSION"
            if test -z "$parent"; and test -n "$OPAWS_SESSION"
                set parent (command ps -o ppid= -p $fish_pid | string trim)
            end
            set -l key (string replace -fr "^shell-($fish_pid|$parent)-([0-9a-f]{16}\.[0-9a-f]{64})\$" '$2' -- "$OPAWS_SESSION")
            if test -z "$key"
                set line (command od -An -v -tx1 -N40 /dev/urandom | string replace -ar '\s' '' | string join '')
                set key (string replace -fr '^([0-9a-f]{16})([0-9a-f]{64})$' '$1.$2' -- $line)
                contains -- "$leader" '' 0; and set leader $fish_pid
            else if test -z "$leader"; and string match -q "shell-$fish_pid-*" -- $OPAWS_SESSION
                set leader $fish_pid
            end
            test -n "$key"; and set -gx OPAWS_SESSION shell-$fish_pid-$key
        end
    end

    # <<< saved
    # If the program is newer than this file, or a terminal was killed, opaws saves the hook again and cleans up.
    set -l stale
    test ::FILE:: -nt ::SAVED:: 2>/dev/null; and set stale 1
    for line in ::RUNTIME::/terminal-linux-*.unlocked ::STATE::/run/*/terminal-linux-*.unlocked
        test -e /proc/(string replace -r '.*-(\d+)-\d+\.unlocked$' '$1' -- $line); or set stale 1
    end
    if test -n "$stale"
        command sh -c '"$@" </dev/null >/dev/null 2>&1 &' sh $program hook fish --save
    end
    # saved >>>

    if status is-interactive; and test "$fish_pid" = "$leader"
        # Ends the terminal session in opaws if there is something to end.
        function __opaws_end --on-event fish_exit --inherit-variable program
            set -l folders $XDG_RUNTIME_DIR/opaws ::RUNTIME:: ::STATE::/run/*
            set -l files $folders/terminal-{*-$fish_pid,mac}-*
            if set -q files[1]
                command $program hook --end </dev/null >/dev/null 2>&1
            end
        end
    end
    true
end
