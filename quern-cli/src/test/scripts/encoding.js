// Text and base 64.
const bytes = (...list) => new Uint8Array(list);
const decoder = new TextDecoder();
console.log(decoder.decode(bytes(0xe2, 0x82), {stream: true}) + '|' + decoder.decode(bytes(0xac), {stream: true}) + '|' + decoder.decode());
console.log(decoder.decode(bytes(0xe2, 0x82), {stream: true}) + '|' + decoder.decode());
console.log(JSON.stringify(new TextDecoder().decode(bytes(0xef, 0xbb, 0xbf, 65, 0xf0, 0x90, 66, 0xff))));
console.log(new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes(0xef, 0xbb, 0xbf, 65)).length);
console.log(new TextDecoder('utf-16le').decode(bytes(65, 0, 0x3d, 0xd8, 0, 0xde)), new TextDecoder('UTF8').encoding);
console.log(new TextDecoder().decode(new DataView(bytes(65, 66, 67, 68).buffer, 1, 2)), new TextDecoder().decode(bytes(65).buffer), new TextDecoder().decode() === '');
const latin = new TextDecoder('latin1');
console.log(latin.decode(bytes(0xe4, 0x80)), latin.decode(bytes(0x81)).charCodeAt(0), latin.encoding, latin instanceof TextDecoder);
for (const f of [() => new TextDecoder('utf-8', {fatal: true}).decode(bytes(0xff)), () => new TextDecoder('nope'), () => TextDecoder()]) {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name);
  }
}
console.log(new TextEncoder().encode('ä€😀\ud800').join(), JSON.stringify(new TextEncoder().encodeInto('ab€', new Uint8Array(4))));
console.log(atob(' aG\nk= '), atob('aGk'), btoa('hi'), btoa('\xff\0'), atob('/w==').charCodeAt(0), atob('') === '', btoa(''));
for (const f of [() => atob('a'), () => atob('a==='), () => atob('aGk=='), () => atob('aé=='), () => btoa('\u1234'), () => atob()]) {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name);
  }
}
console.log(crypto.getRandomValues(new Uint32Array(4)).length, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()));
for (const view of [new Float32Array(1), new Uint8Array(65537)]) {
  try {
    crypto.getRandomValues(view);
  } catch (e) {
    console.log(e.name);
  }
}
