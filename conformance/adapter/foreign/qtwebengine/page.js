// A renderer's ipc: what is sent calls a slot of main's published object, and what main sends is its signal, to which
// each listener is connected by a function that looks at the channel.
const wrappers = new Map();

function ipcOf({ message, request, event }) {
  /** The functions that stand for the listeners on a channel, by listener. */
  const wrappersOf = (channel, once) => {
    const key = JSON.stringify([channel, once]);
    if (!wrappers.has(key)) wrappers.set(key, new Map());
    return wrappers.get(key);
  };
  const connect = (channel, listener, once) => {
    const known = wrappersOf(channel, once);
    if (!known.has(listener)) known.set(listener, function wrapper(sentTo, args) {
      if (sentTo !== channel) return;
      if (once) event.disconnect(wrapper);
      listener({}, ...args);
    });
    event.connect(known.get(listener));
  };
  const registered = (channel) => [...wrappersOf(channel, true), ...wrappersOf(channel, false)];
  return {
    send: (channel, ...args) => { message(channel, args); },
    invoke: (channel, ...args) => request(channel, args),
    on: (channel, listener) => connect(channel, listener, false),
    once: (channel, listener) => connect(channel, listener, true),
    removeListener(channel, listener) {
      for (const [known, wrapper] of registered(channel)) if (known === listener) event.disconnect(wrapper);
    },
    removeAllListeners(channel) { for (const [, wrapper] of registered(channel)) event.disconnect(wrapper); },
  };
}

const become = (name) => new QWebChannel(qt.webChannelTransport, ({ objects: { ipc } }) => {
  triwire(name, ipcOf(ipc), (message) => ipc.report(JSON.stringify(message)));
});
