#!/usr/bin/env node
// Adapter for any module with the shape of Electron's ipcMain and ipcRenderer, in one process:
//   node adapter.mjs MODULE [--capabilities=send,invoke,…]     MODULE: a package's name or a path
// MODULE exports { ipcMain, ipcRenderer }, or as its default a function that makes such a pair. What it
// offers is found out by trying, unless the option says it; what it does not offer is `unsupported`.
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { load, probe } from './module.mjs';
import { describe } from './values.mjs';
import { makeWorld } from './world.mjs';

globalThis.console = new console.Console(process.stderr);  // Standard output is the contract's.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const turn = () => new Promise(setImmediate);
const module = await load(process.argv[2]);
const stated = process.argv[3]?.replace('--capabilities=', '').split(',');
const { offers: probed } = await probe(module.pair());
const capabilities = new Set(stated ?? probed);
const NEEDS = { handle: 'invoke', handleOnce: 'invoke', removeHandler: 'invoke' };
for (const op of ['send', 'sendSync', 'invoke', 'reply', 'sendTo', 'hold']) NEEDS[op] = op;


/** The first of these steps that is not offered, listeners' programs included. */
const missing = (steps = []) => steps.map((step) => (!capabilities.has(NEEDS[step.op] ?? 'hold') ? step.op
  : step.deadlineMs && !capabilities.has('deadline') ? 'deadlineMs' : missing(step.program))).find(Boolean);

const print = (event) => process.stdout.write(JSON.stringify(event) + '\n');
let world;  // While there is one: what a world that has ended goes on doing is not reported.
process.on('uncaughtException', (thrown) => world?.report(world.thrower, 'uncaught', { error: describe(thrown) }));
process.on('unhandledRejection', (thrown) => world?.report('main', 'uncaught', { error: describe(thrown) }));

const COMMANDS = {
  hello: () => ({ event: 'hello', protocol: 1, name: module.name, version: module.version, url: module.url,
    renderersMax: 1, capabilities: [...capabilities] }),
  async begin({ renderers }) {
    if (renderers > 1) return { event: 'unsupported', what: `${renderers} renderers` };
    const pair = module.pair(), { sender } = await probe(pair);
    const made = makeWorld(pair, sender, capabilities, (event) => { if (made === world) print(event); });
    world = made;
  },
  run({ actor, steps }) {
    const what = actor === 'main' || actor === 'r0' ? missing(steps) : actor;
    if (what) return { event: 'unsupported', what };
    world.script(actor, steps);
  },
  async collect() {
    collectGarbage();
    await turn();
  },
  async end() {
    world.end();
    await turn();
    world = undefined;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  const known = Object.hasOwn(COMMANDS, command.do) ? COMMANDS[command.do] : () => ({ event: 'unsupported', what: command.do });
  let answer;
  try {
    answer = (await known(command)) ?? { event: 'done' };
  } catch (thrown) {
    answer = { event: 'failed', text: String(thrown.stack) };
  }
  print({ ...answer, id: command.id });
}
process.exit();
