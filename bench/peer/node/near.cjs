// A near end over anything that posts messages and calls back with those that come.

/**
 * @param post sends a message `{kind, …}` to the far end (far.mjs)
 * @param load what each message carries
 */
class Near {
  #post;
  #load;
  #waiting = [];
  #answer;
  #sent = 0;

  constructor(post, load) {
    this.#post = post;
    this.#load = load;
  }

  /** To be called with each message that comes. Answers come in order. */
  onMessage(message) {
    this.#waiting.shift()(message);
  }

  ask(message) {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#post(message);
    });
  }

  async roundTrip() {
    this.#answer = (await this.ask({ kind: 'echo', load: this.#load })).load;
  }

  async requests(count) {
    const asked = Array.from({ length: count }, () => this.ask({ kind: 'echo', load: this.#load }));
    this.#answer = (await Promise.all(asked)).at(-1).load;
  }

  async messages(count) {
    for (let i = 0; i < count; ++i) this.#post({ kind: 'put', load: this.#load });
    this.#sent += count;
    const { puts } = await this.ask({ kind: 'count' });
    if (puts !== this.#sent) throw new Error('a message was lost');
    this.#answer = this.#load;
  }

  isAnswerRight() {
    return this.#answer === this.#load;
  }

  async farCpuNs() {
    return (await this.ask({ kind: 'cpu' })).cpuNs;
  }
}

module.exports = { Near };
