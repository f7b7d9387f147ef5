// The near end: takes the sample as soon as the window is there.
const { ipcRenderer } = require('electron');
const { content, sample } = require('../node/harness.cjs');

const chosen = ipcRenderer.sendSync('options');
const load = content(chosen.bytes);
let answer;
let sent = 0;

const near = {
  async roundTrip() {
    answer = chosen.candidate === 'electron.sendSync' ? ipcRenderer.sendSync('echo', load) : await ipcRenderer.invoke('echo', load);
  },

  async requests(count) {
    answer = (await Promise.all(Array.from({ length: count }, () => ipcRenderer.invoke('echo', load)))).at(-1);
  },

  async messages(count) {
    for (let i = 0; i < count; ++i) ipcRenderer.send('message', load);
    sent += count;
    if (ipcRenderer.sendSync('count') !== sent) throw new Error('a message was lost');
    answer = load;
  },

  isAnswerRight: () => answer === load,
};

sample(near, chosen, () => ipcRenderer.invoke('cpu')).then(
  (result) => ipcRenderer.send('result', result),
  (error) => ipcRenderer.send('failed', error.stack),
);
