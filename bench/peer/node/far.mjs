// The far end: answers what Near asks, in a child process or in a worker.
import { parentPort, isMainThread } from 'node:worker_threads';
import { cpuNs } from './harness.cjs';

let puts = 0;

function onMessage(message, post) {
  if (message.kind === 'echo') post({ load: message.load });
  else if (message.kind === 'put') ++puts;
  else if (message.kind === 'count') post({ puts });
  else if (message.kind === 'cpu') post({ cpuNs: cpuNs() });
}

if (isMainThread) process.on('message', (message) => onMessage(message, (answer) => process.send(answer)));
else parentPort.on('message', (message) => onMessage(message, (answer) => parentPort.postMessage(answer)));
