import assert from "node:assert/strict";
import { codeFamilies, codeFamily, registerCode } from "../../../channel/coding/registry.ts";
import { none } from "../../../channel/coding/none.ts";
import { UsageError } from "../../../errors.ts";
import { nearest } from "../../../text/suggest.ts";

Deno.test("the nearest name is suggested, unless nothing is near", () => {
  const known = ["none", "repetition", "convolutional", "polar", "ldpc"];
  assert.equal(nearest("poler", known), "polar");
  assert.equal(nearest("LPDC", known), "ldpc");
  assert.equal(nearest("convolution", known), "convolutional");
  assert.equal(nearest("turbo-product", known), undefined);
  assert.equal(nearest("", known), undefined);
  assert.equal(nearest("polar", []), undefined);
});

Deno.test("the built-in families are known by name", () => {
  for (const name of ["none", "repetition", "convolutional", "polar"]) {
    const family = codeFamily(name);
    assert.equal(family.name, name);
    assert.match(family.description, /^[^\n]+$/);
    assert.ok(codeFamilies().includes(family));
  }
});

Deno.test("an unknown family is a usage error with a suggestion and the list", () => {
  assert.throws(() => codeFamily("polr"), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(
      error.message,
      /^Unknown channel code "polr": did you mean polar\? \(known: none, .*\)$/,
    );
    return true;
  });
});

Deno.test("a user's own family is registered once", () => {
  const own = { ...none, name: "own" };
  registerCode(own);
  registerCode(own);
  assert.equal(codeFamily("own"), own);
  assert.equal(codeFamilies().at(-1), own);
  assert.throws(() => registerCode({ ...own }), UsageError);
});

Deno.test("an impossible block is a usage error that names the nearest legal one", () => {
  const cases: [string, number, number, RegExp][] = [
    ["none", 10, 11, /takes at most 10 coded bits \(nearest: n=10\)/],
    ["repetition", 10, 9, /needs at least 10 coded bits \(nearest: n=10\)/],
    ["repetition", 0, 9, /nearest: k=1\)/],
    ["repetition", 2.4, 9, /nearest: k=2\)/],
    ["repetition", NaN, 9, /nearest: k=1\)/],
    ["repetition", 5, 7.6, /nearest: n=8\)/],
    ["convolutional", 10, 15, /nearest: n=16\)/],
    ["convolutional", 1e6, 1e7, /nearest: k=65536\)/],
    ["polar", 64, 70, /nearest: n=75\)/],
    ["polar", 1014, 2000, /nearest: k=1013\)/],
    ["polar", Infinity, 2000, /nearest: k=1013\)/],
  ];
  for (const [name, k, n, message] of cases) {
    assert.throws(() => codeFamily(name).create(k, n), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  }
});

Deno.test("arrays of the wrong length are refused", () => {
  for (const name of ["none", "repetition", "convolutional", "polar"]) {
    const n = name === "none" ? 20 : 40;
    const code = codeFamily(name).create(20, n);
    assert.throws(() => code.encode(new Uint8Array(19), new Uint8Array(n)), UsageError);
    assert.throws(() => code.encode(new Uint8Array(20), new Uint8Array(n + 1)), UsageError);
    assert.throws(() => code.decode(new Float32Array(n - 1), new Float32Array(20)), UsageError);
    assert.throws(() => code.decode(new Float32Array(n), new Float32Array(21)), UsageError);
  }
});
