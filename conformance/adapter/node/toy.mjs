// A toy with Electron's shape, to have something to test: main and one renderer in one process, no sendSync.
import { EventEmitter } from 'node:events';

class Main extends EventEmitter {
  handlers = new Map();

  handle(channel, handler, once = false) {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, { handler, once });
  }
  handleOnce(channel, handler) { this.handle(channel, handler, true); }
  removeHandler(channel) { this.handlers.delete(channel); }
}

const clone = (args) => {
  try { return structuredClone(args); } catch { throw new Error('An object could not be cloned.'); }
};

/** A pair with nothing registered. What is sent arrives in later turns of the event loop, in order. */
export default function pair() {
  const ipcMain = new Main(), ipcRenderer = new EventEmitter();
  const sender = { id: 1, send(channel, ...args) {
    try {
      const copies = clone(args);
      setImmediate(() => ipcRenderer.emit(channel, {}, ...copies));
    } catch (error) {
      console.error(error.message);
    }
  } };
  const event = () => ({ sender, reply: (channel, ...args) => sender.send(channel, ...args) });
  ipcRenderer.send = (channel, ...args) => {
    const copies = clone(args);
    setImmediate(() => ipcMain.emit(channel, event(), ...copies));
  };
  ipcRenderer.invoke = (channel, ...args) => new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`Error invoking remote method '${channel}': ${String(why)}`));
    const answer = async (copies) => {
      const { handler, once } = ipcMain.handlers.get(channel) ?? {};
      if (!handler) return fail(`Error: No handler registered for '${channel}'`);
      if (once) ipcMain.handlers.delete(channel);
      try {
        const result = clone(await handler(event(), ...copies));
        setImmediate(() => resolve(result));  // Behind the events that were sent before.
      } catch (error) {
        setImmediate(() => fail(error));
      }
    };
    const copies = clone(args);
    setImmediate(() => answer(copies));
  });
  return { ipcMain, ipcRenderer };
}
