/** Lines in words that the tiny codecs of tests/finetune have tokens for. */
export function isles(count: number): string {
  return Array.from({ length: count }, (_, i) => `Isle ${i % 7} at ${i % 12}.\n`).join("");
}
