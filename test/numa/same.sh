# Runs show.c's PROGRAM under its own runtime and again by the words of the second argument, which load the library:
# the lists and the placements must be the same, whatever the variables say.
#
#   same.sh PROGRAM "WORDS THAT LOAD THE LIBRARY" < settings, one a line
set -eu
program=$1 words=$2 asked=0 differ=0
while IFS= read -r setting; do
    eval "set -- $setting"
    for size in 1 2 3 4 7 8; do
        # One team a process: libgomp's second team may sit elsewhere than its first.
        theirs=$(env "$@" "$program" $size 2>/dev/null)
        ours=$($words env "$@" "$program" $size 2>/dev/null)
        asked=$((asked + 1))
        if [ "$theirs" != "$ours" ]; then
            differ=$((differ + 1))
            printf '%s\n  peer %s\n  here %s\n' "$setting, $size threads" "$theirs" "$ours"
        fi
    done
done
echo "$asked asked, $differ differ"
[ $asked -gt 0 ] && [ $differ -eq 0 ]
