import { commandLine } from "./semcom.ts";

const linux = Deno.build.os === "linux";
const root = linux && Deno.uid() === 0;

/** Runs a command where mounts are its own, and gone when it ends. A plain user is given a namespace to be root in. */
const OWN_MOUNTS = ["unshare", root ? "-m" : "-Urm"];

/** Runs a command that permissions stop as they stop a plain user, whoever runs it, in the same environment. */
export const NO_POWER: readonly string[] = root
  ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"]
  : ["env"];

/** True if {@linkcode withMounts} can do its work here. */
export const canMount = linux && await succeeds([...OWN_MOUNTS, "mount", "-t", "tmpfs", "none", "/tmp"]);

/** True if {@linkcode NO_POWER} can. */
export const canBeStopped = linux && await succeeds([...NO_POWER, "true"]);

/** True if system calls can be watched and made to fail. Debian: apt-get install strace. */
export const canTrace = linux && await succeeds(["strace", "-qq", "-o", "/dev/null", "true"]);

/** Output of a script. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a shell script that may mount, and in which `semcom` is the program. It ends at the first command that fails. */
export function withMounts(script: string, cwd: string): Promise<Printed> {
  return run(OWN_MOUNTS, script, cwd);
}

/** Runs a shell script, likewise, that permissions stop. */
export function withoutPower(script: string, cwd: string): Promise<Printed> {
  return run(NO_POWER, script, cwd);
}

async function run([command, ...args]: readonly string[], script: string, cwd: string) {
  const program = commandLine([]);
  const words = [program.command, ...program.args].map((word) => `'${word}'`).join(" ");
  const { stdout, stderr } = await new Deno.Command(command!, {
    args: [...args, "sh", "-ec", `semcom() { ${words} "$@"; }\n${script}`],
    cwd,
  }).output();
  return { stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

async function succeeds([command, ...args]: readonly string[]): Promise<boolean> {
  const output = new Deno.Command(command!, { args, stdout: "null", stderr: "null" }).output();
  return await output.then(({ success }) => success, () => false);
}
