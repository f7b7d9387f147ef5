// A renderer's actor, in the preload script of its window: it is given its name and a port to report to.
const { ipcRenderer } = require('electron');
const { Renderer, uncaught } = require('../node/triwire/actor.cjs');
const { host, reporter } = require('../node/triwire/remote.cjs');

ipcRenderer.once('triwire', ({ ports: [port] }, name) => {
  const post = (message) => port.postMessage(message);
  const actor = new Renderer(name, ipcRenderer, reporter(post));
  const perform = host(actor, post);
  addEventListener('error', ({ error }) => uncaught(error, actor));
  addEventListener('unhandledrejection', ({ reason }) => uncaught(reason, actor));
  port.onmessage = ({ data }) => {
    if (!data.collect) return perform(data);
    globalThis.gc();
    post({ done: data.run });
  };
  post({ ready: true });
});
