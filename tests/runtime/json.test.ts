import assert from "node:assert/strict";
import fc from "fast-check";
import { parseJson, scanJson } from "../../runtime/json.ts";

Deno.test("any JSON is parsed as it is, however it is laid out", () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom("", " ", "\n\t"), (value, space) => {
    const text = JSON.stringify(value, null, space);
    assert.deepEqual(parseJson(text, 10), JSON.parse(text));
  }));
});

Deno.test("a key that an object has twice is refused, whatever stands in its strings", () => {
  for (const text of ['{"a":1,"b":2,"a":3}', '[{"x":{"a":1,"\\u0061":1}}]', '{"__proto__":1,"__proto__":2}']) {
    assert.throws(() => parseJson(text, 10), /^Error: an object in it has a key twice$/, text);
  }
  for (const text of ['{"a":"b\\":c","d\\\\":1}', '{"a:":1,"b":[":",{"a":"{"}]}']) {
    assert.deepEqual(parseJson(text, 10), JSON.parse(text));
  }
});

Deno.test("what is nested too deep is refused before it is parsed", () => {
  assert.deepEqual(parseJson("[[1]]", 2), [[1]]);
  assert.throws(() => parseJson("[[[1]]]", 2), /nested more than 2 deep/);
  assert.throws(() => parseJson("[".repeat(5_000_000), 10), /nested more than 10 deep/);
  assert.deepEqual(scanJson('{"a":[1,2],"b":"[,"}'), { depth: 2, keys: 2, parts: 4 });
});
