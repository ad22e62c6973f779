// What a script finds besides the language: evaluated once for every context, before the script. Only what nearly every
// script uses is here; a global of another file comes with its file, when it is first looked at.
(function (host, scriptArguments) {
  'use strict';
  const global = globalThis;
  const {apply, defineProperty} = Reflect;
  const {max} = Math;
  const then = Promise.prototype.then;
  const settled = Promise.resolve();
  const slice = ArrayBuffer.prototype.slice;
  const indirectEval = eval;
  const {TextDecoder: NativeDecoder, TextEncoder: NativeEncoder} = global;
  const {ArrayBuffer: Buffer, Uint8Array: Bytes, String: Text, TypeError: WrongType} = global;

  function put(name, value, enumerable) {
    defineProperty(global, name, {value, writable: true, enumerable, configurable: true});
  }

  /** What a file of the run time gives; it is evaluated at most once. */
  const parts = {__proto__: null};
  function part(file) {
    return (parts[file] ??= host.load(file)(core));
  }

  function lazily(file, enumerable, ...names) {
    for (const name of names) {
      defineProperty(global, name, {
        get() {
          const value = part(file)[name];
          put(name, value, enumerable);
          return value;
        },
        set(value) {
          put(name, value, enumerable);
        },
        enumerable,
        configurable: true,
      });
    }
  }

  /** An ArrayBuffer of the script's own with the bytes of a Java buffer. */
  function copy(javaBuffer) {
    return apply(slice, new Buffer(javaBuffer), [0]);
  }

  /** Makes a failure in the host an error of the language. */
  host.errors((kind, message, code) => {
    const error = new (kind === 'TypeError' ? TypeError : kind === 'RangeError' ? RangeError : Error)(message);
    if (code !== null && code !== undefined) {
      error.code = code;
    }
    return error;
  });

  const core = {host, part, parts, copy, NativeDecoder, NativeEncoder, put, reportError, base: host.base()};

  // Output

  function print(...values) {
    host.print(values.length === 1 ? Text(values[0]) : values.map(Text).join(' '));
  }

  function readFile(path) {
    return new Bytes(copy(host.readFile(Text(path))));
  }

  let indentation = '';
  core.indent = (by) => {
    indentation = by > 0 ? indentation + '  ' : indentation.slice(2);
  };
  core.say = (toError, text) => {
    if (indentation !== '') {
      text = indentation + text.replaceAll('\n', '\n' + indentation);
    }
    if (toError) {
      host.printError(text);
    } else {
      host.print(text);
    }
  };

  function line(values) {
    return values.length === 1 && typeof values[0] === 'string' ? values[0] : part('console').format(values);
  }

  const log = (...values) => core.say(false, line(values));
  const warn = (...values) => core.say(true, line(values));
  const console = {
    log, info: log, debug: log, dirxml: log, error: warn, warn,
    assert(condition, ...values) {
      if (!condition) {
        part('console').failed(values);
      }
    },
  };
  for (const method of ['clear', 'count', 'countReset', 'dir', 'group', 'groupCollapsed', 'groupEnd', 'table', 'time', 'timeEnd', 'timeLog', 'trace']) {
    console[method] = (...values) => part('console')[method](...values);
    defineProperty(console[method], 'name', {value: method});
  }
  for (const method of ['log', 'info', 'debug', 'dirxml', 'error', 'warn']) {
    // Functions of their own, with their own names.
    const say = console[method];
    console[method] = (...values) => say(...values);
    defineProperty(console[method], 'name', {value: method});
  }
  defineProperty(console, Symbol.toStringTag, {value: 'console', configurable: true});

  // Tasks

  function start(handler, delay, values, repeats) {
    const callback = typeof handler === 'function' ? handler : () => indirectEval(Text(handler));
    return host.startTimer(max(0, delay | 0), repeats, false, () => {
      apply(callback, global, values);
    });
  }

  function setTimeout(handler, delay, ...values) {
    return start(handler, delay, values, false);
  }

  function setInterval(handler, delay, ...values) {
    return start(handler, delay, values, true);
  }

  function clearTimeout(id) {
    host.clearTimer(id | 0);
  }

  function clearInterval(id) {
    host.clearTimer(id | 0);
  }

  function queueMicrotask(callback) {
    if (typeof callback !== 'function') {
      throw new WrongType('queueMicrotask: the callback is not a function');
    }
    apply(then, settled, [() => {
      callback();
    }]);
  }

  function reportError(error) {
    host.startTimer(0, false, false, () => {
      throw error;
    });
  }

  const performance = {
    now() {
      return host.now();
    },
    timeOrigin: host.timeOrigin(),
    toJSON() {
      return {timeOrigin: performance.timeOrigin};
    },
  };
  defineProperty(performance, Symbol.toStringTag, {value: 'Performance', configurable: true});

  for (const operation of [print, readFile, setTimeout, setInterval, clearTimeout, clearInterval, queueMicrotask, reportError]) {
    put(operation.name, operation, true);
  }
  put('printErr', (...values) => host.printError(values.map(Text).join(' ')), true);
  put('quit', function quit(status = 0) {
    host.quit(status | 0);
  }, true);
  put('console', console, false);
  put('performance', performance, true);
  put('self', global, true);
  const list = [];
  for (let i = 0; i < scriptArguments.length; i++) {
    list[i] = scriptArguments[i];
  }
  put('arguments', list, true);
  put('scriptArgs', list, true);
  defineProperty(global, Symbol.toStringTag, {value: 'global', configurable: true});

  // Where the modules of the run time find what they export, as a module has no parameters.
  const modules = Object.freeze({__proto__: null, get wasi() { return part('wasi'); }});
  defineProperty(global, Symbol.for('quern.builtinModules'), {value: modules});

  lazily('encoding', false, 'TextDecoder');
  lazily('encoding', true, 'atob', 'btoa', 'crypto');
  lazily('events', false, 'DOMException', 'Event', 'CustomEvent', 'EventTarget', 'AbortController', 'AbortSignal');
  lazily('url', false, 'URL', 'URLSearchParams');
  lazily('fetch', false, 'Headers', 'Request', 'Response');
  lazily('fetch', true, 'fetch');
  lazily('clone', true, 'structuredClone');

  return {
    /** What the streaming functions of WebAssembly want to know of a value, if it is a Response. */
    describe: (value) => parts.fetch?.describe(value),
    inspect: (value) => part('console').inspect(value),
  };
})
