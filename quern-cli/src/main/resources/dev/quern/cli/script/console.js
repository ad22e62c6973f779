// How the console shows values: strings as they are, all else much as node does.
(function (core) {
  'use strict';
  const {host, say, indent} = core;
  const {apply, ownKeys} = Reflect;
  const {getOwnPropertyDescriptor, getPrototypeOf} = Object;
  const DEPTH = 2;
  const WIDTH = 80;
  const MOST = 100;
  const tagOf = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
  const isIdentifier = (key) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key);

  function quote(text) {
    const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes('`') ? '`' : "'";
    const escaped = text.replace(/[\0-\x1f\x7f-\x9f\\]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, (c) =>
      ({'\n': '\\n', '\t': '\\t', '\r': '\\r', '\b': '\\b', '\f': '\\f', '\v': '\\v', '\\': '\\\\'})[c] ??
      (c < '\xff' ? '\\x' + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0') : '\\u' + c.charCodeAt(0).toString(16).toUpperCase()));
    return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
  }

  function primitive(value) {
    switch (typeof value) {
      case 'string': return quote(value);
      case 'bigint': return `${value}n`;
      case 'symbol': return value.toString();
      default: return Object.is(value, -0) ? '-0' : String(value);
    }
  }

  /** The name of the constructor in the chain of prototypes, as far as no code of the script runs. */
  function className(object) {
    for (let o = object; o !== null; o = getPrototypeOf(o)) {
      const descriptor = getOwnPropertyDescriptor(o, 'constructor');
      if (typeof descriptor?.value === 'function' && typeof descriptor.value.name === 'string' && descriptor.value.name !== '') {
        return descriptor.value.name;
      }
    }
    return null;
  }

  function prefix(object, usual, size = undefined) {
    const name = className(object);
    const count = size === undefined ? '' : `(${size})`;
    let tag;
    try {
      tag = object[Symbol.toStringTag];
    } catch {
      tag = undefined;
    }
    const shown = typeof tag === 'string' && tag !== '' && tag !== name ? ` [${tag}]` : '';
    return name === null ? `[${usual}${count}: null prototype]${shown} ` : name === usual && size === undefined && shown === '' ? '' : `${name}${count}${shown} `;
  }

  class Inspection {
    constructor(depth) {
      this.depth = depth;
      this.deepest = 0;
      this.seen = [];
      this.circular = new Map();
    }

    show(value, level) {
      if (typeof value !== 'object' && typeof value !== 'function' || value === null) {
        return primitive(value);
      }
      if (this.seen.includes(value)) {
        this.circular.set(value, this.circular.get(value) ?? this.circular.size + 1);
        return `[Circular *${this.circular.get(value)}]`;
      }
      this.seen.push(value);
      let text;
      try {
        text = this.object(value, level);
      } catch (e) {
        text = `[object that cannot be shown: ${e?.message}]`;
      }
      this.seen.pop();
      return this.circular.has(value) ? `<ref *${this.circular.get(value)}> ${text}` : text;
    }

    object(value, level) {
      this.deepest = Math.min(level, this.depth);
      const [head, items, shownKeys, braces] = this.content(value, level);
      const keys = ownKeys(value).filter((key) => !shownKeys.has(key) && getOwnPropertyDescriptor(value, key)?.enumerable);
      if (items.length === 0 && keys.length === 0) {
        return braces === null ? head : head + braces[0] + braces[1];
      }
      if (level > this.depth) {
        return `[${className(value) ?? 'Object: null prototype'}]`;
      }
      const all = [...items, ...keys.map((key) => this.property(value, key, level))];
      return this.join(braces === null ? head + ' ' : head, all, braces ?? '{}', level, items.length > 6 && braces === '[]');
    }

    /** What a kind of objects shows before its properties: head, items, keys that are items, braces. */
    content(value, level) {
      const none = new Set();
      if (typeof value === 'function') {
        return [this.callable(value), [], none, null];
      }
      if (Array.isArray(value)) {
        const name = prefix(value, 'Array', value.length);
        return [name.startsWith('Array(') ? '' : name, this.elements(value, level), new Set(Array.from(value, (_, i) => String(i))), '[]'];
      }
      if (apply(tagOf, value, []) !== undefined) {
        return [prefix(value, '', value.length), this.elements(value, level), {has: (key) => typeof key === 'string'}, '[]'];
      }
      if (value instanceof Error) {
        return [this.error(value, level), [], new Set(['stack', 'message', 'cause', 'errors']), null];
      }
      if (value instanceof Map) {
        return [prefix(value, 'Map', value.size), Array.from(Map.prototype.entries.call(value), ([k, v]) => `${this.show(k, level + 1)} => ${this.show(v, level + 1)}`), none, '{}'];
      }
      if (value instanceof Set) {
        return [prefix(value, 'Set', value.size), Array.from(Set.prototype.values.call(value), (v) => this.show(v, level + 1)), none, '{}'];
      }
      return this.otherContent(value, level, none);
    }

    otherContent(value, level, none) {
      if (value instanceof RegExp) {
        return [RegExp.prototype.toString.call(value), [], none, null];
      }
      if (value instanceof Date) {
        return [Number.isNaN(+value) ? 'Invalid Date' : Date.prototype.toISOString.call(value), [], none, null];
      }
      if (value instanceof Promise) {
        return ['Promise ', [], none, '{}'];
      }
      if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
        return [prefix(value, ''), [this.bytes(value), `byteLength: ${value.byteLength}`], none, '{}'];
      }
      if (value instanceof DataView) {
        return [prefix(value, ''), ['byteLength', 'byteOffset'].map((name) => `${name}: ${value[name]}`), none, '{}'];
      }
      if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef) {
        return [prefix(value, ''), ['<items unknown>'], none, '{}'];
      }
      for (const type of [Number, String, Boolean, Symbol, BigInt]) {
        if (value instanceof type) {
          return [`[${type.name}: ${primitive(type.prototype.valueOf.call(value))}]`, [], {has: (key) => typeof key === 'string' && type === String && /^\d+$/.test(key)}, null];
        }
      }
      return [prefix(value, 'Object'), this.accessors(value, level), none, '{}'];
    }

    /** The attributes of objects whose state is not in properties. */
    accessors(value, level) {
      const names = {URL: ['href', 'origin', 'protocol', 'host', 'pathname', 'search', 'hash'], Response: ['status', 'statusText', 'ok', 'url', 'type', 'bodyUsed', 'headers'], Request: ['method', 'url', 'headers']}[className(value)];
      if (className(value) === 'Headers' || className(value) === 'URLSearchParams') {
        return [...value].map(([name, text]) => `${isIdentifier(name) ? name : quote(name)}: ${quote(text)}`);
      }
      return (names ?? []).filter((name) => name in getPrototypeOf(value)).map((name) => `${name}: ${this.show(value[name], level + 1)}`);
    }

    bytes(buffer) {
      const shown = Array.from(new Uint8Array(buffer, 0, Math.min(50, buffer.byteLength)), (b) => b.toString(16).padStart(2, '0')).join(' ');
      const more = buffer.byteLength - 50;
      return `[Uint8Contents]: <${shown}${more > 0 ? ` ... ${more} more byte${more > 1 ? 's' : ''}` : ''}>`;
    }

    callable(value) {
      const source = Function.prototype.toString.call(value);
      const name = typeof value.name === 'string' ? value.name : '';
      if (source.startsWith('class')) {
        const parent = getPrototypeOf(value);
        return `[class ${name || '(anonymous)'}${typeof parent === 'function' && parent.name ? ` extends ${parent.name}` : ''}]`;
      }
      const kind = className(value) ?? 'Function';
      return name === '' ? `[${kind} (anonymous)]` : `[${kind}: ${name}]`;
    }

    error(value, level) {
      const stack = getOwnPropertyDescriptor(value, 'stack')?.value ?? value.stack;
      let text = typeof stack === 'string' && stack !== '' ? stack : `[${Error.prototype.toString.call(value)}]`;
      if (level > 0) {
        text = text.replaceAll('\n', '\n' + '  '.repeat(level));
      }
      const details = ['cause', 'errors'].filter((key) => getOwnPropertyDescriptor(value, key) !== undefined)
        .map((key) => `[${key}]: ${this.show(value[key], level + 1)}`);
      return details.length === 0 ? text : `${text} {\n${details.map((d) => '  '.repeat(level + 1) + d).join(',\n')}\n${'  '.repeat(level)}}`;
    }

    elements(value, level) {
      if (level > this.depth) {
        return ['...'];
      }
      const items = [];
      const count = value.length;
      let i = 0;
      for (; i < count && items.length < MOST; i++) {
        let holes = 0;
        while (i < count && !(i in value)) {
          holes++;
          i++;
        }
        if (holes > 0) {
          items.push(`<${holes} empty item${holes > 1 ? 's' : ''}>`);
          i--;
        } else {
          items.push(this.show(value[i], level + 1));
        }
      }
      if (i < count) {
        items.push(`... ${count - i} more item${count - i > 1 ? 's' : ''}`);
      }
      return items;
    }

    property(value, key, level) {
      const descriptor = getOwnPropertyDescriptor(value, key);
      const name = typeof key === 'symbol' ? `[${key.toString()}]` : isIdentifier(key) ? key : quote(key);
      const text = descriptor.get !== undefined ? (descriptor.set !== undefined ? '[Getter/Setter]' : '[Getter]')
        : descriptor.set !== undefined ? '[Setter]' : this.show(descriptor.value, level + 1);
      return `${name}: ${text}`;
    }

    join(head, items, braces, level, many) {
      const [open, close] = braces;
      const lines = many ? columns(items, level) : items;
      const start = items.length + level * 2 + open.length + head.length + 10;
      const length = items.reduce((sum, item) => sum + item.length, items.length + start);
      const fits = lines.length === items.length && length <= WIDTH && this.deepest - level < 3;
      if (fits && !items.some((item) => item.includes('\n'))) {
        return `${head}${open} ${items.join(', ')} ${close}`;
      }
      const pad = '  '.repeat(level + 1);
      return `${head}${open}\n${pad}${lines.join(',\n' + pad)}\n${'  '.repeat(level)}${close}`;
    }
  }

  /** Many short items stand in columns, numbers to the right. */
  function columns(items, level) {
    const rest = items.at(-1).startsWith('... ') ? [items.at(-1)] : [];
    const shown = rest.length > 0 ? items.slice(0, -1) : items;
    const widest = Math.max(...shown.map((item) => item.length)) + 2;
    const total = shown.reduce((sum, item) => sum + item.length + 2, 0);
    if (widest * 3 + level * 2 >= WIDTH || (total / widest <= 5 && widest > 6) || shown.some((item) => item.includes('\n'))) {
      return items;
    }
    const bias = Math.max(widest - 3 - Math.sqrt(widest - total / shown.length), 1);
    const count = Math.min(Math.round(Math.sqrt(2.5 * bias * shown.length) / bias), Math.floor((WIDTH - level * 2) / widest), 12);
    if (count <= 1) {
      return items;
    }
    const right = shown.every((item) => /^-?[\d.e+-]+n?$/.test(item));
    const widths = Array.from({length: count}, (_, c) => Math.max(...shown.filter((item, i) => i % count === c).map((item) => item.length)) + 2);
    const lines = [];
    for (let i = 0; i < shown.length; i += count) {
      const row = shown.slice(i, i + count);
      const last = row.pop();
      const cells = row.map((item, c) => (right ? `${item}, `.padStart(widths[c]) : `${item}, `.padEnd(widths[c])));
      lines.push(cells.join('') + (right ? last.padStart(widths[row.length] - 2) : last));
    }
    return [...lines, ...rest];
  }

  function inspect(value, depth = DEPTH) {
    return new Inspection(depth).show(value, 0);
  }

  function substitute(letter, value) {
    switch (letter) {
      case 's': return typeof value === 'string' ? value : typeof value === 'object' && value !== null || typeof value === 'function' ? inspectShort(value) : primitive(value);
      case 'd': return typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' || typeof value === 'object' && value !== null ? 'NaN' : primitive(Number(value));
      case 'i': return typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' || typeof value === 'object' && value !== null ? 'NaN' : primitive(parseInt(value, 10));
      case 'f': return typeof value === 'symbol' ? 'NaN' : primitive(parseFloat(value));
      case 'j': return JSON.stringify(value);
      case 'o': return inspect(value, 4);
      case 'O': return inspect(value);
      default: return '';
    }
  }

  function inspectShort(value) {
    const hasOwn = typeof value.toString === 'function' && value.toString !== Object.prototype.toString && value.toString !== Error.prototype.toString && !Array.isArray(value);
    return hasOwn ? String(value) : inspect(value, 0);
  }

  function format(values) {
    if (values.length === 0) {
      return '';
    }
    let next = 0;
    let text = '';
    if (typeof values[0] === 'string') {
      next = 1;
      text = values.length === 1 ? values[0] : values[0].replace(/%([sdifjoOc%])/g, (all, letter) =>
        letter === '%' ? '%' : next < values.length ? substitute(letter, values[next++]) : all);
      next = values.length === 1 ? 1 : next;
    } else {
      text = inspect(values[next++]);
    }
    for (; next < values.length; next++) {
      text += ' ' + (typeof values[next] === 'string' ? values[next] : inspect(values[next]));
    }
    return text;
  }

  // The methods of the console that need more than a line.

  const counts = new Map();
  const timers = new Map();

  function failed(values) {
    say(true, values.length === 0 ? 'Assertion failed'
      : typeof values[0] === 'string' ? format(['Assertion failed: ' + values[0], ...values.slice(1)]) : format(['Assertion failed:', ...values]));
  }

  function count(label = 'default') {
    const number = (counts.get(`${label}`) ?? 0) + 1;
    counts.set(`${label}`, number);
    say(false, `${label}: ${number}`);
  }

  function countReset(label = 'default') {
    counts.delete(`${label}`);
  }

  function time(label = 'default') {
    timers.set(`${label}`, host.now());
  }

  function timeLog(label = 'default', ...values) {
    const start = timers.get(`${label}`);
    if (start === undefined) {
      say(true, `Warning: No such label '${label}' for console.time`);
    } else {
      const elapsed = host.now() - start;
      const shown = elapsed >= 1000 ? `${(elapsed / 1000).toFixed(3)}s` : `${elapsed.toFixed(3)}ms`;
      say(false, `${label}: ${shown}${values.length > 0 ? ' ' + format(values) : ''}`);
    }
  }

  function timeEnd(label = 'default') {
    timeLog(label);
    timers.delete(`${label}`);
  }

  function group(...values) {
    if (values.length > 0) {
      say(false, format(values));
    }
    indent(1);
  }

  function groupEnd() {
    indent(-1);
  }

  function dir(value, options = undefined) {
    const depth = options?.depth === null ? Infinity : options?.depth ?? DEPTH;
    say(false, inspect(value, depth));
  }

  function trace(...values) {
    const frames = new Error().stack.split('\n').slice(1).filter((frame) => !/\(?quern:/.test(frame));
    say(true, ['Trace' + (values.length > 0 ? ': ' + format(values) : ''), ...frames].join('\n'));
  }

  function table(rows) {
    if (typeof rows !== 'object' || rows === null) {
      say(false, format([rows]));
      return;
    }
    const entries = rows instanceof Map ? [...rows] : Object.entries(rows);
    const isRow = (row) => typeof row === 'object' && row !== null;
    const names = [...new Set(entries.flatMap(([, row]) => (isRow(row) ? Object.keys(row) : [])))];
    const withValues = entries.some(([, row]) => !isRow(row));
    const head = ['(index)', ...names, ...(withValues ? ['Values'] : [])];
    const lines = entries.map(([key, row]) => [String(key), ...names.map((name) => (isRow(row) && name in row ? inspect(row[name], 0) : '')), ...(withValues ? [isRow(row) ? '' : inspect(row, 0)] : [])]);
    const widths = head.map((title, c) => Math.max(title.length, ...lines.map((line) => line[c].length)) + 2);
    const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
    const row = (cells) => '│' + cells.map((cell, c) => (' ' + cell).padEnd(widths[c])).join('│') + '│';
    say(false, [rule('┌', '┬', '┐'), row(head), rule('├', '┼', '┤'), ...lines.map(row), rule('└', '┴', '┘')].join('\n'));
  }

  return {format, inspect, failed, clear() {}, count, countReset, dir, group, groupCollapsed: group, groupEnd, table, time, timeEnd, timeLog, trace};
})
