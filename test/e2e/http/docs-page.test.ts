import { afterAll, describe, expect, it } from 'vitest';
import { testService } from '../../unit/http/service.js';
import { startBrowser } from './browser.js';

const browser = await startBrowser();
afterAll(() => browser?.close());

describe.skipIf(browser === null)('the page of documents in a browser', () => {
  const service = testService();

  it('shows every route, asks a question with a token, and loads nothing from elsewhere', async () => {
    const page = await browser!.newPage();
    const wrong: string[] = [];
    const asked: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') wrong.push(message.text());
    });
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${service.url}/docs`);
    await page.waitForSelector('.opblock');
    const shown = await page.locator('.opblock-summary-path').allTextContents();
    expect(shown.map((text) => text.replaceAll('\u200b', ''))).toEqual(
      expect.arrayContaining(['/v1/query', '/v1/access/check', '/v1/identities/{id}', '/v1/status', '/metrics']),
    );
    expect(wrong).toEqual([]);

    await page.locator('button.authorize').first().click();
    const bearer = page.locator('.auth-container').filter({ hasText: 'Bearer' }).first();
    await bearer.locator('input').fill(await service.token('reader'));
    await bearer.locator('button.authorize').click();
    await page.locator('.modal-ux button.btn-done').first().click();
    const status = page.locator('#operations-State-status');
    await status.locator('.opblock-summary-control').click();
    await status.locator('button.execute').click();
    await status.locator('.live-responses-table .response-col_status').first().waitFor();
    expect(await status.locator('.live-responses-table').textContent()).toContain('"generation"');
    expect(asked.filter((url) => !url.startsWith(service.url) && !url.startsWith('data:'))).toEqual([]);
    expect(wrong).toEqual([]);
    await page.close();
  }, 120_000);
});
