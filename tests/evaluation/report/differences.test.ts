import assert from "node:assert/strict";
import * as fc from "fast-check";
import { markDifferences } from "../../../evaluation/report/differences.ts";

Deno.test("differences are marked word by word, in words that are escaped", () => {
  assert.equal(markDifferences("a <b> c", "a x c"), "a <del>&lt;b&gt;</del> <ins>x</ins> c");
  assert.match(markDifferences("a b", "a b"), /as it was sent/);
  assert.match(markDifferences("a b", "a  b"), /white space/);
});

Deno.test("entities that were lost, changed or made up are marked otherwise than common words and than entities that were kept", () => {
  assert.equal(
    markDifferences("We met  Anna at 9, not 10.", "We met Anne at 9, now 10 & 11."),
    "We met <del><mark>Anna</mark></del> <ins><mark>Anne</mark></ins> at <b>9,</b> <del><mark>not</mark> <b>10.</b></del> <ins>now <b>10</b> &amp; <mark>11.</mark></ins>",
  );
});

Deno.test("a name of two words has one mark", () => {
  assert.equal(
    markDifferences("it was Ann Lee", "it was Mr President Lee"),
    "it was <del><mark>Ann</mark></del> <ins><mark>Mr President</mark></ins> <b>Lee</b>",
  );
});

Deno.test("a number is kept where only its comma is lost or its place is another, and lost once where it came once of twice", () => {
  assert.equal(markDifferences("at 9, then", "at 9 then"), "at <del><b>9,</b></del> <ins><b>9</b></ins> then");
  assert.equal(markDifferences("x y 7", "7 x y"), "<ins><b>7</b></ins> x y <del><b>7</b></del>");
  assert.equal(markDifferences("x 7 y 7", "x 7 y"), "x <b>7</b> y <del><mark>7</mark></del>");
});

Deno.test("any two texts: no word is in a mark outside of a difference", () => {
  const text = fc.array(fc.constantFrom("a", "on", "Anna", "not", "7", "7,", "8-9"), { maxLength: 10 })
    .map((words) => words.join(" "));
  fc.assert(fc.property(text, text, (sent, received) => {
    const same = markDifferences(sent, received).replaceAll(/<(del|ins)>.*?<\/\1>/g, "");
    assert.ok(!same.includes("<mark>"), same);
  }));
});
