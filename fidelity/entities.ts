import { type Counts, createCounter, defineMetric, type Metric } from "./metric.ts";

/** A place in a text where the meaning hangs on one word, in UTF-16 code units. */
export interface Entity {
  readonly start: number;
  readonly end: number;
}

/** A word, entity or not. */
export interface Word extends Entity {
  /** What two words have in common that mean the same: "not" of "didn't". */
  readonly key: string;
  readonly isEntity: boolean;
}

/**
 * Words of scripts that put spaces between them, with marks inside ("3,500.75", "9:30", "F-16", "didn't", "example.org"); of Chinese
 * the negations alone.
 */
const WORD =
  /[[\p{L}\p{M}\p{N}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]]+(?:[.,:\/'’\-][[\p{L}\p{M}\p{N}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]]+)*|[不没沒未无無]/gv;

/** English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Chinese. A word of one that is none of another is in both texts. */
const NEGATIONS = new Set(
  [
    "no not never none nobody nothing neither nor nowhere cannot without",
    "nicht nichts nie niemals niemand kein keine keinen keinem keiner keines nirgends weder ohne",
    "ne non pas jamais rien aucun aucune sans ni",
    "nunca jamás nada nadie ningún ninguno ninguna sin tampoco",
    "niente nessuno nessuna senza",
    "não ninguém nenhum nenhuma sem",
    "niet geen nooit niets zonder",
    "не нет ни никогда никто ничего без нельзя",
    "不 没 沒 未 无 無",
  ].flatMap((words) => words.split(" ")),
);

/** Of a sentence's first word the capital says nothing: after its end, a colon or an opening quotation mark. */
const BEGINS = /[.!?…:。！？؟।\n]|["“«„]$/;

/** A full stop after one of these ends no sentence. */
const ABBREVIATION = /^(?:(?!I)\p{Lu}|Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|Sgt|Capt|Rev)$/u;

/**
 * Finds the entities of a text, which decide what it means: words with a digit, with their sign; words inside a sentence that begin
 * with a capital letter, but for the English "I"; and negations. It is a rule of thumb without a model: numbers in words are
 * none, all German nouns are, and no name that begins a sentence is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const text = "We don't meet Anna at 9:30.";
 * assert.deepEqual(findEntities(text).map(({ start, end }) => text.slice(start, end)), ["don't", "Anna", "9:30"]);
 * ```
 */
export function findEntities(text: string): Entity[] {
  return findWords(text).filter(({ isEntity }) => isEntity);
}

/** Finds the words of a text in order, without the marks around them. */
export function findWords(text: string): Word[] {
  const words: Word[] = [];
  let [before, end] = ["", 0];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const gap = text.slice(end, index);
    const isFirst = end === 0 || BEGINS.test(gap) && !(gap.startsWith(". ") && ABBREVIATION.test(before));
    const sign = /(?:^|[\s(])[-−+]$/.test(gap) && /^\p{N}/u.test(word) ? gap.at(-1)! : "";
    words.push({ ...read(word, sign, isFirst), start: index - sign.length, end: index + word.length });
    [before, end] = [word, index + word.length];
  }
  return words;
}

function read(word: string, sign: string, isFirst: boolean): Pick<Word, "key" | "isEntity"> {
  const negation = negationOf(word);
  if (negation !== undefined) return { key: negation, isEntity: true };
  const isName = !isFirst && /^\p{Lu}/u.test(word) && !/^I(?:['’]|$)/.test(word);
  return { key: sign + word, isEntity: isName || /\p{N}/u.test(word) };
}

function negationOf(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (/n['’]t$/.test(lower)) return "not";
  if (/^n['’]\p{L}/u.test(lower)) return "ne";
  return NEGATIONS.has(lower) ? lower : undefined;
}

/**
 * Finds the entities of one text that are not among the words of another, each of which stands for one: what was lost of a sent
 * text, or what was made up in a received one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const [sent, received] = ["We met Anna at 9, not 10.", "We met Anne at 10, not 9 or so."];
 * const lost = findLostEntities(findWords(sent), findWords(received));
 * assert.deepEqual(lost.map(({ start, end }) => sent.slice(start, end)), ["Anna"]);
 * ```
 */
export function findLostEntities(of: readonly Word[], among: readonly Word[]): Word[] {
  const left = new Map<string, number>();
  for (const { key } of among) left.set(key, (left.get(key) ?? 0) + 1);
  return of.filter(({ key, isEntity }) => {
    if (!isEntity) return false;
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

/** Counts how many of the entities of one text the other has, and how many there are. */
function countKept(of: readonly Word[], among: readonly Word[]): [kept: number, all: number] {
  const all = of.filter(({ isEntity }) => isEntity).length;
  return [all - findLostEntities(of, among).length, all];
}

const counter = createCounter("entities", 4, ({ text, reconstruction }) => {
  const [sent, received] = [findWords(text), findWords(reconstruction)];
  return [...countKept(sent, received), ...countKept(received, sent)];
});

/** A share of entities; undefined where there are none. */
function shareFrom(place: number): (sums: Counts) => number | undefined {
  return (sums) => sums[place + 1] === 0 ? undefined : sums[place]! / sums[place + 1]!;
}

/** Of the entities that were sent, the share that was received. */
export const entityRecall: Metric = defineMetric({
  name: "entity_recall",
  title: "Entities kept",
  usual: true,
  counter,
  ofCorpus: shareFrom(0),
});

/** Of the entities that were received, the share that was sent. */
export const entityPrecision: Metric = defineMetric({
  name: "entity_precision",
  title: "Entities right",
  usual: true,
  counter,
  ofCorpus: shareFrom(2),
});
