import assert from "node:assert/strict";
import fc from "fast-check";
import { type ChannelParameter, ChannelParameters } from "../../channel/parameters.ts";
import { Random } from "../../channel/random.ts";
import { receive } from "../../channel/receiver/receive.ts";
import { ORDINARY_RECEIVER } from "../../channel/receiver/receiver.ts";
import {
  bitChannelFrom,
  channelFamilies,
  channelFamily,
  channelFrom,
  registerChannel,
} from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";

Deno.test("the built-in channels, each with a source and legal defaults", () => {
  assert.deepEqual(
    channelFamilies().map(({ name }) => name).slice(0, 12),
    "awgn rayleigh rician tdl-a tdl-b tdl-c tdl-d tdl-e burst erasure bsc bec".split(" "),
  );
  for (const family of channelFamilies()) {
    assert.ok(family.description.length > 20 && family.source.length > 10, family.name);
    const defaults = family.parameters.filter((one) => one.default !== undefined);
    new ChannelParameters(family, defaults.map((one) => [one.name, `${one.default}`]));
  }
});

Deno.test("a channel's name is its full spec", () => {
  const names: [string, string][] = [
    ["awgn", "awgn"],
    ["AWGN", "awgn"],
    ["rayleigh", "rayleigh:fading=block"],
    ["rayleigh:fading=fast", "rayleigh:fading=fast"],
    ["rayleigh:doppler=1e-2", "rayleigh:doppler=0.01"],
    ["rician:fading=FAST,k=+6.50", "rician:k=6.5,fading=fast"],
    ["rician:doppler=.1", "rician:k=6,doppler=0.1"],
    ["TDL-A", "tdl-a:subcarriers=64,spread=2"],
    ["tdl-d:doppler=0", "tdl-d:subcarriers=64,spread=2,doppler=0"],
    ["tdl-a:taps=moving,doppler=.1", "tdl-a:subcarriers=64,spread=2,doppler=0.1,taps=moving"],
    ["burst:bad=12", "burst:bad=12,enter=0.02,leave=0.2"],
  ];
  for (const [spec, name] of names) assert.equal(channelFrom(spec).name, name);
  assert.equal(bitChannelFrom("bec")!.name, "bec:p=0.1");
});

Deno.test("a full spec gives the same channel again, whatever legal values it was made from", () => {
  const value = (parameter: ChannelParameter): fc.Arbitrary<string> =>
    "values" in parameter
      ? fc.constantFrom(...parameter.values)
      : parameter.whole
      ? fc.integer({ min: parameter.min, max: parameter.max }).map(String)
      : fc.double({ min: parameter.min, max: parameter.max, noNaN: true }).map(String);
  const specs = channelFamilies().map((family) =>
    fc.tuple(...family.parameters.map((one) => fc.option(value(one).map((text) => `${one.name}=${text}`)))).map(
      (parts) => [family.name, parts.filter((part) => part !== null).join(",")].filter(Boolean).join(":"),
    )
  );
  const full = (spec: string) => (bitChannelFrom(spec) ?? channelFrom(spec)).name;
  fc.assert(fc.property(fc.oneof(...specs), (spec) => {
    let name: string;
    try {
      name = full(spec);
    } catch (error) {
      // Legal by themselves, but not together.
      assert.match(
        (error as Error).message,
        /either decides|must be at most .* (with .* subcarriers|times one over)|give scs as well|give doppler as well|without which it says nothing/,
      );
      return;
    }
    assert.equal(full(name), name);
  }));
});

Deno.test("what is wrong with a spec is said in one line", () => {
  const bad: [string, RegExp][] = [
    ["agwn", /^Unknown channel "agwn": did you mean awgn\? \(known: awgn, rayleigh, .*, bec\)$/],
    ["", /^Unknown channel ""/],
    ["awgn:k=3", /^Unknown parameter of awgn "k": awgn has no parameters$/],
    [
      "rician:fadin=fast",
      /^Unknown parameter of rician "fadin": did you mean fading\? \(known: k, fading, doppler\)$/,
    ],
    ["rician:k=99", /^The k of rician is "99", and must be a number from -40 to 40$/],
    ["rician:k=six", /^The k of rician is "six", and must be a number from -40 to 40$/],
    ["rician:k=", /^The k of rician is ""/],
    ["rician:k=0x1", /^The k of rician is "0x1"/],
    ["rician:k=Infinity", /^The k of rician is "infinity"/],
    ["rician:k=3,k=4", /^The channel rician is given k twice$/],
    ["rayleigh:fading=fsat", /^The fading of rayleigh is "fsat", and must be block or fast: did you mean fast\?$/],
    ["rayleigh:fading=fast,doppler=0.1", /^The channel rayleigh is given fading and doppler, and either decides/],
    ["tdl-a:subcarriers=12.5", /^The subcarriers of tdl-a is "12.5", and must be a whole number from 1 to 4096$/],
    ["tdl-a:spread=-1", /^The spread of tdl-a is "-1", and must be a number from 0 to 512$/],
    ["bsc:p=0.6", /^The p of bsc is "0.6", and must be a number from 0 to 0.5$/],
    ["rician:", /^Cannot read the channel "rician:" at "": write name:key=value,key=value$/],
    ["rician:k", /^Cannot read the channel "rician:k" at "k"/],
    ["rician:k=3=4", /^Cannot read the channel "rician:k=3=4" at "k=3=4"/],
    ["rician:k=3\n", /^The k of rician is "3\\n"/],
  ];
  for (const [spec, says] of bad) {
    for (const make of [channelFrom, bitChannelFrom]) {
      assert.throws(() => make(spec), (error) => error instanceof UsageError && says.test(error.message), spec);
    }
  }
});

Deno.test("a registered channel is known by its name", () => {
  const half = {
    name: "half",
    carries: "uses",
    description: "every gain the same",
    source: "this test",
    parameters: [{ name: "gain", description: "amplitude", default: 0.5, min: 0, max: 1 }],
    create: (parameters: ChannelParameters) => ({
      name: parameters.spec,
      gains: (uses: number) => new Float64Array(2 * uses).fill(parameters.number("gain")),
      statistics: null,
    }),
  } as const;
  registerChannel(half);
  registerChannel(half);
  assert.equal(channelFamily("half"), half);
  const channel = channelFrom("half:gain=0.25");
  assert.equal(channel.name, "half:gain=0.25");
  const { snr } = receive(channel, ORDINARY_RECEIVER, new Float32Array(2), 8, new Random(1));
  assert.deepEqual([...snr], [1, 1]);
  assert.throws(() => registerChannel({ ...half }), /another channel has that name/);
  assert.throws(() => registerChannel({ ...half, name: "Half:2" }), UsageError);
});

Deno.test("a channel that asks for a parameter of the wrong kind or name is a programming error", () => {
  const parameters = new ChannelParameters(channelFamily("rician"), []);
  assert.throws(() => parameters.number("fading"), TypeError);
  assert.throws(() => parameters.word("k"), TypeError);
  assert.throws(() => parameters.number("doppler"), TypeError);
});
