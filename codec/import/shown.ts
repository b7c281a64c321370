const MAX_SHOWN = 60;

/** A stranger's text or value, which may be of any length, in an error. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
