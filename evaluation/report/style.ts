import { type Colour, INK, LINES } from "./colours.ts";

/**
 * The page's style sheet. In the plots, whose SVG has its colours written in, each is replaced by its like of the dark
 * scheme: on paper and in their files they stay as they are.
 */
export function writeStyleSheet(): string {
  return `
:root { color-scheme: light dark; ${writeVariables("light")} }
@media screen and (prefers-color-scheme: dark) {
  :root { ${writeVariables("dark")} }
${[INK.text, INK.quiet, INK.rule, ...LINES].map(darken).join("\n")}
}
${RULES}`;
}

function writeVariables(scheme: keyof Colour): string {
  return Object.entries({ ...INK, ...MARKS }).map(([name, colour]) => `--${name}: ${colour[scheme]};`).join(" ");
}

function darken({ light, dark }: Colour): string {
  return `  svg [fill="${light}"] { fill: ${dark}; } svg [stroke="${light}"] { stroke: ${dark}; }`;
}

/** Colours of the page alone. */
const MARKS = {
  panel: { light: "#f5f6f8", dark: "#1c2024" },
  accent: { light: "#0b4f86", dark: "#7fb8e8" },
  good: { light: "#04684f", dark: "#5fd3b0" },
  bad: { light: "#a3341c", dark: "#ff9d7e" },
  alarm: { light: "#ffe08a", dark: "#5c4500" },
} as const;

const RULES = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 68rem;
  background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: break-word;
}
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 0 0 .5rem; font-size: 1.75rem; letter-spacing: -.01em; }
h2 { margin: 3rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: 1.3rem; }
h3 { margin: 0 0 .25rem; font-size: 1rem; }
p { margin: 0 0 1rem; max-width: 46rem; }
a { color: var(--accent); }
code { font: .9em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.lead { font-size: 1.1rem; text-wrap: pretty; }
.note { color: var(--quiet); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: .25rem 0; }

.gates { margin: 1rem 0 0; padding: 0; list-style: none; }
.gates li {
  display: grid; grid-template-columns: 6rem 1fr; gap: 0 1rem;
  padding: .6rem .75rem; border-left: 4px solid var(--mark); background: var(--panel);
}
.gates li + li { margin-top: .4rem; }
.gates strong { color: var(--mark); white-space: nowrap; }
.gates p { grid-column: 2; margin: 0; color: var(--quiet); }
.passed { --mark: var(--good); }
.missed { --mark: var(--bad); }

.plots { display: grid; align-items: end; gap: 2rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
.scroll + .plots { margin-top: 1.5rem; }
figure { margin: 0; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; max-width: 27rem; }
figure svg text { font-family: inherit; }
figure svg > rect { fill: none; }

.scroll { overflow: auto; max-height: 36rem; border: 1px solid var(--rule); }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .75rem; text-align: left; vertical-align: top; border-top: 1px solid var(--rule); }
tbody td { white-space: nowrap; }
th { position: sticky; top: 0; border-top: 0; background: var(--panel); font-weight: 600; vertical-align: bottom; }
.number { text-align: right; }
th button { margin: 0; padding: .2rem 0; border: 0; background: none; color: inherit; font: inherit; text-align: inherit; cursor: pointer; }
th button::after { content: "\\a0↕" / ""; color: var(--quiet); font-weight: 400; }
[aria-sort] button::after { color: var(--accent); font-weight: 700; }
[aria-sort="ascending"] button::after { content: "\\a0↑" / ""; }
[aria-sort="descending"] button::after { content: "\\a0↓" / ""; }
th button:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
td small { display: block; color: var(--quiet); font-size: .75rem; }

.message { margin: 1.5rem 0 0; }
.message blockquote { margin: 0 0 .75rem; padding: .1rem 0 .1rem .9rem; border-left: 3px solid var(--rule); max-width: 46rem; }
.level { display: grid; grid-template-columns: 5rem minmax(0, 1fr); padding: .35rem 0; border-top: 1px solid var(--rule); }
.level h4 { margin: 0; font-size: 1rem; font-variant-numeric: tabular-nums; }
.level dl { display: grid; grid-template-columns: minmax(8rem, 14rem) minmax(0, 1fr); gap: .35rem 1.25rem; margin: 0; }
.level dt { color: var(--quiet); }
.level dd { margin: 0; }
.level dt, .level dd { overflow-wrap: anywhere; }
del { color: var(--bad); text-decoration: line-through; text-decoration-thickness: 1.5px; }
ins { color: var(--good); text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; }
mark { padding: 0 .2em; border: 1.5px solid currentColor; border-radius: .2em; background: var(--alarm); color: var(--text); font-weight: 700; box-decoration-break: clone; text-decoration: inherit; }
del::before, del::after, ins::before, ins::after, mark::before { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
del::before { content: " [lost: "; } ins::before { content: " [added: "; } mark::before { content: "changes the meaning: "; } del::after, ins::after { content: "] "; }

.run { margin: 1rem 0 0; display: grid; grid-template-columns: minmax(8rem, auto) 1fr; font-size: .875rem; }
.run dt, .run dd { margin: 0; padding: .35rem 0; border-top: 1px solid var(--rule); }
.run dt { padding-right: 1.25rem; color: var(--quiet); }
.run dd { min-width: 0; overflow-wrap: anywhere; }

@media (min-width: 60rem) {
  body { padding: 3rem 2rem 6rem; }
  h1 { font-size: 2.25rem; }
  .aligned { grid-template-columns: repeat(var(--channels), minmax(0, 27rem)); }
}
@media (max-width: 36rem) {
  .level, .level dl, .run { display: block; }
  .level dd { margin-bottom: .5rem; }
  .run dt { padding-bottom: 0; } .run dd { padding-top: 0; border-top: 0; }
}
@media print {
  mark { print-color-adjust: exact; }
  @page { margin: 14mm; }
  @page across { size: landscape; }
  #figures { page: across; }
  body { padding: 0; max-width: none; font-size: 10pt; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  .plots { grid-template-columns: 1fr 1fr; }
  .level, tr, .gates li { break-inside: avoid; }
  .scroll { overflow: visible; max-height: none; border: 0; }
  table { font-size: min(6.5pt, 130pt / var(--columns, 1)); } th, td { padding: .23em .46em; } td small { font-size: .85em; }
  th { position: static; } tbody td { white-space: normal; }
  th { hyphens: auto; }
  th button { padding: 0; } th button::after { content: none; }
  [aria-sort="ascending"] button::after { content: "\\a0↑" / ""; } [aria-sort="descending"] button::after { content: "\\a0↓" / ""; }
}
`;
