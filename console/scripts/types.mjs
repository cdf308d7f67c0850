// The API's types from our own OpenAPI document, asked of the application itself; no server needs to run.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const root = new URL('../../', import.meta.url).pathname;
const python = process.env.PYTHON ?? `${root}.venv/bin/python`;
const document = execFileSync(python, ['-m', 'api', 'openapi'], { cwd: root, encoding: 'utf8', maxBuffer: 64e6 });
const types = astToString(await openapiTS(JSON.parse(document)));
writeFileSync(new URL('../src/api/schema.d.ts', import.meta.url), `// Made by \`npm run types\` from our OpenAPI document. Do not edit.\n${types}`);
