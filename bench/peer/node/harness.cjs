// What bench/harness is to C++: the timed loop and the line of JSON, for candidates in JavaScript.
// CommonJS, for Electron's preload scripts.
const { parseArgs } = require('node:util');

const REQUESTS_IN_FLIGHT = 64;
const WARM_UP_SHARE = 0.1;
const QUANTILES = { p01: 0.01, p05: 0.05, p10: 0.1, p25: 0.25, p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 };

function options(args = process.argv.slice(2)) {
  const { values } = parseArgs({
    args,
    options: {
      list: { type: 'boolean' },
      candidate: { type: 'string' },
      measure: { type: 'string', default: 'roundTrip' },
      bytes: { type: 'string', default: '64' },
      seconds: { type: 'string', default: '0.1' },
      pin: { type: 'string', default: 'free' },
    },
  });
  return { ...values, bytes: Number(values.bytes), seconds: Number(values.seconds) };
}

const content = (bytes) =>
  String.fromCharCode(...Array.from({ length: Math.min(bytes, 25) }, (_, i) => 97 + i)).repeat(Math.ceil(bytes / 25)).slice(0, bytes);

/** Messages of a batch one way: as in bench/harness/candidate.cc. */
const messagesPerBatch = (bytes) => Math.min(Math.max(Math.floor((4 << 20) / Math.max(bytes, 1)), 1), 10_000);

/**
 * What is done over and over, of a near end `{roundTrip, requests, messages}`.
 * @returns {{run: () => Promise<void>, items: number}}
 */
function iterationOf(near, { measure, bytes }) {
  switch (measure) {
    case 'roundTrip':
      return { run: () => near.roundTrip(), items: 1 };
    case 'inFlight':
      return { run: () => near.requests(REQUESTS_IN_FLIGHT), items: REQUESTS_IN_FLIGHT };
    case 'oneWay':
      return { run: () => near.messages(messagesPerBatch(bytes)), items: messagesPerBatch(bytes) };
    default:
      throw new Error(`no such measure: ${measure}`);
  }
}

async function repeat(run, seconds) {
  const times = [];
  const end = process.hrtime.bigint() + BigInt(Math.round(seconds * 1e9));
  for (let before = process.hrtime.bigint(); ; ) {
    await run();
    const now = process.hrtime.bigint();
    times.push(Number(now - before));
    before = now;
    if (now >= end) return times;
  }
}

/** Nanoseconds of CPU of this process. */
const cpuNs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

/**
 * Takes the sample. `farCpuNs()` gives the CPU time of the far process, 0 if it is this one;
 * `near.isAnswerRight()` is asked before and after.
 */
async function sample(near, options, farCpuNs) {
  const { run, items } = iterationOf(near, options);
  await repeat(run, options.seconds * WARM_UP_SHARE);
  if (!near.isAnswerRight()) throw new Error('the answer is not what was sent');
  const before = { far: await farCpuNs(), near: cpuNs(), wall: process.hrtime.bigint() };
  const times = await repeat(run, options.seconds);
  const result = {
    iterations: times.length,
    items: times.length * items,
    wallNs: Number(process.hrtime.bigint() - before.wall),
    nearCpuNs: cpuNs() - before.near,
    farCpuNs: (await farCpuNs()) - before.far,
  };
  if (!near.isAnswerRight()) throw new Error('the answer is not what was sent');
  times.sort((a, b) => a - b);
  for (const [name, share] of Object.entries(QUANTILES)) {
    result[name] = times[Math.max(Math.ceil(share * times.length), 1) - 1];
  }
  return result;
}

module.exports = { options, content, messagesPerBatch, cpuNs, sample };
