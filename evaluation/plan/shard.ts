import { UsageError } from "../../errors.ts";

/** One part of an evaluation that several machines share. */
export interface Shard {
  /** From 1 to `count`. */
  readonly number: number;
  readonly count: number;
}

/** More parts than this are a slip. */
const MAX_SHARDS = 100_000;

/**
 * Reads a shard such as "2/4".
 * @throws {UsageError} if it is none.
 */
export function shardFrom(text: string): Shard {
  const [, number, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (number === undefined || number < 1 || number > count! || count! > MAX_SHARDS) {
    throw new UsageError(`Cannot read the shard ${JSON.stringify(text)}: write i/n with i from 1 to n, such as 2/4`);
  }
  return { number, count: count! };
}

/**
 * The shard that a task of a Slurm array stands for; undefined outside of one. Arrays may begin at any number and have a
 * step, as `--array=10-16:2`.
 * @throws {UsageError} if the array's numbers do not follow one another.
 */
export function slurmShard(variable: (name: string) => string | undefined): Shard | undefined {
  const text = variable("SLURM_ARRAY_TASK_ID");
  if (text === undefined || text === "") return undefined;
  const number = (name: string, usual: string) => Number(variable(`SLURM_ARRAY_TASK_${name}`) || usual);
  const count = number("COUNT", "NaN");
  const place = (Number(text) - number("MIN", "0")) / number("STEP", "1");
  if (Number.isInteger(count) && Number.isInteger(place) && place >= 0 && place < count) {
    return { number: place + 1, count };
  }
  throw new UsageError(
    `Cannot tell the shard from SLURM_ARRAY_TASK_ID=${text}, _MIN=${variable("SLURM_ARRAY_TASK_MIN") ?? ""}, _COUNT=${
      variable("SLURM_ARRAY_TASK_COUNT") ?? ""
    }: number the array without gaps, or say --shard i/n`,
  );
}
