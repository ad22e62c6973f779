// URLs as the URL standard has them: https://url.spec.whatwg.org.
(function (core) {
  'use strict';
  const {host, NativeDecoder, NativeEncoder} = core;
  const PORTS = {__proto__: null, 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443', 'ftp:': '21', 'file:': ''};
  const isSpecial = (protocol) => protocol in PORTS;

  // Percent encoding: what each part of a URL escapes besides controls and what is not ASCII.
  const FRAGMENT = ' "<>`';
  const QUERY = ' "#<>';
  const SPECIAL_QUERY = QUERY + "'";
  const PATH = QUERY + '?^`{}';
  const USERINFO = PATH + '/:;=@[\\]|';

  function encode(text, set) {
    let result = '';
    for (const char of text.toWellFormed()) {
      if (char > '~') {
        result += encodeURIComponent(char);
      } else if (char < ' ' || set.includes(char)) {
        result += '%' + char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
      } else {
        result += char;
      }
    }
    return result.replaceAll('\x7f', '%7F');
  }

  function decode(text) {
    if (!text.includes('%')) {
      return text;
    }
    const bytes = new NativeEncoder().encode(text);
    let length = 0;
    for (let i = 0; i < bytes.length; i++) {
      const hex = bytes[i] === 37 ? String.fromCharCode(bytes[i + 1], bytes[i + 2]) : '';
      const isEscape = /^[0-9a-f]{2}$/i.test(hex);
      bytes[length++] = isEscape ? parseInt(hex, 16) : bytes[i];
      i += isEscape ? 2 : 0;
    }
    return new NativeDecoder('utf-8', {ignoreBOM: true}).decode(bytes.subarray(0, length));
  }

  // Hosts. Every function gives undefined for what is no host.

  function parseNumber(text) {
    if (text === '') {
      return undefined;
    }
    const [, prefix, digits] = /^(0x|0(?=.)|)(.*)$/is.exec(text);
    const radix = prefix === '' ? 10 : prefix === '0' ? 8 : 16;
    const allowed = radix === 10 ? /^[0-9]*$/ : radix === 8 ? /^[0-7]*$/ : /^[0-9a-f]*$/i;
    return allowed.test(digits) ? parseInt(digits || '0', radix) : undefined;
  }

  function parseIpv4(text) {
    const parts = text.split('.');
    if (parts.at(-1) === '' && parts.length > 1) {
      parts.pop();
    }
    const numbers = parts.map(parseNumber);
    const last = numbers.pop();
    if (parts.length > 4 || last === undefined || numbers.some((n) => n === undefined || n > 255) || last >= 256 ** (4 - numbers.length)) {
      return undefined;
    }
    const address = numbers.reduce((sum, n, i) => sum + n * 256 ** (3 - i), last);
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
  }

  function parseIpv6(text) {
    const halves = text.split('::');
    if (halves.length > 2) {
      return undefined;
    }
    const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
    const end = groups.at(-1);
    if (end.length > 0 && end.at(-1).includes('.')) {
      const quad = end.pop();
      if (!/^(?:(?:0|[1-9][0-9]{0,2})(?:\.|$)){4}$/.test(quad) || quad.endsWith('.') || quad.split('.').some((n) => n > 255)) {
        return undefined;
      }
      const [a, b, c, d] = quad.split('.').map(Number);
      end.push((a * 256 + b).toString(16), (c * 256 + d).toString(16));
    }
    const count = groups.flat().length;
    if (groups.flat().some((g) => !/^[0-9a-f]{1,4}$/i.test(g)) || (halves.length === 2 ? count > 7 : count !== 8)) {
      return undefined;
    }
    const zeros = halves.length === 2 ? Array(8 - count).fill('0') : [];
    return serializeIpv6([...groups[0], ...zeros, ...(groups[1] ?? [])].map((g) => parseInt(g, 16)));
  }

  function serializeIpv6(pieces) {
    let [start, length] = [0, 1];
    for (let i = 0; i < 8; i++) {
      let j = i;
      while (j < 8 && pieces[j] === 0) {
        j++;
      }
      if (j - i > length) {
        [start, length] = [i, j - i];
      }
    }
    const hex = pieces.map((piece) => piece.toString(16));
    return `[${length === 1 ? hex.join(':') : hex.slice(0, start).join(':') + '::' + hex.slice(start + length).join(':')}]`;
  }

  function parseHost(text, special) {
    if (text.startsWith('[')) {
      return text.endsWith(']') ? parseIpv6(text.slice(1, -1)) : undefined;
    }
    if (!special) {
      return /[\0\t\n\r #/:<>?@[\\\]^|]/.test(text) ? undefined : encode(text, '');
    }
    const domain = decode(text);
    const ascii = /^[\x21-\x7e]*$/.test(domain) ? domain.toLowerCase() : host.domainToAscii(domain);
    if (ascii === '' || /[\0-\x20"#%/:<>?@[\\\]^`{|}\x7f]/.test(ascii)) {
      return undefined;
    }
    return /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$/i.test(ascii) ? parseIpv4(ascii) : ascii;
  }

  /** Sets the port, which is empty for the protocol's own. */
  function setPort(url, digits) {
    if (!/^[0-9]*$/.test(digits) || Number(digits) > 65535) {
      return false;
    }
    const port = digits === '' ? '' : String(Number(digits));
    url.port = port === PORTS[url.protocol] ? '' : port;
    return true;
  }

  function setHostAndPort(url, text) {
    const special = isSpecial(url.protocol);
    const colon = /:([^\]]*)$/.exec(text);
    const name = colon === null ? text : text.slice(0, colon.index);
    if (name === '' && (special || colon !== null || url.username !== '' || url.password !== '')) {
      return false;
    }
    const parsed = name === '' ? '' : parseHost(name, special);
    if (parsed === undefined) {
      return false;
    }
    url.host = parsed;
    return colon === null || setPort(url, colon[1]);
  }

  function setAuthority(url, text) {
    const at = text.lastIndexOf('@');
    if (at >= 0) {
      const [, user, password] = /^([^:]*):?(.*)$/s.exec(text.slice(0, at));
      url.username = encode(user, USERINFO);
      url.password = encode(password, USERINFO);
      if (at === text.length - 1) {
        return false;
      }
    }
    return setHostAndPort(url, text.slice(at + 1));
  }

  // Paths and queries

  const isDrive = (segment) => /^[a-z][:|]$/i.test(segment);

  /** Appends the segments of a path that begins behind a slash. */
  function addPath(url, text) {
    const special = isSpecial(url.protocol);
    const segments = text.split(special ? /[/\\]/ : '/');
    for (const [i, segment] of segments.entries()) {
      const last = i === segments.length - 1;
      const dots = segment.replace(/%2e/gi, '.');
      if (dots === '..') {
        shorten(url);
      }
      if (dots === '.' || dots === '..') {
        if (last) {
          url.path.push('');
        }
      } else if (url.protocol === 'file:' && url.path.length === 0 && isDrive(segment)) {
        url.path.push(segment[0] + ':');
      } else {
        url.path.push(encode(segment, PATH));
      }
    }
  }

  function shorten(url) {
    if (!(url.protocol === 'file:' && url.path.length === 1 && /^[a-z]:$/i.test(url.path[0]))) {
      url.path.pop();
    }
  }

  function setQuery(url, text) {
    url.query = encode(text, isSpecial(url.protocol) ? SPECIAL_QUERY : QUERY);
  }

  /** Sets path and query from what stands behind the authority. */
  function setPathAndQuery(url, text) {
    const question = text.indexOf('?');
    const path = question < 0 ? text : text.slice(0, question);
    if (question >= 0) {
      setQuery(url, text.slice(question + 1));
    }
    url.path = [];
    if (path !== '' || isSpecial(url.protocol)) {
      addPath(url, /^[/\\]/.test(path) && (path[0] === '/' || isSpecial(url.protocol)) ? path.slice(1) : path);
    }
  }

  // The parser

  function parse(input, base) {
    let text = input.toWellFormed().replace(/^[\0-\x20]+|[\0-\x20]+$/g, '').replace(/[\t\n\r]/g, '');
    const hash = text.indexOf('#');
    const fragment = hash < 0 ? null : encode(text.slice(hash + 1), FRAGMENT);
    text = hash < 0 ? text : text.slice(0, hash);
    const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(text);
    const url = scheme !== null
      ? parseAbsolute(scheme[0].toLowerCase(), text.slice(scheme[0].length), base)
      : parseRelative(text, base, fragment !== null);
    if (url !== undefined) {
      url.fragment = fragment;
    }
    return url;
  }

  const empty = (protocol) => ({protocol, username: '', password: '', host: null, port: '', path: [], query: null, fragment: null});

  function parseAbsolute(protocol, rest, base) {
    if (protocol === 'file:') {
      return parseFile(rest, base?.protocol === 'file:' ? base : undefined);
    }
    if (isSpecial(protocol)) {
      const isRelative = base?.protocol === protocol && !/^[/\\]{2}/.test(rest);
      return isRelative && !/^\//.test(rest) ? parseAgainst(rest, base) : parseAuthority(protocol, rest.replace(/^[/\\]+/, ''));
    }
    if (rest.startsWith('//')) {
      return parseAuthority(protocol, rest.slice(2));
    }
    const url = empty(protocol);
    if (rest.startsWith('/')) {
      setPathAndQuery(url, rest);
    } else {
      const question = rest.indexOf('?');
      url.path = encode(question < 0 ? rest : rest.slice(0, question), '');
      if (question >= 0) {
        setQuery(url, rest.slice(question + 1));
      }
    }
    return url;
  }

  function parseAuthority(protocol, rest) {
    const url = empty(protocol);
    const end = rest.search(isSpecial(protocol) ? /[/\\?]/ : /[/?]/);
    if (!setAuthority(url, end < 0 ? rest : rest.slice(0, end))) {
      return undefined;
    }
    setPathAndQuery(url, end < 0 ? '' : rest.slice(end));
    return url;
  }

  function parseRelative(text, base, hasFragment) {
    if (base === undefined) {
      return undefined;
    }
    if (typeof base.path === 'string') {
      return text === '' && hasFragment ? {...base} : undefined;
    }
    return base.protocol === 'file:' ? parseFile(text, base) : parseAgainst(text, base);
  }

  function parseAgainst(text, base) {
    const special = isSpecial(base.protocol);
    if ((special ? /^[/\\]{2}/ : /^\/\//).test(text)) {
      return parseAuthority(base.protocol, special ? text.replace(/^[/\\]+/, '') : text.slice(2));
    }
    const {protocol, username, password, host: name, port} = base;
    const url = {...empty(protocol), username, password, host: name, port};
    return special && text.startsWith('\\') || text.startsWith('/') ? (setPathAndQuery(url, text), url) : mergePath(url, text, base);
  }

  function mergePath(url, text, base) {
    url.path = base.path.slice();
    const question = text.indexOf('?');
    const path = question < 0 ? text : text.slice(0, question);
    if (question >= 0) {
      setQuery(url, text.slice(question + 1));
    } else if (path === '') {
      url.query = base.query;
    }
    if (path !== '') {
      shorten(url);
      addPath(url, path);
    }
    return url;
  }

  function parseFile(text, base) {
    const url = {...empty('file:'), host: ''};
    const authority = /^[/\\]{2}([^/\\?]*)/.exec(text);
    if (authority !== null && !isDrive(authority[1])) {
      const name = authority[1] === '' ? '' : parseHost(authority[1], true);
      if (name === undefined) {
        return undefined;
      }
      url.host = name === 'localhost' ? '' : name;
      setPathAndQuery(url, text.slice(authority[0].length));
    } else if (/^[/\\]/.test(text) || base === undefined) {
      url.host = authority === null && base !== undefined ? base.host : '';
      setPathAndQuery(url, authority === null ? text : text.slice(1));
    } else {
      url.host = base.host;
      return mergePath(url, text, base);
    }
    return url;
  }

  // The serializer

  const pathname = (url) => (typeof url.path === 'string' ? url.path : url.path.map((segment) => '/' + segment).join(''));
  const hostAndPort = (url) => (url.host ?? '') + (url.port === '' ? '' : ':' + url.port);

  function serialize(url) {
    const password = url.password === '' ? '' : ':' + url.password;
    const user = url.username === '' && password === '' ? '' : url.username + password + '@';
    const authority = url.host !== null ? '//' + user + hostAndPort(url) : typeof url.path !== 'string' && url.path.length > 1 && url.path[0] === '' ? '/.' : '';
    const query = url.query === null ? '' : '?' + url.query;
    return url.protocol + authority + pathname(url) + query + (url.fragment === null ? '' : '#' + url.fragment);
  }

  // Form data: application/x-www-form-urlencoded

  const plus = (text) => encodeURIComponent(text.toWellFormed()).replace(/[!'()~]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase()).replaceAll('%20', '+');
  const parsePairs = (text) => text.split('&').filter((part) => part !== '').map((part) => {
    const [, name, value] = /^([^=]*)=?(.*)$/s.exec(part.replaceAll('+', ' '));
    return [decode(name), decode(value)];
  });

  function pairsOf(init) {
    if (init === undefined || init === null) {
      return init === null ? [['null', '']] : [];
    }
    if (typeof init !== 'object' && typeof init !== 'function') {
      return parsePairs(`${init}`.toWellFormed().replace(/^\?/, ''));
    }
    if (typeof init[Symbol.iterator] !== 'function') {
      return Reflect.ownKeys(init).filter((key) => Object.getOwnPropertyDescriptor(init, key)?.enumerable)
        .map((key) => [`${key}`.toWellFormed(), `${init[key]}`.toWellFormed()]);
    }
    return Array.from(init, (pair) => {
      const list = Array.from(pair, (item) => `${item}`.toWellFormed());
      if (list.length !== 2) {
        throw new TypeError('URLSearchParams: each pair must have a name and a value');
      }
      return list;
    });
  }

  class URLSearchParams {
    #pairs;
    #changed = () => {};
    constructor(init = undefined) {
      this.#pairs = pairsOf(init);
    }
    static link(params, changed) {
      params.#changed = changed;
      return (query) => {
        params.#pairs = parsePairs(query);
      };
    }
    get size() { return this.#pairs.length; }
    append(name, value) {
      this.#pairs.push([`${name}`.toWellFormed(), `${value}`.toWellFormed()]);
      this.#changed();
    }
    delete(name, value = undefined) {
      this.#pairs = this.#pairs.filter((pair) => pair[0] !== `${name}` || (value !== undefined && pair[1] !== `${value}`));
      this.#changed();
    }
    get(name) {
      return this.#pairs.find((pair) => pair[0] === `${name}`)?.[1] ?? null;
    }
    getAll(name) {
      return this.#pairs.filter((pair) => pair[0] === `${name}`).map((pair) => pair[1]);
    }
    has(name, value = undefined) {
      return this.#pairs.some((pair) => pair[0] === `${name}` && (value === undefined || pair[1] === `${value}`));
    }
    set(name, value) {
      const [key, text] = [`${name}`.toWellFormed(), `${value}`.toWellFormed()];
      const first = this.#pairs.find((pair) => pair[0] === key);
      if (first === undefined) {
        this.#pairs.push([key, text]);
      } else {
        first[1] = text;
        this.#pairs = this.#pairs.filter((pair) => pair === first || pair[0] !== key);
      }
      this.#changed();
    }
    sort() {
      this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this.#changed();
    }
    forEach(callback, thisArgument = undefined) {
      for (const [name, value] of this) {
        callback.call(thisArgument, value, name, this);
      }
    }
    *entries() {
      for (let i = 0; i < this.#pairs.length; i++) {
        yield this.#pairs[i].slice();
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
    toString() {
      return this.#pairs.map(([name, value]) => plus(name) + '=' + plus(value)).join('&');
    }
    get [Symbol.toStringTag]() { return 'URLSearchParams'; }
  }
  Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, {value: URLSearchParams.prototype.entries, writable: true, configurable: true});
  const link = URLSearchParams.link;
  delete URLSearchParams.link;

  class URL {
    #url;
    #params = null;
    #refresh;
    constructor(url, base = undefined) {
      const text = `${url}`;
      const parsedBase = base === undefined ? undefined : parse(`${base}`, undefined);
      const parsed = base !== undefined && parsedBase === undefined ? undefined : parse(text, parsedBase);
      if (parsed === undefined) {
        const error = new TypeError(base === undefined ? `Invalid URL: '${text}'` : `Invalid URL: '${text}' with base '${base}'`);
        error.code = 'ERR_INVALID_URL';
        throw error;
      }
      this.#url = parsed;
    }
    static parse(url, base = undefined) {
      try {
        return new URL(url, base);
      } catch {
        return null;
      }
    }
    static canParse(url, base = undefined) {
      return URL.parse(url, base) !== null;
    }
    #replaced() {
      this.#refresh?.(this.#url.query ?? '');
    }
    #mayHaveUser() {
      return this.#url.host !== null && this.#url.host !== '' && this.#url.protocol !== 'file:';
    }
    get href() { return serialize(this.#url); }
    set href(value) {
      this.#url = new URL(value).#url;
      this.#replaced();
    }
    get origin() {
      const {protocol, path} = this.#url;
      if (protocol === 'blob:' && typeof path === 'string') {
        const inner = URL.parse(path);
        return inner !== null && /^https?:$/.test(inner.protocol) ? inner.origin : 'null';
      }
      return isSpecial(protocol) && protocol !== 'file:' ? protocol + '//' + hostAndPort(this.#url) : 'null';
    }
    get protocol() { return this.#url.protocol; }
    set protocol(value) {
      const [scheme] = /^[a-z][a-z0-9+.-]*(?=:|$)/i.exec(`${value}`) ?? [];
      const protocol = scheme?.toLowerCase() + ':';
      const url = this.#url;
      const toFile = protocol === 'file:' && (url.username !== '' || url.password !== '' || url.port !== '');
      if (scheme !== undefined && isSpecial(protocol) === isSpecial(url.protocol) && !toFile && !(url.protocol === 'file:' && url.host === '')) {
        url.protocol = protocol;
        setPort(url, url.port);
      }
    }
    get username() { return this.#url.username; }
    set username(value) {
      if (this.#mayHaveUser()) {
        this.#url.username = encode(`${value}`, USERINFO);
      }
    }
    get password() { return this.#url.password; }
    set password(value) {
      if (this.#mayHaveUser()) {
        this.#url.password = encode(`${value}`, USERINFO);
      }
    }
    get host() { return hostAndPort(this.#url); }
    set host(value) {
      this.#setHost(`${value}`, true);
    }
    get hostname() { return this.#url.host ?? ''; }
    set hostname(value) {
      this.#setHost(`${value}`, false);
    }
    #setHost(value, withPort) {
      const url = this.#url;
      if (typeof url.path === 'string') {
        return;
      }
      const text = /^[^/?#\\]*/.exec(value.replace(/[\t\n\r]/g, ''))[0];
      const [, name, port] = /^(\[[^\]]*\]|[^:]*)(?::([0-9]*).*)?$/s.exec(text) ?? [];
      const special = isSpecial(url.protocol);
      const isEmpty = name === '' && (special ? url.protocol !== 'file:' : url.username !== '' || url.password !== '' || url.port !== '');
      const parsed = name === undefined || isEmpty || (!withPort && port !== undefined) ? undefined : name === '' ? '' : parseHost(name, special);
      if (parsed !== undefined) {
        url.host = url.protocol === 'file:' && parsed === 'localhost' ? '' : parsed;
        if (withPort && port) {
          setPort(url, port);
        }
      }
    }
    get port() { return this.#url.port; }
    set port(value) {
      const text = `${value}`.replace(/[\t\n\r]/g, '');
      const digits = /^[0-9]*/.exec(text)[0];
      if (this.#mayHaveUser() && (digits !== '' || text === '')) {
        setPort(this.#url, digits);
      }
    }
    get pathname() { return pathname(this.#url); }
    set pathname(value) {
      const url = this.#url;
      if (typeof url.path !== 'string') {
        const text = `${value}`.replace(/[\t\n\r]/g, '');
        url.path = [];
        if (text !== '' || isSpecial(url.protocol)) {
          addPath(url, text.startsWith('/') || (isSpecial(url.protocol) && text.startsWith('\\')) ? text.slice(1) : text);
        }
      }
    }
    get search() { return this.#url.query ? '?' + this.#url.query : ''; }
    set search(value) {
      const text = `${value}`.replace(/[\t\n\r]/g, '');
      if (text === '') {
        this.#url.query = null;
      } else {
        setQuery(this.#url, text.replace(/^\?/, ''));
      }
      this.#replaced();
    }
    get searchParams() {
      if (this.#params === null) {
        this.#params = new URLSearchParams(this.#url.query ?? '');
        this.#refresh = link(this.#params, () => {
          this.#url.query = this.#params.toString() || null;
        });
      }
      return this.#params;
    }
    get hash() { return this.#url.fragment ? '#' + this.#url.fragment : ''; }
    set hash(value) {
      const text = `${value}`.replace(/[\t\n\r]/g, '');
      this.#url.fragment = text === '' ? null : encode(text.replace(/^#/, ''), FRAGMENT);
    }
    toString() { return this.href; }
    toJSON() { return this.href; }
    get [Symbol.toStringTag]() { return 'URL'; }
  }
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(URL.prototype))) {
    if (name !== 'constructor') {
      Object.defineProperty(URL.prototype, name, {...descriptor, enumerable: true});
    }
  }
  return {URL, URLSearchParams};
})
