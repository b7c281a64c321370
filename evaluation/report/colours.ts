/** A colour on paper and in the dark scheme. */
export interface Colour {
  readonly light: string;
  readonly dark: string;
}

/**
 * The lines of plots. On their ground every colour has a contrast of 3 at least, and any two stay apart for people with
 * protanopia, deuteranopia or tritanopia (distance in OKLab at least 0.07 on paper, 0.055 in the dark scheme).
 */
export const LINES: readonly Colour[] = [
  { light: "#0b4f86", dark: "#5fa3d8" },
  { light: "#cf7a12", dark: "#f58220" },
  { light: "#04775b", dark: "#43c29e" },
  { light: "#a62eb0", dark: "#f3a3f0" },
  { light: "#3f95f5", dark: "#e3ea5a" },
  { light: "#5a3000", dark: "#b35cff" },
];

/** Everything else, in plots and on the page. */
export const INK = {
  ground: { light: "#ffffff", dark: "#14171a" },
  text: { light: "#1b1f24", dark: "#e6e8eb" },
  quiet: { light: "#57606a", dark: "#9da7b1" },
  rule: { light: "#dfe3e8", dark: "#2d3339" },
} as const;
