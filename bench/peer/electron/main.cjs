// Electron itself: main is the far end, a hidden window the near end. Run as the programs of
// bench/harness are: `--list`, or one sample.
const { app, BrowserWindow, ipcMain } = require('electron');
const path = require('node:path');
const { cpuNs, options } = require('../node/harness.cjs');

const CANDIDATES = {
  'electron.sendSync': { about: 'Electron: ipcRenderer.sendSync; the listener assigns its argument', measures: ['roundTrip'] },
  'electron.invoke': { about: 'Electron: ipcRenderer.invoke; the handler returns its argument', measures: ['roundTrip', 'inFlight'] },
  'electron.send': { about: 'Electron: ipcRenderer.send to a listener that counts', measures: ['oneWay'] },
};

// What follows the folder of this program; before it stands what is Electron's own.
const chosen = options(process.argv.slice(process.argv.findIndex((argument) => path.resolve(argument) === __dirname) + 1));

function listen() {
  let messages = 0;
  ipcMain.on('options', (event) => (event.returnValue = chosen));
  ipcMain.on('echo', (event, load) => (event.returnValue = load));
  ipcMain.handle('echo', (_event, load) => load);
  ipcMain.on('message', () => ++messages);
  ipcMain.on('count', (event) => (event.returnValue = messages));
  ipcMain.handle('cpu', () => cpuNs());
  ipcMain.on('result', (_event, result) => {
    console.log(JSON.stringify(result));
    app.exit(0);
  });
  ipcMain.on('failed', (_event, reason) => fail(reason));
}

function fail(reason) {
  console.error(`${chosen.candidate}: ${reason}`);
  app.exit(1);
}

async function run() {
  await app.whenReady();
  listen();
  const preload = path.join(__dirname, 'preload.cjs');
  const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: false, backgroundThrottling: false } });
  window.webContents.on('preload-error', (_event, _path, error) => fail(error.stack));
  window.webContents.on('render-process-gone', (_event, { reason }) => fail(`the renderer is gone: ${reason}`));
  await window.loadURL('about:blank');
}

if (chosen.list) {
  for (const [name, candidate] of Object.entries(CANDIDATES)) console.log(JSON.stringify({ name, idles: false, ...candidate }));
  app.exit(0);
} else if (chosen.candidate in CANDIDATES) {
  run().catch((error) => fail(error.stack));
} else {
  console.error(`no candidate here is called '${chosen.candidate}': see --list`);
  app.exit(2);
}
