// Node's own ways to talk: a child process with an IPC channel, and a worker thread with a
// MessagePort. Run as the programs of bench/harness are: `--list`, or one sample.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { content, options, sample } from './harness.cjs';
import { Near } from './near.cjs';

const FAR = fileURLToPath(new URL('./far.mjs', import.meta.url));

/** The command that runs Node on the core of the far end. The near end has been put on its own by taskset. */
function farCommand(pin) {
  const core = { apart: '1', together: '0' }[pin];
  return core === undefined ? [process.execPath, FAR] : ['taskset', '-c', core, process.execPath, FAR];
}

async function sampleChild(chosen) {
  const [command, ...args] = farCommand(chosen.pin);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  const near = new Near((message) => child.send(message), content(chosen.bytes));
  child.on('message', (message) => near.onMessage(message));
  const result = await sample(near, chosen, () => near.farCpuNs());
  child.disconnect();
  return result;
}

async function sampleWorker(chosen) {
  const worker = new Worker(FAR);
  const near = new Near((message) => worker.postMessage(message), content(chosen.bytes));
  worker.on('message', (message) => near.onMessage(message));
  const result = await sample(near, chosen, async () => 0); // One process: all of its CPU time is the near end's.
  await worker.terminate();
  return result;
}

const CANDIDATES = {
  'node.child': { about: 'Node child_process with an IPC channel, advanced serialization', run: sampleChild },
  'node.worker': { about: 'Node worker thread with a MessagePort: one process, two threads', run: sampleWorker },
};

const chosen = options();
if (chosen.list) {
  for (const [name, { about }] of Object.entries(CANDIDATES)) {
    console.log(JSON.stringify({ name, about, idles: false, measures: ['roundTrip', 'inFlight', 'oneWay'] }));
  }
} else if (chosen.candidate in CANDIDATES) {
  console.log(JSON.stringify(await CANDIDATES[chosen.candidate].run(chosen)));
} else {
  console.error(`no candidate here is called '${chosen.candidate}': see --list`);
  process.exitCode = 2;
}
