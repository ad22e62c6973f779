// fetch and its three interfaces: https://fetch.spec.whatwg.org, for a program of its own that trusts its script.
(function (core) {
  'use strict';
  const {host, copy, base, NativeDecoder, NativeEncoder} = core;

  // The URL of a text: beside the script, or where there is no such file in the working folder.
  function located(text) {
    const url = new URL(text, base);
    if (url.protocol !== 'file:' || host.isFile(url.href)) return url;
    const other = new URL(text, host.workingFolder());
    return host.isFile(other.href) ? other : url;
  }

  const {URL, URLSearchParams} = core.part('url');
  const {AbortSignal, onAbort} = core.part('events');
  const {apply} = Reflect;
  const slice = ArrayBuffer.prototype.slice;
  const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
  const FORBIDDEN = /[\0\r\n]|[^\0-\xff]/;
  const newPromise = (executor) => new Promise(executor);

  const trim = (value) => value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');

  class Headers {
    #list = [];
    #immutable = false;
    constructor(init = undefined) {
      if (init === undefined) {
        return;
      }
      if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
        throw new TypeError('Headers: the argument is not an object');
      }
      const pairs = typeof init[Symbol.iterator] === 'function' ? init : Reflect.ownKeys(init)
        .filter((key) => Object.getOwnPropertyDescriptor(init, key)?.enumerable).map((key) => [key, init[key]]);
      for (const pair of pairs) {
        const [name, value, ...more] = pair;
        if (value === undefined && !(1 in pair) || more.length > 0) {
          throw new TypeError('Headers: each pair must have a name and a value');
        }
        this.append(name, value);
      }
    }
    static received(lines) {
      const headers = new Headers();
      for (const line of lines === '' ? [] : lines.split('\n')) {
        const colon = line.indexOf(':');
        headers.#list.push([line.slice(0, colon).toLowerCase(), trim(line.slice(colon + 1))]);
      }
      headers.#immutable = true;
      return headers;
    }
    #check(name, value = '') {
      name = `${name}`;
      value = trim(`${value}`);
      if (!NAME.test(name)) {
        throw new TypeError(`Headers: invalid header name '${name}'`);
      }
      if (FORBIDDEN.test(value)) {
        throw new TypeError(`Headers: invalid value of header '${name}'`);
      }
      return [name.toLowerCase(), value];
    }
    #change() {
      if (this.#immutable) {
        throw new TypeError('Headers: these headers cannot be changed');
      }
    }
    append(name, value) {
      const pair = this.#check(name, value);
      this.#change();
      this.#list.push(pair);
    }
    delete(name) {
      const [key] = this.#check(name);
      this.#change();
      this.#list = this.#list.filter((pair) => pair[0] !== key);
    }
    get(name) {
      const [key] = this.#check(name);
      const values = this.#list.filter((pair) => pair[0] === key).map((pair) => pair[1]);
      return values.length === 0 ? null : values.join(', ');
    }
    getSetCookie() {
      return this.#list.filter((pair) => pair[0] === 'set-cookie').map((pair) => pair[1]);
    }
    has(name) {
      const [key] = this.#check(name);
      return this.#list.some((pair) => pair[0] === key);
    }
    set(name, value) {
      const [key, text] = this.#check(name, value);
      this.#change();
      const at = this.#list.findIndex((pair) => pair[0] === key);
      this.#list = this.#list.filter((pair, i) => pair[0] !== key || i === at);
      if (at < 0) {
        this.#list.push([key, text]);
      } else {
        this.#list[at] = [key, text];
      }
    }
    #sorted() {
      const names = [...new Set(this.#list.map((pair) => pair[0]))].sort();
      return names.flatMap((name) => (name === 'set-cookie' ? this.getSetCookie().map((value) => [name, value]) : [[name, this.get(name)]]));
    }
    forEach(callback, thisArgument = undefined) {
      for (const [name, value] of this) {
        callback.call(thisArgument, value, name, this);
      }
    }
    *entries() {
      for (let i = 0, all = this.#sorted(); i < all.length; i++) {
        yield all[i];
      }
    }
    *keys() {
      for (const [name] of this.entries()) {
        yield name;
      }
    }
    *values() {
      for (const [, value] of this.entries()) {
        yield value;
      }
    }
    get [Symbol.toStringTag]() { return 'Headers'; }
  }
  Object.defineProperty(Headers.prototype, Symbol.iterator, {value: Headers.prototype.entries, writable: true, configurable: true});
  const received = Headers.received;
  delete Headers.received;

  /** The bytes of a body and the Content-Type that comes with its kind. */
  function bytesOf(body) {
    if (body instanceof ArrayBuffer) {
      return [apply(slice, body, [0]), null];
    }
    if (ArrayBuffer.isView(body)) {
      return [Uint8Array.from(new Uint8Array(body.buffer, body.byteOffset, body.byteLength)).buffer, null];
    }
    const type = body instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'text/plain';
    return [new NativeEncoder().encode(`${body}`).buffer, type + ';charset=UTF-8'];
  }

  /** What Request and Response share: a body that can be read once. */
  class Body {
    // A function that gives a promise of the bytes, or null for no body at all.
    #read = null;
    #used = false;
    static set(object, read) {
      object.#read = read;
    }
    static get(object) {
      return object.#read;
    }
    static use(object) {
      object.#used = true;
    }
    static consume(object) {
      return newPromise((resolve) => {
        if (object.#used) {
          throw new TypeError('Body is unusable: it has already been read');
        }
        object.#used = object.#read !== null;
        resolve(object.#read === null ? new ArrayBuffer(0) : object.#read());
      });
    }
    /** A second reader of the same bytes. */
    static tee(object) {
      if (object.#used) {
        throw new TypeError('clone: the body has already been read');
      }
      const read = object.#read;
      if (read === null) {
        return null;
      }
      let bytes;
      const again = () => (bytes ??= read()).then((buffer) => apply(slice, buffer, [0]));
      object.#read = again;
      return again;
    }
    get bodyUsed() { return this.#used; }
    arrayBuffer() { return consume(this); }
    bytes() { return consume(this).then((buffer) => new Uint8Array(buffer)); }
    text() { return consume(this).then((buffer) => new NativeDecoder().decode(buffer)); }
    json() { return consume(this).then((buffer) => JSON.parse(new NativeDecoder().decode(buffer))); }
  }
  const {set: setBody, get: bodyOf, use: useBody, consume, tee} = Body;

  function giveBody(object, headers, body) {
    if (body !== undefined && body !== null) {
      const [buffer, type] = bytesOf(body);
      setBody(object, () => Promise.resolve(buffer));
      if (type !== null && !headers.has('content-type')) {
        headers.set('content-type', type);
      }
    }
  }

  class Request extends Body {
    #url;
    #method;
    #headers;
    #signal;
    #settings;
    constructor(input, init = undefined) {
      super();
      init ??= {};
      const from = input instanceof Request ? input : null;
      this.#url = from !== null ? from.#url : located(`${input}`);
      if (this.#url.username !== '' || this.#url.password !== '') {
        throw new TypeError(`Request: ${input} has a user name or a password`);
      }
      this.#method = methodOf(init.method ?? from?.method ?? 'GET');
      this.#headers = new Headers(init.headers ?? from?.headers);
      this.#signal = signalOf(init.signal === undefined ? from?.signal : init.signal);
      const choose = (name, usual) => `${init[name] ?? from?.[name] ?? usual}`;
      this.#settings = {
        redirect: choose('redirect', 'follow'), cache: choose('cache', 'default'), mode: choose('mode', 'cors'),
        credentials: choose('credentials', 'same-origin'), integrity: choose('integrity', ''), referrer: choose('referrer', 'about:client'),
        referrerPolicy: choose('referrerPolicy', ''), keepalive: Boolean(init.keepalive ?? from?.keepalive),
      };
      if (!['follow', 'error', 'manual'].includes(this.#settings.redirect)) {
        throw new TypeError(`Request: redirect '${this.#settings.redirect}' is none of follow, error, manual`);
      }
      const hasBody = init.body !== undefined ? init.body !== null : from !== null && bodyOf(from) !== null;
      if (hasBody && (this.#method === 'GET' || this.#method === 'HEAD')) {
        throw new TypeError(`Request: a ${this.#method} request cannot have a body`);
      }
      if (init.body !== undefined) {
        giveBody(this, this.#headers, init.body);
      } else if (hasBody) {
        setBody(this, tee(from));
        useBody(from);
      }
    }
    get url() { return this.#url.href; }
    get method() { return this.#method; }
    get headers() { return this.#headers; }
    get signal() { return this.#signal; }
    get redirect() { return this.#settings.redirect; }
    get cache() { return this.#settings.cache; }
    get mode() { return this.#settings.mode; }
    get credentials() { return this.#settings.credentials; }
    get integrity() { return this.#settings.integrity; }
    get referrer() { return this.#settings.referrer; }
    get referrerPolicy() { return this.#settings.referrerPolicy; }
    get keepalive() { return this.#settings.keepalive; }
    get destination() { return ''; }
    clone() {
      const read = tee(this);
      const copied = new Request(this.url, {
        ...this.#settings, method: this.#method, headers: this.#headers, signal: this.#signal,
      });
      setBody(copied, read);
      return copied;
    }
    get [Symbol.toStringTag]() { return 'Request'; }
  }

  function methodOf(method) {
    method = `${method}`;
    if (!NAME.test(method)) {
      throw new TypeError(`Request: '${method}' is no HTTP method`);
    }
    if (/^(?:CONNECT|TRACE|TRACK)$/i.test(method)) {
      throw new TypeError(`Request: the method ${method} is not allowed`);
    }
    return /^(?:DELETE|GET|HEAD|OPTIONS|POST|PUT)$/i.test(method) ? method.toUpperCase() : method;
  }

  function signalOf(signal) {
    if (signal !== undefined && signal !== null && !(signal instanceof AbortSignal)) {
      throw new TypeError('Request: the signal is not an AbortSignal');
    }
    return signal ?? new (core.part('events').AbortController)().signal;
  }

  const NO_BODY = [101, 103, 204, 205, 304];
  class Response extends Body {
    #status = 200;
    #statusText = '';
    #headers;
    #type = 'default';
    #url = '';
    #redirected = false;
    constructor(body = null, init = undefined) {
      super();
      const status = init?.status === undefined ? 200 : init.status & 0xffff;
      if (status < 200 || status > 599) {
        throw new RangeError(`Response: status ${status} is not from 200 to 599`);
      }
      const statusText = `${init?.statusText ?? ''}`;
      if (FORBIDDEN.test(statusText)) {
        throw new TypeError('Response: invalid statusText');
      }
      this.#status = status;
      this.#statusText = statusText;
      this.#headers = new Headers(init?.headers);
      if (body !== null && body !== undefined && NO_BODY.includes(status)) {
        throw new TypeError(`Response: status ${status} has no body`);
      }
      giveBody(this, this.#headers, body);
    }
    static error() {
      const response = new Response();
      response.#status = 0;
      response.#type = 'error';
      response.#headers = received('');
      return response;
    }
    static json(data, init = undefined) {
      const text = JSON.stringify(data);
      if (text === undefined) {
        throw new TypeError('Response.json: the value cannot be written as JSON');
      }
      const headers = new Headers(init?.headers);
      if (!headers.has('content-type')) {
        headers.set('content-type', 'application/json');
      }
      return new Response(text, {...init, headers});
    }
    static redirect(url, status = 302) {
      const location = new URL(`${url}`, base).href;
      if (![301, 302, 303, 307, 308].includes(status)) {
        throw new RangeError(`Response.redirect: ${status} is no status of a redirect`);
      }
      const response = new Response(null, {status, headers: {location}});
      return response;
    }
    static received(status, statusText, url, redirected, headers, read) {
      const response = new Response();
      response.#status = status;
      response.#statusText = statusText;
      response.#url = url;
      response.#redirected = redirected;
      response.#headers = headers;
      response.#type = 'basic';
      setBody(response, read);
      return response;
    }
    static describe(value) {
      if (typeof value !== 'object' || value === null || !(#status in value)) {
        return undefined;
      }
      return {
        url: value.#url,
        contentType: value.#headers.get('content-type'),
        isSameOrigin: value.#type !== 'error',
        isOk: value.#status >= 200 && value.#status <= 299,
        status: `${value.#status} ${value.#statusText}`.trim(),
        isUnusable: value.bodyUsed,
        consume: () => consume(value),
      };
    }
    get type() { return this.#type; }
    get url() { return this.#url.replace(/#.*$/s, ''); }
    get redirected() { return this.#redirected; }
    get status() { return this.#status; }
    get ok() { return this.#status >= 200 && this.#status <= 299; }
    get statusText() { return this.#statusText; }
    get headers() { return this.#headers; }
    clone() {
      const read = tee(this);
      const copied = Response.#like(this);
      setBody(copied, read);
      return copied;
    }
    static #like(response) {
      const copied = new Response();
      copied.#status = response.#status;
      copied.#statusText = response.#statusText;
      copied.#url = response.#url;
      copied.#redirected = response.#redirected;
      copied.#type = response.#type;
      copied.#headers = new Headers(response.#headers);
      return copied;
    }
    get [Symbol.toStringTag]() { return 'Response'; }
  }
  const {received: responseOf, describe} = Response;
  for (const internal of ['received', 'describe']) {
    delete Response[internal];
  }
  for (const internal of ['set', 'get', 'use', 'consume', 'tee']) {
    delete Body[internal];
  }
  for (const type of [Headers, Body, Request, Response]) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(type.prototype))) {
      if (name !== 'constructor') {
        Object.defineProperty(type.prototype, name, {...descriptor, enumerable: true});
      }
    }
  }
  // The mixin's members are the interfaces' own.
  for (const type of [Request, Response]) {
    const {constructor, ...members} = Object.getOwnPropertyDescriptors(Body.prototype);
    Object.defineProperties(type.prototype, members);
    Object.setPrototypeOf(type.prototype, Object.prototype);
  }

  /** A reader of a body that still arrives. */
  function readerOf(handle, signal) {
    return () => newPromise((resolve, reject) => {
      const forget = onAbort(signal, () => {
        handle.abort();
        reject(signal.reason);
      });
      handle.read((buffer) => {
        forget();
        resolve(copy(buffer));
      }, (message) => {
        forget();
        reject(new TypeError(message));
      });
    });
  }

  function start(request, body, resolve, reject) {
    const {signal} = request;
    const lines = [...request.headers].map(([name, value]) => `${name}:${value}`).join('\n');
    let handle = null;
    const forget = onAbort(signal, () => {
      handle?.abort();
      reject(signal.reason);
    });
    handle = host.fetch(request.method, request.url, lines, body, request.redirect,
      (status, statusText, url, redirected, headers, hasBody) => {
        forget();
        if (!signal.aborted) {
          resolve(responseOf(status, statusText, url, redirected, received(headers), hasBody ? readerOf(handle, signal) : null));
        }
      },
      (message) => {
        forget();
        reject(new TypeError(message));
      });
  }

  function fetch(input, init = undefined) {
    return newPromise((resolve, reject) => {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      const read = bodyOf(request);
      if (read === null) {
        start(request, null, resolve, reject);
      } else {
        useBody(request);
        read().then((body) => start(request, body, resolve, reject)).catch(reject);
      }
    });
  }
  return {Headers, Request, Response, fetch, describe};
})
