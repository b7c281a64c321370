import assert from "node:assert/strict";

const MAX_EXPORTS = 60;

/** Every export of mod.ts with the file it comes from. */
function* listExports(): Generator<{ name: string; isType: boolean; file: string }> {
  const source = Deno.readTextFileSync(new URL("../mod.ts", import.meta.url));
  for (const [, all, list, file] of source.matchAll(/^export (type )?\{([^}]*)\} from "([^"]+)"/gm)) {
    for (const item of list!.split(",").map((item) => item.trim()).filter(Boolean)) {
      const isType = all !== undefined || item.startsWith("type ");
      yield { name: item.replace(/^type /, ""), isType, file: file! };
    }
  }
}

Deno.test("the library has few exports, and every function, class and table an example that the tests run", () => {
  const exports = [...listExports()];
  assert.ok(exports.length > 40 && exports.length <= MAX_EXPORTS, `${exports.length}`);
  for (const { name, isType, file } of exports) {
    if (isType || /Error$|^EXIT$/.test(name)) continue; // the errors share the example of SemcomError
    const source = Deno.readTextFileSync(new URL(`../${file}`, import.meta.url));
    const [, documentation = ""] = new RegExp(
      `(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)\\nexport (?:async )?(?:abstract )?(?:function\\*?|class|const) ${name}\\b`,
    ).exec(source) ?? [];
    assert.match(documentation, /@example\n \* ```ts\n/, `${name} of ${file}`);
  }
});
