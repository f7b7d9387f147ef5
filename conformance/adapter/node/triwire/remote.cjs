// An actor that lives in another thread or process: `remote` here, `host` there, messages between them.

/**
 * Stands for the actor. `post(message)` leads to its `host`; what comes from there goes to `receive(message)`. `ask(message)`
 * is for what an adapter adds to `host`.
 */
function remote(post, print) {
  const waiting = new Map();
  let asked = 0;
  const ask = (message) => new Promise((resolve, reject) => {
    waiting.set(++asked, { resolve, reject });
    post({ run: asked, ...message });
  });
  return {
    ask,
    run: (steps) => ask({ steps }),
    receive({ event, done, failed }) {
      if (event) return print(JSON.parse(event));
      const { resolve, reject } = waiting.get(done);
      waiting.delete(done);
      failed ? reject(new Error(failed)) : resolve();
    },
    isBusy: () => waiting.size > 0,
  };
}

/** What `actor` reports with: as text, since what cannot be cloned must come across as well. */
const reporter = (post) => (event) => post({ event: JSON.stringify(event) });

/** Has `actor`, made with `reporter(post)`, perform what arrives; `post` leads to `receive`. */
const host = (actor, post) => ({ run: done, steps }) => {
  try {
    actor.run(steps);
    post({ done });
  } catch (thrown) {
    post({ done, failed: String(thrown?.stack ?? thrown) });
  }
};

module.exports = { remote, host, reporter };
