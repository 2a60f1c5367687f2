// Records the driver's calls of the state machine by watching the objects of the glue, since a bundle hides their class.

const Registry = globalThis.FinalizationRegistry;

/** Only data: properties that JSON omits are missing in a step. */
const plain = (value) => JSON.parse(JSON.stringify(value));

/** The history that is being recorded. */
let history;
/** The machine of its last step, and its state then. */
let current;
let last;
const watched = new WeakSet();

// The glue registers each object it creates.
globalThis.FinalizationRegistry = class extends Registry {
  register(object, ...more) {
    const prototype = Object.getPrototypeOf(object);
    if (!watched.has(prototype) && typeof prototype.lookCost === 'function') watch(prototype);
    super.register(object, ...more);
  }
};

function watch(prototype) {
  watched.add(prototype);
  const { apply, record } = prototype;
  const around = (machine, facts, perform) => {
    if (!history) return perform();
    if (!history.start) {
      history.start = plain(machine.state);
      last = history.start;
    }
    // Another driver reads the state that the previous one stored.
    if (current && current !== machine) facts.isRead = true;
    current = machine;
    const step = perform();
    const state = plain(machine.state);
    const isSame = JSON.stringify(state) === JSON.stringify(last);
    last = state;
    // A driver wakes up four times a minute, usually without any action.
    const isIdle = isSame && !facts.isRead && facts.event.event === 'tick' && step.actions.length === 0;
    if (!isIdle) history.steps.push(plain({ ...facts, step, state: isSame ? undefined : state }));
    return step;
  };
  prototype.apply = function (event, nowMs, random) {
    return around(this, { nowMs, random, event }, () => apply.call(this, event, nowMs, random));
  };
  prototype.record = function (event, nowMs) {
    return around(this, { nowMs, event }, () => record.call(this, event, nowMs));
  };
}

/**
 * Records the only job that `act` drives: the state at the start, and each event with its actions and the state, if it changed.
 */
export async function recorded(act) {
  history = { start: undefined, steps: [] };
  current = undefined;
  try {
    await act();
    return history;
  } finally {
    history = undefined;
  }
}
