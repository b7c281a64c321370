import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { RunError } from "../../../errors.ts";
import { keepInPrivate } from "../../../runtime/native/private_folder.ts";
import { TemporaryFolder } from "../../evaluation/folder.ts";

const ignore = Deno.build.os === "windows";
const bytesOf = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 9) + seed) & 255);
const FILES = new Map([["library.so", bytesOf(300_000, 1)], ["binding.node", bytesOf(5_000, 2)]]);

/** Runs a script that keeps files of that size in the folder, and prints where. */
function keeper(caches: string, size: number): Deno.Command {
  const module = new URL("../../../runtime/native/private_folder.ts", import.meta.url);
  const script = `
    import { keepInPrivate } from "${module}";
    const bytes = new Uint8Array(${size}).fill(7);
    console.log(keepInPrivate(new Map([["library.so", bytes]]), ${JSON.stringify(caches)}));`;
  return new Deno.Command(Deno.execPath(), { args: ["eval", "--ext=ts", script], stdout: "piped", stderr: "piped" });
}

function assertKept(folder: string, files: ReadonlyMap<string, Uint8Array> = FILES) {
  for (const [name, bytes] of files) assert.deepEqual(Deno.readFileSync(`${folder}/${name}`), bytes);
}

const names = (path: string) => Array.from(Deno.readDirSync(path), ({ name }) => name).sort();
const modeOf = (path: string) => Deno.statSync(path).mode! & 0o777;

Deno.test("files are kept for their owner alone, under a name that their bytes make", { ignore }, () => {
  using caches = new TemporaryFolder();
  const folder = keepInPrivate(FILES, caches.path);
  assertKept(folder);
  assert.equal(keepInPrivate(FILES, caches.path), folder);
  assert.deepEqual([modeOf(folder), ...[...FILES.keys()].map((name) => modeOf(`${folder}/${name}`))], [
    0o700,
    0o600,
    0o600,
  ]);
  const others = new Map([...FILES].map(([name, bytes]) => [name, bytes.with(0, 9) as Uint8Array<ArrayBuffer>]));
  assert.notEqual(keepInPrivate(others, caches.path), folder);
  assertKept(folder);
});

Deno.test(
  "a file that is cut, changed, a FIFO, a link, a folder or writable for others is written anew",
  { ignore },
  () => {
    using caches = new TemporaryFolder();
    const folder = keepInPrivate(FILES, caches.path);
    const path = `${folder}/library.so`;
    const other = caches.write("other", "other");
    const damages: (() => void)[] = [
      () => Deno.truncateSync(path, 1000),
      () => Deno.writeFileSync(path, FILES.get("library.so")!.with(123_456, 0) as Uint8Array<ArrayBuffer>),
      () => Deno.removeSync(path),
      () => {
        Deno.removeSync(path);
        assert.ok(new Deno.Command("mkfifo", { args: [path] }).outputSync().success);
      },
      () => {
        Deno.removeSync(path);
        Deno.symlinkSync(other, path);
      },
      () => Deno.chmodSync(path, 0o622),
    ];
    for (const damage of damages) {
      damage();
      assert.equal(keepInPrivate(FILES, caches.path), folder);
      assertKept(folder);
      assert.equal(modeOf(path), 0o600);
    }
    assert.equal(caches.read("other"), "other");
  },
);

Deno.test("a folder that others can write to, or move away, is refused in one line", { ignore }, () => {
  using caches = new TemporaryFolder();
  const folder = keepInPrivate(FILES, caches.path);
  for (
    const [path, mode] of [[folder, 0o777], [folder, 0o1777], [`${caches.path}/semcom`, 0o770], [
      caches.path,
      0o707,
    ]] as const
  ) {
    const before = modeOf(path);
    Deno.chmodSync(path, mode);
    assert.throws(
      () => keepInPrivate(FILES, caches.path),
      (error) =>
        error instanceof RunError &&
          /^Cannot unpack [^\n]*: others can write to [^\n]*, or set XDG_CACHE_HOME/.test(error.message) ||
        assert.fail(`${error}`),
    );
    Deno.chmodSync(path, before);
  }
  assert.equal(keepInPrivate(FILES, caches.path), folder);
});

Deno.test("a folder of another user is refused", { ignore: ignore || Deno.uid() !== 0 }, () => {
  using caches = new TemporaryFolder();
  const folder = keepInPrivate(FILES, caches.path);
  for (const path of [folder, `${caches.path}/semcom`]) {
    Deno.chownSync(path, 65534, 65534);
    assert.throws(() => keepInPrivate(FILES, caches.path), RunError);
    Deno.chownSync(path, 0, 0);
  }
});

Deno.test("where there is no folder to write to, one line says the way out", { ignore }, () => {
  using caches = new TemporaryFolder();
  const file = caches.write("file", "");
  assert.throws(
    () => keepInPrivate(FILES, file),
    (error) => error instanceof RunError && /^Cannot write [^\n]*: set XDG_CACHE_HOME [^\n]*$/.test(error.message),
  );
});

Deno.test("50 that come at once all get whole files, and none is left half-written", { ignore }, async () => {
  using caches = new TemporaryFolder();
  const size = 4_000_000;
  const ends = await Promise.all(Array.from({ length: 50 }, () => keeper(caches.path, size).output()));
  const [folder, ...others] = new Set(
    ends.map(({ stdout, stderr }) => new TextDecoder().decode(stdout) || new TextDecoder().decode(stderr)),
  );
  assert.deepEqual(others, []);
  assertKept(folder!.trimEnd(), new Map([["library.so", new Uint8Array(size).fill(7)]]));
  assert.deepEqual(names(folder!.trimEnd()), ["library.so", "lock"]);
});

Deno.test("who comes while another writes waits for its end", { ignore }, async () => {
  using caches = new TemporaryFolder();
  const say = async () => new TextDecoder().decode((await keeper(caches.path, 1000).output()).stdout).trimEnd();
  const folder = await say();
  Deno.removeSync(`${folder}/library.so`);
  let waiting = true;
  const lock = Deno.openSync(`${folder}/lock`, { write: true });
  lock.lockSync(true);
  const second = say().finally(() => waiting = false);
  await new Promise((resume) => setTimeout(resume, 1500));
  assert.ok(waiting && names(folder).join() === "lock");
  lock.close();
  assert.equal(await second, folder);
});

Deno.test("one that was killed while it wrote is made good by the next", { ignore }, async () => {
  using caches = new TemporaryFolder();
  const size = 100_000_000;
  const child = keeper(caches.path, size).spawn();
  const partial = () =>
    names(`${caches.path}/semcom`).map((name) => `${caches.path}/semcom/${name}/library.so.partial`)[0]!;
  const sizeNow = () => {
    try {
      return Deno.statSync(partial()).size;
    } catch {
      return 0;
    }
  };
  let ended = false;
  child.status.then(() => ended = true);
  while (sizeNow() === 0 && !ended) await new Promise((resume) => setTimeout(resume, 1));
  if (!ended) child.kill("SIGKILL");
  await child.output();
  assert.ok(sizeNow() > 0 && sizeNow() < size, `${sizeNow()} of ${size} bytes when it was killed`);
  const folder = new TextDecoder().decode((await keeper(caches.path, size).output()).stdout).trimEnd();
  assert.deepEqual(names(folder), ["library.so", "lock"]);
  assert.ok(Buffer.alloc(size, 7).equals(Deno.readFileSync(`${folder}/library.so`)));
});
