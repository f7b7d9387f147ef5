// electron-ipc-mock exports a function that makes a pair of ipcMain and ipcRenderer, as ../node/adapter.mjs wants it.
module.exports = require('electron-ipc-mock');
