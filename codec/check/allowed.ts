import { CannotFollow } from "./cannot_follow.ts";
import { type Attribute, BOOL, FLOAT16, FLOAT32, INT64, type Node, type StoredTensor } from "./onnx.ts";
import operators from "./operators.json" with { type: "json" };
import type { Value } from "./shapes.ts";

/** What a graph is for: to send text, or to fine-tune. */
export type Use = "sending" | "tuning";

/** The operator set of all graphs. */
export const OPSET = operators.opset;

/**
 * The operators that graphs may have, each in the forms in which the recipe (models/recipe/export.py) writes them:
 * {@linkcode formOf} says what a form is. models/recipe/operators.ts reads them from the graphs that there are.
 */
const ALLOWED: Readonly<Record<Use, Readonly<Record<string, readonly string[]>>>> = operators;

/**
 * Lets a node pass that is of an allowed form.
 * @param inputs The values that it takes, as far as they are known.
 * @throws {CannotFollow} naming the operator, and its form if that is what is wrong.
 */
export function allow(use: Use, node: Node, inputs: readonly (Value | undefined)[]): void {
  const { operator, domain } = node;
  const forms = formsOf(use, operator);
  if (domain !== "" || forms.length === 0) {
    const of = domain === "" ? "" : ` of ${shown(domain)}`;
    throw new CannotFollow(`it uses the operator ${shown(operator)}${of}, which no codec has for ${use}`);
  }
  const form = formOf(node, inputs);
  if (!forms.includes(form)) {
    throw new CannotFollow(`it uses the operator ${operator} as no codec does for ${use}: ${form.slice(0, MAX_SHOWN)}`);
  }
}

/** The most that is said of a form or of a name. */
const MAX_SHOWN = 200;

const shown = (name: string) => JSON.stringify(name.slice(0, MAX_SHOWN));

/** Fine-tuning runs what sends, too. */
function formsOf(use: Use, operator: string): readonly string[] {
  const own = (one: Use) => Object.hasOwn(ALLOWED[one], operator) ? ALLOWED[one][operator]! : [];
  return use === "sending" ? own("sending") : [...own("sending"), ...own("tuning")];
}

const TYPES = new Map([[FLOAT32, "f32"], [INT64, "i64"], [BOOL, "bool"], [FLOAT16, "f16"]]);

/** Attributes whose value is a model's own. */
const FREE = ["epsilon"];

/**
 * The form in which an operator is used, in one line: the type and the number of axes of each input, "_" for one that is left
 * out, then the attributes by their names, then the number of outputs where there are several: "f32/3 f32/1 f32/1 axis=-1
 * epsilon=* stash_type=1 > 3".
 */
export function formOf({ attributes, outputs }: Node, inputs: readonly (Value | undefined)[]): string {
  const type = ({ type, shape }: Pick<Value, "type" | "shape">) =>
    `${TYPES.get(type) ?? `type${type}`}/${shape.length}`;
  const settings = [...attributes].map(([name, value]) =>
    `${name}=${FREE.includes(name) ? "*" : isTensor(value) ? value.external ? "outside" : type(value) : value}`
  );
  return [
    ...inputs.map((input) => input === undefined ? "_" : type(input)),
    ...settings.sort(),
    ...outputs.length === 1 ? [] : [`> ${outputs.length}`],
  ].join(" ");
}

function isTensor(value: Attribute): value is StoredTensor {
  return typeof value === "object" && "shape" in value;
}
