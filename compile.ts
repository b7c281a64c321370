/**
 * Makes one executable of the runtime, the program, the bundled codecs and all else that it needs:
 *
 *     deno task compile                                           dist/semcom, for this machine
 *     deno run -A compile.ts --target aarch64-apple-darwin --output dist/semcom-macos-arm64
 *
 * The runtime stub is Deno's own download, which it keeps, or the file that DENORT_BIN names.
 */
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import deno from "./deno.json" with { type: "json" };
import { hashHex } from "./runtime/sha256.ts";

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
  "codec/separate/data",
  "evaluation/run/worker.ts",
];
/** Files of packages for other platforms, or for uses that are not ours. */
const exclude = [
  ...Object.values(FOLDERS).filter((other) => other !== folder).map((other) => `${onnxruntime}/${other}`),
  `${onnxruntime}/win32/arm64`,
  `${packageFolder("tiktoken")}/encoders`,
  `${packageFolder("tiktoken")}/tiktoken_bg.wasm`, // the one in lite/ is used
  packageFolder("fast-check"), // for tests only
  ...["web", "esm"].map((name) => `${packageFolder("@bokuweb/zstd-wasm")}/dist/${name}`),
  ...["vega.js", "vega.min.js", "vega-core.js", "vega-core.min.js", "vega-schema.json"].map((name) =>
    `${packageFolder("vega")}/build/${name}`
  ),
  ...["src", "build/vega-lite-schema.json", "build/vega-lite.min.js", "build/vega-lite.min.js.map"].map((name) =>
    `${packageFolder("vega-lite")}/${name}`
  ),
];

await Deno.remove("dist/native", { recursive: true }).catch(() => {});
await Deno.mkdir("dist/native", { recursive: true });
await Deno.writeTextFile("dist/.env", "ORT_DISABLE_TELEMETRY=1\n");
const linux = folder.startsWith("linux/");
if (linux) { // runtime/native_library.ts says why
  const library = await Deno.readFile(`${onnxruntime}/${folder}/libonnxruntime.so.1`);
  const hash = (await hashHex(library)).slice(0, 16);
  // Compressed, as a program reads all that is in it whenever it starts.
  await Deno.writeFile(`dist/native/libonnxruntime-${hash}.so.gz`, gzipSync(library, { level: 9 }));
  include.push("dist/native");
  exclude.push(`${onnxruntime}/${folder}/libonnxruntime.so.1`);
}

const { code, stderr } = await new Deno.Command(Deno.execPath(), {
  stdout: "inherit",
  stderr: "piped",
  args: [
    "compile",
    "--no-check",
    `--target=${target}`,
    ...linux ? [] : ["--self-extracting"], // so that ONNX Runtime's shared library lies beside the file that needs it
    "--env-file=dist/.env",
    "--no-prompt", // what is not allowed is refused: no network, no other programs, no look at the machine
    "--allow-read",
    "--allow-write",
    "--allow-ffi",
    `--allow-env=${
      [
        "NO_COLOR",
        "HOME",
        "XDG_CACHE_HOME",
        "ORT_DISABLE_TELEMETRY",
        "SEMCOM_RUNTIME_LOADED",
        "GITHUB_STEP_SUMMARY",
        "SLURM_*",
      ].join(",")
    }`,
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
Deno.exit(code);
