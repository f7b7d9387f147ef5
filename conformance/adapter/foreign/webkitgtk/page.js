// A renderer's ipc: what is sent is posted to the script message handler that has the channel's name, and what main
// sends is an event of the DOM, which `dispatch` makes.
const target = new EventTarget(), wrappers = new Map();

/** The listener of the DOM that stands for a listener on a channel: the same one each time. */
function wrapped(channel, listener) {
  if (!wrappers.has(channel)) wrappers.set(channel, new Map());
  const known = wrappers.get(channel);
  if (!known.has(listener)) known.set(listener, ({ detail }) => listener({}, ...detail));
  return known.get(listener);
}

const ipc = {
  send: (channel, ...args) => { webkit.messageHandlers[channel]?.postMessage(args); },
  invoke: async (channel, ...args) => webkit.messageHandlers[channel].postMessage(args),
  on: (channel, listener) => target.addEventListener(channel, wrapped(channel, listener)),
  once: (channel, listener) => target.addEventListener(channel, wrapped(channel, listener), { once: true }),
  removeListener: (channel, listener) => target.removeEventListener(channel, wrapped(channel, listener)),
  removeAllListeners(channel) {
    for (const wrapper of wrappers.get(channel)?.values() ?? []) target.removeEventListener(channel, wrapper);
  },
};
const dispatch = (channel, detail) => { target.dispatchEvent(new CustomEvent(channel, { detail })); };

const become = (name, reports) =>
  triwire(name, ipc, (message) => webkit.messageHandlers[reports].postMessage(JSON.stringify(message)));
