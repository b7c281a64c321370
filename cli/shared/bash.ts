import { bash, type ShellCompletion } from "@optique/core/completion";

/**
 * Completion in bash. It cuts words at colons and equals signs, and so hands on "rician:k=6" in five pieces: they are one word
 * again for the program, and of what that offers the pieces that stand already are taken away again.
 */
export const BASH: ShellCompletion = {
  name: bash.name,
  encodeSuggestions: (suggestions) => bash.encodeSuggestions(suggestions),
  generateScript: (name, args) => bash.generateScript(name, args) + joinPieces(name),
};

function joinPieces(name: string): string {
  return `
function _${name}_joined () {
  local rest="$COMP_LINE" word before="" last=-1 space i current=0
  local -a words=()
  for ((i = 0; i < \${#COMP_WORDS[@]}; i++)); do
    word="\${COMP_WORDS[i]}"
    space=0
    while [[ "$rest" == [[:space:]]* ]]; do space=1; rest="\${rest:1}"; done
    rest="\${rest:\${#word}}"
    if (( last > 0 && !space )) && [[ "$word" =~ ^[:=]+$ || "$before" =~ ^[:=]+$ ]]; then
      words[last]+="$word"
    else
      words[++last]="$word"
    fi
    (( i == COMP_CWORD )) && current=$last
    before="$word"
  done
  if [[ "\${words[current]}" == "\${COMP_WORDS[COMP_CWORD]}" ]]; then
    _${name} "$@"
    return
  fi
  local -a COMP_WORDS=("\${words[@]}")
  local COMP_CWORD=$current
  _${name} "$1" "\${words[current]}" "$3"
  local cut="\${words[current]%"$2"}"
  COMPREPLY=("\${COMPREPLY[@]#"$cut"}")
  if [[ \${#COMPREPLY[@]} == 1 && "\${COMPREPLY[0]}" == *= ]]; then compopt -o nospace; fi
}
complete -F _${name}_joined -- ${name}
`;
}
