#!/usr/bin/env node
// Adapter for synckit: the renderer is a worker whose sendSync is synckit's function, and main is the worker that
// synckit starts for it. What synckit runs there gives a message to the listeners of its channel, and answers with
// what is assigned to `event.returnValue`. This thread only talks with the suite.
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { BroadcastChannel, isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createSyncFn, runAsWorker } from 'synckit';
import actors from '../node/triwire/actor.cjs';
import contract from '../node/triwire/serve.cjs';
import elsewhere from '../node/triwire/remote.cjs';

const file = fileURLToPath(import.meta.url);
const toMain = () => new BroadcastChannel('to main'), fromMain = () => new BroadcastChannel('from main');

function beMain() {
  const ipcMain = new EventEmitter(), commands = toMain(), out = fromMain();
  const post = (message) => out.postMessage(message);
  const actor = new actors.Main(ipcMain, { print: elsewhere.reporter(post), from: () => 'r0' });
  const perform = elsewhere.host(actor, post);
  commands.onmessage = ({ data }) => (data.end ? (actor.end(), post({ done: 0 })) : perform(data));
  process.on('uncaughtException', (thrown) => actors.uncaught(thrown, actor));
  runAsWorker((channel, ...args) => new Promise((resolve) => {
    const event = Object.defineProperty({}, 'returnValue', { set: resolve });
    ipcMain.emit(channel, event, ...args);  // What a listener throws rejects, unless the answer was there first.
  }));
  post({ done: 0 });
}

function beRenderer() {
  const sendSync = createSyncFn(file, { timeout: 0x7fffffff });
  const post = (message) => parentPort.postMessage(message);
  const actor = new actors.Renderer('r0', { sendSync }, elsewhere.reporter(post));
  parentPort.on('message', elsewhere.host(actor, post));
  process.on('uncaughtException', (thrown) => actors.uncaught(thrown, actor));
}

async function beAdapter() {
  const { version } = createRequire(import.meta.url)('./node_modules/synckit/package.json');
  const hello = { name: 'synckit', version, url: 'https://github.com/un-ts/synckit', renderersMax: 1 };
  await contract.serve({ ...hello, capabilities: ['sendSync', 'hold', 'sender', 'structuredClone'] }, async (_, print) => {
    const commands = toMain(), answers = fromMain(), worker = new Worker(file, { workerData: { renderer: true } });
    const next = () => new Promise((resolve) => { idle = resolve; });
    let idle;
    const main = elsewhere.remote((message) => commands.postMessage(message), print);
    const r0 = elsewhere.remote((message) => worker.postMessage(message), print);
    answers.onmessage = ({ data }) => (data.done === 0 ? idle() : main.receive(data));
    worker.on('message', r0.receive);
    await next();  // Main is there.
    const end = async () => {
      commands.postMessage({ end: true });
      await next();
      await worker.terminate();  // And with it the worker that it has started.
      for (const channel of [commands, answers]) channel.close();
    };
    return { main, r0, end };
  });
}

if (isMainThread) await beAdapter();
else if (workerData?.renderer) beRenderer();
else beMain();
