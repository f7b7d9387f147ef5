// Adapter for Electron: main is this process, and each renderer the preload script of a hidden window. What they
// report goes through a message port, so that nothing but the calls under test is sent by ipcMain and ipcRenderer.
const { app, BrowserWindow, ipcMain, MessageChannelMain } = require('electron');
const { join } = require('node:path');
const { Main } = require('../node/triwire/actor.cjs');
const { remote } = require('../node/triwire/remote.cjs');
const { serve, turn } = require('../node/triwire/serve.cjs');

const declined = (what) => ({ event: 'unsupported', what });

/** A renderer: a hidden window, and what stands for the actor in it. */
class Renderer {
  constructor(name, print, closed) {
    const { port1, port2 } = new MessageChannelMain();
    const preload = join(__dirname, 'preload.cjs');
    this.window = new BrowserWindow({ show: false, webPreferences: {
      preload, sandbox: false, contextIsolation: false, backgroundThrottling: false,
    } });
    this.contents = this.window.webContents;
    this.actor = remote((message) => port1.postMessage(message), print);
    this.gone = new Promise((resolve) => {
      for (const event of ['render-process-gone', 'destroyed']) this.contents.once(event, resolve);
    });
    this.gone.then(() => {
      this.isGone = true;
      if (!this.ended) closed(name);
    });
    this.ready = new Promise((resolve) => {
      port1.on('message', ({ data }) => (data.ready ? resolve() : this.actor.receive(data)));
      port1.start();
    });
    this.opened = this.window.loadURL('about:blank').then(() => {
      this.contents.postMessage('triwire', name, [port2]);
      return this.ready;
    });
  }

  end() {
    this.ended = true;
    if (!this.window.isDestroyed()) this.window.destroy();
  }
}

async function begin(count, print) {
  const renderers = {};
  for (let k = 0; k < count; ++k) {
    renderers[`r${k}`] = new Renderer(`r${k}`, print, (of) => main.report('closed', { of }));
  }
  const names = new Map(Object.entries(renderers).map(([name, { contents }]) => [contents.id, name]));
  const main = new Main(ipcMain, {
    print,
    from: (event) => names.get(event.sender.id),
    send: (to, channel, ...args) => renderers[to].contents.send(channel, ...args),
  });
  const all = Object.values(renderers);
  await Promise.all(all.map((renderer) => renderer.opened));
  return {
    main,
    ...Object.fromEntries(Object.entries(renderers).map(([name, { actor }]) => [name, actor])),
    async collect() {
      globalThis.gc();
      await turn();
      globalThis.gc();  // What was still on its way the first time.
      const free = all.filter(({ isGone, actor }) => !isGone && !actor.isBusy());  // One that waits cannot be asked.
      await Promise.all(free.map(({ actor }) => actor.ask({ collect: true })));
      await turn();
    },
    kill(actor) {
      if (!renderers[actor]) return declined(`kill ${actor}`);  // This process.
      renderers[actor].contents.forcefullyCrashRenderer();
      return renderers[actor].gone;
    },
    close(actor) {
      if (!renderers[actor]) return declined(`close ${actor}`);
      renderers[actor].window.close();
      return renderers[actor].gone;
    },
    end: () => all.forEach((renderer) => renderer.end()),
  };
}

const capabilities = ['send', 'sendSync', 'invoke', 'reply', 'sendTo', 'hold', 'kill', 'close', 'sender', 'structuredClone'];
if (globalThis.gc) capabilities.push('collect');  // Started with --js-flags=--expose-gc.
app.on('window-all-closed', () => {});  // Worlds end; the adapter does not.
app.whenReady().then(() => serve({
  name: 'Electron', version: process.versions.electron ?? 'double', url: 'https://www.electronjs.org', renderersMax: 8, capabilities,
}, begin));
