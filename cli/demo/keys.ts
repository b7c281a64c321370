/** What a person did at the keyboard. */
export type Key =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "up" | "down" | "tab" | "enter" | "escape" | "back" | "interrupt" };

const NAMED: Readonly<Record<string, Exclude<Key["type"], "text">>> = {
  "\x1b[A": "up",
  "\x1bOA": "up",
  "\x1b[C": "up",
  "\x1bOC": "up",
  "\x1b[B": "down",
  "\x1bOB": "down",
  "\x1b[D": "down",
  "\x1bOD": "down",
  "\t": "tab",
  "\r": "enter",
  "\n": "enter",
  "\x1b": "escape",
  "\x7f": "back",
  "\b": "back",
  "\x03": "interrupt",
  "\x04": "interrupt",
};

/** The keys in what a terminal in raw mode sent: escape sequences, control characters and text; what has no use here is left out. */
export function* keysIn(input: string): Generator<Key> {
  // deno-lint-ignore no-control-regex
  for (const [piece] of input.matchAll(/\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])?|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g)) {
    const type = NAMED[piece];
    if (type !== undefined) yield { type };
    else if (piece >= " " && piece !== "\x7f") yield { type: "text", text: piece };
  }
}
