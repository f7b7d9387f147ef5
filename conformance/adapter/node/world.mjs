// A world: a fresh pair of ipcMain and ipcRenderer with nothing registered, and what its two actors do.
import { decode, decodeAll, describe, encode, encodeAll } from './values.mjs';

/** What a `throw` step throws, apart from the adapter's own failures. */
class Thrown { constructor(value) { this.value = value; } }
const attempt = (body) => { try { return { value: body() }; } catch (thrown) { return { error: describe(thrown) }; } };

/** A fresh pair with nothing registered, and the steps that its actors perform. */
export function makeWorld(pair, sender, capabilities, print) {
  const seq = {}, functions = new Map(), held = new Map(), dispatching = new Map(), channels = new Set();
  let handles = 0;
  const self = { thrower: 'main' };  // Who threw last: a module's dispatch does not say whose listener it was.
  self.report = (actor, event, fields) => print({ event, actor, seq: (seq[actor] = (seq[actor] ?? 0) + 1), ...fields });
  /** One message's listeners run in one turn with one event object; the next message may reuse the object. */
  const handleOf = (event) => {
    if (!dispatching.has(event)) dispatching.set(event, ++handles);
    queueMicrotask(() => dispatching.clear());
    return dispatching.get(event);
  };
  const named = (step, own) => {
    const event = step.handle ? held.get(step.handle) : own;
    if (!event) throw new Error(`no event is held as ${step.handle}`);
    return event;
  };
  const tried = (event, fields, body) => self.report('main', event, { ...fields, error: attempt(body).error });
  const call = ({ op, call, channel, args }, actor, settles) => {
    self.report(actor, 'calling', { call });
    const { value, error } = attempt(() => pair.ipcRenderer[op](channel, ...decodeAll(args)));
    self.report(actor, error ? 'threw' : 'returned', { call, error, value: error || settles ? undefined : encode(value) });
    if (!error) settles?.(value);
  };
  /** The function that a listener's name stands for on a channel. */
  const listenerOf = (actor, kind, { channel, listener, program }) => {
    const key = JSON.stringify([actor, kind === 'invoke', channel, listener]);
    if (!functions.has(key)) functions.set(key, (event, ...args) => {
      const own = actor === 'main' ? { event, kind, handle: kind === 'invoke' ? ++handles : handleOf(event) } : {};
      self.report(actor, own.handle ? 'called' : 'dispatched', { listener, channel, args: encodeAll(args),
        kind: own.kind, handle: own.handle, from: own.handle && capabilities.has('sender') ? 'r0' : undefined });
      try {
        const result = self.perform(actor, program, own);
        self.report(actor, 'finished', { listener, handle: own.handle });
        return result;
      } catch (thrown) {
        const value = thrown instanceof Thrown ? thrown.value : thrown;
        self.report(actor, 'finished', { listener, handle: own.handle, error: describe(value) });
        self.thrower = actor;
        throw value;
      }
    });
    return functions.get(key);
  };
  const register = (step, actor) => {
    const { op, channel, listener } = step, ipc = actor === 'main' ? pair.ipcMain : pair.ipcRenderer;
    const kind = op.startsWith('handle') ? 'invoke' : capabilities.has('sendSync') ? 'unknown' : 'send';
    const args = listener === undefined ? [] : [listenerOf(actor, kind, step)];
    const { error } = attempt(() => { ipc[op === 'off' ? 'removeListener' : op](channel, ...args); });
    channels.add(channel);
    self.report(actor, 'registered', { op, channel, listener, error });
  };
  const settle = (step, actor, own) => {
    const event = named(step, own);
    event[step.op](decode(step.value));
    self.report('main', 'resolved', { handle: event.handle });
  };
  const ops = {
    send: (step, actor) => call(step, actor),
    sendSync: (step, actor) => call(step, actor),
    invoke: (step, actor) => call(step, actor, (promise) => Promise.resolve(promise).then(
      (value) => self.report(actor, 'settled', { call: step.call, value: encode(value) }),
      (thrown) => self.report(actor, 'settled', { call: step.call, error: describe(thrown) }))),
    sendTo: ({ to, channel, args }) => tried('sent', { to, channel }, () => sender.send(channel, ...decodeAll(args))),
    assign: (step, actor, own, { event, handle } = named(step, own)) =>
      tried('assigned', { handle }, () => { event.returnValue = decode(step.value); }),
    reply: (step, actor, own, { event, handle } = named(step, own)) =>
      tried('replied', { handle, channel: step.channel }, () => event.reply(step.channel, ...decodeAll(step.args))),
    hold: (step, actor, own) => {
      held.set(own.handle, own);
      if (own.kind === 'invoke') own.promise = new Promise((resolve, reject) => Object.assign(own, { resolve, reject }));
    },
    release: (step, actor, own, { handle } = named(step, own)) => held.delete(handle) && self.report('main', 'released', { handle }),
    resolve: settle, reject: settle,
    mark: ({ mark }, actor) => self.report(actor, 'marked', { mark }),
  };
  /** Performs a script, or the program of a listener that was given the event `own`. */
  self.perform = (actor, steps = [], own = undefined) => {
    for (const step of steps) {
      if (step.op === 'throw') throw new Thrown(decode(step.value));
      if (step.op === 'return') return decode(step.value);
      (ops[step.op] ?? register)(step, actor, own);
    }
    return own?.promise;
  };
  /** Performs what an actor was told: what it throws itself, nothing catches. */
  self.script = (actor, steps) => {
    try {
      self.perform(actor, steps);
    } catch (thrown) {
      if (!(thrown instanceof Thrown)) throw thrown;
      self.report(actor, 'uncaught', { error: describe(thrown.value) });
    }
  };
  self.end = () => {
    for (const handle of held.keys()) self.report('main', 'released', { handle });
    for (const ipc of [pair.ipcMain, pair.ipcRenderer]) for (const channel of channels) ipc.removeAllListeners(channel);
    for (const channel of channels) attempt(() => pair.ipcMain.removeHandler(channel));
  };
  return self;
}
