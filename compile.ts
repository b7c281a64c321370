/**
 * Makes dist/semcom, one executable with the runtime, the program and the bundled codecs:   deno task compile
 *
 * The runtime stub is Deno's own download, or the file that DENORT_BIN names.
 */
const npm = JSON.parse(
  new TextDecoder().decode(new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync().stdout),
).npmCache;
const onnxruntime = `${npm}/registry.npmjs.org/onnxruntime-node/1.30.0/bin/napi-v6`;

/** What the program needs at run time and no import names: the codecs. */
const codecs = [...Deno.readDirSync("models")].filter(({ name }) => name !== "recipe").map(({ name }) =>
  `models/${name}`
);

await Deno.mkdir("dist", { recursive: true });
await Deno.writeTextFile("dist/.env", "ORT_DISABLE_TELEMETRY=1\n");
const { code } = await new Deno.Command(Deno.execPath(), {
  args: [
    "compile",
    "--no-check",
    "--self-extracting", // the runtime's own shared library must lie beside the .node file that needs it
    "--env-file=dist/.env",
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-ffi",
    "--allow-sys",
    ...codecs.flatMap((folder) => ["--include", folder]),
    ...["darwin", "win32", "linux/arm64"].flatMap((other) => ["--exclude", `${onnxruntime}/${other}`]),
    "--output=dist/semcom",
    "main.ts",
  ],
}).spawn().status;
Deno.exit(code);
