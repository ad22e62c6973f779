// DOMException, events, and what aborts work.
(function (core) {
  'use strict';
  const {host, reportError} = core;
  const {defineProperty} = Object;
  const CODES = [
    'IndexSizeError', '', 'HierarchyRequestError', 'WrongDocumentError', 'InvalidCharacterError', '', 'NoModificationAllowedError',
    'NotFoundError', 'NotSupportedError', 'InUseAttributeError', 'InvalidStateError', 'SyntaxError', 'InvalidModificationError',
    'NamespaceError', 'InvalidAccessError', '', 'TypeMismatchError', 'SecurityError', 'NetworkError', 'AbortError', 'URLMismatchError',
    'QuotaExceededError', 'TimeoutError', 'InvalidNodeTypeError', 'DataCloneError'];

  class DOMException extends Error {
    #name;
    constructor(message = '', options = 'Error') {
      const named = typeof options !== 'object' || options === null;
      super(`${message}`, named || !('cause' in options) ? undefined : {cause: options.cause});
      this.#name = named ? `${options}` : options.name === undefined ? 'Error' : `${options.name}`;
      // Of an error of its own: the engine leaves out all frames up to that of the class, and the class is internal.
      const {stack} = new Error();
      const head = this.message === '' ? this.#name : `${this.#name}: ${this.message}`;
      const frames = stack.indexOf('\n    at ');
      defineProperty(this, 'stack', {value: head + (frames < 0 ? '' : stack.slice(frames)), writable: true, configurable: true});
    }
    get name() {
      return this.#name;
    }
    get code() {
      return this.#name === '' ? 0 : CODES.indexOf(this.#name) + 1;
    }
    get [Symbol.toStringTag]() {
      return 'DOMException';
    }
  }
  for (const [i, name] of CODES.entries()) {
    if (name !== '') {
      const constant = name.replace(/Error$/, '').replace(/^URL/, 'URL_').replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase().replace('__', '_') + '_ERR';
      for (const where of [DOMException, DOMException.prototype]) {
        defineProperty(where, constant, {value: i + 1, enumerable: true});
      }
    }
  }

  class Event {
    #type;
    #options;
    #canceled = false;
    #timeStamp = host.now();
    _target = null;
    _current = null;
    _stopped = false;
    constructor(type, options = {}) {
      this.#type = `${type}`;
      this.#options = options ?? {};
      for (const field of ['_target', '_current', '_stopped']) {
        defineProperty(this, field, {value: this[field], writable: true, enumerable: false});
      }
    }
    get type() { return this.#type; }
    get target() { return this._target; }
    get currentTarget() { return this._current; }
    get bubbles() { return Boolean(this.#options.bubbles); }
    get cancelable() { return Boolean(this.#options.cancelable); }
    get composed() { return Boolean(this.#options.composed); }
    get defaultPrevented() { return this.#canceled; }
    get timeStamp() { return this.#timeStamp; }
    get isTrusted() { return false; }
    get eventPhase() { return this._current === null ? 0 : 2; }
    composedPath() { return this._current === null ? [] : [this._current]; }
    preventDefault() { this.#canceled ||= this.cancelable; }
    stopPropagation() {}
    stopImmediatePropagation() { this._stopped = true; }
    get [Symbol.toStringTag]() { return 'Event'; }
  }

  class CustomEvent extends Event {
    #detail;
    constructor(type, options = {}) {
      super(type, options);
      this.#detail = options?.detail ?? null;
    }
    get detail() { return this.#detail; }
    get [Symbol.toStringTag]() { return 'CustomEvent'; }
  }

  class EventTarget {
    #listeners = [];
    addEventListener(type, callback, options) {
      type = `${type}`;
      const capture = Boolean(typeof options === 'object' ? options?.capture : options);
      const signal = typeof options === 'object' ? options?.signal : undefined;
      const same = (l) => l.type === type && l.callback === callback && l.capture === capture;
      if (callback === null || callback === undefined || signal?.aborted || this.#listeners.some(same)) {
        return;
      }
      const once = Boolean(typeof options === 'object' && options?.once);
      this.#listeners.push({type, callback, capture, once, removed: false});
      signal?.addEventListener('abort', () => this.removeEventListener(type, callback, capture));
    }
    removeEventListener(type, callback, options) {
      const capture = Boolean(typeof options === 'object' ? options?.capture : options);
      this.#listeners = this.#listeners.filter((l) => {
        const found = l.type === `${type}` && l.callback === callback && l.capture === capture;
        l.removed ||= found;
        return !found;
      });
    }
    dispatchEvent(event) {
      if (!(event instanceof Event)) {
        throw new TypeError('dispatchEvent: the argument is not an Event');
      }
      event._target = this;
      event._current = this;
      for (const listener of this.#listeners.slice()) {
        if (listener.type === event.type && !listener.removed && !event._stopped) {
          this.#call(listener, event);
        }
      }
      event._current = null;
      return !event.defaultPrevented;
    }
    #call(listener, event) {
      if (listener.once) {
        this.removeEventListener(listener.type, listener.callback, listener.capture);
      }
      try {
        if (typeof listener.callback === 'function') {
          listener.callback.call(this, event);
        } else {
          listener.callback.handleEvent(event);
        }
      } catch (e) {
        reportError(e);
      }
    }
    get [Symbol.toStringTag]() { return 'EventTarget'; }
  }

  const key = {};
  class AbortSignal extends EventTarget {
    #aborted = false;
    #reason;
    #handler = null;
    #actions = [];
    constructor(secret) {
      if (secret !== key) {
        throw new TypeError('Illegal constructor');
      }
      super();
    }
    static abort(reason) {
      const signal = new AbortSignal(key);
      signal._abort(key, reason);
      return signal;
    }
    static timeout(milliseconds) {
      const signal = new AbortSignal(key);
      // A deadline alone does not keep the script running.
      host.startTimer(Math.max(0, milliseconds | 0), false, true, () =>
        signal._abort(key, new DOMException('The operation was aborted due to timeout', 'TimeoutError')));
      return signal;
    }
    static any(signals) {
      const all = [...signals];
      const result = new AbortSignal(key);
      for (const signal of all) {
        if (!(signal instanceof AbortSignal)) {
          throw new TypeError('AbortSignal.any: not an AbortSignal');
        }
      }
      const aborted = all.find((signal) => signal.aborted);
      if (aborted !== undefined) {
        result._abort(key, aborted.reason);
      } else {
        all.forEach((signal) => signal._onAbort(key, () => result._abort(key, signal.reason)));
      }
      return result;
    }
    get aborted() { return this.#aborted; }
    get reason() { return this.#reason; }
    get onabort() { return this.#handler; }
    set onabort(handler) {
      if (this.#handler === null && typeof handler === 'function') {
        this.addEventListener('abort', (event) => this.#handler?.call(this, event));
      }
      this.#handler = typeof handler === 'function' ? handler : null;
    }
    throwIfAborted() {
      if (this.#aborted) {
        throw this.#reason;
      }
    }
    /** What the run time does on abort; before the events. Returns what takes it back. */
    _onAbort(secret, action) {
      if (secret === key) {
        this.#actions.push(action);
      }
      return () => {
        this.#actions = this.#actions.filter((other) => other !== action);
      };
    }
    _abort(secret, reason) {
      if (secret !== key || this.#aborted) {
        return;
      }
      this.#aborted = true;
      this.#reason = reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason;
      const actions = this.#actions;
      this.#actions = [];
      actions.forEach((action) => action());
      this.dispatchEvent(new Event('abort'));
    }
    get [Symbol.toStringTag]() { return 'AbortSignal'; }
  }

  class AbortController {
    #signal = new AbortSignal(key);
    get signal() { return this.#signal; }
    abort(reason) {
      this.#signal._abort(key, reason);
    }
    get [Symbol.toStringTag]() { return 'AbortController'; }
  }
  for (const method of ['_onAbort', '_abort']) {
    defineProperty(AbortSignal.prototype, method, {enumerable: false});
  }

  const onAbort = (signal, action) => signal._onAbort(key, action);
  return {DOMException, Event, CustomEvent, EventTarget, AbortSignal, AbortController, onAbort};
})
