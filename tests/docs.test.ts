import assert from "node:assert/strict";
import { parse } from "@optique/core/parser";
import { loadAllFlags } from "../cli/commands.ts";

const root = new URL("../", import.meta.url);
const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md"];
for (const { name } of Deno.readDirSync(new URL("docs", root))) if (name.endsWith(".md")) pages.push(`docs/${name}`);

const read = (page: string) => Deno.readTextFileSync(new URL(page, root));

Deno.test("README has at most 1,400 words", () => {
  assert.ok(read("README.md").split(/\s+/).length <= 1400);
});

Deno.test("links of the documentation lead to files that there are", () => {
  for (const page of pages) {
    for (const [, target] of read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
      assert.ok(Deno.statSync(new URL(target!, new URL(page, root))), `${page}: ${target}`);
    }
  }
});

/** The arguments of each `semcom` in a page's examples, as a shell would split them; what it would put in itself stands as it is. */
function* commandLines(page: string): Generator<string[]> {
  for (const [, block] of read(page).matchAll(/^```(?:sh)?\n([^]*?)^```$/gm)) {
    for (const line of block!.replaceAll("\\\n", " ").split("\n")) {
      const [, command] = /^(?:\$ |\s+)?semcom +(.*)$/.exec(line) ?? [];
      if (command === undefined) continue;
      const words = command.match(/\$\{\{.*?\}\}(?:\/\d+)?|(?:"[^"]*"|'[^']*'|\$\([^)]*\)|[^\s"'])+/g)!;
      const end = words.findIndex((word) => /^(?:[|<>#&;]|2>)/.test(word));
      yield words.slice(0, end < 0 ? undefined : end).map((word) => word.replaceAll(/["']/g, ""));
    }
  }
}

Deno.test("every command line of the documentation is one that the program takes", async () => {
  const flags = await loadAllFlags();
  let count = 0;
  for (const page of pages) {
    for (const args of commandLines(page)) {
      if (["completions", "--help"].includes(args[0]!)) continue;
      const result = parse(flags, args);
      assert.ok(result.success, `${page}: semcom ${args.join(" ")}`);
      count++;
    }
  }
  assert.ok(count > 30, `${count}`);
});
