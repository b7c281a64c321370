import fc from "fast-check";

/** Sentences of few different words, so that two of them often share some. */
export const sentences = fc.array(fc.constantFrom("the", "The", "ship", "left", "port,", "3.5", "it's", "no!"))
  .map((words) => words.join(" "));

/** Any text: sentences, and strings of any code points. */
export const texts = fc.oneof(sentences, fc.string({ unit: "binary", maxLength: 40 }));

/** Short sequences over a small alphabet. */
export const sequences = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 9 });
