const MAX_SHOWN = 60;

/** A stranger's text or value, which may be of any length and nested to any depth, in an error. */
export function shown(value: unknown): string {
  if (isObject(value) && Object.values(value).some(isObject)) return Array.isArray(value) ? "a list" : "an object";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;
