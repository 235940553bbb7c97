# Completion of opaws for fish 3.2 and later: opaws completion fish | source
# opaws complete gets the words up to the cursor and prints the candidates. This script only passes both on.

function __opaws_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l raw (commandline -ct)
    # The word at the cursor may have an open quote.
    set -l typed (string unescape -- (string replace -r '^(--[^=]+=)?["\']' '$1' -- $raw)); or set typed ''
    set -l reply (command ::OPAWS:: complete fish $words "$typed" 2>/dev/null </dev/null); or return
    set -l head (string split \t -- $reply[1])
    switch $head[1]
        case values
            set -e reply[1]
            printf '%s\n' $reply
        case file directory
            set -l path (string replace -- "$head[2]" '' "$typed")
            set -l found
            if test $head[1] = file
                set found (__fish_complete_path "$path")
            else
                set found (__fish_complete_directories "$path")
            end
            for each in $found
                printf '%s%s\n' "$head[2]" $each
            end
        case command
            for each in (seq $head[2])
                set -e words[1]
            end
            complete -C "$(string join ' ' -- (string escape -- $words) $raw)"
    end
end

complete -c opaws -e
complete -c opaws -f -k -a '(__opaws_complete)'
