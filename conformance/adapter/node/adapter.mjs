#!/usr/bin/env node
// Adapter for any module with the shape of Electron's ipcMain and ipcRenderer, in one process:
//   node adapter.mjs MODULE [--capabilities=send,invoke,…]     MODULE: a package's name or a path
// MODULE exports { ipcMain, ipcRenderer }, or as its default a function that makes such a pair. What it
// offers is found out by trying, unless the option says it; what it does not offer is `unsupported`.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Main, Renderer } from './triwire/actor.cjs';
import { serve } from './triwire/serve.cjs';

/** Where a specifier leads from the working directory, or else from this folder; undefined if nowhere. */
function locate(specifier) {
  if (/^[./]/.test(specifier)) return resolve(specifier);
  const paths = [process.cwd(), dirname(fileURLToPath(import.meta.url))];
  try {
    return createRequire(import.meta.url).resolve(specifier, { paths });
  } catch {
    return undefined;  // No package of CommonJS; import() knows more.
  }
}

function packageOf(file) {
  for (let folder = file && dirname(file); folder && folder !== dirname(folder); folder = dirname(folder)) {
    const path = resolve(folder, 'package.json');
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  }
  return {};
}

/** Who the module is, and a function that gives its ipcMain and ipcRenderer. */
async function load(specifier) {
  const file = locate(specifier);
  const exported = await import(file ? pathToFileURL(file) : specifier);
  const shapes = [exported.default?.default, exported.default, exported];
  const make = shapes.find((shape) => typeof shape === 'function');
  const both = shapes.find((shape) => shape?.ipcMain?.on && shape?.ipcRenderer?.on);
  if (!make && !both) throw new TypeError(`${specifier} exports neither ipcMain and ipcRenderer nor a function that makes them`);
  const { name = specifier, version = '', repository, homepage } = packageOf(file);
  const url = homepage ?? repository?.url ?? repository ?? '';
  return { about: { name, version, url }, pair: () => (both ? both : make()) };
}

const attempt = (body) => { try { return body(); } catch { return undefined; } };

/** Sends two messages through a pair and looks at what arrives: { sender, reusesEvents, offers }. */
async function probe({ ipcMain, ipcRenderer }) {
  const events = [];
  const arrived = new Promise((done) => { ipcMain.on('probe', (...args) => events.push(args) === 2 && done()); });
  for (let k = 0; k < 2; ++k) ipcRenderer.send('probe', new Map());
  await Promise.race([arrived, once(process, 'beforeExit')]);  // Nothing is under way, and they have not arrived.
  const [[event, value] = [], [next] = []] = events;
  ipcMain.removeAllListeners('probe');
  ipcMain.on('probe', (sync) => { sync.returnValue = 'answer'; });
  const answer = attempt(() => ipcRenderer.sendSync('probe'));
  ipcMain.removeAllListeners('probe');
  const offers = {
    send: event,
    sendSync: answer === 'answer',
    invoke: ipcRenderer.invoke && ipcMain.handle,
    reply: event?.reply,
    sendTo: event?.sender?.send,
    hold: true,
    collect: true,
    sender: typeof event?.sender?.id === 'number',
    structuredClone: value instanceof Map,
  };
  return { sender: event?.sender, reusesEvents: event === next, offers: Object.keys(offers).filter((name) => offers[name]) };
}

const { about, pair } = await load(process.argv[2]);
const stated = process.argv[3]?.replace('--capabilities=', '').split(',');
const capabilities = stated ?? (await probe(pair())).offers;
await serve({ ...about, renderersMax: 1, capabilities }, async (renderers, print) => {
  const made = pair(), { sender, reusesEvents } = await probe(made);
  return {
    main: new Main(made.ipcMain, {
      print,
      reusesEvents,
      kind: capabilities.includes('sendSync') ? 'unknown' : 'send',
      from: () => (capabilities.includes('sender') ? 'r0' : undefined),
      send: (to, ...args) => sender.send(...args),
    }),
    r0: new Renderer('r0', made.ipcRenderer, print),
  };
});
