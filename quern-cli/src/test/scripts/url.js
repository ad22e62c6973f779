// The address, then what the URL parser makes of it.
const cases = [
  ['http://EXAMPLE.com:80/a/./b/../c?x=1 2#h h'], ['../x', 'http://a/b/c/d'], ['//h/p', 'https://a/b'], ['?q', 'http://a/b?c#d'],
  ['#f', 'http://a/b?c'], ['x:y z'], ['file:///a/../b%20c'], ['http://[::1]:8080/'], ['http://1.2.3/'], ['http://0x7f.1/'],
  ['http://256.1.1.1'], ['http://a b/'], ['http://ü.de/ä?ö'], ['nope'], ['simple.wasm', 'file:///w/x/s.js'], ['http:\\\\a\\b'],
  ['http://u:p@h:81/'], ['mailto:a@b'], ['a:/b/../c'], ['', 'http://a/b?c#d'], ['http:foo', 'http://a/b/c'], ['file:x', 'file:///a/b'],
  ['http://h:99999/'], ['a://h/p/../q'], ['  http://x/\ty  '], ['file://localhost/etc'], ['/abs', 'file:///a/b'], ['.', 'file:///a/b/c'],
  ['http://[1:2::8]/'], ['http://[::1.2.3.4]'], ['http://a/%2e%2e/b'], ['blob:http://a/b'], ['http://'], ['https://a:b@c@d/'],
  ['http://a/b|c`e{f}'], ["http://a/?'\"<>"], ['http://%41/'], ['http://a%00b/'], ['http://[1::2::3]/'], ['a:b', 'http://x/'], ['..', 'http://a/b/c/d/'],
  ['http://h:/'], ['http://h:080/'], ['ws://h:80/x'], ['non-special://H/p q'], ['/..//x', 'non-special://h/a'], ['file:///c:/..'], ['file:///C|/x'],
  ['http://1.2.3.4.5/'], ['http://09.1/'], ['http://4294967295/'], ['http://4294967296/'], ['javascript:alert(1)#x'], ['http://a/\ud800'],
];
for (const [url, base] of cases) {
  let result;
  try {
    result = new URL(url, base).href;
  } catch (e) {
    result = e.name;
  }
  console.log(JSON.stringify(url), result);
}
const url = new URL('http://a/b?x=1&y=2');
url.searchParams.append('z', 'ä &');
console.log(url.href);
url.search = '?k=v';
console.log(url.searchParams.toString());
url.port = '8080';
url.hash = 'q';
url.pathname = '/n m';
url.host = 'b.c:99';
url.protocol = 'https';
url.username = 'me:';
console.log(url.href, url.origin, url.host, url.hostname, url.port, url.search, url.hash, url.username, url.pathname, url.password === '');
console.log(JSON.stringify({url}), Object.prototype.toString.call(url), URL.canParse('x'), URL.canParse('x:'));
const params = new URLSearchParams('?a=b&a=c&d=%zz+%20e&=f&g');
console.log(params.toString(), params.getAll('a').join(), params.get('d'), params.size, params.has('a', 'c'), params.get('nope'));
params.sort();
params.set('a', 'only');
params.delete('g');
console.log([...params].join('|'), new URLSearchParams({a: '1', b: '2 3'}).toString(), new URLSearchParams([['q', 'r*~']]).toString());
