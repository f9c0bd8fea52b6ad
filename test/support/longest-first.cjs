const Sequencer = require('@jest/test-sequencer').default;

/** Short files that take long: Jest takes the size of a file for its time as long as it has not run it, as after a clone. */
const LONG = /[\\/]test[\\/](simulation|platform|chaos)[\\/]/;

/** Jest's order, the longest first, so that no worker waits for another at the end: also in a first run. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = (test) => test.duration === undefined && LONG.test(test.path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
