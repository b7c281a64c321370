import { type ShellCompletion, zsh } from "@optique/core/completion";

/**
 * Completion in zsh. The parser's script has it put a blank behind whatever it completes; a parameter, as in "rician:k=", is to
 * go on with its value.
 */
export const ZSH: ShellCompletion = {
  name: zsh.name,
  encodeSuggestions: (suggestions) => zsh.encodeSuggestions(suggestions),
  generateScript: (name, args) => zsh.generateScript(name, args).replace(OFFER, OFFER_APART),
};

const OFFER = "      _describe 'commands' matches\n";

/** A match is its word, in which colons are escaped, and behind a colon its description. */
const OFFER_APART = `      local -a __ended=("\${(@)matches:#*=(|:*)}") __open=("\${(@M)matches:#*=(|:*)}")
      _describe 'commands' __ended -- __open -S ''
`;
