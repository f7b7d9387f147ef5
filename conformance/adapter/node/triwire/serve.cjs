// The adapter's conversation with the suite: commands from standard input, answers and events to standard
// output. An adapter calls `serve` with what it offers and how a world is made.
const { Console } = require('node:console');
const { createInterface } = require('node:readline');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { uncaught } = require('./actor.cjs');

globalThis.console = new Console(process.stderr);  // From the start: standard output is the contract's.

const NEEDS = { handle: 'invoke', handleOnce: 'invoke', removeHandler: 'invoke', assign: 'sendSync', release: 'hold',
  resolve: 'hold', reject: 'hold' };
for (const op of ['send', 'sendSync', 'invoke', 'reply', 'sendTo', 'hold']) NEEDS[op] = op;

/** The first of these steps that `capabilities` lack, listeners' programs included. */
function missing(steps = [], capabilities = []) {
  const lacks = (need) => need && !capabilities.includes(need);
  for (const { op, deadlineMs, program } of steps) {
    const what = lacks(NEEDS[op]) ? op : deadlineMs && lacks('deadline') ? 'deadlineMs' : missing(program, capabilities);
    if (what) return what;
  }
}

/** One turn of the event loop. */
const turn = () => new Promise(setImmediate);

/** Collects garbage in this thread, and lets its loop notice. */
async function collect() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  await turn();
}

/**
 * Serves the suite until standard input ends.
 *   hello           { name, version, url, renderersMax, capabilities }
 *   begin(n, print) makes a world: { main, r0 … r(n-1) }, each with run(steps), and maybe end(); besides, if
 *                   offered, collect(), kill(actor) and close(actor). All may be asynchronous.
 *                   print(event) is for the actors.
 */
async function serve(hello, begin) {
  const output = process.stdout.write.bind(process.stdout);
  const print = (event) => output(JSON.stringify(event) + '\n');
  process.on('uncaughtException', (thrown) => uncaught(thrown));
  process.on('unhandledRejection', (thrown) => uncaught(thrown, world?.main.report ? world.main : undefined));
  let world;
  const declined = (what) => ({ event: 'unsupported', what });
  const offers = (capability) => hello.capabilities.includes(capability);
  const commands = {
    hello: () => ({ event: 'hello', protocol: 1, ...hello }),
    async begin({ renderers = 0, main }) {
      if (main) return declined('a main elsewhere');
      if (renderers > (hello.renderersMax || Infinity)) return declined(`${renderers} renderers`);
      const made = await begin(renderers, (event) => { if (made === world) print(event); });  // Not after its end.
      world = made;
    },
    run({ actor, steps }) {
      const what = world?.[actor]?.run ? missing(steps, hello.capabilities) : actor;
      return what ? declined(what) : world[actor].run(steps);
    },
    kill: ({ actor }) => (offers('kill') ? world.kill(actor) : declined('kill')),
    close: ({ actor }) => (offers('close') ? world.close(actor) : declined('close')),
    collect: () => (offers('collect') ? (world.collect ?? collect)() : declined('collect')),
    async end() {
      await world.end?.();
      for (const actor of Object.values(world)) await actor.end?.();
      await turn();
      world = undefined;
    },
  };
  const answer = (command, said) => print({ ...(said?.event ? said : { event: 'done' }), id: command.id });
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    const obey = Object.hasOwn(commands, command.do) ? commands[command.do] : () => declined(command.do);
    const failed = (thrown) => answer(command, { event: 'failed', text: String(thrown?.stack ?? thrown) });
    try {
      const said = obey(command);  // A run on a renderer that blocks is answered later.
      said?.then ? said.then((value) => answer(command, value), failed) : answer(command, said);
    } catch (thrown) {
      failed(thrown);
    }
  }
  process.exit();
}

module.exports = { serve, collect, turn };
