// structuredClone: https://html.spec.whatwg.org/multipage/structured-data.html.
(function (core) {
  'use strict';
  const {host} = core;
  const {apply} = Reflect;
  const {DOMException} = core.part('events');
  const getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
  const viewKind = getter(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
  const byteLength = getter(ArrayBuffer.prototype, 'byteLength');
  const sharedLength = getter(SharedArrayBuffer.prototype, 'byteLength');
  const isDetached = getter(ArrayBuffer.prototype, 'detached');
  const isResizable = getter(ArrayBuffer.prototype, 'resizable');
  const {slice, transfer} = ArrayBuffer.prototype;
  const ERRORS = {Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError};

  /** Whether a method or getter takes the object as its own kind. */
  function takes(method, object, ...values) {
    try {
      apply(method, object, values);
      return true;
    } catch {
      return false;
    }
  }

  const fail = (message) => {
    throw new DOMException(message, 'DataCloneError');
  };

  const isBuffer = (value) => value instanceof ArrayBuffer || takes(byteLength, value);
  const isShared = (value) => takes(sharedLength, value) || value instanceof SharedArrayBuffer;

  class Cloning {
    constructor() {
      this.copies = new Map();
    }

    clone(value) {
      if (typeof value === 'symbol') {
        fail(`${value.toString()} could not be cloned.`);
      }
      if (typeof value !== 'object' && typeof value !== 'function' || value === null) {
        return value;
      }
      if (this.copies.has(value)) {
        return this.copies.get(value);
      }
      if (typeof value === 'function') {
        fail(`${Function.prototype.toString.call(value)} could not be cloned.`);
      }
      return this.leaf(value) ?? this.container(value);
    }

    keep(value, copy) {
      this.copies.set(value, copy);
      return copy;
    }

    /** The copy of an object without properties that are copied; undefined for others. */
    leaf(value) {
      for (const [type, method] of [[Boolean, Boolean.prototype.valueOf], [Number, Number.prototype.valueOf], [String, String.prototype.valueOf], [BigInt, BigInt.prototype.valueOf]]) {
        if (takes(method, value)) {
          return this.keep(value, Object(apply(method, value, [])));
        }
      }
      if (takes(Symbol.prototype.valueOf, value)) {
        fail('A Symbol object could not be cloned.');
      }
      if (takes(Date.prototype.getTime, value)) {
        return this.keep(value, new Date(apply(Date.prototype.getTime, value, [])));
      }
      if (takes(getter(RegExp.prototype, 'source'), value)) {
        return this.keep(value, new RegExp(value.source, value.flags));
      }
      if (isBuffer(value)) {
        return this.keep(value, this.buffer(value));
      }
      if (isShared(value)) {
        return this.keep(value, value);
      }
      if (ArrayBuffer.isView(value)) {
        return this.view(value);
      }
      const module = host.cloneModule(value);
      return module === null ? undefined : this.keep(value, module);
    }

    buffer(value) {
      if (apply(isDetached, value, [])) {
        fail('An ArrayBuffer is detached and could not be cloned.');
      }
      if (!apply(isResizable, value, [])) {
        return apply(slice, value, [0]);
      }
      const copy = new ArrayBuffer(value.byteLength, {maxByteLength: value.maxByteLength});
      new Uint8Array(copy).set(new Uint8Array(value));
      return copy;
    }

    view(value) {
      const kind = apply(viewKind, value, []) ?? 'DataView';
      const buffer = this.clone(value.buffer);
      const copy = new globalThis[kind](buffer, value.byteOffset, kind === 'DataView' ? value.byteLength : value.length);
      return this.keep(value, copy);
    }

    container(value) {
      if (takes(getter(Map.prototype, 'size'), value)) {
        const copy = this.keep(value, new Map());
        for (const [key, item] of [...Map.prototype.entries.call(value)]) {
          copy.set(this.clone(key), this.clone(item));
        }
        return copy;
      }
      if (takes(getter(Set.prototype, 'size'), value)) {
        const copy = this.keep(value, new Set());
        for (const item of [...Set.prototype.values.call(value)]) {
          copy.add(this.clone(item));
        }
        return copy;
      }
      if (value instanceof DOMException) {
        return this.keep(value, new DOMException(value.message, value.name));
      }
      if (value instanceof Error) {
        return this.error(value);
      }
      if (this.isPlatformObject(value)) {
        fail(`${Object.prototype.toString.call(value)} could not be cloned.`);
      }
      return this.properties(value, this.keep(value, Array.isArray(value) ? new Array(value.length) : {}));
    }

    /** Objects with state that no copy of their properties has. */
    isPlatformObject(value) {
      const {Headers, Request, Response} = core.parts.fetch ?? {};
      const {URL, URLSearchParams} = core.parts.url ?? {};
      const {Event, EventTarget} = core.parts.events;
      const {Instance, Memory, Table, Global, Tag, Exception} = globalThis.WebAssembly ?? {};
      const types = [
        WeakMap, WeakSet, WeakRef, Promise, FinalizationRegistry, Headers, Request, Response, URL, URLSearchParams, Event, EventTarget,
        Instance, Memory, Table, Global, Tag, Exception];
      return types.some((type) => typeof type === 'function' && value instanceof type);
    }

    error(value) {
      const name = `${value.name}`;
      const type = Object.hasOwn(ERRORS, name) ? ERRORS[name] : Error;
      const own = (key) => Object.getOwnPropertyDescriptor(value, key);
      const made = this.keep(value, new type(own('message') === undefined ? undefined : `${own('message').value}`));
      if (own('cause') !== undefined) {
        Object.defineProperty(made, 'cause', {value: this.clone(value.cause), writable: true, configurable: true});
      }
      if (typeof value.stack === 'string') {
        Object.defineProperty(made, 'stack', {value: value.stack, writable: true, configurable: true});
      }
      return made;
    }

    properties(value, copy) {
      for (const key of Object.keys(value)) {
        if (Object.hasOwn(value, key)) {
          Object.defineProperty(copy, key, {value: this.clone(value[key]), writable: true, enumerable: true, configurable: true});
        }
      }
      return copy;
    }
  }

  function move(buffer) {
    try {
      apply(transfer, buffer, []);
    } catch {
      // The memory of a WebAssembly instance stays where it is.
      fail('An ArrayBuffer could not be transferred.');
    }
  }

  function structuredClone(value, options = undefined) {
    if (arguments.length === 0) {
      throw new TypeError('structuredClone: 1 argument required');
    }
    const transferred = options?.transfer === undefined ? [] : [...options.transfer];
    const cloning = new Cloning();
    for (const [i, buffer] of transferred.entries()) {
      if (Object(buffer) !== buffer) {
        throw new TypeError('structuredClone: a value of the transfer list is no object');
      }
      if (!isBuffer(buffer) || transferred.indexOf(buffer) !== i) {
        fail('A value of the transfer list could not be transferred.');
      }
      cloning.clone(buffer);
    }
    const copy = cloning.clone(value);
    transferred.forEach(move);
    return copy;
  }

  return {structuredClone};
})
