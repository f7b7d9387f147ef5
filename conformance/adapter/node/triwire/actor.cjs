// Actors: what main and a renderer do with the steps of the adapter contract (schema/conformance.capnp),
// and what they report of it. An actor lives where its `ipcMain` or `ipcRenderer` does: in the adapter's
// process, in another, in a worker or in a web page; only `print` has to lead to the adapter.
const { decode, decodeAll, describe, encode, encodeAll } = require('./values.cjs');

/** Carries what a `throw` step throws, apart from failures of the adapter. */
class Thrown { constructor(value) { this.value = value; } }
const attempt = (body) => { try { return { value: body() }; } catch (thrown) { return { error: describe(thrown) }; } };
let thrower;  // Who threw last: a module's dispatch does not say whose listener it was.

class Actor {
  /** `ipc` has Electron's methods; `print(event)` is given the events in their order. */
  constructor(name, ipc, print) {
    Object.assign(this, { name, ipc, print, seq: 0, functions: new Map(), channels: new Set() });
    thrower ??= this;
  }

  report(event, fields) { this.print({ event, actor: this.name, seq: ++this.seq, ...fields }); }

  /** Performs a script in one go. What a step throws, nothing catches. */
  run(steps) {
    try {
      this.perform(steps);
    } catch (thrown) {
      if (!(thrown instanceof Thrown)) throw thrown;
      this.report('uncaught', { error: describe(thrown.value) });
    }
  }

  /** Performs a script, or the program of a listener that was given `own`. */
  perform(steps = [], own = undefined) {
    for (const step of steps) {
      if (step.op === 'throw') throw new Thrown(decode(step.value));
      if (step.op === 'return') return decode(step.value);
      (this[step.op] ?? this.register).call(this, step, own);
    }
    return own?.promise;
  }

  mark({ mark }) { this.report('marked', { mark }); }

  register(step) {
    const { op, channel, listener } = step;
    const args = listener === undefined ? [] : [this.functionOf(step)];
    const { error } = attempt(() => { this.ipc[op === 'off' ? 'removeListener' : op](channel, ...args); });
    this.channels.add(channel);
    this.report('registered', { op, channel, listener, error });
  }

  /** The function that a listener's name stands for on a channel. */
  functionOf({ op, channel, listener, program }) {
    const handles = op.startsWith('handle'), key = JSON.stringify([handles, channel, listener]);
    if (!this.functions.has(key)) this.functions.set(key, (event, ...args) => {
      const own = this.begins(event, handles, { listener, channel, args: encodeAll(args) });
      try {
        const result = this.perform(program, own);
        this.report('finished', { listener, handle: own?.handle });
        return result;
      } catch (thrown) {
        const value = thrown instanceof Thrown ? thrown.value : thrown;
        this.report('finished', { listener, handle: own?.handle, error: describe(value) });
        thrower = this;
        if (this.reusesEvents) this.known.delete(event);  // The next message may come before a microtask.
        throw value;
      }
    });
    return this.functions.get(key);
  }

  end() {
    for (const channel of this.channels) attempt(() => this.ipc.removeAllListeners(channel));
  }
}

class Renderer extends Actor {
  begins(event, handles, fields) { this.report('dispatched', fields); }

  call({ op, call, channel, args }) {
    this.report('calling', { call });
    const { value, error } = attempt(() => this.ipc[op](channel, ...decodeAll(args)));
    this.report(error ? 'threw' : 'returned', { call, error, value: error || op === 'invoke' ? undefined : encode(value) });
    return error ? undefined : value;
  }

  send(step) { this.call(step); }
  sendSync(step) { this.call(step); }
  invoke(step) {
    const { call } = step, promise = this.call(step);
    if (promise) Promise.resolve(promise).then((value) => this.report('settled', { call, value: encode(value) }),
      (thrown) => this.report('settled', { call, error: describe(thrown) }));
  }
}

class Main extends Actor {
  /**
   * `from(event)`: the name of the renderer an event is from, if that can be told; `send(to, channel, ...args)`:
   * what sends an event to a renderer; `kind`: of what a listener of `on` is called for ("unknown", "send");
   * `reusesEvents`: one event object serves several messages, each of which is dispatched in one turn, as far as the
   * first listener that throws.
   */
  constructor(ipcMain, { print, kind = 'unknown', from = () => undefined, send, reusesEvents = false }) {
    super('main', ipcMain, print);
    Object.assign(this, { kind, from, sendsTo: send, reusesEvents, handles: 0, held: new Map(), known: new WeakMap() });
  }

  begins(event, handles, fields) {
    const own = { event, handle: handles ? ++this.handles : this.handleOf(event), handles };
    this.report('called', { ...fields, kind: handles ? 'invoke' : this.kind, handle: own.handle, from: this.from(event) });
    return own;
  }

  /** The same for every listener of one message. */
  handleOf(event) {
    if (!this.known.has(event)) this.known.set(event, ++this.handles);
    if (this.reusesEvents) queueMicrotask(() => this.known.delete(event));
    return this.known.get(event);
  }

  named({ handle }, own) {
    const held = handle ? this.held.get(handle) : own;
    if (!held) throw new Error(`no event is held as ${handle}`);
    return held;
  }

  tried(event, fields, body) { this.report(event, { ...fields, error: attempt(body).error }); }

  sendTo({ to, channel, args }) { this.tried('sent', { to, channel }, () => this.sendsTo(to, channel, ...decodeAll(args))); }
  assign(step, own) {
    const { event, handle } = this.named(step, own);
    this.tried('assigned', { handle }, () => { event.returnValue = decode(step.value); });
  }
  reply(step, own) {
    const { event, handle } = this.named(step, own), { channel } = step;
    this.tried('replied', { handle, channel }, () => event.reply(channel, ...decodeAll(step.args)));
  }
  hold(step, own) {
    this.held.set(own.handle, own);
    if (own.handles) own.promise = new Promise((resolve, reject) => Object.assign(own, { resolve, reject }));
  }
  release(step, own) {
    const { handle } = this.named(step, own);
    this.held.delete(handle);
    this.report('released', { handle });
  }
  resolve(step, own) {
    const held = this.named(step, own);
    held[step.op](decode(step.value));
    this.report('resolved', { handle: held.handle });
  }
  reject(step, own) { this.resolve(step, own); }

  end() {
    for (const handle of this.held.keys()) this.report('released', { handle });
    this.held.clear();
    super.end();
    for (const channel of this.channels) attempt(() => this.ipc.removeHandler(channel));
  }
}

/** An exception or rejection that nothing caught: `actor`'s, or that of the one that threw last. */
const uncaught = (thrown, actor = thrower) => actor?.report('uncaught', { error: describe(thrown) });

module.exports = { Main, Renderer, uncaught };
