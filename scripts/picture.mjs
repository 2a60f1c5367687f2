// node scripts/picture.mjs: makes docs/workbench.png, the picture of the page in the README, from www/dist (npm run build).
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { chromium } from 'playwright-core';
import { inRoot, onPath } from './paths.mjs';

const SIZE = { width: 1280, height: 1144 };
const TYPES = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
};

/** Serves the page, with a relay that has no batches. */
const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname.startsWith('/v1/')) {
    response.setHeader('content-type', 'application/json');
    response.end('{"data":[],"has_more":false,"first_id":null,"last_id":null}');
    return;
  }
  const file = pathname === '/' ? 'index.html' : pathname.slice(1);
  response.setHeader('content-type', TYPES[file.split('.').pop()] ?? 'text/plain');
  response.end(readFileSync(inRoot('www', 'dist', file)));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const executablePath = process.env.CHROME_BIN || onPath(['chromium', 'google-chrome']);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: SIZE });
await page.goto(`http://127.0.0.1:${server.address().port}/#token=picture`);
await page.getByText('No batches yet.').waitFor();
await page.getByRole('button', { name: 'With mistakes' }).click();
await page.locator('#issue-list button').nth(1).click();
await page.screenshot({ path: inRoot('docs', 'workbench.png') });
await browser.close();
server.close();
