/**
 * Reads from the graphs of codecs which operators they use in which forms: codec/check allows those and no others. Run it where
 * export.py has come to write something new, and read the difference:
 *
 *     deno run -A models/recipe/operators.ts > codec/check/operators.json
 */
import { formOf, type Use } from "../../codec/check/allowed.ts";
import { readModel } from "../../codec/check/onnx.ts";
import { followShapes } from "../../codec/check/shapes.ts";
import { FOR_FINE_TUNING, GRAPHS } from "../../codec/folder/learned_manifest.ts";

/**
 * Codecs that the recipe exported. The small ones have settings that the bundled ones have not, and are of a former state of
 * the recipe: folders that were taught then are still taken.
 */
const FOLDERS = ["models/bart-mini", "models/gpt2-mini", "tests/finetune/tiny-bart", "tests/finetune/tiny-gpt2"];

const TOP = new URL("../../", import.meta.url);

type Forms = Record<string, string[]>;

/** The content of operators.json. */
export function readOperators(): { opset: number } & Record<Use, Forms> {
  const opsets = new Set<number>();
  const sending = formsOf(GRAPHS, opsets);
  const tuning = formsOf(FOR_FINE_TUNING, opsets);
  for (const [operator, forms] of Object.entries(tuning)) {
    const more = forms.filter((form) => !sending[operator]?.includes(form));
    if (more.length > 0) tuning[operator] = more;
    else delete tuning[operator];
  }
  const [opset, ...others] = opsets;
  if (others.length > 0) throw new Error(`Several operator sets: ${[...opsets].join(", ")}`);
  return { opset: opset!, sending, tuning };
}

/** The forms of all operators in graphs of these names; the operator sets are added to `opsets`. */
function formsOf(names: readonly string[], opsets: Set<number>): Forms {
  const forms = new Map<string, Set<string>>();
  for (const path of FOLDERS.flatMap((folder) => names.map((name) => `${folder}/${name}`))) {
    const model = readModel(Deno.readFileSync(new URL(path, TOP)));
    for (const { version } of model.opsets) opsets.add(version);
    const steps = followShapes(
      model.graph,
      ({ shape }) => shape.map((axis) => typeof axis === "number" ? axis : LENGTH),
    );
    for (const { node, inputs } of steps) {
      const known = forms.get(node.operator) ?? new Set();
      forms.set(node.operator, known.add(formOf(node, inputs)));
    }
  }
  return Object.fromEntries([...forms].sort().map(([operator, forms]) => [operator, [...forms].sort()]));
}

/** Any length serves: only the number of axes is asked for. */
const LENGTH = 8;

if (import.meta.main) console.log(JSON.stringify(readOperators(), null, 2));
