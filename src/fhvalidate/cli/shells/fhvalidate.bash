# bash completion for fhvalidate: eval "$(fhvalidate completion bash)"
_fhvalidate_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}
_fhvalidate_files() {
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    compopt -o filenames 2>/dev/null
}
_fhvalidate() {
    local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local command='' first='' second='' options following files
    COMPREPLY=()
    # bash parts `--format=json` at the sign.
    if [[ $cur == = ]]; then
        cur=''
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD-2]}
    fi
@paths@
    if [[ $COMP_CWORD -gt 1 && $first ]]; then command=${COMP_WORDS[1]}; fi
    if [[ $COMP_CWORD -gt 2 && $second ]]; then command+=" ${COMP_WORDS[2]}"; fi
    case "$command:$before" in
@values@
    esac
    case "$command" in
@words@
    esac
    if [[ $cur == -* ]]; then
        _fhvalidate_words "$options"
        return
    fi
    "$files"
    local words
    read -ra words <<< "$command"
    if [[ $COMP_CWORD -eq $((${#words[@]} + 1)) && $following ]]; then
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$following" -- "$cur")
    fi
}
complete -F _fhvalidate fhvalidate
