// The module node:wasi, as node documents it, with what the script has been granted instead of all that the user has;
// see the package page.
(function (core) {
  'use strict';
  const wasiHost = core.host.wasi();
  const {entries, hasOwn} = Object;
  const {isArray} = Array;
  const {isInteger} = Number;
  const {Memory} = WebAssembly;
  /** By version, the module that programs import. */
  const MODULES = {preview1: 'wasi_snapshot_preview1', unstable: 'wasi_unstable'};

  // Errors and checks, in node's words

  function coded(ErrorClass, code, message) {
    const error = new ErrorClass(message);
    error.code = code;
    return error;
  }

  /** What node says that it has received. */
  function received(value) {
    if (value === null || value === undefined) {
      return `Received ${value}`;
    }
    if (typeof value === 'function') {
      return `Received function ${value.name}`;
    }
    if (typeof value === 'object') {
      const name = value.constructor?.name;
      return name ? `Received an instance of ${name}` : 'Received an object';
    }
    const shown = typeof value === 'string' ? `'${value.length > 28 ? value.slice(0, 25) + '...' : value}'`
      : typeof value === 'bigint' ? `${value}n` : String(value);
    return `Received type ${typeof value} (${shown})`;
  }

  function wrongType(name, expected, value) {
    const kind = name.includes('.') ? 'property' : 'argument';
    return coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" ${kind} must be ${expected}. ${received(value)}`);
  }

  function needType(name, type, value) {
    if (typeof value !== type) {
      throw wrongType(name, `of type ${type}`, value);
    }
  }

  function needObject(name, value) {
    if (value === null || typeof value !== 'object' || isArray(value)) {
      throw wrongType(name, 'of type object', value);
    }
  }

  function needUndefined(name, value) {
    if (value !== undefined) {
      throw wrongType(name, 'undefined', value);
    }
  }

  function needDescriptor(name, value) {
    needType(name, 'number', value);
    const wanted = !isInteger(value) ? 'an integer' : value < 0 || value > 0x7fffffff ? '>= 0 && <= 2147483647' : null;
    if (wanted !== null) {
      throw coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${wanted}. Received ${value}`);
    }
    return value;
  }

  function moduleOf(version) {
    needType('options.version', 'string', version);
    if (!hasOwn(MODULES, version)) {
      throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The property 'options.version' unsupported WASI version. Received '${version}'`);
    }
    return MODULES[version];
  }

  // Options: lists as Java takes them

  function listOf(args) {
    if (args === undefined) {
      return [];
    }
    if (!isArray(args)) {
      throw wrongType('options.args', 'an instance of Array', args);
    }
    return args.map(String);
  }

  /** Names, each followed by its value. */
  function pairsOf(name, object, skipsUndefined) {
    const list = [];
    if (object !== undefined) {
      needObject(name, object);
      for (const [key, value] of entries(object)) {
        if (value !== undefined || !skipsUndefined) {
          list.push(key, String(value));
        }
      }
    }
    return list;
  }

  class WASI {
    #program;
    #module;
    #isStarted = false;

    constructor(options = {}) {
      needObject('options', options);
      this.#module = moduleOf(options.version);
      const args = listOf(options.args);
      const env = pairsOf('options.env', options.env, true);
      const preopens = pairsOf('options.preopens', options.preopens, false);
      const {stdin = 0, stdout = 1, stderr = 2, returnOnExit = true} = options;
      const streams = [
        needDescriptor('options.stdin', stdin),
        needDescriptor('options.stdout', stdout),
        needDescriptor('options.stderr', stderr),
      ];
      needType('options.returnOnExit', 'boolean', returnOnExit);
      this.#program = wasiHost.open(args, env, preopens, streams, !returnOnExit);
      this.wasiImport = this.#program.imports(this.#module);
    }

    /** Says that the instance is the program's, which can be said once. */
    #begin(instance) {
      if (this.#isStarted) {
        throw coded(Error, 'ERR_WASI_ALREADY_STARTED', 'WASI instance has already started');
      }
      needObject('instance', instance);
      const {exports} = instance;
      needObject('instance.exports', exports);
      if (!(exports.memory instanceof Memory)) {
        throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', '"instance.exports.memory" property must be a WebAssembly.Memory object');
      }
      this.#isStarted = true;
      return exports;
    }

    start(instance) {
      const {_start, _initialize} = this.#begin(instance);
      needType('instance.exports._start', 'function', _start);
      needUndefined('instance.exports._initialize', _initialize);
      const starter = this.#program.starter(instance);
      if (starter === null) {
        throw wrongType('instance', 'an instance of WebAssembly.Instance', instance);
      }
      return starter();
    }

    initialize(instance) {
      const {_start, _initialize} = this.#begin(instance);
      needUndefined('instance.exports._start', _start);
      if (_initialize !== undefined) {
        needType('instance.exports._initialize', 'function', _initialize);
        _initialize();
      }
    }

    getImportObject() {
      return {[this.#module]: this.wasiImport};
    }
  }

  return {WASI};
})
