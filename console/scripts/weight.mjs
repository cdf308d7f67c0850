// How much script the first page loads, compressed: the entry and what it imports at once. Fails above 200 kB.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const limit = 200_000;
const dist = new URL('../dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');
const waiting = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((found) => found[1]);
const seen = new Set();
let total = 0;
while (waiting.length > 0) {
  const path = waiting.pop();
  if (seen.has(path)) continue;
  seen.add(path);
  const script = readFileSync(new URL(path, dist));
  total += gzipSync(script, { level: 9 }).length;
  for (const found of script.toString().matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) waiting.push(`assets/${found[1]}`);
}
console.log(`first load: ${seen.size} scripts, ${total} bytes gzip (limit ${limit})`);
if (total > limit) process.exit(1);
