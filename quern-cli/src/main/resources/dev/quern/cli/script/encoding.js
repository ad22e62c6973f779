// Encodings: decoders that the engine lacks, base 64, random numbers.
(function (core) {
  'use strict';
  const {host, copy, NativeDecoder: Native} = core;
  const {apply, construct, defineProperty} = Reflect;
  const viewPrototype = Object.getPrototypeOf(Uint8Array.prototype);
  const kindOf = Object.getOwnPropertyDescriptor(viewPrototype, Symbol.toStringTag).get;
  const domException = (message, name) => new (core.part('events').DOMException)(message, name);

  /** A decoder of a one-byte encoding: every byte is a character, whatever came before it. */
  class OneByteDecoder {
    #table;
    constructor(encoding, table, fatal, ignoreBOM) {
      this.#table = table;
      for (const [name, value] of Object.entries({encoding, fatal, ignoreBOM})) {
        defineProperty(this, name, {value, configurable: true});
      }
    }
    decode(input = new ArrayBuffer(0)) {
      const bytes = ArrayBuffer.isView(input)
        ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
        : new Uint8Array(input);
      let text = '';
      for (const byte of bytes) {
        text += this.#table[byte];
      }
      if (this.fatal && text.includes('\ufffd')) {
        throw new TypeError(`The encoded data was not valid for encoding ${this.encoding}`);
      }
      return text;
    }
  }
  Object.setPrototypeOf(OneByteDecoder.prototype, Native.prototype);
  delete OneByteDecoder.prototype.constructor;

  const tables = {__proto__: null};
  function TextDecoderOf(label = 'utf-8', options = undefined) {
    if (new.target === undefined) {
      throw new TypeError("Class constructor TextDecoder cannot be invoked without 'new'");
    }
    label = `${label}`;
    const name = host.oneByteEncoding(label);
    if (name === '') {
      return construct(Native, [label, options], new.target);
    }
    const table = (tables[name] ??= host.oneByteTable(name));
    return new OneByteDecoder(name, table, Boolean(options?.fatal), Boolean(options?.ignoreBOM));
  }
  defineProperty(TextDecoderOf, 'name', {value: 'TextDecoder', configurable: true});
  defineProperty(TextDecoderOf, 'length', {value: 0, configurable: true});
  defineProperty(TextDecoderOf, 'prototype', {value: Native.prototype, writable: false});
  defineProperty(Native.prototype, 'constructor', {value: TextDecoderOf, writable: true, configurable: true});

  function btoa(data) {
    if (arguments.length === 0) {
      throw new TypeError('btoa: 1 argument required');
    }
    const text = host.btoa(`${data}`);
    if (text === null) {
      throw domException('btoa: the string has characters outside of Latin1', 'InvalidCharacterError');
    }
    return text;
  }

  function atob(data) {
    if (arguments.length === 0) {
      throw new TypeError('atob: 1 argument required');
    }
    const text = host.atob(`${data}`);
    if (text === null) {
      throw domException('atob: the string is not correctly encoded', 'InvalidCharacterError');
    }
    return text;
  }

  const WHOLE = new Set(['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array']);
  class Crypto {
    getRandomValues(array) {
      const kind = apply(kindOf, array, []);
      if (!WHOLE.has(kind)) {
        if (kind === undefined && !(array instanceof DataView)) {
          throw new TypeError('getRandomValues: the argument is not a view of a buffer');
        }
        throw domException('getRandomValues: the array must have whole numbers', 'TypeMismatchError');
      }
      if (array.byteLength > 65536) {
        throw domException(`getRandomValues: ${array.byteLength} bytes are more than 65536`, 'QuotaExceededError');
      }
      const random = new Uint8Array(copy(host.random(array.byteLength)));
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(random);
      return array;
    }
    randomUUID() {
      return host.randomUUID();
    }
    get [Symbol.toStringTag]() {
      return 'Crypto';
    }
  }
  return {TextDecoder: TextDecoderOf, atob, btoa, crypto: new Crypto()};
})
