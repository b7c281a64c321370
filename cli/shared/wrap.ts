/** Words in lines of at most `width` characters, all but the first indented as far as the label goes. */
export function wrap(text: string, label: string, width: number): string[] {
  const lines: string[] = [];
  let line = label;
  for (const word of text.split(" ")) {
    if (line.length > label.length && line.length + 1 + word.length > width) {
      lines.push(line);
      line = " ".repeat(label.length) + word;
    } else line = line.length > label.length ? `${line} ${word}` : line + word;
  }
  return [...lines, line];
}
