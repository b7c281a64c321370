/**
 * Writes the software bill of materials of the compiled program, as CycloneDX 1.6: the packages in it with the hashes that
 * deno.lock pins them to, the runtime, and the models.
 *
 *     deno run --allow-read=. sbom.ts > dist/semcom.cdx.json
 */
import deno from "./deno.json" with { type: "json" };
import { hashHex } from "./runtime/sha256.ts";

/** Packages that deno.json names and the program has not. */
const FOR_TESTS = ["fast-check", "wabt"];

/** A component of the bill. */
export interface Component {
  readonly type: string;
  readonly "bom-ref": string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

/** What the bill says; see https://cyclonedx.org/docs/1.6/json/. */
export interface Bill {
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly [key: string]: unknown;
}

type Locked = { readonly integrity: string; readonly dependencies?: readonly string[] };
const PACKAGES = new Map(
  Object.entries<Locked>(JSON.parse(Deno.readTextFileSync(new URL("deno.lock", import.meta.url))).npm),
);
const MODELS = new URL("models/", import.meta.url);

/** Makes the bill. */
export async function createBill(): Promise<Bill> {
  const program = `semcom@${deno.version}`;
  const direct = Object.values(deno.imports).filter((name) => name.startsWith("npm:")).map((name) => name.slice(4))
    .filter((name) => !FOR_TESTS.includes(name.replace(/@[^@]*$/, "")));
  const wanted = new Set<string>();
  const add = (key: string) => {
    if (wanted.has(key)) return;
    wanted.add(key);
    dependenciesOf(key).forEach(add);
  };
  direct.map(keyOf).forEach(add);
  const keys = [...wanted].sort();
  const models = await Promise.all(
    [...Deno.readDirSync(MODELS)].map(({ name }) => name).filter((name) => name !== "recipe").sort().map(
      describeModel,
    ),
  );
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": program,
        name: "semcom",
        version: deno.version,
        licenses: [{ license: { id: deno.license } }],
      },
    },
    components: [RUNTIME, ...keys.map(describePackage), ...models],
    dependencies: [
      { ref: program, dependsOn: [RUNTIME, ...models].map((one) => one["bom-ref"]).concat(direct.map(keyOf)) },
      ...keys.map((ref) => ({ ref, dependsOn: dependenciesOf(ref) })),
    ],
  };
}

/** The version that the command in README names. */
const RUNTIME: Component = { type: "platform", "bom-ref": "deno", name: "deno", version: Deno.version.deno };

/** The key of a package in the lockfile, which may also say which packages of its peers it goes with. */
function keyOf(name: string): string {
  const found = [...PACKAGES.keys()].find((key) =>
    key === name || key.startsWith(`${name}_`) || key.startsWith(`${name}@`)
  );
  if (found === undefined) throw new Error(`Cannot find ${name} in deno.lock: run deno install`);
  return found;
}

function dependenciesOf(key: string): string[] {
  return (PACKAGES.get(key)!.dependencies ?? []).map(keyOf);
}

function describePackage(key: string): Component {
  const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(key)!;
  const [algorithm, base64] = PACKAGES.get(key)!.integrity.split("-", 2);
  if (algorithm !== "sha512") throw new Error(`Unknown integrity of ${key} in deno.lock: ${algorithm}`);
  return {
    type: "library",
    "bom-ref": key,
    name: name!,
    version: version!,
    purl: `pkg:npm/${name!.replace("@", "%40")}@${version}`,
    hashes: [{ alg: "SHA-512", content: Uint8Array.fromBase64(base64!).toHex() }],
  };
}

/** A model by the hash of its manifest, which has those of all its files. */
async function describeModel(name: string): Promise<Component> {
  const manifest =
    [...Deno.readDirSync(new URL(name, MODELS))].find(({ name }) => /^(codec|model)\.json$/.test(name))!.name;
  const content = await hashHex(Deno.readFileSync(new URL(`${name}/${manifest}`, MODELS)));
  return { type: "machine-learning-model", "bom-ref": `models/${name}`, name, hashes: [{ alg: "SHA-256", content }] };
}

if (import.meta.main) console.log(JSON.stringify(await createBill(), null, 2));
