#!/usr/bin/env node
// Adapter for electron-to-web: its ipcMain behind a WebSocket server of this process, wired as its createWebServer
// does, and for each renderer one of its ipcRenderer, which connects as it would in a page.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { WebSocket, WebSocketServer } from 'ws';
import actors from '../node/triwire/actor.cjs';
import contract from '../node/triwire/serve.cjs';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
await once(server, 'listening');
Object.assign(globalThis, { WebSocket, window: { location: { protocol: 'http:', host: `127.0.0.1:${server.address().port}` } } });
const { ipcMain: { constructor: IPCMain } } = await import('electron-to-web/main');
const { ipcRenderer: first } = await import('electron-to-web/renderer');
const IPCRenderer = first.constructor;
first.ws.onclose = null;  // The module makes one when it is loaded; the worlds have their own.
first.ws.onerror = null;
first.ws.terminate();
const { version } = createRequire(import.meta.url)('./node_modules/electron-to-web/package.json');

async function connect(ipcMain, name) {
  const connected = once(server, 'connection');
  const ipcRenderer = new IPCRenderer();
  const [socket] = await connected;
  ipcMain.addClient(name, socket);
  socket.on('message', (data) => ipcMain.handleMessage(socket, data.toString(), name));
  if (ipcRenderer.ws.readyState !== WebSocket.OPEN) await once(ipcRenderer.ws, 'open');
  return ipcRenderer;
}

await contract.serve({
  name: 'electron-to-web', version, url: 'https://github.com/lsadehaan/electron-to-web', renderersMax: 4,
  capabilities: ['send', 'invoke', 'sendTo', 'hold', 'collect'],
}, async (renderers, print) => {
  const ipcMain = new IPCMain();
  const send = (to, channel, ...args) => ipcMain.sendTo(to, channel, ...args);
  const world = { main: new actors.Main(ipcMain, { print, kind: 'send', send }) };
  const sockets = [];
  for (let k = 0; k < renderers; ++k) {
    const ipcRenderer = await connect(ipcMain, `r${k}`);
    sockets.push(ipcRenderer.ws);
    world[`r${k}`] = new actors.Renderer(`r${k}`, ipcRenderer, print);
  }
  world.end = () => Promise.all(sockets.map((socket) => {
    socket.onclose = null;  // It would connect again.
    const closed = once(socket, 'close');
    socket.close();
    return closed;
  }));
  return world;
});
