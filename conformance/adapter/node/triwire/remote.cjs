// An actor that lives in another thread or process: `remote` here, `host` there, messages between them.

/** Stands for the actor. `post(message)` leads to its `host`; what comes from there goes to `receive(message)`. */
function remote(post, print) {
  const waiting = new Map();
  let runs = 0;
  return {
    run: (steps) => new Promise((resolve, reject) => {
      waiting.set(++runs, { resolve, reject });
      post({ run: runs, steps });
    }),
    receive({ event, done, failed }) {
      if (event) return print(JSON.parse(event));
      const { resolve, reject } = waiting.get(done);
      waiting.delete(done);
      failed ? reject(new Error(failed)) : resolve();
    },
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
