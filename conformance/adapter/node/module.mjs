// The module under test: finds it, makes its ipcMain and ipcRenderer, and tries out what it offers.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where a specifier leads from the working directory, or else from this folder; undefined if nowhere. */
function locate(specifier) {
  if (/^[./]/.test(specifier)) return resolve(specifier);
  try {
    return createRequire(import.meta.url).resolve(specifier, { paths: [process.cwd(), import.meta.dirname ?? '.'] });
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

/** { name, version, url, pair() }: who it is, and a function that gives its ipcMain and ipcRenderer. */
export async function load(specifier) {
  const file = locate(specifier);
  const exported = await import(file ? pathToFileURL(file) : specifier);
  const shapes = [exported.default?.default, exported.default, exported];
  const make = shapes.find((shape) => typeof shape === 'function');
  const both = shapes.find((shape) => shape?.ipcMain?.on && shape?.ipcRenderer?.on);
  if (!make && !both) throw new TypeError(`${specifier} exports neither ipcMain and ipcRenderer nor a function that makes them`);
  const { name = specifier, version = '', repository, homepage } = packageOf(file);
  return { name, version, url: homepage ?? repository?.url ?? repository ?? '', pair: () => (both ? both : make()) };
}

const returns = (body) => { try { return body(); } catch { return undefined; } };

/** Sends one message through a pair and looks at what arrives: { sender, offers }. */
export async function probe({ ipcMain, ipcRenderer }) {
  const arrived = new Promise((done) => { ipcMain.once('probe', (event, value) => done({ event, value })); });
  ipcRenderer.send('probe', new Map());
  const nothing = once(process, 'beforeExit').then(() => ({}));  // Nothing is under way, and it has not arrived.
  const { event, value } = await Promise.race([arrived, nothing]);
  ipcMain.on('probe', (sync) => { sync.returnValue = 'answer'; });
  const answer = returns(() => ipcRenderer.sendSync('probe'));
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
  return { sender: event?.sender, offers: Object.keys(offers).filter((name) => offers[name]) };
}
