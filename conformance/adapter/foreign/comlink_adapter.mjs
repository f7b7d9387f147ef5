#!/usr/bin/env node
// Adapter for Comlink: main exposes an object in this thread, each renderer wraps it in a worker of its own. A
// channel is a method: `handle` sets it, `invoke` calls it. handleOnce is this adapter's, by deleting the method.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread, MessageChannel, parentPort, Worker, workerData } from 'node:worker_threads';
import * as Comlink from 'comlink';
import actors from '../node/triwire/actor.cjs';
import contract from '../node/triwire/serve.cjs';
import elsewhere from '../node/triwire/remote.cjs';

const require = createRequire(import.meta.url);
const nodeEndpoint = require('comlink/dist/umd/node-adapter.js');

if (!isMainThread) {
  const remote = Comlink.wrap(nodeEndpoint(workerData.port));
  const ipcRenderer = { invoke: (channel, ...args) => remote[channel](...args) };
  const post = (message) => parentPort.postMessage(message);
  const actor = new actors.Renderer(workerData.name, ipcRenderer, elsewhere.reporter(post));
  parentPort.on('message', elsewhere.host(actor, post));
  process.on('unhandledRejection', (thrown) => actors.uncaught(thrown, actor));
} else {
  const { version, homepage } = require('./node_modules/comlink/package.json');
  await contract.serve({
    name: 'Comlink', version, url: homepage ?? 'https://github.com/GoogleChromeLabs/comlink', renderersMax: 4,
    capabilities: ['invoke', 'hold', 'sender', 'structuredClone', 'collect'],
  }, async (renderers, print) => {
    const exposed = [], workers = [];
    const ipcMain = {
      handle: (channel, handler) => exposed.forEach((api, k) => {
        api[channel] = (...args) => handler({ sender: `r${k}` }, ...args);
      }),
      handleOnce: (channel, handler) => ipcMain.handle(channel, (...args) => {
        ipcMain.removeHandler(channel);
        return handler(...args);
      }),
      removeHandler: (channel) => exposed.forEach((api) => { delete api[channel]; }),
    };
    const world = { main: new actors.Main(ipcMain, { print, from: (event) => event.sender }) };
    for (let k = 0; k < renderers; ++k) {
      const { port1, port2 } = new MessageChannel(), name = `r${k}`;
      Comlink.expose(exposed[k] = {}, nodeEndpoint(port1));
      workers[k] = new Worker(fileURLToPath(import.meta.url), { workerData: { port: port2, name }, transferList: [port2] });
      world[name] = elsewhere.remote((message) => workers[k].postMessage(message), print);
      workers[k].on('message', world[name].receive);
    }
    world.end = () => Promise.all(workers.map((worker) => worker.terminate()));
    return world;
  });
}
