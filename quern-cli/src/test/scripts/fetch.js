// What needs no server. Addresses are relative to this file.
const refuses = async (f) => {
  try {
    console.log('not refused', await f());
  } catch (e) {
    console.log(e.name, e instanceof TypeError || e instanceof RangeError || e instanceof DOMException);
  }
};
(async () => {
  const response = await fetch('data.json');
  console.log(response.status, response.ok, response.statusText, response.type, response.headers.get('Content-Type'), response.url.endsWith('/data.json'));
  console.log(response.bodyUsed, (await response.clone().json()).a, await response.text(), response.bodyUsed);
  await refuses(() => response.text());
  await refuses(() => response.clone());
  await refuses(() => fetch('missing.wasm'));
  await refuses(() => fetch('.'));
  await refuses(() => fetch('foo:bar'));
  await refuses(() => fetch('http://a b'));
  await refuses(() => fetch('data:text/plain;base64,a'));
  await refuses(() => fetch('data.json', {method: 'POST', body: 'x'}));
  await refuses(() => fetch('data.json', {signal: AbortSignal.abort()}));
  const controller = new AbortController();
  const aborted = fetch('data.json', {signal: controller.signal});
  controller.abort();
  await refuses(() => aborted);
  console.log(await (await fetch('data:text/plain;base64,aGk%3D')).text(), await (await fetch('data:,a%20b+c%')).text());
  console.log((await fetch('data:application/wasm;base64,AGFzbQ==')).headers.get('content-type'), (await (await fetch('data:,x')).bytes()).length);
  const made = new Response('{"a":1}', {status: 201, headers: {x: 'y', X: 'z'}});
  console.log(made.status, made.headers.get('x'), (await made.json()).a, Response.json([1]).headers.get('content-type'), Response.error().type);
  console.log(new Response(null, {status: 204}).ok, await new Response(new Uint8Array([104, 105]).subarray(1)).text(), (await new Response().arrayBuffer()).byteLength);
  const request = new Request('http://h/x?y#z', {method: 'post', body: new URLSearchParams({a: 'b c'}), headers: [['q', 'r']]});
  console.log(request.method, request.url, request.headers.get('content-type'), await request.clone().text(), [...request.headers.keys()].join());
  const headers = new Headers([['b', '1'], ['A', '2'], ['b', ' 3 '], ['set-cookie', 'x'], ['Set-Cookie', 'y']]);
  console.log(JSON.stringify([...headers]), headers.getSetCookie().join('|'), headers.has('B'));
  await refuses(() => new Request('http://h', {body: 'b'}));
  await refuses(() => new Response('', {status: 99}));
  await refuses(() => new Response('x', {status: 204}));
  await refuses(() => new Headers({'a b': 1}));
  await refuses(() => new Headers({a: 'x\ny'}));
  await refuses(() => response.headers.set('a', 'b'));
})();
