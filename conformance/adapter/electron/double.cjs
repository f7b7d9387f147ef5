// Stands for `electron` where there is no binary of it, so that this adapter can be run without:
//   node --expose-gc --require ./double.cjs main.cjs
// A window is a worker thread, in which its preload script runs; what is sent is cloned by the thread's ports. It is a
// double for the adapter's sake: what it passes says nothing of Electron.
const { EventEmitter } = require('node:events');
const Module = require('node:module');
const { isMainThread, MessageChannel, receiveMessageOnPort, Worker, workerData } = require('node:worker_threads');

const CLONE = 'An object could not be cloned.';
const cloned = (body) => { try { return body(); } catch { throw new Error(CLONE); } };
const NEVER = 'reply was never sent';
const never = new FinalizationRegistry((reply) => reply.fail(NEVER));

class IpcMain extends EventEmitter {
  handlers = new Map();
  handle(channel, handler) {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }
  handleOnce(channel, handler) {
    this.handle(channel, (...args) => (this.handlers.delete(channel), handler(...args)));
  }
  removeHandler(channel) { this.handlers.delete(channel); }
}
const ipcMain = new IpcMain();

class WebContents extends EventEmitter {
  static last = 0;
  id = ++WebContents.last;

  constructor(preload) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.wake = new Int32Array(new SharedArrayBuffer(4));
    this.port = port1;
    this.worker = new Worker(__filename, { workerData: { preload, port: port2, wake: this.wake }, transferList: [port2] });
    port1.on('message', (message) => this.dispatch(message));
  }

  send(channel, ...args) {
    try { this.port.postMessage({ channel, args }); } catch { console.error(CLONE); }
  }
  postMessage(channel, message, ports) { this.port.postMessage({ channel, args: [message], ports }, ports); }
  forcefullyCrashRenderer() { this.worker.terminate().then(() => this.emit('render-process-gone', {}, { reason: 'crashed' })); }

  /** What a call is answered with; the first answer counts. */
  answer(message) {
    let answered = false;
    const say = (what) => {
      if (answered) return;
      this.port.postMessage({ ...message, ...what, args: undefined });
      answered = true;
      Atomics.store(this.wake, 0, 1);
      Atomics.notify(this.wake, 0);
    };
    return { give: (value) => cloned(() => say({ value })), fail: (failure) => say({ failure }) };
  }

  dispatch(message) {
    const { kind, channel, args } = message;
    const event = { sender: this, reply: (...sent) => this.send(...sent) };
    const reply = kind === 'send' ? undefined : this.answer(message);
    if (kind === 'invoke') return void this.handle(event, reply, channel, args);
    if (kind === 'sendSync') {
      Object.defineProperty(event, 'returnValue', { set: (value) => reply.give(value) });
      never.register(event, { fail: () => reply.give({ error: NEVER }) });
    }
    ipcMain.emit(channel, event, ...args);
  }

  async handle(event, reply, channel, args) {
    const handler = ipcMain.handlers.get(channel);
    if (!handler) return reply.fail(`Error: No handler registered for '${channel}'`);
    never.register(event, reply);
    try {
      reply.give(await handler(event, ...args));
    } catch (error) {
      if (error !== null && error !== undefined) reply.fail(String(error));
    }
  }
}

class BrowserWindow extends EventEmitter {
  constructor({ webPreferences: { preload } }) {
    super();
    this.webContents = new WebContents(preload);
  }
  loadURL() { return Promise.resolve(); }
  isDestroyed() { return this.destroyed === true; }
  destroy() {
    this.destroyed = true;
    this.webContents.worker.terminate().then(() => this.webContents.emit('destroyed'));
  }
  close() { this.destroy(); }
}

class MessageChannelMain {
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = { postMessage: (message) => port1.postMessage(message), start() {},
      on: (event, listener) => port1.on(event, (data) => listener({ data })) };
    this.port2 = port2;
  }
}

class IpcRenderer extends EventEmitter {
  calls = new Map();
  ids = 0;

  constructor({ port, wake }) {
    super();
    Object.assign(this, { port, wake, behind: [] });
    port.on('message', (message) => {
      this.catchUp();
      this.receive(message);
    });
  }

  receive({ channel, args, ports, ...answer }) {
    if (args) return this.emit(channel, { ports }, ...args);
    const { resolve, reject } = this.calls.get(answer.id);
    this.calls.delete(answer.id);
    if (answer.failure === undefined) resolve(answer.value);
    else if (answer.failure === '') resolve(undefined);
    else reject(new Error(`Error invoking remote method '${channel}': ${answer.failure}`));
  }
  catchUp() { for (const message of this.behind.splice(0)) this.receive(message); }

  post(message) { cloned(() => this.port.postMessage(message)); }
  send(channel, ...args) { this.post({ kind: 'send', channel, args }); }
  async invoke(channel, ...args) {
    const id = ++this.ids;
    this.post({ kind: 'invoke', id, channel, args });
    return new Promise((resolve, reject) => this.calls.set(id, { resolve, reject }));
  }
  sendSync(channel, ...args) {
    const id = ++this.ids;
    this.post({ kind: 'sendSync', id, channel, args });
    for (;;) {
      for (let next; (next = receiveMessageOnPort(this.port)?.message);) {
        if (next.id === id) {
          if (this.behind.length) setImmediate(() => this.catchUp());
          return next.value;
        }
        this.behind.push(next);
      }
      Atomics.wait(this.wake, 0, 0);
      Atomics.store(this.wake, 0, 0);
    }
  }
}

const app = Object.assign(new EventEmitter(), { whenReady: () => Promise.resolve() });
const exported = isMainThread ? { app, BrowserWindow, ipcMain, MessageChannelMain } : { ipcRenderer: new IpcRenderer(workerData) };
const load = Module._load;
Module._load = (request, ...rest) => (request === 'electron' ? exported : load(request, ...rest));
if (!isMainThread) {
  const { preload } = workerData;
  const listen = { error: ['uncaughtException', (error) => ({ error })], unhandledrejection: ['unhandledRejection', (reason) => ({ reason })] };
  globalThis.addEventListener = (type, listener) => process.on(listen[type][0], (thrown) => listener(listen[type][1](thrown)));
  require(preload);
}
