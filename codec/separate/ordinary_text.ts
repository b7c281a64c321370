/**
 * Characters of a word of ordinary text, the space behind it included; bytes are as many. Like the `typicalBits` of each code,
 * it is of 250 lines each of Europarl, books and dialogue for training (`models/recipe/source_codes.ts --typical`).
 */
export const UNITS_PER_WORD = 5.6;
