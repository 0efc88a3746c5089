# fish completion for fhvalidate: fhvalidate completion fish > ~/.config/fish/completions/fhvalidate.fish
function __fhvalidate_command
    set -l given (commandline -opc)
    set -l known @commands@
    if contains -- "$given[2] $given[3]" $known
        echo "$given[2] $given[3]"
    else if contains -- "$given[2]" $known
        echo $given[2]
    else
        echo ''
    end
end
function __fhvalidate_is
    test (__fhvalidate_command) = $argv[1]
end
function __fhvalidate_begins
    set -l wanted (string split -n ' ' -- $argv[1])
    test (count (commandline -opc)) -eq (math (count $wanted) + 1)
    and __fhvalidate_is $argv[1]
end
@lines@
