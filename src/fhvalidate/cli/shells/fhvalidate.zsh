#compdef fhvalidate
# zsh completion for fhvalidate: eval "$(fhvalidate completion zsh)"
_fhvalidate() {
    local command='' known=(@commands@) following=()
    if (( CURRENT > 3 )) && (( ${known[(Ie)${words[2]} ${words[3]}]} )); then
        command="${words[2]} ${words[3]}"
        shift 2 words
        (( CURRENT -= 2 ))
    elif (( CURRENT > 2 )) && (( ${known[(Ie)${words[2]}]} )); then
        command=${words[2]}
        shift words
        (( CURRENT -= 1 ))
    fi
    case $command in
@arms@
    esac
    if (( CURRENT == 2 && ${#following} )) && [[ ${words[2]} != -* ]]; then
        compadd -a following
    fi
}
if [[ ${funcstack[1]} == _fhvalidate ]]; then
    _fhvalidate "$@"
else
    compdef _fhvalidate fhvalidate
fi
