/**
 * Makes one executable of the runtime, the program, the bundled codecs and all else that it needs:
 *
 *     deno task compile                                           dist/semcom, for this machine
 *     deno task compile --target aarch64-apple-darwin --output dist/semcom-macos-arm64
 *
 * The runtime stub is Deno's own download, which it keeps, or the file that DENORT_BIN names.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import deno from "./deno.json" with { type: "json" };
import { NATIVE } from "./runtime/bundled.ts";
import { appendFiles } from "./runtime/executable.ts";
import { isWeights } from "./runtime/session.ts";

const { values: { target, output } } = parseArgs({
  options: {
    target: { type: "string", default: Deno.build.target },
    output: { type: "string", default: "dist/semcom" },
  },
});

/** Where each target's part of ONNX Runtime lies in its package, which has none for Macs with Intel's processors. */
const FOLDERS: Record<string, string> = {
  "x86_64-unknown-linux-gnu": "linux/x64",
  "aarch64-unknown-linux-gnu": "linux/arm64",
  "aarch64-apple-darwin": "darwin/arm64",
  "x86_64-pc-windows-msvc": "win32/x64",
};
const folder = FOLDERS[target];
if (folder === undefined) throw new Error(`Unknown target ${target} (known: ${Object.keys(FOLDERS).join(", ")})`);

const downloads = !Deno.env.get("DENORT_BIN");
if (downloads) console.log(`Needs the network, unless deno has downloaded its runtime for ${target} before`);

const npm = JSON.parse(
  new TextDecoder().decode(new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync().stdout),
).npmCache;
/** The part of the cache that belongs to the registry which the packages came from. */
const registry = [...Deno.readDirSync(npm)].filter(({ isDirectory }) => isDirectory).map(({ name }) => `${npm}/${name}`)
  .find((path) => [...Deno.readDirSync(path)].some(({ name }) => name === "onnxruntime-node"));
if (registry === undefined) throw new Error("Cannot find onnxruntime-node in the cache: run deno install first");
/** The folder of a package that deno.json names. */
const packageFolder = (name: keyof typeof deno.imports) =>
  `${registry}/${deno.imports[name].replace("npm:", "").replace(/@(?=[^@]*$)/, "/")}`;
const onnxruntime = `${packageFolder("onnxruntime-node")}/bin/napi-v6`;

/** Files that the program reads though no import names them: the models, and the modules of workers. */
const include = [
  ...[...Deno.readDirSync("models")].filter(({ name }) => name !== "recipe").map(({ name }) => `models/${name}`),
  "codec/trial/pulse.ts",
  "codec/separate/data",
  "evaluation/run/worker.ts",
  "cli/shared/watcher.ts",
  "cli/shared/waiting_thread.ts",
];
/** Large files that are put into the executable for itself, where Linux needs it (runtime/executable.ts), and where they are now. */
const appended = new Map<string, string>();
if (folder.startsWith("linux/")) {
  const filesIn = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).sort();
  for (const model of include.filter((path) => path.startsWith("models/")).sort()) {
    for (const name of filesIn(model).filter(isWeights)) appended.set(`${model}/${name}`, `${model}/${name}`);
  }
  for (const name of filesIn(`${onnxruntime}/${folder}`).filter((name) => !name.endsWith(".node"))) {
    appended.set(`${NATIVE}${name}`, `${onnxruntime}/${folder}/${name}`);
  }
}
/** The folders of all packages that are here: those that deno.json names, and those that they need. */
const packages = Object.keys(JSON.parse(Deno.readTextFileSync("deno.lock")).npm)
  .map((key) => `${registry}/${/^(@?[^@]+)@([^_]+)/.exec(key)!.slice(1).join("/")}`)
  .filter((folder) => existsSync(folder));

function filesUnder(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesUnder(`${folder}/${name}`) : [`${folder}/${name}`]
  );
}

/** Files of packages for other platforms, or for uses that are not ours: all that is embedded is read at each start. */
const exclude = [
  ...appended.values(),
  ...Object.values(FOLDERS).filter((other) => other !== folder).map((other) => `${onnxruntime}/${other}`),
  `${onnxruntime}/win32/arm64`,
  `${onnxruntime}/darwin/arm64/libonnxruntime.${deno.imports["onnxruntime-node"].replace(/.*@/, "")}.dylib`, // libonnxruntime.1.dylib once more
  `${packageFolder("tiktoken")}/encoders`,
  `${packageFolder("tiktoken")}/tiktoken_bg.wasm`, // the one in lite/ is used
  // What serves editors, debuggers, browsers and programs of another kind of module.
  ...packages.flatMap(filesUnder).filter((path) => /\.(map|min\.js|d\.[cm]?ts)$|\/@optique\/.*\.cjs$/.test(path)),
  // What packages have for command lines, or installers, of their own.
  ...packages.filter((path) => /\/(adm-zip|commander|iconv-lite|semver|yargs)\/[^/]+$/.test(path)),
  packageFolder("fast-check"), // for tests only, as the next
  packageFolder("wabt"),
  ...["web", "esm"].map((name) => `${packageFolder("@bokuweb/zstd-wasm")}/dist/${name}`),
  ...["vega.js", "vega-core.js", "vega-schema.json"].map((name) => `${packageFolder("vega")}/build/${name}`),
  ...["src", "build/vega-lite-schema.json"].map((name) => `${packageFolder("vega-lite")}/${name}`),
];

/**
 * What is not allowed is refused: no network, no other programs, no look at the machine. The task from source has the same. It runs
 * itself (codec/trial), which only Linux has a fixed name for.
 */
const permissions = deno.tasks.semcom.split(" ").filter((word) => /^--(no-prompt|allow-)/.test(word))
  .map((word) => word.startsWith("--allow-run=") && !folder.startsWith("linux/") ? "--allow-run" : word);

await Deno.mkdir("dist", { recursive: true });
await Deno.writeTextFile("dist/.env", "ORT_DISABLE_TELEMETRY=1\n");

const { code, stderr } = await new Deno.Command(Deno.execPath(), {
  stdout: "inherit",
  stderr: "piped",
  args: [
    "compile",
    "--no-check",
    `--target=${target}`,
    "--no-code-cache", // it would be read from the folder for temporary files, where others can write
    "--env-file=dist/.env",
    ...permissions,
    ...include.flatMap((path) => ["--include", path]),
    ...exclude.flatMap((path) => ["--exclude", path]),
    `--output=${output}`,
    "main.ts",
  ],
}).output();
const said = new TextDecoder().decode(stderr);
const offline = downloads && said.includes("error sending request");
console.error(
  offline
    ? `Cannot compile for ${target}: deno could not download its runtime for it: connect to the network (if it has a ` +
      "certificate authority of its own, set DENO_TLS_CA_STORE=system,mozilla)"
    : said.trimEnd(),
);
if (code === 0 && appended.size > 0) {
  const files = new Map(Array.from(appended, ([name, path]) => [name, Deno.readFileSync(path)]));
  await Deno.writeFile(output, appendFiles(Deno.readFileSync(output), files).stream());
}
Deno.exit(code);
